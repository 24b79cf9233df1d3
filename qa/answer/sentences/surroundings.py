"""Surroundings: the sentences beside one that say who its "he" is, or whose words it gives.

Adjoining sentences are one quote. Knows nothing of which sentences are quoted.
"""

import re

from index.text.sentences import Span, sentences
from qa.answer.sentences.quotable import is_whole
from qa.answer.sentences.scored_sentence import ScoredSentence
from qa.answer.sentences.speech import hides_speaker, is_inside_speech, speech

MAX_LEAD = 2  # sentences before a quote that say who its "he" is
MAX_SPEECH_LEAD = 4  # and beside one that say whose words it gives
LEAD_CHARS = 1_000  # before a quote, in which they are looked for
_JOINS = "And|But|Or|So|Yet|Then|However|Still|Also|Later|Now|Instead|Meanwhile"
_SPANS_OF_TIME = "day|week|weekend|month|year|summer|winter|spring|autumn|fall|season|morning|afternoon|evening|time"
_PARTIES = "company|firm|group|team|agency|pair|duo|trio|two"
# A sentence that begins so cannot be understood alone: "But he …", "The company …", "That means …".
POINTS_BACK = re.compile(
    rf"[\"“‘']?(?:(?:{_JOINS}),? )?"
    rf"(?i:(?:he|she|it|they|his|her|its|their|the (?:{_PARTIES}))\b"
    rf"|(?:this|that|these|those)\b(?! (?:{_SPANS_OF_TIME}|who|whose)\b))"
)


def understood(candidate: ScoredSentence) -> tuple[Span, bool]:
    """A sentence with the few beside it that say who its "he" is and whose words it gives; alone if they do not.

    Second, whether it is clear then whose words they are.
    """
    text = candidate.stored.article.text
    explained, n_added = candidate.span, 0
    start, end = candidate.span.start, candidate.span.end
    while True:
        hides = hides_speaker(text[start:end], inside=is_inside_speech(text, start))
        if not POINTS_BACK.match(text, start) and (n_added <= MAX_LEAD or not hides):
            explained = Span(start, end)
            if not hides:
                return explained, True
        if n_added == (MAX_SPEECH_LEAD if hides else MAX_LEAD):
            break
        after = _sentence_after(text, end) if hides and _goes_on(text, start, end) else None
        near = after or _sentence_before(text, start)
        if near is None or not is_whole(text[near.start : near.end]):
            break
        start, end, n_added = min(start, near.start), max(end, near.end), n_added + 1
    return explained, not hides_speaker(candidate.text, inside=is_inside_speech(text, candidate.span.start))


def _goes_on(text: str, start: int, end: int) -> bool:
    return speech(text[start:end], inside=is_inside_speech(text, start)).is_open


def _sentence_after(text: str, start: int) -> Span | None:
    """The next sentence of the same paragraph; `None` for one that is too long."""
    rest = text[start : start + LEAD_CHARS].split("\n", 1)[0]
    found = sentences(rest)
    if not found or (len(rest) == LEAD_CHARS and len(found) == 1):
        return None
    return Span(start + found[0].start, start + found[0].end)


def _sentence_before(text: str, end: int) -> Span | None:
    """The last sentence of a text's beginning; `None` for one that is too long to be a lead."""
    start = max(0, end - LEAD_CHARS)
    found = sentences(text[start:end])
    if not found or (start and len(found) == 1):
        return None
    return Span(start + found[-1].start, start + found[-1].end)
