"""Asking words: the part of a question that asks ("which country", "how many people"), as a span of its text.

Knows nothing of what kind of answer is expected.
"""

import re

from index.text.sentences import Span

AUXILIARY = r"(?:did|does|do|is|was|were|are|has|have|had|will|would|can|could|should|may|might|must)\b"
QUESTION_WORD = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
ASKING = re.compile(rf"{QUESTION_WORD.pattern}(?:\s+(?!{AUXILIARY})[\w’'-]+){{0,3}}", re.IGNORECASE)


def asking_words(question: str) -> Span | None:
    """The words of a question that ask: "which country", "how many people"; `None` if it has no question word."""
    match = ASKING.search(question)
    return Span(*match.span()) if match else None
