"""Reading in other languages than English: a question's words in a passage, and which sentence adds to them.

The one idea: the networks read English alone, and what they say of other languages is chance. There words decide: a
passage counts by the share of the question's words in it and its headline, the rarer the more; its sentences by what
they have of the question beyond the headline, since one that repeats the headline does not answer. Knows nothing of
what words mean.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from corpus.language import detected_language
from index.engine.passage_index import TermCounts
from index.text.language_terms import ENGLISH, NOT_LATIN, asked_terms, foreign_language, text_terms
from index.text.sentences import Span
from qa.answer.reader.reader import CUT_OFF, PassageText, Reader, Reading
from qa.retrieval.weights import Table

# Chosen on 60 questions in ten languages: the first quote then answers 49, with the network's reading 28 (LOG.md).
COVERED = 0.25  # share of a question's words in a passage from which it may answer: of those of other articles, .1 are
PASSAGE_SCALE, SENTENCE_SCALE = 20.0, 8.0  # log-odds for a whole share
HEADLINE = 0.25  # what a word counts in a sentence that the headline has, too
REPEATS = 0.25  # what a sentence loses that is nothing but the headline
UNKNOWN = 0.5  # what a word counts that no text has, beside the rarest: it may be one that asks


@dataclass(slots=True)
class ReaderByLanguage:
    """A reader of English for questions in English, and words for all else but passages in English."""

    reader: Reader
    counts: TermCounts
    digest: str = "by language"

    @property
    def confidence(self) -> Table:
        return self.reader.confidence

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        """See `Reader.read`."""
        language = foreign_language(question)
        if language is None:
            return self.reader.read(question, passages)
        weights = _weights(asked_terms(question), self.counts)
        is_read = NOT_LATIN.search(question) is None  # or else the reader knows none of its words
        is_english = [is_read and detected_language(each.text) == ENGLISH for each in passages]
        english = iter(self.reader.read(question, list(compress(passages, is_english))))
        return [
            next(english) if is_its else _matched(each, language, weights)
            for each, is_its in zip(passages, is_english, strict=True)
        ]


def _weights(terms: Sequence[str], counts: TermCounts) -> Mapping[str, float]:
    """Each term's share of what all of them count, the rarer the more."""
    n = counts.n_passages
    frequencies = {term: counts.term_frequency(term) for term in terms}
    weights = {
        term: math.log(1 + n / (1 + frequency)) * (1 if frequency else UNKNOWN)
        for term, frequency in frequencies.items()
    }
    whole = sum(weights.values()) or 1.0
    return {term: weight / whole for term, weight in weights.items()}


def _matched(passage: PassageText, language: str, weights: Mapping[str, float]) -> Reading:
    head = set(text_terms(passage.head, language))
    covered = _share(weights, head | set(text_terms(passage.text, language)))
    shares = [_sentence_share(passage, span, head, language, weights) for span in passage.sentences]
    relevance = PASSAGE_SCALE * (covered - COVERED)
    best = max(shares, default=0.0)
    odds = tuple(max(CUT_OFF, relevance + SENTENCE_SCALE * (share - best)) for share in shares)
    return Reading(relevance, odds, ())


def _sentence_share(
    passage: PassageText, span: Span, head: set[str], language: str, weights: Mapping[str, float]
) -> float:
    own = set(text_terms(passage.text[span.start : span.end], language))
    repeated = len(own & head) / max(1, len(head))
    return _share(weights, own - head) + HEADLINE * _share(weights, own & head) - REPEATS * repeated


def _share(weights: Mapping[str, float], terms: set[str]) -> float:
    return sum(weight for term, weight in weights.items() if term in terms)
