"""The stories that the page opens with: those of the archive's last days, the most reported first, each with a question
that opens it.

The days are counted from the newest article, so that an archive of last year has its last week, too. A question is
asked before it is offered, and has to be answered from one of the story's own articles; that takes longer than finding
the stories, so it comes after. Knows nothing of HTTP.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from operator import attrgetter

from corpus.errors import StateError
from qa.answer.contract import ArticleView, view
from qa.english.names import find_names
from qa.question.request import Ask
from qa.service.ask import Service
from qa.service.example_questions import most_telling, shares_subject
from qa.service.news_stories import Stories, Story, period, stories
from qa.service.story_view import StoryView
from qa.service.suggestions import Tries, is_well_answered

OFFERED = 8
REPORTS = 20  # of a story are named
DAYS = (7, 30)  # the last week, or the last month where the week has fewer stories than are offered
MAX_TRIES, PER_STORY = 24, 3  # questions; each takes about as long as a reader's
MAX_S = 120.0  # nobody waits for them
IDENTITY = ("Who is ", "What is ")  # such questions open a person or a word, not a story
MIN_LAST = 3  # letters of a question's last word; a shorter one is a cut-off "U.S."


@dataclass(frozen=True, slots=True)
class FrontStory(StoryView):
    """A story with its reports by day, and a question that is answered from it, if one was found."""

    reports: tuple[ArticleView, ...]
    question: str | None


@dataclass(frozen=True, slots=True)
class FrontStories:
    """The stories of the days from `since` to `until`, both included; no days where no article has a date. While
    `is_whole` is false, questions are still looked for."""

    revision: int
    since: date | None
    until: date | None
    stories: tuple[FrontStory, ...]
    is_whole: bool


class StoriesOfLastDays:
    """The stories of one revision, whose questions come after. Raises `StateError` if the archive changes faster than
    it can be read."""

    def __init__(self, service: Service) -> None:
        self._found = _of_last_days(service) if service.newest else None
        self.revision = self._found.revision if self._found else service.passage_index.revision
        self._stories = self._found.stories[:OFFERED] if self._found else ()
        self._questions: dict[str, str | None] = {}

    def find_questions(self, service: Service) -> None:
        """Look for a question for each story, the first ones first."""
        tries = Tries(service.found, MAX_TRIES, MAX_S)
        for story in self._stories:
            try:
                self._questions[story.id] = _question(story, tries)
            except StateError:  # the archive is changing; what is made of its next state will have questions
                self._questions[story.id] = None

    def story(self, story_id: str) -> tuple[Story, str | None] | None:
        """One of them, also of those that are not offered, with its question, if one was found so far."""
        stories = self._found.stories if self._found else ()
        return next(((story, self._questions.get(story_id)) for story in stories if story.id == story_id), None)

    def shown(self) -> FrontStories:
        """What is known so far."""
        stories = tuple(_shown(story, self._questions.get(story.id)) for story in self._stories)
        since, until = (self._found.period.since, self._found.period.until) if self._found else (None, None)
        return FrontStories(self.revision, since, until, stories, len(self._questions) == len(self._stories))


def _of_last_days(service: Service) -> Stories:
    assert service.newest is not None
    last = service.newest.date()
    for n_days in DAYS:
        first = last - timedelta(days=min(n_days - 1, (last - date.min).days))
        found = stories(service.passage_index, period(service.now(), since=first, until=last))
        if len(found.stories) >= OFFERED:
            break
    return found


def _shown(story: Story, question: str | None) -> FrontStory:
    firsts = sorted((report.stored for report in story.reports[:REPORTS]), key=attrgetter("known_at"))
    return FrontStory.of(story, reports=tuple(map(view, firsts)), question=question)


def _question(story: Story, tries: Tries) -> str | None:
    """The first of the story's questions that is answered from it."""
    for question in islice(_made(story), PER_STORY):
        found = tries.search(Ask(question))
        if found and any(is_well_answered(found, stored) for stored in story.articles):
            return question
    return None


def _made(story: Story) -> Iterator[str]:
    """What there is on what its headlines name most, where several do; then what its reports' own words answer."""
    named = Counter(name for report in story.reports for name in _names(report.stored.article.title))
    if named and story.independent_reports > 1:
        name, count = named.most_common(1)[0]
        if 2 * count > story.independent_reports:
            yield f"What is the latest on {name}?"
    told = dict.fromkeys(
        question
        for report in story.reports
        for question in most_telling(report.stored.article.title, report.stored.article.text)
    )
    yield from (question for question in told if _is_on_story(question, story))


def _is_on_story(question: str, story: Story) -> bool:
    is_whole = len(question.rstrip("?").split()[-1]) >= MIN_LAST
    titles = (report.stored.article.title for report in story.reports)
    return is_whole and not question.startswith(IDENTITY) and any(shares_subject(question, each) for each in titles)


def _names(headline: str) -> set[str]:
    return {name.text for name in find_names(headline) if len(name.text) > 1}
