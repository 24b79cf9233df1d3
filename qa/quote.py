"""Ranked passages → quotes: the sentences that answer, how sure that is, and when to abstain.

A sentence is judged by named features between 0 and 1: which of the question's words it and its surroundings have, how
near its meaning is, whether it holds the kind of thing that was asked for. A quote is a span of the stored text, never
rewritten. Knows nothing of HTTP.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain

from corpus.archive import StoredVersion
from index.chunk import Span, sentences
from index.lexical import FRAMING_TERMS, FRAMING_WORDS, LexicalIndex, question_terms, terms
from index.passage import Passage
from qa.names import plain_names
from qa.rank import share, term_weights
from qa.retrieve import Ranking

QUOTED_PASSAGES = 10  # quotes are looked for in so many of the best hits
MAX_QUOTES = 3
MAX_WORDS = 80  # of the whole answer, unless its first quote alone is longer
NEARLY_AS_GOOD = 0.9  # further quotes score at least so much of the best one's score
REPEATS = 0.6  # share of common words from which a second quote says the same again
MIN_WORDS = 4  # shorter sentences are headings, datelines and bylines
CONTEXT_SENTENCES = 2  # neighbours on each side in which a sentence's "he" and "the company" are explained

# How the features add up to a sentence's score and to the confidence in the answer. Weights are rounded from logistic
# regressions on dated news questions, except that of "role", which such questions hardly test (LOG.md, 2026-11-22).
SCORE_WEIGHTS = {"covered": 1.5, "context": 0.5, "names": 0.5, "rank": 2.0, "kind": 0.8}
CONFIDENCE_BIAS = -9.95
CONFIDENCE_WEIGHTS = {"covered": 1.85, "context": 2.2, "names": 0.45, "near": 3.45, "kind": 1.1, "role": 3.0}
NEARLY_FOR_FOLLOW_UP = 0.8  # the same for a follow-up, whose few words tell sentences less apart
MIN_CONFIDENCE = 0.12  # keeps 85 % of the questions that can be answered, refuses two thirds of those that cannot
MIN_FOR_FOLLOW_UP = 0.1  # its story was found before; refuses 70 % of those that it does not answer (LOG.md)
RANK_SCALE = 8.0  # a passage that scores so much less than the first ranks e times lower (LOG.md, 2026-11-23)
CARRIED = 0.1  # weight of a word that a follow-up carried over beside a typed one (LOG.md, 2026-11-23)
SUBJECT_COVERED = 0.5  # share of the question's words near the best sentence from which its subject counts as covered

CAPITALISED = re.compile(r"\b[A-Z][\w’'-]*|\b\d[\d.,]*\d\b")
NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion"
    r"|half|twice)\b",
    re.IGNORECASE,
)
DATE = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.|(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)|\b(19|20)\d\d\b"
)
NAME = re.compile(r"(?<=[a-z,;:—-] )[“\"‘']?[A-Z][a-z]+|\b[A-Z]{2,}\b")
# What a question asks for, and what a sentence must hold to answer it.
KINDS = (
    (
        r"\bhow (much|many|long|old|far|often|big|large|high|tall)\b|\bwhat (percentage|share|number|proportion|age)\b",
        NUMBER,
    ),
    (r"\bwhen\b|\b(what|which) (year|day|date|month)\b", DATE),
    (r"\bwho(m|se)?\b|\bwhere\b|\b(what|which) (city|country|state|company|person|team|nation)\b", NAME),
)
QUESTION_WORD = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
# Terms by which two sentences that share the rest say something else.
DECISIVE_TERMS = frozenset(
    terms(
        "not no never none nor neither without t deny denies denied refuse refused reject fail failed unlikely"
        " one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million billion half"
    )
)
SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*$")
DATELINE = re.compile(r"^[A-Z][A-Z .'’-]{2,}(?:,[^-–—]{0,40})?(?: ?\([A-Za-z ]+\))? ?[-–—] ")
ROLE = re.compile(
    r"^who(?:['’]s| is| was| are| were) (?:the |a |an )?(?:.*['’]s? )?(?P<role>[\w -]+?)"
    r"(?: (?:of|in|at|for|on|to|from|under|during)\b.*)?\s*\?*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted, its place in its article, and what speaks for it.

    `said` are its terms in order, without a dateline: what copies of one story have in common.
    """

    stored: StoredVersion
    span: Span
    text: str
    hit: int
    features: Mapping[str, float]
    said: tuple[str, ...]

    @property
    def score(self) -> float:
        return sum(weight * self.features[name] for name, weight in SCORE_WEIGHTS.items())


