from collections import Counter

import pytest
from conftest import NOW, SAMPLE

from corpus.archive.sql_archive import SqlArchive
from corpus.archive.versions import Change
from corpus.article import Article
from corpus.formats.extract import Extracted
from corpus.source import Failure, find_files, read_file

READS = [read.item for file in find_files(SAMPLE) for read in read_file(file, NOW)]
ARTICLES = [item.article for item in READS if isinstance(item, Extracted)]


def test_every_file_is_taken_in_without_a_failure_or_an_unknown_key() -> None:
    assert {file.name for file in find_files(SAMPLE)} == {file.name for file in SAMPLE.iterdir()}
    assert [item for item in READS if isinstance(item, Failure)] == []
    assert [item.unknown for item in READS if isinstance(item, Extracted) and item.unknown] == []
    assert len(ARTICLES) >= 30


def test_every_publisher_is_marked_as_a_sample_at_a_reserved_address() -> None:
    for article in ARTICLES:
        assert article.publisher and article.publisher.endswith("(sample)"), article.url
        assert article.url.startswith("https://") and article.url.split("/")[2].endswith(".example"), article.url


def test_one_article_has_two_versions_and_the_rest_one() -> None:
    versions = Counter(article.url for article in ARTICLES)
    assert sorted(versions.values())[-2:] == [1, 2]
    ((url, _),) = versions.most_common(1)
    first, second = (article for article in ARTICLES if article.url == url)
    assert first.version != second.version
    assert second.modified and first.published and second.modified > first.published


def test_exactly_one_article_is_undated() -> None:
    assert len([article for article in ARTICLES if article.published is None]) == 1


@pytest.mark.parametrize(
    "phrase",
    [
        "Leave a Reply",
        "Sign up for our daily newsletter",
        "Most read",
        "Advertisement",
        "Required fields",
        "Your email address",
        "Read more:",
        "All rights reserved",
        "thought on “",
    ],
)
def test_leftovers_of_web_pages_are_in_the_files_and_in_no_text(phrase: str) -> None:
    assert [article.url for article in ARTICLES if phrase in article.text] == []
    assert any(phrase in file.read_text(encoding="utf-8") for file in find_files(SAMPLE))


def test_the_correction_stays_in_the_text() -> None:
    assert len([article for article in ARTICLES if "\nCorrection: " in article.text]) == 1


def test_texts_are_whole() -> None:
    """Cutting leftovers takes no story with it."""
    for article in ARTICLES:
        assert len(article.text.split()) > 80, article.url
        assert article.text[-1] in ".?!”", (article.url, article.text[-80:])


def test_the_archive_takes_all_of_it_once(archive: SqlArchive) -> None:
    def put(articles: list[Article]) -> Counter[Change]:
        with archive.writing() as revision:
            return Counter(archive.put(article, revision=revision, now=NOW)[1] for article in articles)

    assert put(ARTICLES) == {"new": len(ARTICLES) - 1, "changed": 1}
    assert put(ARTICLES) == {"unchanged": len(ARTICLES)}
    counts = archive.counts()
    assert (counts.articles, counts.versions) == (len(ARTICLES) - 1, len(ARTICLES))
    assert counts.newest == max(article.published for article in ARTICLES if article.published)
