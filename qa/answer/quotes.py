"""Quote selection: scored sentences → which to show, how sure it is that they answer, when to abstain.

A quote is a span of the stored text, never rewritten. Knows nothing of HTTP.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.archive.versions import StoredVersion, appearances
from index.text.sentences import Span
from qa.answer.contract import BriefLine, ListItem, Side
from qa.answer.sentences.repetition import repeats
from qa.answer.sentences.scored_sentence import ScoredSentence, place
from qa.answer.sentences.sentence_scores import ReadRanking
from qa.answer.sentences.speech import hides_speaker
from qa.answer.sentences.surroundings import POINTS_BACK, understood
from qa.answer.short_answer import short_answer
from qa.question.query import Query
from qa.retrieval.retrieve import Ranking
from qa.retrieval.weights import probability

SUBJECT_COVERED = 0.5  # share of the question's words in the best passage from which its subject counts as covered
MIN_CONFIDENCE = 0.2  # answers 85 of 100 questions of news-questions-test (LOG.md, 2026-11-27)
MIN_FOR_FOLLOW_UP = 0.1  # of a follow-up the story was found before
MIN_FOR_CLAIM = 0.15  # what a claim is shown is read beside it; of 28 that are reported it refuses 2 and not 4

CONFIDENCE_FEATURES = {
    "sentence": "highest log-odds of a sentence, by the reader",
    "passage": "highest log-odds of a passage, by the reader",
    "search": "score in the search of the best sentence's passage",
    "old": "age of its article, by its logarithm, where the question asks for what is recent",
}


@dataclass(frozen=True, slots=True)
class Room:
    """How many quotes an answer may have, of how many words unless the first alone is longer, and which further ones.

    A further quote's score lies at most `close` below the best one's, and the log-odds that it answers, by the reader,
    are at least `least`.
    """

    max_quotes: int = 2
    max_words: int = 80
    close: float = 1.5  # LOG.md, 2026-11-27
    least: float = 0.0  # with two quotes chosen among seven rules (LOG.md, 2026-11-28)


USUAL = Room()


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
    sentences that they were chosen from, best first. What the question's kind adds (`brief`, `items`, `sides`) names
    the quotes by number, from 1.
    """

    quotes: tuple[Quote, ...]
    confidence: float
    is_subject_covered: bool
    candidates: Sequence[ScoredSentence] = ()
    short_answer: Span | None = None
    brief: tuple[BriefLine, ...] = ()
    items: tuple[ListItem, ...] = ()
    sides: tuple[Side, ...] = ()


def choose_quotes(
    query: Query,
    read: ReadRanking,
    room: Room = USUAL,
    also: Sequence[ScoredSentence] = (),
) -> Quotes:
    """Quotes for a question from what was read, and `also` these if the question is answered."""
    if not query.has_subject or not read.sentences:
        return Quotes((), 0.0, False)
    candidates = read.sentences
    wants_recent = query.wants_recent and query.kind != "latest"  # of which an old one is shown, and said to be old
    sure = probability(read.confidence, confidence_features(read, wants_recent=wants_recent))
    if sure < _least_confidence(query):
        return Quotes((), sure, bool(on_subject(read.ranking)))
    earliest = [_earliest(candidate, candidates) for candidate in (*choose(candidates, room), *also)]
    quotes = _with_leads(_in_order(earliest), room)
    return Quotes(quotes, sure, True, candidates, short_answer(query.topic, candidates, quotes[0].candidate, sure))


def _least_confidence(query: Query) -> float:
    if any(condition.kind == "conversation" for condition in query.conditions):
        return MIN_FOR_FOLLOW_UP
    return MIN_FOR_CLAIM if query.kind == "claim" else MIN_CONFIDENCE


def on_subject(ranking: Ranking) -> list[StoredVersion]:
    """The versions whose found passages have enough of the question's words to be on its subject."""
    return [
        ranking.versions[hit.passage.version_number]
        for hit in ranking.hits
        if ranking.features[hit.passage.id]["covered"] >= SUBJECT_COVERED
    ]


