"""Nothing is sent to an address that is not public, however it is written, redirected to or resolved."""

import socket
from collections.abc import Sequence

import httpcore2
import pytest
from conftest import NOW
from newspaper import Newspaper

from corpus.web.address_guard import ForbiddenAddressError, Guard, is_public
from corpus.web.fetch import Fetcher, FetchPolicy
from corpus.web.response import FetchError

DISGUISED = [
    # loopback
    "127.0.0.1", "localhost", "127.1", "127.0.1", "2130706433", "0x7f000001", "017700000001", "0x7f.0.0.1",
    "0177.0.0.1", "0x7f.1", "127.0.0.01", "0177.0x0.0.1", "127.255.255.254", "①②⑦.⓪.⓪.①", "１２７.０.０.１",
    "127。0。0。1",
    "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]",
    # this host, and IPv4 inside IPv6
    "0", "0.0.0.0", "[::]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::10.0.0.1]", "[64:ff9b:1::a00:1]",
    "[2002:7f00:1::]", "[2002:a00:1::1]", "[2001:0:a00:1::]", "[::ffff:0:127.0.0.1]", "[2606:4700::5efe:10.0.0.1]",
    # private, carrier, link-local
    "10.0.0.1", "10.1", "167772161", "0x0a000001", "172.16.0.1", "172.31.255.255", "192.168.0.1", "0xc0a80001",
    "3232235521", "192.168.1", "100.64.0.1", "100.127.255.254", "169.254.1.1", "[fe80::1]", "[fc00::1]",
    "[fd12:3456::1]",
    "[fec0::1]",
    # clouds' metadata
    "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "[::ffff:169.254.169.254]", "[fd00:ec2::254]",
    "100.100.100.200", "192.0.0.192", "168.63.129.16",
    # multicast, reserved, documentation, broadcast
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.51.100.1", "203.0.113.1",
    "198.18.0.1", "192.88.99.1", "[ff02::1]", "[2001:db8::1]", "[3fff::1]", "[100::1]", "[5f00::1]",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "2001:4860:4860::8888", "64:ff9b::808:808"]


class NoSockets(httpcore2.SyncBackend):
    """Notes where a connection would go, and opens none."""

    def __init__(self) -> None:
        self.connected: list[str] = []

    def connect_tcp(self, host: str, *_: object, **__: object) -> httpcore2.NetworkStream:
        self.connected.append(host)
        raise httpcore2.ConnectError("no sockets here")


class Rebinding:
    """A name server that gives another answer each time it is asked."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.n_asked = 0

    def __call__(self, host: str, port: int) -> Sequence[str]:  # noqa: ARG002
        self.n_asked += 1
        return self.answers[min(self.n_asked, len(self.answers)) - 1]


def watched(guard: Guard) -> NoSockets:
    sockets = NoSockets()
    guard.sockets = sockets
    return sockets


def refusal(url: str, guard: Guard, **policy: object) -> FetchError:
    fetcher = Fetcher(FetchPolicy(delay_s=0, **policy), guard, now=NOW)  # type: ignore[arg-type]
    with pytest.raises(FetchError) as raised:
        fetcher.get(url)
    return raised.value


@pytest.mark.enable_socket
@pytest.mark.parametrize("host", DISGUISED)
def test_a_disguised_address_is_refused_before_a_byte_is_sent(host: str) -> None:
    guard = Guard()
    sockets = watched(guard)
    error = refusal(f"http://{host}/news", guard)
    assert error.cause == "forbidden", error
    assert sockets.connected == []


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_connected_to_as_it_was_judged(address: str) -> None:
    resolver = Rebinding([address], ["127.0.0.1"])
    guard = Guard(resolve=resolver)
    sockets = watched(guard)
    with pytest.raises(httpcore2.ConnectError):
        guard.connect_tcp("paper.example", 443)
    assert (sockets.connected, resolver.n_asked) == ([address], 1)


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["fe80::1%eth0"], ["::ffff:10.0.0.1"], ["nonsense"]]
)
def test_a_name_with_any_private_address_is_refused(answers: list[str]) -> None:
    guard = Guard(resolve=lambda _host, _port: answers)
    sockets = watched(guard)
    with pytest.raises(ForbiddenAddressError, match=r"paper\.example is not asked: its address .* is not public"):
        guard.connect_tcp("paper.example", 80)
    assert sockets.connected == []


def test_a_name_that_changes_its_answer_is_judged_again_at_each_connection() -> None:
    guard = Guard(resolve=Rebinding(["8.8.8.8"], ["169.254.169.254"]))
    sockets = watched(guard)
    with pytest.raises(httpcore2.ConnectError):
        guard.connect_tcp("paper.example", 80)
    with pytest.raises(ForbiddenAddressError):
        guard.connect_tcp("paper.example", 80)
    assert sockets.connected == ["8.8.8.8"]


@pytest.mark.enable_socket
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:{port}/secret", "http://localhost:{port}/", "//[::1]/", "http://2130706433/"]
)
def test_a_redirect_inwards_is_refused(paper: Newspaper, status: int, target: str) -> None:
    """The paper itself is allowed under one name only, so what it leads to is judged anew."""
    port = paper.server.server_address[1]
    paper.redirect("/a", target.format(port=port), status)
    paper.put("/robots.txt", "", "text/plain")
    guard = Guard([f"paper.example:{port}"], resolve=lambda host, at: _resolve(host, at, "paper.example"))
    error = refusal(f"http://paper.example:{port}/a", guard)
    assert error.cause == "forbidden"
    assert [line.path for line in paper.log] == ["/robots.txt", "/.well-known/tdmrep.json", "/a"]


def _resolve(host: str, port: int, known: str) -> list[str]:
    if host == known:
        return ["127.0.0.1"]
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://8.8.8.8/a", "gopher://8.8.8.8/", "http:///a", "https://"])
def test_only_web_addresses_are_asked_for(url: str) -> None:
    guard = Guard()
    sockets = watched(guard)
    assert refusal(url, guard).cause == "forbidden"
    assert sockets.connected == []


@pytest.mark.parametrize("port", [22, 25, 6379, 8080, 9200])
def test_other_ports_than_the_webs_are_refused(port: int) -> None:
    guard = Guard(resolve=lambda _host, _port: ["8.8.8.8"])
    sockets = watched(guard)
    assert f"port {port} is not one of the web's" in refusal(f"http://paper.example:{port}/", guard).reason
    assert sockets.connected == []


@pytest.mark.enable_socket
def test_a_user_name_does_not_hide_the_host() -> None:
    guard = Guard()
    sockets = watched(guard)
    assert refusal("http://paper.example@127.0.0.1/", guard).cause == "forbidden"
    assert sockets.connected == []


@pytest.mark.enable_socket
def test_a_host_that_is_allowed_is_asked_at_its_port_alone(paper: Newspaper) -> None:
    paper.article(1)
    fetcher = Fetcher(FetchPolicy(allow_hosts=(paper.host,), delay_s=0), now=NOW)
    assert fetcher.get(f"{paper.address}/news/1.html").status == 200
    with pytest.raises(FetchError, match="is not asked"):
        fetcher.get("http://127.0.0.1:1/")
    fetcher.close()


def test_a_socket_file_is_refused() -> None:
    with pytest.raises(ForbiddenAddressError):
        Guard(["anything"]).connect_unix_socket("/run/docker.sock")


@pytest.mark.parametrize("address", ["", "paper.example", "127.0.0.1/8", "1.2.3", "fe80::1%1"])
def test_what_is_no_plain_address_is_not_public(address: str) -> None:
    assert not is_public(address)
