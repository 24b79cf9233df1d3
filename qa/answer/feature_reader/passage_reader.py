"""Passage reading: a passage's sentences with their places and words, and what in them could be a short answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.archive.versions import StoredVersion
from index.passages.passage import Passage
from index.text.sentences import Span, sentences
from qa.answer.feature_reader.answer_spans import answer_spans
from qa.answer.reading import AnswerSpan, key_of, without_dateline
from qa.english.normal_form import plain_names
from qa.question.base_terms import base_terms

MIN_WORDS = 4  # shorter sentences are headings, datelines and bylines
SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*$")
# A picture gallery's button, whose label pages run into captions: "Hide Caption 3 of 44 Photos: After the storm".
GALLERY = re.compile(r"\b(?:Hide|Show) [Cc]aption\b|\b\d+ of \d+ Photos?:")


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """`text == passage.text[span.start:span.end]`; `terms` are its words, `said` those without a dateline."""

    span: Span
    text: str
    terms: tuple[str, ...]
    said: tuple[str, ...]
    bag: frozenset[str]
    answer_spans: tuple[AnswerSpan, ...]


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A hit's passage, read; `weight` falls with its score below the best hit's, which has 1.

    `headline` are the terms of its article's headline, `headline_key` its words between spaces.
    """

    passage: Passage
    stored: StoredVersion
    position: int
    weight: float
    sentences: tuple[ReadSentence, ...]
    headline: tuple[str, ...]
    headline_key: str

    def quotable(self) -> Iterator[int]:
        """Which of the sentences are whole ones."""
        for number, sentence in enumerate(self.sentences):
            is_whole = number or _begins_sentence(self.stored.article.text, self.passage.start)
            if (
                is_whole
                and len(sentence.text.split()) >= MIN_WORDS
                and SENTENCE_END.search(sentence.text)
                and not GALLERY.search(sentence.text)
            ):
                yield number


def read_passage(passage: Passage, stored: StoredVersion, position: int, weight: float) -> ReadPassage:
    """A passage and its headline; their words are read once, however many questions find them."""
    headline, headline_key = _read_headline(stored.article.title)
    return ReadPassage(passage, stored, position, weight, read_sentences(passage.text), headline, headline_key)


@lru_cache(maxsize=4_096)
def read_sentences(text: str) -> tuple[ReadSentence, ...]:
    """The sentences of a text, in order."""
    read = []
    for span in sentences(text):
        own = text[span.start : span.end]
        plain = plain_names(own)
        found = tuple(base_terms(own))
        dateline = len(own) - len(without_dateline(own))
        bare = without_dateline(plain)
        said = found if len(bare) == len(plain) else tuple(base_terms(bare))
        spans = tuple(each for each in answer_spans(own) if each.start >= dateline)
        read.append(ReadSentence(span, own, found, said, frozenset(found), spans))
    return tuple(read)


@lru_cache(maxsize=4_096)
def _read_headline(title: str) -> tuple[tuple[str, ...], str]:
    return tuple(base_terms(title)), f" {key_of(title)} "


def _begins_sentence(text: str, start: int) -> bool:
    """Whether a passage begins where a sentence does, not inside one that was too long for a passage."""
    before = text[:start].rstrip(" ")
    return not before or before.endswith("\n") or SENTENCE_END.search(before[-4:]) is not None
