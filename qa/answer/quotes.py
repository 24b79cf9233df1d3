"""Quote selection: scored sentences → which to show, the short answer in them, how sure that is, when to abstain.

A quote is a span of the stored text, never rewritten. Knows nothing of HTTP.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.archive.versions import StoredVersion
from index.text.sentences import Span, sentences
from qa.answer.contract import BriefLine, ClaimCheck, ListItem, Side
from qa.answer.sentences.quotable import is_whole
from qa.answer.sentences.repetition import repeats
from qa.answer.sentences.scored_sentence import AnswerSpan, ScoredSentence, age
from qa.answer.sentences.sentence_scores import ReadRanking, log_odds
from qa.question.query import Query
from qa.retrieval.retrieve import Ranking
from qa.retrieval.weights import Table, load_weights

MAX_QUOTES = 3
MAX_WORDS = 80  # of the whole answer, unless its first quote alone is longer
CLOSE = 1.5  # a further quote's score lies at most so far below the best one's (LOG.md, 2026-11-27)
SUBJECT_COVERED = 0.5  # share of the question's words in the best passage from which its subject counts as covered
MIN_CONFIDENCE = 0.25  # answers 88 of 100 readers' questions (LOG.md, 2026-11-27)
MIN_FOR_FOLLOW_UP = 0.12  # of a follow-up the story was found before
MAX_LEAD = 2  # sentences before a quote that say who its "he" is
LEAD_CHARS = 1_000  # before a quote, in which they are looked for
# A sentence that begins so cannot be understood alone.
PRONOUN_FIRST = re.compile(r"[\"“‘']?(?:He|She|It|They|His|Her|Its|Their)\b")
MAX_SHORT_WORDS = 12  # of a short answer
MIN_SHORT_ANSWER = 0.35  # probability from which words are called the answer (LOG.md, 2026-11-27)

CONFIDENCE_FEATURES = {
    "sentence": "log-odds that the best sentence answers, by the reader",
    "passage": "log-odds that its passage answers, by the reader",
    "agreement": "log-odds of its likeliest words, over all articles that have them",
    "search": "its passage's score in the search",
    "old": "age of its article, by its logarithm, where the question asks for what is recent",
}
SHORT_ANSWER_FEATURES = {
    "words": "log-odds that these words answer, in their passage alone",
    "agreement": "the same over all articles that have them",
    "sentence": "log-odds that their sentence answers",
}


@dataclass(frozen=True, slots=True)
class Quote:
    """A chosen sentence and the versions of other articles that carry the same one.

    `span` is what is shown: the sentence, after the one or two before it where it cannot be understood without them.
    """

    candidate: ScoredSentence
    copies: tuple[StoredVersion, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotes of an answer, none when abstaining; `is_subject_covered` tells the two kinds of that apart.

    The best quote is first, and the others of an article are together as they stand in it; none overlaps another. Those
    of a `brief` are in its order. The `short_answer` is a span of the first one's article. `candidates` are all
    sentences that they were chosen from, best first. What the question's kind adds (`brief`, `items`, `sides`, `check`)
    names the quotes by number, from 1.
    """

    quotes: tuple[Quote, ...]
    confidence: float
    is_subject_covered: bool
    candidates: Sequence[ScoredSentence] = ()
    short_answer: Span | None = None
    brief: tuple[BriefLine, ...] = ()
    items: tuple[ListItem, ...] = ()
    sides: tuple[Side, ...] = ()
    check: ClaimCheck | None = None


def choose_quotes(query: Query, read: ReadRanking, *, is_checked: bool = False) -> Quotes:
    """Quotes for a question from what was read; `is_checked` are sentences that are known to answer."""
    if not query.has_subject or not read.sentences:
        return Quotes((), 0.0, False)
    candidates, ranking = read.sentences, read.ranking
    best = candidates[0]
    sure = probability("confidence", confidence_features(ranking, best, wants_recent=query.wants_recent))
    is_follow_up = any(condition.kind == "conversation" for condition in query.conditions)
    if not is_checked and sure < (MIN_FOR_FOLLOW_UP if is_follow_up else MIN_CONFIDENCE):
        return Quotes((), sure, bool(on_subject(ranking)))
    earliest = [_earliest(candidate, candidates) for candidate in choose(candidates)]
    quotes = _with_leads(_in_order(earliest))
    return Quotes(quotes, sure, True, candidates, _short_answer(quotes[0].candidate))


def on_subject(ranking: Ranking) -> list[StoredVersion]:
    """The versions whose found passages have enough of the question's words to be on its subject."""
    return [
        ranking.versions[hit.passage.version_number]
        for hit in ranking.hits
        if ranking.features[hit.passage.id]["covered"] >= SUBJECT_COVERED
    ]