@dataclass(frozen=True, slots=True)
class Quote:
    """A chosen sentence and the versions of other articles that carry the same one."""

    candidate: Candidate
    copies: tuple[StoredVersion, ...]


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotes of an answer, best first, none when abstaining; `is_subject_covered` tells the two kinds apart.

    `candidates` are all sentences that they were chosen from, best first.
    """

    quotes: tuple[Quote, ...]
    confidence: float
    is_subject_covered: bool
    candidates: Sequence[Candidate] = ()


def choose_quotes(ranking: Ranking, question: str, lexical: LexicalIndex, typed: str | None = None) -> Quotes:
    """Quotes for a question from its ranking; `typed` is the follow-up that it was completed from, if it was."""
    has_subject = not FRAMING_TERMS.issuperset(question_terms(question))  # "who is he" names none
    candidates = judge(ranking, question, lexical, typed) if has_subject else []
    if not candidates:
        return Quotes((), 0.0, False)
    best = candidates[0]
    sure = confidence(best)
    covered = best.features["context"] >= SUBJECT_COVERED and best.features["names"] >= SUBJECT_COVERED
    nearly, least = (NEARLY_AS_GOOD, MIN_CONFIDENCE) if typed is None else (NEARLY_FOR_FOLLOW_UP, MIN_FOR_FOLLOW_UP)
    if sure < least:
        return Quotes((), sure, covered)
    chosen: list[Candidate] = []
    n_words = 0
    for candidate in candidates:
        length = len(candidate.text.split())
        if chosen and (
            candidate.score < nearly * best.score
            or n_words + length > MAX_WORDS
            or any(_repeats(candidate, other) for other in chosen)
        ):
            continue
        chosen.append(candidate)
        n_words += length
        if len(chosen) == MAX_QUOTES:
            break
    return Quotes(tuple(_with_copies(candidate, candidates) for candidate in chosen), sure, covered, candidates)


def on_subject(ranking: Ranking) -> list[StoredVersion]:
    """The versions whose found passages have enough of the question's words to be on its subject."""
    return [
        ranking.versions[hit.passage.version_number]
        for hit in ranking.hits
        if ranking.features[hit.passage.id]["covered"] >= SUBJECT_COVERED
    ]


def judge(ranking: Ranking, question: str, lexical: LexicalIndex, typed: str | None = None) -> list[Candidate]:
    """The sentences of the best hits with their features, best first."""
    asked = _read(plain_names(question), lexical, typed)
    candidates: list[Candidate] = []
    for position, hit in enumerate(ranking.hits[:QUOTED_PASSAGES]):
        stored = ranking.versions[hit.passage.version_number]
        rank = math.exp((hit.score - ranking.hits[0].score) / RANK_SCALE)
        near = ranking.features[hit.passage.id]["meaning"]
        candidates += _candidates(asked, hit.passage, stored, position, rank, near)
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.hit, candidate.span.start))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question's terms with their weights, its names, the role and the kind of thing that it asks for.

    `carried` are the terms that a follow-up took from the conversation. They find the story, and may be said anywhere
    in it; in the sentence that answers they mostly are not said again, so there `own` gives them little weight.
    """

    weights: Mapping[str, float]
    own: Mapping[str, float]
    carried: frozenset[str]
    names: frozenset[str]
    role: list[str]
    kind: re.Pattern[str] | None


def _read(question: str, lexical: LexicalIndex, typed: str | None) -> _Asked:
    asks = typed if typed and QUESTION_WORD.search(typed) else question
    kind = next((needed for asking, needed in KINDS if re.search(asking, asks, re.IGNORECASE)), None)
    weights = term_weights(question_terms(question), lexical)
    new = weights.keys() if typed is None else frozenset(terms(plain_names(typed)))
    own = {term: weight * (1.0 if term in new else CARRIED) for term, weight in weights.items()}
    return _Asked(weights, own, frozenset(weights.keys() - new), _names(question), _role(question), kind)


def _candidates(
    asked: _Asked, passage: Passage, stored: StoredVersion, position: int, rank: float, cosine: float
) -> Iterator[Candidate]:
    """The sentences of one passage, with their features."""
    spans, texts, words = _sentences(passage.text)
    title = terms(plain_names(stored.article.title))
    told = asked.carried & _said(stored.article.text) if asked.carried else asked.carried
    for number, (span, text) in enumerate(zip(spans, texts, strict=True)):
        if len(text.split()) < MIN_WORDS or not SENTENCE_END.search(text):
            continue
        if number == 0 and not _begins_sentence(stored.article.text, passage.start):
            continue
        own = frozenset(words[number])
        around = [*chain(*words[max(0, number - CONTEXT_SENTENCES) : number + CONTEXT_SENTENCES + 1]), *title]
        context = frozenset(around) | told
        features = {
            "covered": share(asked.own, own),
            "context": share(asked.weights, context),
            "names": len(asked.names & context) / len(asked.names) if asked.names else 1.0,
            "role": 1.0 if not asked.role or _stand_together(asked.role, around) else 0.0,
            "kind": 1.0 if asked.kind is None or asked.kind.search(text) else 0.0,
            "rank": rank,
            "near": cosine,
        }
        place = Span(passage.start + span.start, passage.start + span.end)
        bare = without_dateline(text)
        said = words[number] if len(bare) == len(text) else tuple(terms(bare))
        quotable = passage.text[span.start : span.end]
        yield Candidate(stored, place, quotable, position, features, said)


@lru_cache(maxsize=2_048)
def _sentences(text: str) -> tuple[tuple[Span, ...], tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """A passage's sentences: their places, their words with short names written out, and their terms."""
    spans = tuple(sentences(text))
    texts = tuple(plain_names(text[span.start : span.end]) for span in spans)
    return spans, texts, tuple(tuple(terms(each)) for each in texts)


