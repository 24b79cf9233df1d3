"""Sentence scoring: the best passages, read beside the question; their sentences by named features, added up.

A passage stands where its best sentence puts it, so the evidence is in the reader's order, too. Words that answer count
over all articles that have them. Knows nothing of which sentences are quoted.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.archive.versions import StoredVersion
from index.passages.passage import Hit
from index.text.sentences import Span
from qa.answer.reader.pair import header
from qa.answer.reader.reader import CUT_OFF, PassageText, Reader, Reading
from qa.answer.sentences.quotable import TextSentence, quotable, text_sentences
from qa.answer.sentences.scored_sentence import FEATURES, AnswerSpan, ScoredSentence, key_of
from qa.english.dates import day_of
from qa.question.question_kind import Kind
from qa.retrieval.retrieve import Ranking
from qa.retrieval.weights import Table, Weights, load_weights

READ_PASSAGES = 8  # the best ones of the search are read; 12 or 20 are no better (LOG.md, 2026-11-27)
READ_FOR_BRIEF = 24  # at most two of an article: they hold .88 of the steps of stories, the first 12 .69
READ_NEWER = 8  # more of the latest, newer than the newest article found whose headline names the subject
BRIEF_KINDS: frozenset[Kind] = frozenset({"overview", "latest"})  # what is told in dated lines, of many articles
LEAST, MOST = 1e-4, 1 - 1e-4  # probabilities are kept between these


@dataclass(frozen=True, slots=True)
class ReadRanking:
    """The ranking in the order of what was read, and the sentences that can be quoted, best first.

    `features` are those of each hit's best sentence, by passage id; `weights` those that they were added up with;
    `confidence` the table of those that tell how sure an answer is, which the reader decides.
    """

    ranking: Ranking
    sentences: Sequence[ScoredSentence]
    features: Mapping[int, Mapping[str, float]]
    weights: Weights
    confidence: Table


@dataclass(frozen=True, slots=True)
class _ReadHit:
    """A hit, the version that it is from, its sentences, and what the reader says of it."""

    hit: Hit
    stored: StoredVersion
    sentences: Sequence[TextSentence]
    reading: Reading


def n_to_read(kind: Kind) -> int:
    """How many passages are read for an answer of a kind, however many are asked for."""
    if kind == "latest":
        return READ_FOR_BRIEF + READ_NEWER
    return READ_FOR_BRIEF if kind in BRIEF_KINDS else READ_PASSAGES


def read_ranking(
    question: str, ranking: Ranking, reader: Reader, weights: Weights | None = None, n_read: int = READ_PASSAGES
) -> ReadRanking:
    """Read the first `n_read` hits beside a question, which can be quoted; the others follow in the search's order."""
    used = weights or load_weights("sentence", FEATURES)
    readings = reader.read(question, passage_texts(ranking, n_read))
    readings += [_unread(hit) for hit in ranking.hits[n_read:]]
    read = [
        _ReadHit(hit, _version(ranking, hit), text_sentences(hit.passage.text), reading)
        for hit, reading in zip(ranking.hits, readings, strict=True)
    ]
    agreed = _agreed(read)
    scored = [[_scored(each, number, agreed, used) for number in range(len(each.sentences))] for each in read]
    best = [max(some, key=lambda each: each.score) for some in scored]
    lowest = min((each.score for each in best[:n_read]), default=0.0)
    best[n_read:] = [replace(each, score=min(each.score, lowest)) for each in best[n_read:]]
    order = sorted(range(len(read)), key=lambda number: (number >= n_read, -best[number].score, number))
    candidates = [
        replace(sentence, hit=place)
        for place, number in enumerate(order)
        for sentence, can in zip(scored[number], _quotable(read[number]), strict=True)
        if can and number < n_read
    ]
    hits = [Hit(read[number].hit.passage, best[number].score) for number in order]
    features = {each.hit.passage.id: one.features for each, one in zip(read, best, strict=True)}
    in_order = sorted(candidates, key=lambda each: (-each.score, each.hit, each.span.start))
    return ReadRanking(replace(ranking, hits=hits), in_order, features, used, reader.confidence)


def log_odds(probability: float) -> float:
    """The logarithm of the odds, of probabilities between `LEAST` and `MOST`."""
    kept = min(max(probability, LEAST), MOST)
    return math.log(kept / (1 - kept))


def _version(ranking: Ranking, hit: Hit) -> StoredVersion:
    return ranking.versions[hit.passage.version_number]


def _quotable(read: _ReadHit) -> list[bool]:
    return quotable(read.hit.passage, read.stored.article.text)


def passage_texts(ranking: Ranking, n: int) -> list[PassageText]:
    """The first hits as a reader takes them, in their order."""
    return [_passage_text(ranking, hit) for hit in ranking.hits[:n]]


def _unread(hit: Hit) -> Reading:
    return Reading(CUT_OFF, (CUT_OFF,) * len(text_sentences(hit.passage.text)), ())


def _passage_text(ranking: Ranking, hit: Hit) -> PassageText:
    article = _version(ranking, hit).article
    head = header(article.title, day_of(article.published))
    return PassageText(head, hit.passage.text, tuple(each.span for each in text_sentences(hit.passage.text)))


def _agreed(read: Sequence[_ReadHit]) -> dict[str, float]:
    """The probability that words answer, by their key: that any article with them is right, each counted once."""
    by_article: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for each in read:
        for words in each.reading.words:
            probabilities = by_article[key_of(each.hit.passage.text[words.start : words.end])]
            article = each.stored.article.id
            probabilities[article] = max(probabilities.get(article, 0.0), words.probability)
    return {key: 1 - math.prod(1 - each for each in found.values()) for key, found in by_article.items()}


def _scored(read: _ReadHit, number: int, agreed: Mapping[str, float], weights: Weights) -> ScoredSentence:
    """The sentence of a hit with this number."""
    sentence = read.sentences[number]
    answers = tuple(_answers(read, sentence, agreed))
    features = {
        "sentence": read.reading.sentences[number],
        "passage": read.reading.relevance,
        "search": read.hit.score,
        "agreement": log_odds(max((each.agreed for each in answers), default=0.0)),
    }
    start = read.hit.passage.start
    place = Span(start + sentence.span.start, start + sentence.span.end)
    score = sum(weights.values[name] * value for name, value in features.items())
    return ScoredSentence(read.stored, place, sentence.text, 0, features, sentence.said, answers, score)


def _answers(read: _ReadHit, sentence: TextSentence, agreed: Mapping[str, float]) -> list[AnswerSpan]:
    """The words of a sentence that may answer, the likeliest first."""
    span, text = sentence.span, read.hit.passage.text
    found = []
    for words in read.reading.words:
        key = key_of(text[words.start : words.end])
        if key and span.start <= words.start and words.end <= span.end:
            start, end = words.start - span.start, words.end - span.start
            found.append(AnswerSpan(start, end, key, words.probability, agreed.get(key, words.probability)))
    return sorted(found, key=lambda each: -each.agreed)
