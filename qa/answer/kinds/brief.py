"""Briefs: an overview of a story in dated lines, oldest first, or its latest developments, newest first.

A line is one verbatim sentence. An article gives at most one, and has to be on the subject by the subject's names. What
an article adds is told best by a sentence near its beginning that has its headline's words. Of each day one line is
taken, more of the days on which most was reported. Knows nothing of how passages are found.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from corpus.article import publisher_key
from index.text.analysis import FRAMING_TERMS
from qa.answer.contract import BriefLine
from qa.answer.kinds.brief_subject import Subject, subject_of
from qa.answer.quotes import Quote, Quotes, confidence_features
from qa.answer.sentences.quotable import text_sentences
from qa.answer.sentences.scored_sentence import Copies, ScoredSentence, age, story_of
from qa.answer.sentences.sentence_scores import ReadRanking
from qa.answer.sentences.surroundings import POINTS_BACK
from qa.english.dates import day_of
from qa.question.base_terms import base_terms
from qa.question.filters import GRACE_DAYS, names_period
from qa.question.query import Days, Query
from qa.retrieval.retrieve import Ranking
from qa.retrieval.weights import probability

MAX_LINES = 7
MAX_LATEST = 5
MIN_LINE_WORDS = 8
MAX_LINE_WORDS = 60
LEAD_CHARS = 1_200  # an article's beginning
LEAD_SENTENCES = 3  # that may tell what it adds, after what is no sentence
MIN_COVERED = 0.15  # confidence below which no article is on the subject; an overview's first sentence is a weak answer
MIN_ARTICLES = 3  # that have all of a subject's words in front, from which it is covered whatever the confidence
MIN_ANSWERED = 0.4  # confidence from which sentences answer although no article has the subject's names as asked
NAMED = 0.6  # share of the subject's names in a line or its headline
MIN_SCORE = 2.0  # of a line; below it half are only about something near the subject
MIN_SECOND = 2.5  # of a second line of one day
SAME_STEP = 0.6  # share of the shorter line's own words that another has which tells about the same
SAME_ON_DAY = 0.35  # the same of lines of one day
SAME_REPORTED = 0.55  # the same of reports that are counted as telling a step; from .35 on a third tell another
GAP = timedelta(days=100)  # without a line between them, reports are of different stories
# An utterance without its speaker, or a sentence that goes on from the one before.
GOES_ON = re.compile(
    r"[^\w(]|(?:And|But|Plus|So|Still|Then|Also|Now|Meanwhile|Instead|However|In addition|Until then)\b"
    r"|(?:That|This|These|Those)\b"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence that may be a line, its article's terms in the headline, and how well it tells what the article adds.

    `own` are its terms without the subject's.
    """

    candidate: ScoredSentence
    own: frozenset[str]
    score: float

    @property
    def day(self) -> date | None:
        return day_of(self.candidate.stored.article.published)


def brief(query: Query, read: ReadRanking, copies: Copies) -> Quotes | None:
    """Dated lines about a subject, no quotes where the archive has no article on it; `None` where no lines can be made
    of what it has, or where nothing is named that they could be about."""
    topic = query.topic.replace(query.time_phrase, " ") if query.time_phrase else query.topic
    subject = subject_of(topic)
    if not subject.terms or not read.sentences:
        return None
    sure = probability(read.confidence, confidence_features(read))
    if not _is_covered(subject, read.ranking):
        return None if sure >= MIN_ANSWERED else Quotes((), sure, False)
    if sure < MIN_COVERED and _n_articles_on(subject, read.ranking) < MIN_ARTICLES:
        return Quotes((), sure, False)
    lines = _of_days(query.period, _lines(subject, read))
    if not lines:
        return None
    told = _latest(lines, copies) if query.kind == "latest" else _overview(lines, copies)
    quotes = tuple(Quote(line.candidate, (), line.candidate.span) for line, _ in told)
    marks = tuple(BriefLine(number, line.day, n) for number, (line, n) in enumerate(told, start=1))
    return Quotes(quotes, sure, True, read.sentences, brief=marks)


