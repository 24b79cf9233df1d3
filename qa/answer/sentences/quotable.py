"""Quotable sentences: a passage's sentences, and which of them can stand alone as a quote.

Headings, captions, notes of the page's own, sentences that begin before the passage and questions that nobody is quoted
with cannot. Knows nothing of what is asked.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.formats.html.boilerplate_lines import AGENCY
from corpus.formats.html.sentence_marks import SENTENCE_END, is_unmarked
from index.passages.passage import Passage
from index.text.sentences import Span, sentences
from qa.answer.sentences.scored_sentence import without_dateline
from qa.answer.sentences.speech import is_inside_speech, speech
from qa.english.normal_form import plain_names
from qa.question.base_terms import base_terms

MIN_WORDS = 4  # shorter sentences are headings, datelines and bylines
# Letters of scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, Chinese and Japanese.
UNSPACED = re.compile(r"[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]")
WORD_LETTERS = 2  # of these are about a word
# A picture gallery's button, whose label pages run into captions: "Hide Caption 3 of 44 Photos: After the storm".
GALLERY = re.compile(r"^Photos?: |\b(?:Hide|Show) [Cc]aption\b|\b\d+ of \d+ Photos?:")
# A photographer and an agency before a caption: "Jo Silk/Zuma/Getty Images Rain falls on Lutha."
PICTURES = (
    r"(?:Anadolu(?: Agency)?|DPA|dpa|Imago|Magnum(?: Photos)?|NurPhoto|Polaris|Redux|Sipa(?: USA)?|Visum|Xinhua"
    r"|Z(?:uma|UMA))"
)
CREDIT = re.compile(
    rf"[A-Z][^/“”\"]{{1,40}}/ ?(?:[^/“”\"]{{2,40}}(?:/| via ))?(?:{AGENCY}|{PICTURES}) [A-Z]"
    r"|[A-Z]\w+ [A-Z]\w+ for (?:CNN|USA TODAY) [A-Z]"
)
# What a page says of itself or offers, and no report: "Editor's note: …", "This story has been updated."
OF_THE_PAGE = re.compile(
    r"^\W*editor['’]s note\b"
    r"|\bthis (?:\w+ )?(?:article|story|report|post|page|live ?blog) (?:has been|was|is being|will be) "
    r"(?:\w+ )?updated\b(?! to (?:correct|fix|remove))"
    r"|^(?:need a break\?|unable to view our graphics\b|click here\b)",
    re.IGNORECASE,
)
QUESTION_END = re.compile(r"[?？؟][\"'”’»)\]」』]*$")


@dataclass(frozen=True, slots=True)
class TextSentence:
    """`text == passage.text[span.start:span.end]`; `said` are its terms without a dateline.

    `is_whole` says whether it can be quoted if it begins in the passage.
    """

    span: Span
    text: str
    said: tuple[str, ...]
    is_whole: bool


@lru_cache(maxsize=4_096)
def text_sentences(text: str) -> tuple[TextSentence, ...]:
    """The sentences of a text, in order."""
    found = []
    for span in sentences(text) or [Span(0, len(text))]:
        own = text[span.start : span.end]
        can = is_whole(own) and not asks(text, span)
        found.append(TextSentence(span, own, tuple(base_terms(without_dateline(plain_names(own)))), can))
    return tuple(found)


def is_whole(text: str) -> bool:
    """Whether a sentence is one, and no heading, dateline, byline, caption with its credit, gallery's button or note of
    the page's own."""
    n_words = len(text.split()) + len(UNSPACED.findall(text)) // WORD_LETTERS
    is_sentence = n_words >= MIN_WORDS and (SENTENCE_END.search(text) is not None or is_unmarked([text]))
    return is_sentence and not any((GALLERY.search(text), CREDIT.match(text), OF_THE_PAGE.search(text)))


def asks(text: str, span: Span) -> bool:
    """Whether a sentence of a text is a question of the report's own, and not one that somebody is quoted with."""
    own = text[span.start : span.end]
    mark = QUESTION_END.search(own)
    if mark is None:
        return False
    parts = speech(own, inside=is_inside_speech(text, span.start)).parts
    return not any(part.start <= mark.start() < part.end for part in parts)


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
