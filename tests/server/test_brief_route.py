from collections.abc import Iterator

import feedparser
import pytest
from starlette.testclient import TestClient

from qa.server.app import create_app
from qa.service.ask import Service

DAYS = "since=2025-10-24&until=2025-10-30"


@pytest.fixture(scope="module")
def client(sample: Service) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: sample)) as opened:
        yield opened


def test_a_brief_over_http_has_stories_with_cited_lines(client: TestClient) -> None:
    response = client.get(f"/brief?{DAYS}&stories=3")
    assert response.status_code == 200
    found = response.json()
    assert len(found["stories"]) == 3 and all(story["lines"] for story in found["stories"])
    only = client.get(f"/brief?{DAYS}&publishers=Pacific Ledger (sample)").json()
    assert {line["article"]["publisher"] for story in only["stories"] for line in story["lines"]} == {
        "Pacific Ledger (sample)"
    }


def test_the_calendars_first_day_has_no_yesterday_and_no_news(client: TestClient) -> None:
    found = client.get("/brief?as_of=0001-01-01")
    assert (found.status_code, found.json()["since"], found.json()["stories"]) == (200, "0001-01-01", [])


def test_a_blank_publisher_narrows_nothing(client: TestClient) -> None:
    blank, all_of_them = (client.get(f"/brief?{DAYS}{more}").json() for more in ("&publishers=", ""))
    assert (blank["publishers"], blank["stories"]) == ([], all_of_them["stories"])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("markdown", "text/markdown"),
        ("html", "text/html"),
        ("atom", "application/atom+xml"),
        ("jsonfeed", "application/feed+json"),
        ("json", "application/json"),
    ],
)
def test_each_format_is_sent_as_what_it_is(name: str, kind: str, client: TestClient) -> None:
    response = client.get(f"/brief.{name}?{DAYS}")
    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] == kind
    if name == "atom":
        assert not feedparser.parse(response.content).bozo


@pytest.mark.parametrize(
    ("address", "status", "detail"),
    [
        ("/brief.pdf", 404, "format 'pdf' is none of"),
        ("/brief?since=someday", 422, "since 'someday' is neither"),
        ("/brief?stories=0", 422, "stories: Input should be greater than or equal to 1, got '0'"),
        ("/brief?since=2025-10-30&until=2025-10-01", 422, "since 2025-10-30 lies after until 2025-10-01"),
        ("/brief?since=2025-10-24&until=20251027", 422, "until: Value error, a number is no day"),
        ("/brief?publisher=x", 422, "publisher: Extra inputs are not permitted"),
    ],
)
def test_what_is_wrong_is_named(address: str, status: int, detail: str, client: TestClient) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert detail in response.json()["detail"]
