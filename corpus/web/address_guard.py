"""SSRF guard: only public addresses are connected to, checked on the very address that the connection goes to.

The one idea: a host's name is resolved once, every address is judged, and the connection goes to a judged address, so
neither notation, redirects nor a second DNS answer matter. Knows nothing of HTTP beyond its ports.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence

import httpcore2

from corpus.errors import UsageError

LOOK_EVERY_S = 0.5  # whether to stop, while an answer is waited for
PORTS = (80, 443)  # where the web is; anything else is a service that did not expect us
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
UNICAST = ipaddress.IPv6Network("2000::/3")  # all of IPv6 that is given out for public use
NOT_PUBLIC = [  # beyond what the standard library calls not global or multicast
    ipaddress.ip_network(network)
    for network in (
        "100.64.0.0/10",  # carriers' own
        "192.0.0.0/24",  # protocol assignments, one cloud's metadata among them
        "192.88.99.0/24",  # 6to4 relays
        "168.63.129.16/32",  # one cloud's metadata, at a public address
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "3fff::/20",
    )
]
ISATAP = (0x00005EFE, 0x02005EFE)  # third quarter of an IPv6 address that ends in an IPv4 one

Resolve = Callable[[str, int], Sequence[str]]


class ForbiddenAddressError(UsageError):
    """A request that would leave for an address which is not public; asking again cannot help."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host as the system knows them, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet; an IPv4 address inside an IPv6 one is judged as itself."""
    try:
        parsed = ipaddress.ip_address(address)  # a scope ("%eth0") is only ever a local network's
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.scope_id is not None:
            return False
        inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if parsed.ipv4_mapped or parsed in NAT64:
            return is_public(str(inner))
        if parsed not in UNICAST or ((int(parsed) >> 32) & 0xFFFFFFFF in ISATAP and not is_public(str(inner))):
            return False
    is_listed = any(parsed.version == network.version and parsed in network for network in NOT_PUBLIC)
    return parsed.is_global and not (parsed.is_multicast or parsed.is_reserved or is_listed)


class Guard(httpcore2.NetworkBackend):
    """Opens connections to public addresses on the web's ports, and to the hosts that the operator allowed.

    `allowed` holds `host` or `host:port`. Reading and writing end at the calling thread's deadline, if it has one.
    """

    def __init__(self, allowed: Collection[str] = (), resolve: Resolve = resolve) -> None:
        self.allowed = frozenset(host.lower() for host in allowed)
        self.resolve = resolve
        self.sockets = httpcore2.SyncBackend()
        self.stopped = threading.Event()  # ends whatever waits for an answer
        self._thread = threading.local()

    def set_deadline(self, seconds: float) -> None:
        """End whatever this thread reads, writes or connects to after so many seconds from now."""
        self._thread.deadline = time.monotonic() + seconds

    def remaining(self, timeout: float | None) -> float:
        """The shorter of a timeout and what is left until the thread's deadline. Raises `ReadTimeout` after it."""
        left = float(getattr(self._thread, "deadline", time.monotonic() + 60)) - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("it takes too long as a whole")
        return left if timeout is None else min(left, timeout)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Raises `ForbiddenAddressError` before anything is sent if any of the host's addresses is not public."""
        problem: Exception | None = None
        for address in self.judged(host, port):
            try:
                stream = self.sockets.connect_tcp(address, port, self.remaining(timeout), local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                problem = error
                continue
            return _Timed(stream, self)
        raise problem or httpcore2.ConnectError(f"{host} has no address")

    def judged(self, host: str, port: int) -> Sequence[str]:
        """The addresses of a host that may be connected to: all that it has, or an error."""
        is_allowed = not self.allowed.isdisjoint((host.lower(), f"{host}:{port}".lower(), f"[{host}]:{port}".lower()))
        if not is_allowed and port not in PORTS:
            raise ForbiddenAddressError(f"{host}:{port} is not asked: port {port} is not one of the web's (80, 443)")
        try:
            addresses = self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"{host} cannot be resolved: {error}") from error
        for address in addresses:
            if not is_allowed and not is_public(address):
                raise ForbiddenAddressError(
                    f"{host} is not asked: its address {address} is not public; the setting allow_hosts lets it through"
                )
        return addresses

    def connect_unix_socket(self, path: str, *_: object, **__: object) -> httpcore2.NetworkStream:
        raise ForbiddenAddressError(f"{path} is not asked: it is a socket on this machine")


class _Timed(httpcore2.NetworkStream):
    """A connection whose every wait ends at the deadline of the thread that waits."""

    def __init__(self, stream: httpcore2.NetworkStream, guard: Guard) -> None:
        self.stream = stream
        self.guard = guard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        end = time.monotonic() + self.guard.remaining(timeout)
        while True:
            try:
                return self.stream.read(max_bytes, max(0.001, min(LOOK_EVERY_S, end - time.monotonic())))
            except httpcore2.ReadTimeout:
                if self.guard.stopped.is_set() or time.monotonic() >= end:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.guard.remaining(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(self, *arguments: object, **named: object) -> httpcore2.NetworkStream:
        return _Timed(self.stream.start_tls(*arguments, **named), self.guard)  # type: ignore[arg-type]

    def get_extra_info(self, info: str) -> object:
        return self.stream.get_extra_info(info)
