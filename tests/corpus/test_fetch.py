"""FetchPolicy: what publishers say about being asked is heeded, and no answer is larger or longer than may be."""

import gzip
import threading
import time
import zlib
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from conftest import NOW
from newspaper import Newspaper, page

from corpus.formats.reservations import reserving_header
from corpus.formats.unpack import TooLargeError, inflate, unpacked
from corpus.page import Validators
from corpus.web import fetch as module
from corpus.web.fetch import Fetcher, FetchPolicy
from corpus.web.host_throttle import HostThrottle, LeftAloneError
from corpus.web.response import FetchError
from corpus.web.robots import Robots, reserving_rule

pytestmark = pytest.mark.enable_socket


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BACKOFF_S", 0.01)


OPENED: list[Fetcher] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    while OPENED:
        OPENED.pop().close()


def fetcher(paper: Newspaper, **policy: Any) -> Fetcher:
    options: dict[str, Any] = {"allow_hosts": (paper.host,), "delay_s": 0, **policy}
    OPENED.append(Fetcher(FetchPolicy(**options), now=NOW))
    return OPENED[-1]


def refused(asking: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as raised:
        asking.get(url)
    return raised.value


def paths(paper: Newspaper) -> list[str]:
    """What was asked for besides the site's rules."""
    return [line.path for line in paper.log if line.path not in ("/robots.txt", "/.well-known/tdmrep.json")]


def test_a_request_says_who_asks_and_where_they_are_reached(paper: Newspaper) -> None:
    at = paper.address + paper.article(1)
    fetcher(paper, contact="https://reader.example/about").get(at)
    agents = {line.headers["user-agent"] for line in paper.log}
    assert len(agents) == 1
    assert agents.pop().endswith(" (+https://reader.example/about)")


def test_what_is_known_is_sent_and_a_304_is_unchanged(paper: Newspaper) -> None:
    at = paper.address + paper.article(1)
    asking = fetcher(paper)
    first = asking.get(at)
    assert (first.status, first.validators.etag) == (200, paper.resources["/news/1.html"].etag)
    again = asking.get(at, first.validators)
    assert (again.status, again.body) == (304, b"")
    asking.get(at, Validators(at, None, "Mon, 27 Oct 2025 10:00:00 GMT"))
    assert paper.log[-1].headers["if-modified-since"] == "Mon, 27 Oct 2025 10:00:00 GMT"


def test_validators_of_one_address_are_not_sent_to_another(paper: Newspaper) -> None:
    asking = fetcher(paper)
    known = asking.get(paper.address + paper.article(1)).validators
    paper.redirect("/news/1.html", "/news/2.html", 301)
    paper.article(2)
    response = asking.get(f"{paper.address}/news/1.html", known)
    assert (response.status, response.is_moved, response.url) == (200, True, f"{paper.address}/news/2.html")
    assert not paper.log[-1].is_conditional


@pytest.mark.parametrize(
    ("statuses", "is_moved"), [([301], True), ([308, 301], True), ([302], False), ([301, 303], False), ([], False)]
)
def test_only_permanent_redirects_are_a_move(paper: Newspaper, statuses: list[int], is_moved: bool) -> None:
    for n, status in enumerate(statuses):
        paper.redirect(f"/{n}", f"/{n + 1}", status)
    paper.put(f"/{len(statuses)}", page(1))
    assert fetcher(paper).get(f"{paper.address}/0").is_moved is is_moved


@pytest.mark.parametrize(
    "rules", ["User-agent: *\nDisallow: /news/", "User-agent: newsqa\nDisallow: /*.html$\n\nUser-agent: *\nAllow: /"]
)
def test_what_robots_txt_disallows_is_not_asked_for(paper: Newspaper, rules: str) -> None:
    paper.put("/robots.txt", rules, "text/plain")
    error = refused(fetcher(paper), paper.address + paper.article(1))
    assert (error.cause, error.reason) == ("disallowed", "robots.txt disallows it")
    assert paths(paper) == []


def test_robots_txt_is_heeded_after_a_redirect_too(paper: Newspaper) -> None:
    paper.put("/robots.txt", "User-agent: *\nDisallow: /private/", "text/plain")
    paper.redirect("/a", "/private/b", 302)
    assert refused(fetcher(paper), f"{paper.address}/a").cause == "disallowed"
    assert paths(paper) == ["/a"]


def test_while_robots_txt_cannot_be_read_nothing_is_asked_for(paper: Newspaper) -> None:
    paper.put("/robots.txt", "", status=503)
    asking = fetcher(paper)
    for _ in range(2):
        error = refused(asking, paper.address + paper.article(1))
        assert (error.cause, error.reason) == ("failed", "robots.txt: answered 503")
    assert (paths(paper), len(paper.log)) == ([], 3)


def test_robots_txt_is_kept_for_a_day_and_then_asked_whether_it_has_changed(paper: Newspaper) -> None:
    paper.put("/robots.txt", "User-agent: *\nDisallow: /private/", "text/plain")
    at = paper.address + paper.article(1)
    asking = fetcher(paper)
    asking.get(at)
    for hours, expected in ((23, []), (25, [("/robots.txt", 304), ("/.well-known/tdmrep.json", 404)])):
        paper.log.clear()
        later = Fetcher(asking.policy, now=NOW + timedelta(hours=hours), site_files=dict(asking.site_files))
        OPENED.append(later)
        assert refused(later, f"{paper.address}/private/x").cause == "disallowed"
        later.get(at)
        assert [(line.path, line.status) for line in paper.log if "news" not in line.path] == expected


def test_a_site_that_is_asked_too_often_for_its_rules_has_not_given_up_having_any(paper: Newspaper) -> None:
    paper.put("/robots.txt", "", status=429)
    assert refused(fetcher(paper), paper.address + paper.article(1)).reason == "robots.txt: answered 429"


def test_a_byte_order_mark_hides_no_rules(paper: Newspaper) -> None:
    at = paper.address + paper.article(1)
    paper.put("/.well-known/tdmrep.json", b'\xef\xbb\xbf[{"location": "/", "tdm-reservation": 1}]')
    assert refused(fetcher(paper), at).cause == "reserved"
    paper.put("/robots.txt", b"\xef\xbb\xbfUser-agent: *\nDisallow: /")
    assert refused(fetcher(paper), at).cause == "disallowed"


def test_a_crawl_delay_longer_than_is_waited_for_disallows(paper: Newspaper) -> None:
    paper.put("/robots.txt", "User-agent: *\nCrawl-delay: 86400", "text/plain")
    assert "asks for 86400 s between requests" in refused(fetcher(paper), paper.address + paper.article(1)).reason


@pytest.mark.parametrize(
    ("rules", "delay_s"),
    [("User-agent: *\nCrawl-delay: 7", 7), ("User-agent: newsqa\nCrawl-delay: 2.5", 2.5), ("", 0),
     ("User-agent: *\nRequest-rate: 1/10", 10), ("User-agent: other\nCrawl-delay: 9", 0)],
)  # fmt: skip
def test_delays_that_robots_txt_asks_for(rules: str, delay_s: float) -> None:
    assert Robots(rules).delay_s() == delay_s


def test_turns_at_a_host_begin_its_delay_apart_and_others_do_not_wait() -> None:
    turns = HostThrottle(per_host=2)
    with turns.host("a").turn(99) as first, turns.host("a").turn(99) as second, turns.host("b").turn(99) as other:
        assert (first, other) == (0, 0)
        assert 80 < second <= 99


def test_a_host_has_only_so_many_places() -> None:
    host = HostThrottle(per_host=1).host("a")
    entered = threading.Event()

    def enter() -> None:
        with host.turn(0):
            entered.set()

    waiting = threading.Thread(target=enter)
    with host.turn(0):
        waiting.start()
        assert not entered.wait(0.1)
    waiting.join(timeout=120)
    assert entered.is_set()


def test_a_host_that_asks_for_it_is_left_alone() -> None:
    host = HostThrottle(per_host=1).host("a")
    host.leave_alone(100)
    with pytest.raises(LeftAloneError, match="left alone for"), host.turn(0):
        pass


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_fails_is_tried_again_and_then_given_up(paper: Newspaper, status: int) -> None:
    paper.put("/a", "", status=status)
    error = refused(fetcher(paper), f"{paper.address}/a")
    assert (error.cause, error.reason) == ("failed", f"answered {status}")
    assert paths(paper) == ["/a"] * 3


@pytest.mark.parametrize(
    ("status", "cause"),
    [(400, "failed"), (401, "closed"), (402, "closed"), (403, "closed"), (404, "gone"), (410, "gone"), (451, "closed")],
)
def test_what_cannot_change_soon_is_asked_once(paper: Newspaper, status: int, cause: str) -> None:
    paper.put("/a", "", status=status)
    assert refused(fetcher(paper), f"{paper.address}/a").cause == cause
    assert paths(paper) == ["/a"]


def test_a_short_retry_after_is_waited_for(paper: Newspaper) -> None:
    paper.put("/a", "", status=503, headers={"Retry-After": "0"})
    started = time.monotonic()
    refused(fetcher(paper), f"{paper.address}/a")
    assert paths(paper) == ["/a"] * 3
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    "value", ["3600", format_datetime(NOW + timedelta(hours=1), usegmt=True)], ids=["seconds", "date"]
)
def test_a_long_retry_after_leaves_the_whole_host_alone(paper: Newspaper, value: str) -> None:
    paper.put("/a", "", status=429, headers={"Retry-After": value})
    paper.article(1)
    asking = fetcher(paper)
    assert refused(asking, f"{paper.address}/a").retry_after_s == 3600
    error = refused(asking, f"{paper.address}/news/1.html")
    assert "left alone for" in error.reason
    assert paths(paper) == ["/a"]


