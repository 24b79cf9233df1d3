"""What went wrong with a delivery, and whether trying again can help."""

from corpus.errors import NewsqaError


class UndeliveredError(NewsqaError):
    """Something that did not arrive, or of which that is not known.

    `is_final`: trying again cannot help; `is_unwanted`: the receiver wants nothing any more; `retry_after_s`: it is not
    to be tried before.
    """

    def __init__(
        self, reason: str, *, is_final: bool = False, is_unwanted: bool = False, retry_after_s: float | None = None
    ) -> None:
        super().__init__(reason)
        self.is_final = is_final or is_unwanted
        self.is_unwanted = is_unwanted
        self.retry_after_s = retry_after_s
