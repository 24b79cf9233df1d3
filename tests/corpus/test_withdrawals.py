"""Agencies' items over several refreshes: updates, withdrawals and embargoes, from files and from the web."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import NOW, WordEncoder
from newspaper import Newspaper, Refresher

from corpus.archive.sqlite import SqliteArchive
from corpus.article import article_id
from index.ingest.refresh import refresh
from index.ingest.report import Report

pytestmark = pytest.mark.enable_socket
Refresh = Callable[..., Report]
ADDRESS = "file:///urn:agency:7"


@pytest.fixture
def take(tmp_path: Path, words: WordEncoder) -> Refresh:
    def taken(**files: dict[str, object]) -> Report:
        for name, document in files.items():
            path = tmp_path / "in" / f"{name}.json"
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(document))
        with SqliteArchive(tmp_path / "archive.db", create=True) as archive:
            return refresh(archive, words, [tmp_path / "in"], now=NOW)

    return taken


def version(number: int, **changed: object) -> dict[str, object]:
    return {
        "uri": "urn:agency:7", "headline": "Bridge", "body_text": f"It costs {number} million.", "pubstatus": "usable",
        "firstcreated": "2025-10-01T10:00:00Z", "versioncreated": f"2025-10-0{number}T10:00:00Z", **changed,
    }  # fmt: skip


def texts(home: Path, address: str = ADDRESS) -> list[str]:
    with SqliteArchive(home / "archive.db") as archive:
        return [stored.article.text for stored in archive.versions(article_id(address))]


def test_an_update_is_a_version_of_its_article_in_whatever_order_it_is_read(take: Refresh, tmp_path: Path) -> None:
    take(b=version(1), a=version(3), c=version(2))
    assert texts(tmp_path) == [f"It costs {number} million." for number in (3, 2, 1)]
    assert take(d=version(2, uri="urn:agency:8")).new == 1


def test_a_withdrawn_item_is_gone_at_once_and_stays_out(take: Refresh, tmp_path: Path) -> None:
    take(a=version(1))
    report = take(b=version(2, pubstatus="canceled"))
    assert (report.withdrawn, texts(tmp_path)) == (1, [])
    assert any(ADDRESS in warning and "withdrawn by its agency" in warning for warning in report.warnings)
    again = take(c=version(3))
    assert (again.withdrawn, again.removed, again.new, texts(tmp_path)) == (0, 2, 0, [])


def test_a_withdrawal_that_is_read_first_keeps_its_article_out(take: Refresh, tmp_path: Path) -> None:
    report = take(a=version(2, pubstatus="canceled"), b=version(1))
    assert (report.new, report.removed, texts(tmp_path)) == (0, 1, [])
    with SqliteArchive(tmp_path / "archive.db") as archive:
        assert archive.checks.broken_intervals() == archive.checks.texts_of_removed() == []


def test_an_item_that_was_kept_under_its_files_name_goes_on_under_its_id(take: Refresh, tmp_path: Path) -> None:
    named = {"url": (tmp_path / "in" / "a.json").as_uri(), "title": "Bridge", "text": "It costs nothing."}
    take(a=named | {"published": "2025-09-30"})
    report = take(a=version(1))
    assert (report.renamed, texts(tmp_path, str(named["url"]))) == (1, [])
    assert texts(tmp_path) == ["It costs 1 million.", "It costs nothing."]


def test_an_item_on_the_web_is_withdrawn_at_its_address_and_may_come_back(
    paper: Newspaper, refresher: Refresher
) -> None:
    at = f"{paper.address}/it"
    paper.put("/it", json.dumps(version(1)), "application/json")
    assert refresher.refresh(at).new == 1
    paper.put("/it", json.dumps(version(2, pubstatus="withheld")), "application/json")
    assert refresher.refresh(at, after=timedelta(hours=2)).withdrawn == 1
    assert refresher.text("/it") is None
    paper.put("/it", json.dumps(version(3)), "application/json")
    refresher.refresh(at, after=timedelta(hours=2))
    assert refresher.text("/it") == "It costs 3 million."


def test_nobody_withdraws_what_is_on_another_host(
    paper: Newspaper, refresher: Refresher, tmp_path: Path, take: Refresh
) -> None:
    elsewhere = "https://agency.example/7"
    take(a=version(1, uri=elsewhere))
    paper.put("/it", json.dumps(version(2, uri=elsewhere, pubstatus="canceled")), "application/json")
    assert refresher.refresh(f"{paper.address}/it").withdrawn == 0
    assert texts(tmp_path, elsewhere)


def test_an_embargoed_item_on_the_web_is_read_when_its_hour_has_come(paper: Newspaper, refresher: Refresher) -> None:
    until = (NOW + timedelta(hours=3)).isoformat()
    paper.put("/it", json.dumps(version(1, embargoed=until)), "application/json")
    for hours in (0, 1):
        assert refresher.refresh(f"{paper.address}/it", after=timedelta(hours=hours)).new == 0
    assert refresher.refresh(f"{paper.address}/it", after=timedelta(hours=3)).new == 1
    assert refresher.published("/it") == NOW + timedelta(hours=3)


def test_versions_at_addresses_of_their_own_are_one_article(paper: Newspaper, refresher: Refresher) -> None:
    places = [f"{paper.address}/it-{number}" for number in (1, 2, 3)]
    for number in (1, 2):
        paper.put(f"/it-{number}", json.dumps(version(number)), "application/json")
    refresher.refresh(*places[:2])
    refresher.refresh(*places[:2], after=timedelta(hours=2))
    paper.put("/it-3", json.dumps(version(3)), "application/json")
    report = refresher.refresh(*places, after=timedelta(hours=2))
    with SqliteArchive(refresher.path) as archive:
        assert archive.counts().articles == 1
    kept = [path for path in ("/it-1", "/it-2") if refresher.text(path)]
    assert [len(refresher.versions(path)) for path in kept] == [3]
    assert (refresher.text(kept[0]), report.failures) == ("It costs 3 million.", [])
    paper.put("/it-4", json.dumps(version(4, pubstatus="canceled")), "application/json")
    assert refresher.refresh(f"{paper.address}/it-4", after=timedelta(hours=2)).withdrawn == 1
    again = refresher.refresh(*places, f"{paper.address}/it-4", after=timedelta(days=2))
    assert (again.new, refresher.text(kept[0])) == (0, None)
