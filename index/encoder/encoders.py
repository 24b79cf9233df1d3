"""The encoders of one process: that of the passages which answer, and of those that answered before.

A question has to be embedded by the model of the passages that it is compared with, and these may change to another
model's while the process runs.
"""

import threading
from collections.abc import Callable

from index.encoder.encoder import Encoder

OpenModel = Callable[[str, str | None], Encoder]  # by its digest and where it was found; raises `ModelError`


class Encoders:
    """Encoders by their models' digests. Safe to use from several threads."""

    def __init__(self, first: Encoder, open_model: OpenModel | None = None) -> None:
        self._open_model = open_model
        self._opened = {first.digest: first}
        self._first = first
        self._opening = threading.Lock()

    def ready(self, digest: str, place: str | None) -> None:
        """Open a model, unless it is. Raises `ModelError` if it cannot be used."""
        with self._opening:
            if digest not in self._opened and self._open_model:
                self._opened[digest] = self._open_model(digest, place)

    def of(self, digest: str) -> Encoder:
        """The encoder with a digest; the first one where it was never made ready."""
        return self._opened.get(digest, self._first)
