"""A story on a page of its own: its independent reports by day, each in a verbatim line, with their articles' versions
and corrections.

A story is known by its first report, so it is grouped anew to be found: among those of the last days, where it may have
grown, or of the days at which it was seen. What was removed meanwhile is left out. Knows nothing of HTTP.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from corpus.archive.protocol import Archive
from corpus.archive.versions import StoredVersion
from index.engine.passage_index import PassageIndex
from qa.answer.citations import cite
from qa.answer.contract import ArticleView, Citation, view
from qa.answer.sentences.scored_sentence import age
from qa.service.news_stories import Period, Report, Story, stories
from qa.service.story_lines import Line, report_lines
from qa.service.story_view import StoryView

MAX_REPORTS = 200  # are told, those that tell most of what all tell


@dataclass(frozen=True, slots=True)
class Corrected:
    """A notice of a correction in an article's own words; `date` is the one that it names."""

    kind: str
    text: str
    date: datetime | None


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """An article of a story: how many versions are stored, and the corrections that the current one names."""

    article: ArticleView
    n_versions: int
    corrections: tuple[Corrected, ...]


@dataclass(frozen=True, slots=True)
class StoryReport:
    """An independent report: its articles, the one that came first before those that carry the same words, and a
    sentence near its beginning, if one stands alone. `is_new`: it has words that no earlier line has."""

    line: Citation | None
    is_new: bool
    articles: tuple[StoryArticle, ...]


@dataclass(frozen=True, slots=True)
class StoryPage(StoryView):
    """A story with its reports, those that came first before the others; `is_all` is false where more are counted than
    told. `question` is one that is answered from it, if one was found."""

    question: str | None
    reports: tuple[StoryReport, ...]
    is_all: bool


def story_of(index: PassageIndex, story_id: str, days: Period | None) -> StoryPage | None:
    """The story of some days that has an id; `None` where there is none. Raises `StateError`."""
    found = stories(index, days).stories if days else ()
    story = next((each for each in found if each.id == story_id), None)
    return story_page(index, story, None) if story else None


def story_page(index: PassageIndex, story: Story, question: str | None) -> StoryPage | None:
    """A story as its page tells it; `None` where all of it was removed since it was found."""
    archive = index.archive()
    with archive.reading():
        told = [_told(archive, report, line) for report, line in zip(story.reports, report_lines(story), strict=True)]
    left = [each for each in told if each][:MAX_REPORTS]
    if not left:
        return None
    left.sort(key=lambda each: age(each[0][0][0]))
    return StoryPage.of(story, question=question, reports=_in_order(left), is_all=len(left) == len(story.reports))


_Told = tuple[Sequence[tuple[StoredVersion, int]], Line | None]


def _told(archive: Archive, report: Report, line: Line | None) -> _Told | None:
    """A report's articles that are still shown as they were found, each with the number of its versions; the line where
    its article is among them."""
    articles = []
    for stored in (report.stored, *report.copies):
        versions = archive.versions(stored.article.id)
        if any(each.number == stored.number for each in versions):
            articles.append((stored, len(versions)))
    if not articles:
        return None
    return articles, line if articles[0][0].number == report.stored.number else None


def _in_order(told: Sequence[_Told]) -> tuple[StoryReport, ...]:
    numbers = count(1)
    earlier: list[Line] = []
    made = []
    for articles, line in told:
        copies = {articles[0][0].number: tuple(stored for stored, _ in articles[1:])}
        is_new = line is not None and not any(line.says_the_same(other) for other in earlier)
        earlier += [line] if line and is_new else []
        cited = cite(next(numbers), line.quote, copies) if line else None
        made.append(StoryReport(cited, is_new, tuple(_shown(*each) for each in articles)))
    return tuple(made)


def _shown(stored: StoredVersion, n_versions: int) -> StoryArticle:
    corrections = tuple(Corrected(each.kind, each.text, each.date) for each in stored.article.corrections)
    return StoryArticle(view(stored), n_versions, corrections)