@pytest.mark.parametrize("value", ["soon", "\u00b2", "Mon, 01 Jan 99999999999 00:00:00 GMT"])
def test_a_retry_after_that_makes_no_sense_is_passed_over(paper: Newspaper, value: str) -> None:
    paper.put("/a", "", status=503, headers={"Retry-After": value})
    assert refused(fetcher(paper), f"{paper.address}/a").retry_after_s is None


def test_a_gzip_bomb_is_not_unpacked(paper: Newspaper) -> None:
    paper.put("/a", gzip.compress(bytes(50_000_000), 9), headers={"Content-Encoding": "gzip"})
    assert (
        "larger than the 1,000,000 bytes" in refused(fetcher(paper, max_bytes=1_000_000), f"{paper.address}/a").reason
    )


@pytest.mark.parametrize(
    "content", [gzip.compress(bytes(5_000_000), mtime=0), gzip.compress(bytes(9_000), mtime=0)[:20], b"\x1f\x8bx"]
)
def test_unpacking_stops_at_its_bound_or_says_what_is_wrong(content: bytes) -> None:
    with pytest.raises((TooLargeError, OSError, ValueError, zlib.error)):
        unpacked(content, 1_000_000)


def test_all_members_of_packed_content_are_unpacked_whatever_follows_them() -> None:
    members = gzip.compress(b"one ") + gzip.compress(b"two ") + gzip.compress(b"three")
    for content in (members, members + bytes(100), members + b"more"):
        assert unpacked(content, 1_000) == b"one two three"
    with pytest.raises(zlib.error):
        unpacked(members[:-4], 1_000)
    with pytest.raises(TooLargeError):
        unpacked(gzip.compress(bytes(600)) * 2, 1_000)