def newest_on(topic: str, ranking: Ranking) -> datetime | None:
    """When the newest of the found articles was published whose headline names a question's subject."""
    subject = subject_of(topic)
    on_it = [
        article.published
        for hit in ranking.hits
        if (article := ranking.versions[hit.passage.version_number].article).published
        and subject.share_of_names(_terms(article.title)) >= NAMED
    ]
    return max((day for day in on_it if day), default=None)


def _is_covered(subject: Subject, ranking: Ranking) -> bool:
    """Whether a found article names the subject, in its headline, its beginning or what was found of it."""
    texts: dict[int, list[str]] = {}
    for hit in ranking.hits:
        article = ranking.versions[hit.passage.version_number].article
        texts.setdefault(hit.passage.version_number, [article.title, article.text[:LEAD_CHARS]]).append(
            hit.passage.text
        )
    return any(subject.is_named(" | ".join(parts)) for parts in texts.values())


def _n_articles_on(subject: Subject, ranking: Ranking) -> int:
    """How many found articles have all of the subject's words in their headline and beginning."""
    articles = {
        hit.passage.version_number: ranking.versions[hit.passage.version_number].article for hit in ranking.hits
    }
    return sum(subject.share(_terms(f"{each.title} | {each.text[:LEAD_CHARS]}")) == 1 for each in articles.values())


def _lines(subject: Subject, read: ReadRanking) -> list[Line]:
    """The best line of each article on the subject, of those that are good enough."""
    by_article: defaultdict[int, list[ScoredSentence]] = defaultdict(list)
    for sentence in read.sentences:
        by_article[sentence.stored.number].append(sentence)
    found = []
    for sentences in by_article.values():
        article = sentences[0].stored.article
        headline = _terms(article.title)
        relevance = max(sentence.features["passage"] for sentence in sentences)
        candidates = [each for each in (*sentences, *_lead(sentences)) if _can_tell(each, subject, headline)]
        if candidates:
            scored = [(_score(each, subject, headline, relevance), -each.span.start, each) for each in candidates]
            score, _, best = max(scored, key=lambda one: one[:2])
            found.append(Line(best, frozenset(best.said) - subject.terms - FRAMING_TERMS, score))
    return [line for line in found if line.score >= MIN_SCORE]


def _of_days(days: Days | None, lines: list[Line]) -> list[Line]:
    """The lines that are of the days asked for, or say that they are; all where none is."""
    return [line for line in lines if days is None or _is_of(days, line)] or lines


def _is_of(days: Days, line: Line) -> bool:
    """Whether a line was published in such days, or soon after, or names them."""
    published = line.candidate.stored.article.published
    if published is None or line.day is None:
        return False
    is_within = (days.since or date.min) <= line.day <= _last_day(days)
    return is_within or names_period(days, line.candidate.text, int(published.timestamp()))


def _last_day(days: Days) -> date:
    """The last day on which news of such days is still printed."""
    grace = timedelta(days=GRACE_DAYS)
    return days.until + grace if days.until and days.until < date.max - grace else date.max


def _can_tell(sentence: ScoredSentence, subject: Subject, headline: Collection[str]) -> bool:
    """Whether a sentence is about the subject by its own words and its headline's, and stands alone."""
    words = {*sentence.said, *headline}
    return (
        subject.share(sentence.said) > 0
        and subject.share_of_names(words) >= NAMED
        and subject.share(words) >= 0.5
        and MIN_LINE_WORDS <= len(sentence.text.split()) <= MAX_LINE_WORDS
        and not sentence.text.rstrip("\"”’' ").endswith("?")
        and not POINTS_BACK.match(sentence.text)
    )


def _score(sentence: ScoredSentence, subject: Subject, headline: Collection[str], relevance: float) -> float:
    """How well a sentence tells what its article adds to the story."""
    said = set(sentence.said)
    adds = set(headline) - subject.terms - FRAMING_TERMS
    in_headline = len(adds & said) / max(1, len(adds))
    is_lead = sentence.span.start < LEAD_CHARS
    needs_more = GOES_ON.match(sentence.text) is not None
    return (
        2 * in_headline
        + subject.share(said)
        + subject.share_of_names(headline)
        + 0.7 * is_lead
        + 0.2 * relevance
        - needs_more
    )