def choose(candidates: Sequence[ScoredSentence], room: Room = USUAL) -> list[ScoredSentence]:
    """The best sentence, and those that are nearly as likely to answer and say something else."""
    chosen = [candidates[0]]
    n_words = len(candidates[0].text.split())
    for candidate in candidates[1:]:
        if len(chosen) == room.max_quotes or candidate.score < chosen[0].score - room.close:
            break
        n_more = len(candidate.text.split())
        may_answer = candidate.features["sentence"] >= room.least and n_words + n_more <= room.max_words
        if may_answer and not any(repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
            n_words += n_more
    return chosen


def confidence_features(read: ReadRanking, *, wants_recent: bool = False) -> dict[str, float]:
    """What tells whether a question is answered by what was read, in the order of `CONFIDENCE_FEATURES`."""
    best = read.sentences[0]
    own = read.ranking.features[read.ranking.hits[best.hit].passage.id]
    return {
        "sentence": max(each.features["sentence"] for each in read.sentences),
        "passage": max(each.features["passage"] for each in read.sentences),
        "search": best.features["search"],
        "old": 1.0 - own["freshness"] if wants_recent else 0.0,
    }


def _earliest(chosen: ScoredSentence, candidates: Sequence[ScoredSentence]) -> Quote:
    """The earliest publication of a sentence among its copies, and the others, earliest first, undated ones last.

    Of "She resigned on Friday." nothing is a copy: elsewhere she may be another.
    """
    if POINTS_BACK.match(chosen.text):
        return Quote(chosen, (), chosen.span)
    same = sorted((other for other in candidates if other.said == chosen.said), key=lambda other: -other.score)
    came = dict(zip(map(place, same), appearances([other.stored for other in same]), strict=True))
    same.sort(key=lambda other: came[place(other)])
    copies = {other.stored.article.id: other.stored for other in reversed(same)}
    del copies[same[0].stored.article.id]
    return Quote(same[0], tuple(reversed(copies.values())), same[0].span)


def _in_order(quotes: Sequence[Quote]) -> list[Quote]:
    """The best quote, then the others of its article as they stand in it, then the other articles'."""
    articles = list(dict.fromkeys(quote.candidate.stored.number for quote in quotes))
    others = sorted(quotes[1:], key=lambda each: (articles.index(each.candidate.stored.number), each.span.start))
    return [quotes[0], *others]


def _with_leads(quotes: Sequence[Quote], room: Room) -> tuple[Quote, ...]:
    """The quotes with what says who their "he" is and who speaks: in the first always, in the others as far as there
    is room. What that shows of another quote is one with it, and words of nobody knows whom are only quoted first."""
    shown: list[Quote] = []
    n_left = room.max_words - sum(_n_words(quote, quote.span) for quote in quotes)
    for quote in quotes:
        if any(_overlap(quote.span, other) for other in shown if _same_version(quote, other)):
            continue
        whole, is_attributed = understood(quote.candidate)
        beside = next((other for other in shown if _same_version(quote, other) and _overlap(whole, other)), None)
        n_more = _n_words(quote, whole) - _n_words(quote, quote.span)
        if beside is not None:
            joined = Span(min(whole.start, beside.span.start), max(whole.end, beside.span.end))
            shown[shown.index(beside)] = replace(beside, span=joined)
        elif n_more <= n_left or (not shown and _n_words(quote, whole) <= room.max_words):
            n_left -= n_more
            if is_attributed or not shown:
                shown.append(replace(quote, span=whole))
        elif not shown or not hides_speaker(quote.candidate.text):
            shown.append(quote)
    return tuple(shown)


def _n_words(quote: Quote, span: Span) -> int:
    return len(quote.candidate.stored.article.text[span.start : span.end].split())


def _same_version(one: Quote, other: Quote) -> bool:
    return one.candidate.stored.number == other.candidate.stored.number


def _overlap(span: Span, quote: Quote) -> bool:
    return span.start < quote.span.end and quote.span.start < span.end
