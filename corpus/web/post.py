"""Posting: sends a body to one public address and learns the answer's status; follows no redirect, reads no body.

Where connections may go is the guard's matter, as in fetching. Knows nothing of what is sent.
"""

from collections.abc import Mapping

import httpcore2

from corpus.web.address_guard import ForbiddenAddressError, Guard
from corpus.web.fetch import target_of
from corpus.web.response import FetchError, RawAnswer, read_headers

TIMEOUT_S = 20.0  # of each wait, and of the whole


def post(url: str, headers: Mapping[str, str], body: bytes, guard: Guard) -> RawAnswer:
    """Send a body; the answer's status and headers, whatever they are. Raises `FetchError` where there is none."""
    target, host = target_of(url)
    sent = {"Host": host, "Content-Length": str(len(body)), **headers}
    guard.set_deadline(TIMEOUT_S)
    waits = dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT_S)
    lines = [(name.encode(), value.encode("ascii")) for name, value in sent.items()]
    try:
        with (
            httpcore2.ConnectionPool(network_backend=guard) as pool,
            pool.stream("POST", target, headers=lines, content=body, extensions={"timeout": waits}) as response,
        ):
            return RawAnswer(response.status, read_headers(response.headers), b"")
    except ForbiddenAddressError as error:
        raise FetchError(url, "forbidden", str(error)) from error
    except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise FetchError(url, "failed", f"no answer: {error or type(error).__name__}") from error
