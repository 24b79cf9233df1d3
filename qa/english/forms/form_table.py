"""Tables of patterns: a row for each form in which a thing is written, tried in their order at each place of a text.

A row may name its groups as it likes, whatever other rows name theirs. Knows nothing of what the forms mean.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Reader = TypeVar("Reader")


@dataclass(frozen=True, slots=True)
class Form(Generic[Reader]):
    """One way of writing something: its pattern, what reads a match of it, and an example."""

    pattern: str
    read: Reader
    example: str


class FormTable(Generic[Reader]):
    """Forms as one grammar, in any letters; `before` is a pattern that each begins with."""

    def __init__(self, forms: Sequence[Form[Reader]], before: str = "") -> None:
        self.forms = forms
        self._patterns = [re.compile(f"{before}(?:{form.pattern})", re.IGNORECASE) for form in forms]
        anything = f"{before}(?:{'|'.join(form.pattern for form in forms)})"
        # Where a row fits, so that the rows are tried there alone.
        self._any = re.compile(re.sub(r"\(\?P<\w+>", "(?:", anything), re.IGNORECASE)

    def find(self, text: str) -> Iterator[tuple[Form[Reader], re.Match[str]]]:
        """The forms in a text, in order and apart from each other: at each place the first row that fits."""
        for place in self._any.finditer(text):
            tried = zip(self.forms, self._patterns, strict=True)
            yield next((form, match) for form, pattern in tried if (match := pattern.match(text, place.start())))