@pytest.mark.parametrize("wbits", [15, 9, -15])
def test_deflate_is_unpacked_although_it_was_not_asked_for(paper: Newspaper, wbits: int) -> None:
    packer = zlib.compressobj(wbits=wbits)
    paper.put("/a", packer.compress(b"words " * 9_000) + packer.flush(), headers={"Content-Encoding": "deflate"})
    assert fetcher(paper).get(f"{paper.address}/a").body == b"words " * 9_000
    assert "larger than" in refused(fetcher(paper, max_bytes=9_000), f"{paper.address}/a").reason


def test_deflate_comes_in_parts_and_ends() -> None:
    packed = zlib.compress(b"words")
    assert inflate((packed[n : n + 1] for n in range(len(packed))), 1_000) == b"words"
    for damaged in (packed[:-5], b"", b"x", b"nonsense"):
        with pytest.raises(zlib.error):
            inflate([damaged], 1_000)


def test_an_answer_that_is_too_large_is_cut_off(paper: Newspaper) -> None:
    paper.put("/a", bytes(2_000_000))
    assert "larger than" in refused(fetcher(paper, max_bytes=1_000_000), f"{paper.address}/a").reason


@pytest.mark.parametrize(
    ("encoding", "reason"),
    [("gzip", "packed wrongly"), ("deflate", "packed wrongly"), ("br", "which was not asked for")],
)
def test_an_answer_that_is_packed_wrongly_is_refused(paper: Newspaper, encoding: str, reason: str) -> None:
    body = gzip.compress(b"words" * 1000)[:30]
    paper.put("/a", body, headers={"Content-Encoding": encoding})
    assert reason in refused(fetcher(paper), f"{paper.address}/a").reason


def test_an_answer_that_takes_too_long_is_given_up(paper: Newspaper) -> None:
    paper.article(1, delay_s=3)
    error = refused(fetcher(paper, timeout_s=0.2), f"{paper.address}/news/1.html")
    assert (error.cause, error.reason.split(":")[0]) == ("failed", "no answer")


def test_an_answer_that_dribbles_ends_at_the_deadline(paper: Newspaper) -> None:
    """Each wait is short enough; together they are not."""
    paper.article(1, delay_s=3)
    error = refused(fetcher(paper, timeout_s=20, deadline_s=0.3), f"{paper.address}/news/1.html")
    assert error.reason.startswith("no answer")


