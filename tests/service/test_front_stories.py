"""The stories that the page opens with: of which days, in which order, and that they answer their questions."""

from pathlib import Path

from archives import lines, record
from conftest import NOW, WordEncoder, WordReader, open_index, take_in

from qa.question.request import Ask
from qa.service.ask import Service
from qa.service.front import FrontPage
from qa.service.front_stories import OFFERED, FrontStories, StoriesOfLastDays


def front_stories(service: Service) -> FrontStories:
    made = StoriesOfLastDays(service)
    assert made.shown().is_whole == (not made.shown().stories)
    made.find_questions(service)
    assert made.shown().is_whole
    return made.shown()


def test_the_sample_opens_with_its_most_reported_stories(sample: Service) -> None:
    made = front_stories(sample)
    assert 3 <= len(made.stories) <= OFFERED
    reports = [story.independent_reports for story in made.stories]
    assert reports == sorted(reports, reverse=True) and reports[0] > 1
    assert made.since and made.until and sample.newest and made.until == sample.newest.date()
    for story in made.stories:
        assert made.since <= story.since <= story.until <= made.until
        assert len(story.reports) == story.independent_reports
        assert story.article in story.reports


def test_a_storys_question_is_answered_from_the_story(sample: Service) -> None:
    opened = [story for story in front_stories(sample).stories if story.question]
    assert len(opened) >= 3
    for story in opened:
        answer = sample.ask(Ask(story.question or ""))
        assert answer.status == "answered", story.question
        first = answer.citations[0]
        told = {report.publisher for report in first.also_reported_by} | {first.article.publisher}
        assert told & set(story.publishers), story.question


def test_an_old_archive_opens_with_its_own_last_days(tmp_path: Path, words: WordEncoder) -> None:
    old = [record(n, published=f"2019-03-{day:02}", publisher=f"Paper {n}") for n, day in ((1, 3), (2, 20), (3, 28))]
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *old))
    made = front_stories(Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW))
    assert (str(made.since), str(made.until)) == ("2019-02-27", "2019-03-28")
    assert {article.url for story in made.stories for article in story.reports} == {str(each["url"]) for each in old}


def test_an_archive_without_dates_or_articles_has_no_stories(tmp_path: Path, words: WordEncoder) -> None:
    for n, given in enumerate(([], [record(1, published="")])):
        (tmp_path / str(n)).mkdir()
        take_in(tmp_path / str(n), words, lines(tmp_path / f"{n}.jsonl", *given))
        service = Service(open_index(tmp_path / str(n), words), words, WordReader(), clock=lambda: NOW)
        made = FrontPage().stories(service)
        assert (made.stories, made.since) == ((), None)
