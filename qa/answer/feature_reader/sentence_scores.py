"""Sentence scoring: the sentences of the best passages by named features between 0 and 1, added up with weights."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from index.text.sentences import Span
from qa.answer.feature_reader.passage_reader import ReadPassage, read_passage
from qa.answer.feature_reader.question_weights import QuestionWeights
from qa.answer.feature_reader.short_answers import FEATURES as SHORT_ANSWER_FEATURES
from qa.answer.feature_reader.short_answers import KIND_FITS, probabilities
from qa.answer.reading import FEATURES, ScoredSentence
from qa.question.base_terms import base_terms
from qa.question.question_profile import NEGATIONS
from qa.retrieval.features import share
from qa.retrieval.retrieve import Ranking
from qa.retrieval.weights import Weights, load_weights

QUOTED_PASSAGES = 10  # quotes are looked for in so many of the best hits
CONTEXT_SENTENCES = 2  # neighbours on each side in which a sentence's "he" and "the company" are explained
RANK_SCALE = 8.0  # a passage that scores so much less than the first ranks e times lower (LOG.md, 2026-11-23)
ANSWER_SCALE = 3.3  # the same for what its names and numbers count
SAYING = frozenset(base_terms("said says told tells announced wrote tweeted warned argued claimed according called"))


@dataclass(frozen=True, slots=True)
class ReaderWeights:
    """The weights of short answers and of sentences."""

    short_answer: Weights
    sentence: Weights


def learned_weights() -> ReaderWeights:
    """The weights that come along. Raises `StateError`."""
    return ReaderWeights(load_weights("short_answer", SHORT_ANSWER_FEATURES), load_weights("sentence", FEATURES))


def score_sentences(ranking: Ranking, question: QuestionWeights, weights: ReaderWeights) -> list[ScoredSentence]:
    """The sentences of the best hits with their features, best first."""
    passages = read_hits(ranking)
    likely = probabilities(question, passages, weights.short_answer)
    candidates = [
        _candidate(question, passage, number, likely, ranking.features[passage.passage.id]["meaning"], asked[number])
        for passage in passages
        for asked in [_asked(ranking, passage)]
        for number in passage.quotable()
    ]
    scored = [with_weights(candidate, weights.sentence) for candidate in candidates]
    return sorted(scored, key=lambda candidate: (-candidate.score, candidate.hit, candidate.span.start))


def with_weights(candidate: ScoredSentence, weights: Weights) -> ScoredSentence:
    """A sentence as such weights score it."""
    base = sum([weights.values[name] * value for name, value in candidate.features.items() if name != "answers"])
    return replace(candidate, base=base, answer_weight=weights.values["answers"])


def read_hits(ranking: Ranking) -> list[ReadPassage]:
    """The passages that quotes are looked for in, best first."""
    return [
        read_passage(
            hit.passage,
            ranking.versions[hit.passage.version_number],
            position,
            math.exp((hit.score - ranking.hits[0].score) / ANSWER_SCALE),
        )
        for position, hit in enumerate(ranking.hits[:QUOTED_PASSAGES])
    ]


def _asked(ranking: Ranking, read: ReadPassage) -> Sequence[float]:
    """One number for each of a passage's sentences; zeros where it was cut into others when it was embedded."""
    asked = ranking.asked.get(read.passage.id, ())
    return [float(each) for each in asked] if len(asked) == len(read.sentences) else [0.0] * len(read.sentences)


def _candidate(
    question: QuestionWeights, read: ReadPassage, number: int, likely: Mapping[str, float], near: float, asked: float
) -> ScoredSentence:
    sentence, passage, profile = read.sentences[number], read.passage, question.profile
    neighbours = read.sentences[max(0, number - CONTEXT_SENTENCES) : number + CONTEXT_SENTENCES + 1]
    around = [*chain.from_iterable(each.terms for each in neighbours), *read.headline]
    bag = frozenset(around)
    if profile.carried:
        bag |= profile.carried & _all_terms(read.stored.article.text)
    context = share(question.weights, bag)
    answers = tuple((span, likely[span.key]) for span in sentence.answer_spans if span.key in likely)
    features = {
        "answers": min(1.0, sum({span.key: probability for span, probability in answers}.values())),
        "covered": share(question.own, sentence.bag),
        "focus": share(question.focus, sentence.bag),
        "around": context - share(question.weights, sentence.bag),
        "names": len(profile.names & bag) / len(profile.names) if profile.names else 1.0,
        "phrases": _phrases(profile.pairs, sentence.terms),
        "kind": float(profile.kind is None or any(span.kind in KIND_FITS[profile.kind] for span, _ in answers)),
        "words": float(profile.asks_words and not SAYING.isdisjoint(sentence.bag)),
        "negation": float(not profile.is_negated and not NEGATIONS.isdisjoint(sentence.bag)),
        "is_question": float(sentence.text.endswith("?")),
        "rank": read.weight ** (ANSWER_SCALE / RANK_SCALE),
        "near": near,
        "asked": asked,
    }
    place = Span(passage.start + sentence.span.start, passage.start + sentence.span.end)
    has_role = not profile.role or _stand_together(profile.role, around)
    return ScoredSentence(
        read.stored, place, sentence.text, read.position, features, sentence.said, context, has_role, answers
    )


@lru_cache(maxsize=256)
def _all_terms(text: str) -> frozenset[str]:
    return frozenset(base_terms(text))


def _phrases(pairs: Sequence[tuple[str, str]], words: Sequence[str]) -> float:
    joined = f" {' '.join(words)} "
    return sum([f" {one} {next_one} " in joined for one, next_one in pairs]) / max(1, len(pairs))


def _stand_together(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return f" {' '.join(wanted)} " in f" {' '.join(words)} "