def test_a_redirect_to_itself_ends(paper: Newspaper) -> None:
    paper.redirect("/a", "/a", 302)
    assert refused(fetcher(paper), f"{paper.address}/a").reason == "more than 5 redirects"


def test_a_redirect_beyond_ascii_is_followed_as_it_is_written(paper: Newspaper) -> None:
    paper.put("/caf%C3%A9", page(1))
    paper.redirect("/a", "/caf\u00e9".encode().decode("latin-1"), 301)
    assert fetcher(paper).get(f"{paper.address}/a").status == 200


def test_a_304_that_was_not_asked_for_is_no_news_of_being_unchanged(paper: Newspaper) -> None:
    paper.put("/a", "", status=304)
    error = refused(fetcher(paper), f"{paper.address}/a")
    assert (error.cause, error.reason) == ("failed", "answered 304 although it was asked for its content")


@pytest.mark.parametrize("target", ["http://[", "file:///etc/passwd", "javascript:alert(1)"])
def test_a_redirect_that_leads_nowhere_is_refused(paper: Newspaper, target: str) -> None:
    paper.redirect("/a", target, 302)
    assert refused(fetcher(paper), f"{paper.address}/a").cause in ("forbidden", "failed")
    assert paths(paper) == ["/a"]


@pytest.mark.parametrize(
    "header",
    [
        {"X-Robots-Tag": "noai, noimageai"},
        {"x-robots-tag": "a: NOAI"},
        {"TDM-Reservation": "1"},
        {"TDM-Reservation": "1, 1"},
    ],
)
def test_reserved_pages_are_left_alone_unless_the_operator_has_the_right(
    paper: Newspaper, header: dict[str, str]
) -> None:
    at = paper.address + paper.article(1, headers=header)
    error = refused(fetcher(paper), at)
    assert (error.cause, error.reason.startswith("its rights are reserved by its header")) == ("reserved", True)
    assert fetcher(paper, rights=(paper.host,)).get(at).status == 200
    assert fetcher(paper, rights=("127.0.0.1",)).get(at).status == 200


def test_what_a_sites_file_reserves_is_not_asked_for(paper: Newspaper) -> None:
    rules = '[{"location": "/free/*", "tdm-reservation": 0}, {"location": "/*", "tdm-reservation": 1}]'
    paper.put("/.well-known/tdmrep.json", rules, "application/json")
    paper.put("/free/1", page(1))
    asking = fetcher(paper)
    assert refused(asking, paper.address + paper.article(1)).cause == "reserved"
    assert asking.get(f"{paper.address}/free/1").status == 200
    assert paths(paper) == ["/free/1"]
    assert fetcher(paper, rights=(paper.host,)).get(f"{paper.address}/news/1.html").status == 200


@pytest.mark.parametrize(
    ("rules", "path", "rule"),
    [
        ('[{"location": "/", "tdm-reservation": 1}]', "/a", "/"),
        ('[{"location": "/a", "tdm-reservation": 1}]', "/b", None),
        ('[{"location": "/*.html$", "tdm-reservation": "1"}]', "/a.html", "/*.html$"),
        ('[{"location": "/*.html$", "tdm-reservation": 1}]', "/a.html5", None), ('{"location": "/"}', "/a", None),
        ('[7, {"location": 7}, {"location": "/", "tdm-reservation": 1}]', "/a", "/"), ("nonsense", "/a", None),
        ('[{"location": "/[a]", "tdm-reservation": 1}]', "/a", None), ("", "/", None), ("[" * 100_000, "/", None),
    ],
)  # fmt: skip
def test_the_first_rule_that_matches_decides(rules: str, path: str, rule: str | None) -> None:
    assert reserving_rule(rules, f"https://paper.example{path}?q") == rule


@pytest.mark.parametrize(
    "headers", [{}, {"x-robots-tag": "noindex, nofollow"}, {"tdm-reservation": "0"}, {"x-robots-tag": "noairs"}]
)
def test_headers_that_reserve_nothing(headers: dict[str, str]) -> None:
    assert reserving_header(headers) is None


def test_stopping_ends_an_answer_that_is_waited_for(paper: Newspaper) -> None:
    paper.article(1, delay_s=5)
    asking = fetcher(paper)
    threading.Timer(0.1, asking.stopped.set).start()
    assert refused(asking, f"{paper.address}/news/1.html").reason == "the refresh was stopped"
    assert paths(paper) == ["/news/1.html"]


def test_stopping_ends_waits_at_once(paper: Newspaper) -> None:
    asking = fetcher(paper, delay_s=1000)
    asking.get(paper.address + paper.article(1))
    threading.Timer(0.1, asking.stopped.set).start()
    assert refused(asking, f"{paper.address}/news/1.html").reason == "the refresh was stopped"
