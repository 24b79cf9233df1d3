"""The brief: the stories of some days, the most reported first, each told in dated verbatim lines with their sources.

The one idea: nothing is said but what a stored article says, each line a citation like those of an answer. A story of
which no sentence stands alone is left out, as is one whose line says what a story before it says. Knows nothing of
terminals, HTTP or feeds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from corpus.errors import UsageError
from index.engine.passage_index import UNDATED, PassageIndex
from qa.answer.citations import cite
from qa.answer.contract import Citation
from qa.question.request import as_utc, publisher_names
from qa.service.news_stories import Period, Story, period, stories
from qa.service.story_lines import Line, story_lines
from qa.service.story_view import StoryView

DEFAULT_STORIES = 10
MAX_STORIES = 50
DAYS_BEFORE = {"today": 0, "yesterday": 1}


@dataclass(frozen=True, slots=True)
class BriefStory(StoryView):
    """A story in a brief, with lines that tell it, the oldest first."""

    lines: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class NewsBrief:
    """The stories of the days from `since` to `until`, both included, as known at `as_of`, in one revision.

    `counted_from` is the day of the archive's newest article, where the days that were meant lie after it and are
    counted from it. `n_articles` were published in these days; `is_all` is false where they were too many to group, so
    that the oldest are left out.
    """

    since: date
    until: date
    as_of: datetime
    publishers: tuple[str, ...]
    revision: int
    n_articles: int
    is_all: bool
    stories: tuple[BriefStory, ...]
    counted_from: date | None = None


@dataclass(frozen=True, slots=True)
class BriefRequest:
    """What a brief is asked for: the days since "yesterday", "today" or a day, and at most how many stories. Raises
    `UsageError` naming what is wrong."""

    since: str = "yesterday"
    until: date | None = None
    as_of: datetime | None = None
    publishers: tuple[str, ...] = ()
    n_stories: int = DEFAULT_STORIES

    def __post_init__(self) -> None:
        if not 1 <= self.n_stories <= MAX_STORIES:
            raise UsageError(f"stories {self.n_stories} lies outside 1 to {MAX_STORIES}")
        _first_day(self.since, date.max)
        object.__setattr__(self, "publishers", publisher_names(self.publishers))


def make_brief(index: PassageIndex, asked: BriefRequest, now: datetime) -> NewsBrief:
    """The brief of the days asked for. Raises `UsageError` for days that make no period, and `StateError`."""
    wanted, counted_from = _period(index, asked, now)
    found = stories(index, wanted)
    told: list[Line] = []
    made: list[BriefStory] = []
    for story in found.stories:
        lines = story_lines(story)
        is_told = any(line.says_the_same(other) for line in lines for other in told)
        if lines and not is_told:
            made.append(_told(story, lines, first=len(told) + 1))
            told += lines
        if len(made) == asked.n_stories:
            break
    return NewsBrief(
        wanted.since,
        wanted.until,
        wanted.as_of,
        wanted.publishers,
        found.revision,
        found.n_articles,
        found.is_all,
        tuple(made),
        counted_from,
    )


def _period(index: PassageIndex, asked: BriefRequest, now: datetime) -> tuple[Period, date | None]:
    """The days, and whether they are counted from the newest article's: only "yesterday" and the like are."""
    as_of = as_utc(asked.as_of) if asked.as_of else None
    today = (min(as_of, now) if as_of else now).date()
    newest = None if index.newest == UNDATED else datetime.fromtimestamp(index.newest, UTC).date()
    is_counted = asked.since in DAYS_BEFORE and asked.until is None and asked.as_of is None
    counted_from = newest if is_counted and newest and newest < _first_day(asked.since, today) else None
    first = _first_day(asked.since, counted_from or today)
    until = asked.until or counted_from
    return period(now, since=first, until=until, as_of=as_of, publishers=asked.publishers), counted_from


def _first_day(named: str, today: date) -> date:
    if named in DAYS_BEFORE:
        return today - min(timedelta(days=DAYS_BEFORE[named]), today - date.min)
    try:
        return date.fromisoformat(named)
    except ValueError as error:
        raise UsageError(f"since {named!r} is neither yesterday, today nor a day like 2025-10-27") from error


def _told(story: Story, lines: Sequence[Line], first: int) -> BriefStory:
    copies = {report.stored.number: report.copies for report in story.reports}
    cited = tuple(cite(number, line.quote, copies) for number, line in enumerate(lines, start=first))
    return BriefStory.of(story, lines=cited)
