"""Quote selection: scored sentences → which to show, the short answer in them, how sure that is, when to abstain.

A quote is a span of the stored text, never rewritten. Knows nothing of HTTP.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.archive.versions import StoredVersion
from index.engine.passage_index import TermCounts
from index.text.analysis import terms
from index.text.sentences import Span
from qa.answer.feature_reader.allowed_answers import possible_answers
from qa.answer.feature_reader.question_weights import weigh_question
from qa.answer.feature_reader.sentence_scores import learned_weights, score_sentences
from qa.answer.reading import ScoredSentence, age
from qa.english.normal_form import plain_names
from qa.question.query import Query
from qa.question.question_profile import NEGATIONS, QuestionProfile, names_in
from qa.retrieval.retrieve import Ranking
from qa.retrieval.weights import load_weights

MAX_QUOTES = 3
MAX_WORDS = 80  # of the whole answer, unless its first quote alone is longer
WORSE = 5.0  # a further quote's score lies at most so far below the best one's (LOG.md, 2026-11-23)
ON_SUBJECT = 0.5  # around a further quote stand so many of the question's words, beside the most around any sentence
REPEATS = 0.6  # share of common words from which a second quote says the same again
SUBJECT_COVERED = 0.5  # share of the question's words near the best sentence from which its subject counts as covered
MIN_CONFIDENCE = 0.14  # keeps seven of eight questions that can be answered (LOG.md, 2026-11-23)
MIN_FOR_FOLLOW_UP = 0.1  # of a follow-up the story was found before
# Off the log-odds where "who is the minister" finds no minister, or none of the question's names stands near the quote;
# by hand, since dated quiz questions hardly ask so.
WHO_MISSING = 5.0
SURE_OF_SHORT_ANSWER = 0.2  # confidence from which words are set off at all
MIN_SHORT_ANSWER = 0.15  # probability from which words are called the answer (LOG.md, 2026-11-23)
MIN_OTHER_ANSWER = 0.35  # the same where the question does not say what kind of thing it asks for

CONFIDENCE_FEATURES = {
    "near": "cosine of the best passage and the question",
    "phrases": "share of the question's pairs of neighbouring words in it",
    "context": "share of the question's words, by their rarity, in the best sentence, around it and in the headline",
    "names": "share of the question's names there",
    "kind": "that sentence holds the kind of thing that was asked for, or none was",
    "asked": "how near what the best sentence adds to its passage is to the words that ask",
    "answers": "probability of the names and numbers in the quotes, by the question's words around them, added up",
    "old": "age of the best sentence, by its logarithm, where the question asks for what is recent",
}
# Terms by which two sentences that share the rest say something else.
DECISIVE_TERMS = NEGATIONS | frozenset(
    terms(
        "refuse refused reject fail failed unlikely"
        " one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million billion half"
    )
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A chosen sentence and the versions of other articles that carry the same one."""

    candidate: ScoredSentence
    copies: tuple[StoredVersion, ...]


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The words that answer: `span` of the article of the quote at `position`."""

    position: int
    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotes of an answer, none when abstaining; `is_subject_covered` tells the two kinds of that apart.

    The best quote is first, and the others of an article are together as they stand in it; `short_answer` is in one.
    `candidates` are all sentences that they were chosen from, best first.
    """

    quotes: tuple[Quote, ...]
    confidence: float
    is_subject_covered: bool
    candidates: Sequence[ScoredSentence] = ()
    short_answer: ShortAnswer | None = None


def choose_quotes(query: Query, ranking: Ranking, lexical: TermCounts) -> Quotes:
    """Quotes for a question from its ranking."""
    if not query.profile.has_subject:
        return Quotes((), 0.0, False)
    candidates = score_sentences(ranking, weigh_question(query.profile, lexical), learned_weights())
    if not candidates:
        return Quotes((), 0.0, False)
    chosen = choose(candidates)
    best = chosen[0]
    has_who = best.has_role and best.features["names"] > 0
    sure = confidence(confidence_features(ranking, chosen, wants_recent=query.wants_recent), has_who=has_who)
    is_covered = best.context >= SUBJECT_COVERED and best.features["names"] >= SUBJECT_COVERED
    if sure < (MIN_CONFIDENCE if query.typed is None else MIN_FOR_FOLLOW_UP):
        return Quotes((), sure, is_covered)
    quotes = tuple(_with_copies(candidate, candidates) for candidate in _in_order(chosen))
    return Quotes(quotes, sure, is_covered, candidates, _short_answer(query.profile, quotes, sure))


def on_subject(ranking: Ranking) -> list[StoredVersion]:
    """The versions whose found passages have enough of the question's words to be on its subject."""
    return [
        ranking.versions[hit.passage.version_number]
        for hit in ranking.hits
        if ranking.features[hit.passage.id]["covered"] >= SUBJECT_COVERED
    ]


