"""A story as readers see it, whatever more is told of it: on the front page, in a brief, on a page of its own."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from qa.answer.contract import ArticleView, view
from qa.service.news_stories import Story


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story: the headline of the report that has most of it, that `article`, who reports it, copies too, and from
    which day to which. `independent_reports` counts a wire text and its copies once."""

    id: str
    headline: str
    article: ArticleView
    independent_reports: int
    publishers: tuple[str, ...]
    since: date
    until: date

    @classmethod
    def of(cls, story: Story, **more: Any) -> Self:
        """A story with what else is told of it."""
        since, until = story.days
        first = story.reports[0].stored
        shared = (story.id, story.title, view(first), story.independent_reports, story.publishers, since, until)
        return cls(*shared, **more)