def choose(candidates: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """The best sentence, and those that are nearly as likely to answer and say something else."""
    chosen = [candidates[0]]
    n_words = len(candidates[0].text.split())
    for candidate in candidates[1:]:
        if len(chosen) == MAX_QUOTES or candidate.score < chosen[0].score - CLOSE:
            break
        n_more = len(candidate.text.split())
        if n_words + n_more <= MAX_WORDS and not any(repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
            n_words += n_more
    return chosen


def confidence_features(ranking: Ranking, best: ScoredSentence, *, wants_recent: bool = False) -> dict[str, float]:
    """What tells whether the best sentence answers, in the order of `CONFIDENCE_FEATURES`."""
    own = ranking.features[ranking.hits[best.hit].passage.id]
    return {
        "sentence": best.features["sentence"],
        "passage": best.features["passage"],
        "agreement": best.features["agreement"],
        "search": best.features["search"],
        "old": 1.0 - own["freshness"] if wants_recent else 0.0,
    }


def likeliest(candidate: ScoredSentence) -> AnswerSpan | None:
    """The words of a sentence that answer most probably, of those that are few."""
    short = [span for span in candidate.answers if len(span.key.split()) <= MAX_SHORT_WORDS]
    return max(short, key=lambda span: (span.agreed, span.probability), default=None)


def short_answer_features(candidate: ScoredSentence, span: AnswerSpan) -> dict[str, float]:
    """What tells whether words answer, in the order of `SHORT_ANSWER_FEATURES`."""
    return {
        "words": log_odds(span.probability),
        "agreement": log_odds(span.agreed),
        "sentence": candidate.features["sentence"],
    }


LOGISTIC: Mapping[Table, Mapping[str, str]] = {"confidence": CONFIDENCE_FEATURES, "short_answer": SHORT_ANSWER_FEATURES}


def probability(table: Table, features: Mapping[str, float]) -> float:
    """A logistic function of features, with learned weights."""
    weights = load_weights(table, LOGISTIC[table])
    return 1 / (1 + math.exp(-(weights.bias + sum(weights.values[name] * value for name, value in features.items()))))


def _earliest(chosen: ScoredSentence, candidates: Sequence[ScoredSentence]) -> Quote:
    """The earliest publication of a sentence among its copies, and the others, earliest first, undated ones last.

    Of "She resigned on Friday." nothing is a copy: elsewhere she may be another.
    """
    if PRONOUN_FIRST.match(chosen.text):
        return Quote(chosen, (), chosen.span)
    same = sorted(
        (other for other in candidates if other.said == chosen.said),
        key=lambda candidate: (*age(candidate.stored), -candidate.score),
    )
    copies = {other.stored.article.id: other.stored for other in reversed(same)}
    del copies[same[0].stored.article.id]
    return Quote(same[0], tuple(reversed(copies.values())), same[0].span)


def _in_order(quotes: Sequence[Quote]) -> list[Quote]:
    """The best quote, then the others of its article as they stand in it, then the other articles'."""
    articles = list(dict.fromkeys(quote.candidate.stored.number for quote in quotes))
    others = sorted(quotes[1:], key=lambda each: (articles.index(each.candidate.stored.number), each.span.start))
    return [quotes[0], *others]


def _with_leads(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """The quotes with what says who their "he" is, as far as there is room; what a lead shows is not quoted again."""
    shown: list[Quote] = []
    room = MAX_WORDS - sum(len(quote.candidate.text.split()) for quote in quotes)
    for quote in quotes:
        if any(_overlap(quote.span, other) for other in shown if _same_version(quote, other)):
            continue
        lead = Span(_lead_start(quote.candidate), quote.span.start)
        n_words = len(quote.candidate.stored.article.text[lead.start : lead.end].split())
        is_free = not any(_overlap(lead, other) for other in shown if _same_version(quote, other))
        if n_words and n_words <= room and is_free:
            room -= n_words
            quote = replace(quote, span=Span(lead.start, quote.span.end))
        shown.append(quote)
    return tuple(shown)


def _same_version(one: Quote, other: Quote) -> bool:
    return one.candidate.stored.number == other.candidate.stored.number


def _overlap(span: Span, quote: Quote) -> bool:
    return span.start < quote.span.end and quote.span.start < span.end


def _lead_start(candidate: ScoredSentence) -> int:
    """Where the one or two sentences begin that say who a sentence's "he" is; its own start if they do not."""
    text, start = candidate.stored.article.text, candidate.span.start
    for _ in range(MAX_LEAD):
        if not PRONOUN_FIRST.match(text, start):
            break
        before = _sentence_before(text, start)
        if before is None or not is_whole(text[before.start : before.end]):
            return candidate.span.start
        start = before.start
    return candidate.span.start if PRONOUN_FIRST.match(text, start) else start


def _sentence_before(text: str, end: int) -> Span | None:
    """The last sentence of a text's beginning; `None` for one that is too long to be a lead."""
    start = max(0, end - LEAD_CHARS)
    found = sentences(text[start:end])
    if not found or (start and len(found) == 1):
        return None
    return Span(start + found[-1].start, start + found[-1].end)


def _short_answer(best: ScoredSentence) -> Span | None:
    """The likeliest words of the first quote, if they are few and likely enough, as a span of its article."""
    span = likeliest(best)
    if span is None or probability("short_answer", short_answer_features(best, span)) < MIN_SHORT_ANSWER:
        return None
    return Span(best.span.start + span.start, best.span.start + span.end)