def choose(candidates: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """The best sentence, and then those that add most: the words of an earlier one count no more."""
    chosen = [candidates[0]]
    n_words = len(candidates[0].text.split())
    most = max(candidate.context for candidate in candidates)
    left = [candidate for candidate in candidates[1:] if candidate.context >= ON_SUBJECT * most]
    while left and len(chosen) < MAX_QUOTES:
        known = {span.key for candidate in chosen for span, _ in candidate.answers}
        left = [
            candidate
            for candidate in left
            if n_words + len(candidate.text.split()) <= MAX_WORDS and not repeats(candidate, chosen[-1])
        ]
        score, best = max(
            ((candidate.score_with(_adds(candidate, known)), candidate) for candidate in left),
            key=lambda scored: scored[0],
            default=(-math.inf, chosen[0]),
        )
        if score < chosen[0].score - WORSE:
            break
        chosen.append(best)
        left.remove(best)
        n_words += len(best.text.split())
    return chosen


def confidence_features(
    ranking: Ranking, chosen: Sequence[ScoredSentence], *, wants_recent: bool = False
) -> dict[str, float]:
    """What tells whether the chosen sentences answer, in the order of `CONFIDENCE_FEATURES`."""
    best = ranking.features[ranking.hits[0].passage.id]
    own = ranking.features[ranking.hits[chosen[0].hit].passage.id]
    return {
        "near": best["meaning"],
        "phrases": best["phrases"],
        "context": chosen[0].context,
        "names": chosen[0].features["names"],
        "kind": chosen[0].features["kind"],
        "asked": chosen[0].features["asked"],
        "answers": sum(candidate.features["answers"] * candidate.context for candidate in chosen),
        "old": 1.0 - own["freshness"] if wants_recent else 0.0,
    }


def confidence(features: Mapping[str, float], *, has_who: bool = True) -> float:
    """The probability that the quotes hold the answer: a logistic function of the features."""
    weights = load_weights("confidence", CONFIDENCE_FEATURES)
    log_odds = weights.bias + sum(weights.values[name] * value for name, value in features.items())
    return 1 / (1 + math.exp(-(log_odds - (0.0 if has_who else WHO_MISSING))))


def repeats(one: ScoredSentence, other: ScoredSentence) -> bool:
    """Whether two sentences say about the same: most words are common and in the same order, and of the others none
    is a name, a number or a negation."""
    words, others = set(one.said), set(other.said)
    different = words ^ others
    if len(words & others) < REPEATS * len(words | others) or not different.isdisjoint(DECISIVE_TERMS):
        return False
    if any(c.isdigit() for word in different for c in word):
        return False
    if [word for word in one.said if word in others] != [word for word in other.said if word in words]:
        return False
    names, other_names = names_in(plain_names(one.text)), names_in(plain_names(other.text))
    return names <= other_names or other_names <= names


def _adds(candidate: ScoredSentence, known: set[str]) -> float:
    """The probability of the words in a sentence that no earlier one has."""
    new = {span.key: probability for span, probability in candidate.answers if span.key not in known}
    return min(1.0, sum(new.values()))


def _in_order(chosen: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """The best quote, then the others of its article as they stand in it, then the other articles'."""
    articles = list(dict.fromkeys(candidate.stored.number for candidate in chosen))
    others = sorted(chosen[1:], key=lambda each: (articles.index(each.stored.number), each.span.start))
    return [chosen[0], *others]


def _short_answer(profile: QuestionProfile, quotes: Sequence[Quote], sure: float) -> ShortAnswer | None:
    """The most probable words in the quotes that can answer, if the question is answered by such words and they are
    probable enough.

    A quote near which none of the question's names stands is passed over: it tells of somebody else.
    """
    if not profile.has_short_answer or sure < SURE_OF_SHORT_ANSWER:
        return None
    found = [
        (probability, -position, span.start - span.end, span, quote.candidate.span.start)
        for position, quote in enumerate(quotes)
        if quote.candidate.features["names"] > 0
        for span, probability in possible_answers(profile.text, profile.kind, quote.candidate)
    ]
    if not found:
        return None
    probability, before, _, span, start = max(found, key=lambda each: each[:3])
    if probability < (MIN_SHORT_ANSWER if profile.kind else MIN_OTHER_ANSWER):
        return None
    return ShortAnswer(-before, Span(start + span.start, start + span.end), probability)


def _with_copies(chosen: ScoredSentence, candidates: Sequence[ScoredSentence]) -> Quote:
    """The earliest publication of a sentence among its copies, and the others, earliest first, undated ones last."""
    same = sorted(
        (other for other in candidates if other.said == chosen.said),
        key=lambda candidate: (*age(candidate.stored), -candidate.score),
    )
    copies = {other.stored.article.id: other.stored for other in reversed(same)}
    del copies[same[0].stored.article.id]
    return Quote(same[0], tuple(reversed(copies.values())))
