"""Quotable sentences: a passage's sentences, and which of them can stand alone as a quote.

Headings, captions and sentences that begin before the passage cannot. Knows nothing of questions.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from index.passages.passage import Passage
from index.text.sentences import Span, sentences
from qa.answer.sentences.scored_sentence import without_dateline
from qa.english.normal_form import plain_names
from qa.question.base_terms import base_terms

MIN_WORDS = 4  # shorter sentences are headings, datelines and bylines
SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*$")
# A picture gallery's button, whose label pages run into captions: "Hide Caption 3 of 44 Photos: After the storm".
GALLERY = re.compile(r"^Photos?: |\b(?:Hide|Show) [Cc]aption\b|\b\d+ of \d+ Photos?:")


@dataclass(frozen=True, slots=True)
class TextSentence:
    """`text == passage.text[span.start:span.end]`; `said` are its terms without a dateline."""

    span: Span
    text: str
    said: tuple[str, ...]
    is_whole: bool


@lru_cache(maxsize=4_096)
def text_sentences(text: str) -> tuple[TextSentence, ...]:
    """The sentences of a text, in order; `is_whole` says which can be quoted if they begin in it."""
    found = []
    for span in sentences(text) or [Span(0, len(text))]:
        own = text[span.start : span.end]
        found.append(TextSentence(span, own, tuple(base_terms(without_dateline(plain_names(own)))), is_whole(own)))
    return tuple(found)


def is_whole(text: str) -> bool:
    """Whether a sentence is one, and no heading, dateline, byline or gallery's button."""
    return len(text.split()) >= MIN_WORDS and bool(SENTENCE_END.search(text)) and not GALLERY.search(text)


def quotable(passage: Passage, article_text: str) -> list[bool]:
    """Which of a passage's sentences can be quoted."""
    found = [each.is_whole for each in text_sentences(passage.text)]
    if found and not _begins_sentence(article_text, passage.start):
        found[0] = False
    return found


def _begins_sentence(text: str, start: int) -> bool:
    """Whether a passage begins where a sentence does, not inside one that was too long for a passage."""
    before = text[:start].rstrip(" ")
    return not before or before.endswith("\n") or SENTENCE_END.search(before[-4:]) is not None
