"""A story on a page of its own: which one it is, what it tells of its reports, and what of it was removed."""

from datetime import UTC, datetime
from pathlib import Path

from archives import lines, record
from conftest import NOW, SAMPLE, WordEncoder, WordReader, open_index, take_in

from corpus.archive.sqlite import SqliteArchive
from index.ingest.refresh import withdraw
from qa.service.ask import Service
from qa.service.front import FrontPage
from qa.service.news_stories import period


def test_a_story_of_the_front_page_has_all_its_reports_by_day_in_verbatim_lines(sample: Service) -> None:
    front = FrontPage()
    for story in front.stories(sample).stories:
        told = front.story(sample, story.id, None)
        assert told and told.is_all
        assert (told.headline, told.publishers, told.since) == (story.headline, story.publishers, story.since)
        assert len(told.reports) == told.independent_reports
        days = [report.articles[0].article.published_at for report in told.reports]
        assert days == sorted(days, key=lambda day: day or datetime.max.replace(tzinfo=UTC))
        for report in told.reports:
            assert report.is_new <= (report.line is not None)
            if report.line:
                stored = sample.passage_index.archive().versions(report.line.article.id)[0].article
                assert report.line.article == report.articles[0].article
                assert stored.text[report.line.start : report.line.end] == report.line.quote


def test_the_first_line_of_a_story_is_new_and_one_that_says_the_same_is_not(sample: Service) -> None:
    front = FrontPage()
    told = [front.story(sample, story.id, None) for story in front.stories(sample).stories]
    lines_of = [[report.is_new for report in story.reports if report.line] for story in told if story]
    assert all(news[0] for news in lines_of if news)
    assert any(not is_new for news in lines_of for is_new in news)


def test_versions_and_corrections_of_a_storys_articles_are_told(sample: Service) -> None:
    front = FrontPage()
    articles = [
        each
        for story in front.stories(sample).stories
        if (told := front.story(sample, story.id, None))
        for report in told.reports
        for each in report.articles
    ]
    assert any(each.n_versions > 1 for each in articles)
    assert any(notice.kind == "correction" and notice.text for each in articles for notice in each.corrections)


def test_a_story_of_other_days_is_found_by_them_and_no_other_is(tmp_path: Path, words: WordEncoder) -> None:
    old = [record(n, published=f"2019-03-{day:02}", publisher=f"Paper {n}") for n, day in ((1, 2), (2, 3))]
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *old, record(3, published="2025-10-27")))
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)
    then = period(NOW, since=datetime(2019, 3, 1).date(), until=datetime(2019, 3, 7).date())
    old_id = _only_story(service, then)
    front = FrontPage()
    assert front.story(service, old_id, None) is None
    assert front.story(service, "x", then) is None
    told = front.story(service, old_id, then)
    assert told and told.id == old_id and {str(each.article.url) for each in told.reports[0].articles}


def _only_story(service: Service, days: object) -> str:
    from qa.service.news_stories import Period, stories

    assert isinstance(days, Period)
    return stories(service.passage_index, days).stories[0].id


def test_what_was_removed_since_a_story_was_found_is_not_told(tmp_path: Path, words: WordEncoder) -> None:
    take_in(tmp_path, words, SAMPLE)
    index = open_index(tmp_path, words)
    service = Service(index, words, WordReader(), clock=lambda: NOW)
    front = FrontPage()
    story = front.stories(service).stories[0]
    gone = story.article.url
    with SqliteArchive(tmp_path / "archive.db") as archive:
        assert withdraw(archive, gone, now=NOW)
    told = front.story(service, story.id, None)
    urls = {each.article.url for report in told.reports for each in report.articles} if told else set()
    assert gone not in urls
    assert story.independent_reports == 1 or urls