@lru_cache(maxsize=256)
def _said(text: str) -> frozenset[str]:
    """All terms of an article."""
    return frozenset(terms(plain_names(text)))


def without_dateline(text: str) -> str:
    """A sentence without the place and day before it, which publishers of one story write differently."""
    dateline = DATELINE.match(text)
    return text[dateline.end() :] if dateline else text


def _begins_sentence(text: str, start: int) -> bool:
    """Whether a passage begins where a sentence does, not inside one that was too long for a passage."""
    before = text[:start].rstrip(" ")
    return not before or before.endswith("\n") or SENTENCE_END.search(before[-4:]) is not None


def confidence(candidate: Candidate) -> float:
    """Between 0 and 1: a logistic function of the features."""
    return 1 / (
        1
        + math.exp(
            -CONFIDENCE_BIAS - sum(weight * candidate.features[name] for name, weight in CONFIDENCE_WEIGHTS.items())
        )
    )


def _names(text: str) -> frozenset[str]:
    """The terms of a text's capitalised words and numbers; of its first word too, unless that only frames it."""
    found = [match for match in CAPITALISED.finditer(text) if match.start() or match[0].lower() not in FRAMING_WORDS]
    return frozenset(term for match in found for term in terms(match[0]) if len(term) > 1)


def _role(question: str) -> list[str]:
    """The role that a "who is" question names ("defence minister"), as terms; none for other questions."""
    match = ROLE.match(question)
    return terms(match["role"]) if match else []


def _stand_together(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return any(
        list(words[start : start + len(wanted)]) == list(wanted) for start in range(len(words) - len(wanted) + 1)
    )


def _repeats(one: Candidate, other: Candidate) -> bool:
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
    names, other_names = _names(plain_names(one.text)), _names(plain_names(other.text))
    return names <= other_names or other_names <= names


def place(candidate: Candidate) -> tuple[int, int]:
    """What tells a sentence from all others: its version's number and where it starts there."""
    return candidate.stored.number, candidate.span.start


def age(stored: StoredVersion) -> tuple[bool, datetime]:
    """For sorting the earliest published first, and the undated last."""
    published = stored.article.published
    return published is None, published or stored.first_seen


def _with_copies(chosen: Candidate, candidates: Sequence[Candidate]) -> Quote:
    """The earliest publication of a sentence among its copies, and the others, earliest first, undated ones last."""
    same = sorted(
        (other for other in candidates if other.said == chosen.said),
        key=lambda candidate: (*age(candidate.stored), -candidate.score),
    )
    copies = {other.stored.article.id: other.stored for other in reversed(same)}
    del copies[same[0].stored.article.id]
    return Quote(same[0], tuple(reversed(copies.values())))
