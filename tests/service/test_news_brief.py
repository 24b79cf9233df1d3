import json
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import feedparser
import pytest
from archives import lines, record
from conftest import NOW, WordEncoder, open_index, take_in

from corpus.errors import UsageError
from qa.service.ask import Service
from qa.service.brief_formats import FORMATS, brief_format
from qa.service.news_brief import BriefRequest, NewsBrief, make_brief

WEEK = BriefRequest("2025-10-24", date(2025, 10, 30))


@pytest.fixture(scope="module")
def made(sample: Service) -> NewsBrief:
    return make_brief(sample.passage_index, WEEK, NOW)


def test_every_line_is_the_stored_text_at_its_place_and_has_its_day(made: NewsBrief, sample: Service) -> None:
    archive = sample.passage_index.archive()
    cited = [line for story in made.stories for line in story.lines]
    assert len(cited) > len(made.stories) >= 3
    for line in cited:
        texts = {stored.article.version: stored.article.text for stored in archive.versions(line.article.id)}
        assert texts[line.article.version][line.start : line.end] == line.quote
        assert line.article.published_at and WEEK.until
        assert date(2025, 10, 24) <= line.article.published_at.date() <= WEEK.until
    assert [line.number for line in cited] == list(range(1, len(cited) + 1))


def test_no_story_and_no_line_is_told_twice(made: NewsBrief) -> None:
    quotes = [line.quote for story in made.stories for line in story.lines]
    assert len(set(quotes)) == len(quotes)
    assert len({story.id for story in made.stories}) == len(made.stories)
    for story in made.stories:
        days = [line.article.published_at for line in story.lines]
        assert days == sorted(days, key=str) and len({day.date() for day in days if day}) == len(days)


def test_the_most_reported_story_is_first_and_copies_are_named(made: NewsBrief) -> None:
    counts = [story.independent_reports for story in made.stories]
    assert counts == sorted(counts, reverse=True) and counts[0] > 1
    assert any(line.also_reported_by for story in made.stories for line in story.lines)


def test_as_many_stories_are_told_as_are_asked_for(sample: Service, made: NewsBrief) -> None:
    few = make_brief(sample.passage_index, BriefRequest("2025-10-24", date(2025, 10, 30), n_stories=2), NOW)
    assert few.stories == made.stories[:2]


def test_yesterday_is_counted_from_the_newest_article_where_that_is_long_past(sample: Service) -> None:
    found = make_brief(sample.passage_index, BriefRequest(), NOW)
    assert found.counted_from == found.until == date(2025, 11, 14)
    assert found.since == date(2025, 11, 13)
    past = make_brief(sample.passage_index, BriefRequest(as_of=datetime(2025, 10, 28, 23, tzinfo=UTC)), NOW)
    assert (past.since, past.until, past.counted_from) == (date(2025, 10, 27), date(2025, 10, 28), None)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"since": "tomorrow"}, "since 'tomorrow' is neither yesterday, today nor a day like 2025-10-27"),
        ({"n_stories": 0}, "stories 0 lies outside 1 to 50"),
        ({"publishers": ("\udcff",)}, "has bytes that are no UTF-8"),
        ({"n_stories": 51}, "stories 51 lies outside 1 to 50"),
    ],
)
def test_what_makes_no_brief_is_named(asked: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        BriefRequest(**asked)  # type: ignore[arg-type]


def test_an_archive_without_articles_of_the_days_has_nothing_to_tell(sample: Service) -> None:
    empty = make_brief(sample.passage_index, BriefRequest("2024-01-01", date(2024, 1, 2)), NOW)
    assert (empty.stories, empty.n_articles) == ((), 0)
    for each in FORMATS.values():
        assert each.write(empty)
    assert "There is nothing to tell: 0 articles of these days were found." in FORMATS["markdown"].write(empty).decode()


@pytest.mark.parametrize("name", ["markdown", "html", "atom", "jsonfeed", "json"])
def test_each_format_has_every_line_with_its_source(name: str, made: NewsBrief) -> None:
    written = brief_format(name).write(made).decode()
    plain = written.replace("\\", "") if name == "markdown" else written
    for story in made.stories:
        for line in story.lines:
            assert line.article.url in plain
            assert line.quote.split('"')[0].split("'")[0][:30] in plain


def test_a_feed_reader_reads_each_story_once_and_the_same_again(made: NewsBrief) -> None:
    first, second = (feedparser.parse(brief_format("atom").write(made)) for _ in range(2))
    assert not first.bozo and len(first.entries) == len(made.stories)
    assert [entry.id for entry in first.entries] == [entry.id for entry in second.entries]
    assert len({entry.id for entry in first.entries}) == len(made.stories)
    items = json.loads(brief_format("jsonfeed").write(made))
    assert items["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in items["items"]] == [entry.id for entry in first.entries]


def test_words_of_articles_are_no_markup(tmp_path: Path, words: WordEncoder) -> None:
    text = "The <script>alert(1)</script> council of *Osk* & Nara agreed on [bridge](javascript:x) number nine today."
    hostile = record(1, url="javascript:alert(1)//x", title="<b>Bridge</b> | **Osk** council", text=text)
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", hostile | {"url": "https://paper.example/<i>?a=1&b='"}))
    found = make_brief(open_index(tmp_path, words), BriefRequest("2025-10-27", date(2025, 10, 27)), NOW)
    assert len(found.stories) == 1
    tags: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _: tags.add(tag)  # type: ignore[method-assign, assignment]
    parser.feed(brief_format("html").write(found).decode())
    assert tags <= {"html", "head", "meta", "title", "body", "h1", "h2", "a", "p", "blockquote"}
    written = brief_format("markdown").write(found).decode()
    assert "\\<script" in written and "\\[bridge\\](javascript" in written


def test_a_line_stands_alone(tmp_path: Path, words: WordEncoder) -> None:
    text = (
        "He said the bridge of Osk would be built. Will the council of Osk pay for the bridge? "
        "The council of Osk will pay nine million euros for the bridge, its mayor said."
    )
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1, title="Council of Osk pays for bridge", text=text)))
    found = make_brief(open_index(tmp_path, words), BriefRequest("2025-10-27", date(2025, 10, 27)), NOW)
    assert [line.quote[:19] for story in found.stories for line in story.lines] == ["The council of Osk "]
