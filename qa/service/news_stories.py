"""Stories: the archive's articles of some days, grouped by what they tell, those with most independent reports first.

The one idea: a report is a wire text with all its copies, counted once, so that ten papers that print one agency's
words are one report and two that each wrote their own are two. Round-ups of many things belong to no story. Made of
what is stored, without a language model: passages' vectors, words, days. Knows nothing of how stories are shown.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from corpus.archive.versions import StoredVersion
from corpus.article import publisher_key
from index.engine.passage_index import PassageIndex
from index.passages.passage import Filter
from index.vectors import Vectors
from qa.answer.sentences.scored_sentence import age
from qa.question.request import QuestionError, as_utc
from qa.service.search_state import of_one_state
from qa.service.story_groups import groups, is_of_one_thing, nearness

DEFAULT_DAYS = 7
MAX_DAYS = 366
MAX_PASSAGES = 20_000  # are read, those of the newest articles
DAY_S = 86_400
MAX_REPORTS = 2_000  # are grouped, the newest; the time grows with their square


@dataclass(frozen=True, slots=True)
class Period:
    """Which articles are grouped: those published on the days from `since` to `until`, both included and in UTC, as
    readers saw them at `as_of`, of these publishers or of all. Raises `QuestionError`."""

    since: date
    until: date
    as_of: datetime
    publishers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise QuestionError(f"since {self.since} lies after until {self.until}")
        if (self.until - self.since).days >= MAX_DAYS:
            raise QuestionError(f"since {self.since} until {self.until} are more than {MAX_DAYS} days")

    @property
    def filter(self) -> Filter:
        midnight = int(datetime.combine(self.since, time(), UTC).timestamp())
        n_days = (self.until - self.since).days + 1
        publishers = tuple(map(publisher_key, self.publishers))
        return Filter(int(self.as_of.timestamp()), midnight, midnight + n_days * DAY_S, publishers)


def period(
    now: datetime,
    *,
    since: date | None = None,
    until: date | None = None,
    as_of: datetime | None = None,
    publishers: Sequence[str] = (),
) -> Period:
    """The days asked for; without any the last seven before `as_of` or now. Raises `QuestionError`."""
    moment = min(as_utc(as_of), now) if as_of else now
    last = until or max(moment.date(), since or date.min)
    first = since or last - timedelta(days=min(DEFAULT_DAYS - 1, (last - date.min).days))
    return Period(first, last, moment, tuple(publishers))


@dataclass(frozen=True, slots=True)
class Report:
    """A wire text, or an article of which there are no copies: the one that came first, and the others that carry the
    same words."""

    stored: StoredVersion
    copies: tuple[StoredVersion, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """Reports about one thing, those that tell most of what all tell first; `id` stays while its first report does."""

    reports: tuple[Report, ...]

    @property
    def id(self) -> str:
        first = min((report.stored for report in self.reports), key=lambda stored: (age(stored), stored.article.id))
        return hashlib.sha256(f"story\0{first.article.id}".encode()).hexdigest()[:16]

    @property
    def articles(self) -> tuple[StoredVersion, ...]:
        """Those of all reports, copies behind the one that came first."""
        return tuple(stored for report in self.reports for stored in (report.stored, *report.copies))

    @property
    def title(self) -> str:
        """The headline of its first report."""
        return self.reports[0].stored.article.title

    @property
    def independent_reports(self) -> int:
        """How many there are, a wire text and all its copies being one."""
        return len(self.reports)

    @property
    def publishers(self) -> tuple[str, ...]:
        """Who reports it, copies too, each once and in the order of `articles`."""
        named = {publisher_key(name): name for each in reversed(self.articles) if (name := each.article.publisher)}
        return tuple(reversed(named.values()))

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day on which it was reported."""
        days = [each.article.published.date() for each in self.articles if each.article.published]
        return min(days), max(days)


@dataclass(frozen=True, slots=True)
class Stories:
    """The stories of a period in one revision of the archive, the most reported first.

    `n_articles` were looked at, of which `n_round_ups` tell of many things. `is_all` is false where there were more
    than can be grouped at once, so that the oldest of the period are left out.
    """

    period: Period
    revision: int
    stories: tuple[Story, ...]
    n_articles: int
    n_round_ups: int
    is_all: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """The articles of a period in one revision, the newest first: with the rows of their passages, by their numbers,
    and the numbers of all that carry the same words."""

    revision: int
    versions: Sequence[StoredVersion]
    rows: Mapping[int, Vectors]
    copies: Mapping[int, tuple[int, ...]]
    is_all: bool


def stories(index: PassageIndex, wanted: Period) -> Stories:
    """The stories of a period. Raises `StateError` if the archive changes faster than it can be read."""
    found = of_one_state(index, lambda: _articles(index, wanted.filter), "group one state of it")
    return _grouped(index, found, wanted)


def _articles(index: PassageIndex, wanted: Filter) -> _Found | None:
    """What the state at hand has, or `None` if some of it has changed since."""
    ids = index.newest_first(wanted, MAX_PASSAGES + 1)
    is_all = len(ids) <= MAX_PASSAGES
    ids = ids[:MAX_PASSAGES]
    passages, versions = index.passages(ids)
    if any(stored.revision > index.revision for stored in versions.values()):
        return None
    rows: defaultdict[int, list[int]] = defaultdict(list)
    for row, passage_id in enumerate(ids.tolist()):
        if passage_id in passages:
            rows[passages[passage_id].version_number].append(row)
    vectors = index.vectors(ids)
    copies = index.archive().story_members(sorted(versions))
    found = [versions[number] for number in rows]
    return _Found(index.revision, found, {number: vectors[each] for number, each in rows.items()}, copies, is_all)


def _grouped(index: PassageIndex, found: _Found, wanted: Period) -> Stories:
    told = [stored for stored in found.versions if is_of_one_thing(found.rows[stored.number])]
    reports = _reports(told, found.copies)
    is_all = found.is_all and len(reports) <= MAX_REPORTS
    reports = reports[:MAX_REPORTS]
    n_passages = index.n_passages

    def weight(term: str) -> float:
        return math.log((n_passages + 1) / (index.term_frequency(term) + 1))

    articles = [report.stored.article for report in reports]
    rows = [found.rows[report.stored.number] for report in reports]
    days = [age(report.stored)[1].timestamp() / DAY_S for report in reports]
    near = nearness(rows, [(article.title, article.text) for article in articles], days, weight)
    made = [Story(tuple(reports[row] for row in group)) for group in groups(near)]
    made.sort(key=_newest, reverse=True)
    made.sort(key=lambda story: (-story.independent_reports, -len(story.publishers)))
    n_articles = len(found.versions)
    return Stories(wanted, found.revision, tuple(made), n_articles, n_articles - len(told), is_all)


def _reports(versions: Sequence[StoredVersion], copies: Mapping[int, tuple[int, ...]]) -> list[Report]:
    """The wire texts of these versions, each once, in the order of the first of each."""
    by_number = {stored.number: stored for stored in versions}
    wires: dict[tuple[int, ...], None] = {}
    for stored in versions:
        wires.setdefault(copies.get(stored.number, (stored.number,)))
    reports = []
    for wire in wires:
        first, *others = sorted((by_number[number] for number in wire if number in by_number), key=age)
        reports.append(Report(first, tuple(others)))
    return reports


def _newest(story: Story) -> datetime:
    return max(each.known_at for each in story.articles)
