"""The sentences of the best passages, judged: named features between 0 and 1, added up with learned weights."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from corpus.archive import StoredVersion
from index.chunk import Span
from qa.answer_span import AnswerSpan
from qa.irregular import base_terms
from qa.rank import share
from qa.retrieve import Ranking
from qa.sentence import ReadPassage, read_passage
from qa.short import KIND_FITS, probabilities
from qa.target import NEGATIONS, Target
from qa.weights import load_weights

QUOTED_PASSAGES = 10  # quotes are looked for in so many of the best hits
CONTEXT_SENTENCES = 2  # neighbours on each side in which a sentence's "he" and "the company" are explained
RANK_SCALE = 8.0  # a passage that scores so much less than the first ranks e times lower (LOG.md, 2026-11-23)
ANSWER_SCALE = 3.3  # the same for what its names and numbers count
FEATURES = {
    "answers": "probability that the names and numbers in it, and in no better quote, are what was asked for",
    "covered": "share of the question's words",
    "focus": "the same of the question's last sentence",
    "around": "what the sentences around it and the headline add to that share, by the words' rarity",
    "names": "share of the question's names in it, around it and in the headline",
    "phrases": "share of the question's pairs of neighbouring words",
    "kind": "holds the kind of thing that was asked for, or none was",
    "words": "tells somebody's words, where the question asks for them",
    "negation": "says that something is not so, where the question does not ask that",
    "is_question": "is a question itself",
    "rank": "its passage's place in the ranking",
    "near": "cosine of its passage and the question",
    "asked": "how near what it adds to its passage is to the words that ask, by the model",
}
SAYING = frozenset(base_terms("said says told tells announced wrote tweeted warned argued claimed according called"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted, its place in its article, and what speaks for it.

    `said` are its terms in order, without a dateline: what copies of one story have in common. `context` is the share
    of the question's words in it, around it and in the headline; `answers` are words that may be the short answer, at
    their places in the sentence, each with its probability.
    """

    stored: StoredVersion
    span: Span
    text: str
    hit: int
    features: Mapping[str, float]
    said: tuple[str, ...]
    context: float = 0.0
    has_role: bool = True
    answers: tuple[tuple[AnswerSpan, float], ...] = ()

    @property
    def score(self) -> float:
        return self.score_with(self.features.get("answers", 0.0))

    def score_with(self, answers: float) -> float:
        """The score if the words in it had such a probability of being the answer."""
        weights = load_weights("sentence", FEATURES).values
        others = sum([weights[name] * value for name, value in self.features.items() if name != "answers"])
        return others + weights["answers"] * answers


def judge(ranking: Ranking, target: Target) -> list[Candidate]:
    """The sentences of the best hits with their features, best first."""
    passages = read_hits(ranking)
    likely = probabilities(target, passages)
    candidates = [
        _candidate(target, passage, number, likely, ranking.features[passage.passage.id]["meaning"], asked[number])
        for passage in passages
        for asked in [_asked(ranking, passage)]
        for number in passage.quotable()
    ]
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.hit, candidate.span.start))


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
    target: Target, read: ReadPassage, number: int, likely: Mapping[str, float], near: float, asked: float
) -> Candidate:
    sentence, passage = read.sentences[number], read.passage
    neighbours = read.sentences[max(0, number - CONTEXT_SENTENCES) : number + CONTEXT_SENTENCES + 1]
    around = [*chain.from_iterable(each.terms for each in neighbours), *read.headline]
    bag = frozenset(around)
    if target.carried:
        bag |= target.carried & _all_terms(read.stored.article.text)
    context = share(target.weights, bag)
    answers = tuple((span, likely[span.key]) for span in sentence.answer_spans if span.key in likely)
    features = {
        "answers": min(1.0, sum({span.key: probability for span, probability in answers}.values())),
        "covered": share(target.own, sentence.bag),
        "focus": share(target.focus, sentence.bag),
        "around": context - share(target.weights, sentence.bag),
        "names": len(target.names & bag) / len(target.names) if target.names else 1.0,
        "phrases": _phrases(target, sentence.terms),
        "kind": float(target.wanted is None or any(span.kind in KIND_FITS[target.wanted] for span, _ in answers)),
        "words": float(target.asks_words and not SAYING.isdisjoint(sentence.bag)),
        "negation": float(not target.negated and not NEGATIONS.isdisjoint(sentence.bag)),
        "is_question": float(sentence.text.endswith("?")),
        "rank": read.weight ** (ANSWER_SCALE / RANK_SCALE),
        "near": near,
        "asked": asked,
    }
    place = Span(passage.start + sentence.span.start, passage.start + sentence.span.end)
    has_role = not target.role or _stand_together(target.role, around)
    return Candidate(
        read.stored, place, sentence.text, read.position, features, sentence.said, context, has_role, answers
    )


@lru_cache(maxsize=256)
def _all_terms(text: str) -> frozenset[str]:
    return frozenset(base_terms(text))


def _phrases(target: Target, words: Sequence[str]) -> float:
    joined = f" {' '.join(words)} "
    return sum([f" {one} {next_one} " in joined for one, next_one in target.pairs]) / max(1, len(target.pairs))


def _stand_together(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return f" {' '.join(wanted)} " in f" {' '.join(words)} "