def _lead(known: Sequence[ScoredSentence]) -> Iterator[ScoredSentence]:
    """The first sentences of an article that can be quoted, besides those known of it."""
    stored, starts = known[0].stored, {each.span.start for each in known}
    whole = [each for each in text_sentences(stored.article.text[:LEAD_CHARS]) if each.is_whole]
    for each in whole[:LEAD_SENTENCES]:
        if each.span.start not in starts:
            yield ScoredSentence(stored, each.span, each.text, known[0].hit, known[0].features, each.said)


def _overview(lines: Sequence[Line], copies: Copies) -> list[tuple[Line, int]]:
    """The steps of a story, oldest first, each with how many independent reports tell it: a line of each day before a
    second one of any."""
    story = _one_story(lines)
    n_of_day = Counter(line.day for line in story)
    ranked = sorted(story, key=lambda line: -(line.score + 0.5 * math.log(n_of_day[line.day])))
    of_each_day = {line.day: line for line in reversed(ranked)}
    best = sorted(of_each_day.values(), key=ranked.index)
    taken: list[Line] = []
    for line in (*best, *(line for line in ranked if line.score >= MIN_SECOND)):
        if len(taken) < MAX_LINES and not any(_repeats(line, other, copies) for other in taken):
            taken.append(line)
    taken.sort(key=lambda line: age(line.candidate.stored))
    return [(line, _reports(line, lines, copies)) for line in taken]


def _latest(lines: Sequence[Line], copies: Copies) -> list[tuple[Line, int]]:
    """The newest developments, newest first."""
    dated = [line for line in lines if line.day]
    ranked = sorted(dated, key=lambda line: (line.day or date.min, line.score), reverse=True)
    taken: list[Line] = []
    for line in ranked:
        if taken and (taken[-1].day or date.max) - (line.day or date.min) > GAP:
            break
        is_second = any(line.day == other.day for other in taken) and line.score < MIN_SECOND
        if len(taken) < MAX_LATEST and not is_second and not any(_repeats(line, other, copies) for other in taken):
            taken.append(line)
    return [(line, _reports(line, lines, copies)) for line in taken]


def _one_story(lines: Sequence[Line]) -> list[Line]:
    """The lines of the story that most of them are of: those with no long time between them; undated ones stay out."""
    stories: list[list[Line]] = []
    for line in sorted((line for line in lines if line.day), key=lambda line: age(line.candidate.stored)):
        before = stories[-1][-1].day if stories else None
        if before is None or line.day is None or line.day - before > GAP:
            stories.append([])
        stories[-1].append(line)
    return max(reversed(stories), key=len, default=list(lines))


def _repeats(line: Line, other: Line, copies: Copies) -> bool:
    """Whether a line adds nothing to another: it is of the same wire story, or tells about the same."""
    is_copy = not _story(line, copies).isdisjoint(_story(other, copies))
    return is_copy or _in_common(line, other) >= (SAME_ON_DAY if line.day == other.day else SAME_STEP)


def _reports(line: Line, lines: Sequence[Line], copies: Copies) -> int:
    """How many independent reports of these days tell a step: those of one publisher are one, as are copies of one
    story."""
    counted = [line]
    for other in lines:
        is_near = line.day and other.day and abs(other.day - line.day) <= timedelta(days=1)
        is_other = all(_is_independent(other, one, copies) for one in counted)
        if is_near and is_other and _in_common(line, other) >= SAME_REPORTED:
            counted.append(other)
    return len(counted)


def _is_independent(line: Line, other: Line, copies: Copies) -> bool:
    publishers = {publisher_key(each.candidate.stored.article.publisher) for each in (line, other)}
    return len(publishers) == 2 and _story(line, copies).isdisjoint(_story(other, copies))


def _in_common(line: Line, other: Line) -> float:
    """The share of the shorter line's own words that the other has, besides those of the subject."""
    return len(line.own & other.own) / max(1, min(len(line.own), len(other.own)))


def _story(line: Line, copies: Copies) -> frozenset[str]:
    return story_of(line.candidate.stored, copies)


@lru_cache(maxsize=4_096)
def _terms(text: str) -> frozenset[str]:
    return frozenset(base_terms(text))
