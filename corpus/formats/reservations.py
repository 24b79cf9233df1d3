"""Reservations: what a page's server reserves or allows, in its headers, its robots.txt, or a licence it names. Pure.

They are the same where a page is asked for and where a web archive captured it. Where they differ, the stricter holds.
Content signals are those of contentsignals.org.
"""

import re
from collections.abc import Callable, Mapping
from itertools import islice
from urllib.parse import urljoin, urlsplit

from corpus.formats.path_patterns import matches_path
from corpus.formats.rsl import UNREADABLE, inline_licences, licence_uses, named_licences
from corpus.uses import UNSAID, Uses

PRODUCT = "newsqa"  # the name that robots.txt may speak of
MAX_LICENCES = 5  # of one page, each of which may have to be asked for
NO_AI = re.compile(r"(?:^|[,:\s])(noai)(?=$|[,\s])", re.IGNORECASE)
SIGNAL = re.compile(r"(search|ai-input)\s*=\s*(yes|no)", re.IGNORECASE)
NOT_TO_BE_SEARCHED = "its Content-Signal or licence (RSL) does not let it be searched"


def reserving_header(headers: Mapping[str, str]) -> str | None:
    """The header, as it was sent, by which a page reserves its rights; `None` if it does not."""
    if "1" in (value.strip() for value in headers.get("tdm-reservation", "").split(",")):
        return "tdm-reservation: 1"
    tag = headers.get("x-robots-tag", "")
    return f"X-Robots-Tag: {tag}" if NO_AI.search(tag) else None


def stated_uses(
    url: str, headers: Mapping[str, str], body: bytes, robots: str, licence: Callable[[str], bytes | None]
) -> Uses:
    """What a page's site and the page itself allow. `licence` gives the document at an address, if there is one.

    Whoever names a licence that cannot be read has allowed nothing beyond what needs no licence.
    """
    uses = content_signal(headers.get("content-signal", ""), url)
    for value in robots_lines(robots, "content-signal"):
        uses &= content_signal(value, url)
    named = [*robots_lines(robots, "license"), *named_licences(headers, body)]
    for each in islice(dict.fromkeys(named), MAX_LICENCES):
        document = _document(url, each, licence)
        uses &= UNREADABLE if document is None else licence_uses(document, url)
    for document in inline_licences(body):
        uses &= licence_uses(document, url)
    return uses


def _document(url: str, named: str, licence: Callable[[str], bytes | None]) -> bytes | None:
    """A licence that a page names; `None` where there is none to be had, or where it is named is no address."""
    try:
        return licence(urljoin(url, named))
    except ValueError:
        return None


def content_signal(value: str, url: str) -> Uses:
    """What a Content-Signal says of an address: `search=yes, ai-input=no`, perhaps after the path that it is for."""
    first, _, rest = value.strip().partition(" ")
    if first.startswith("/"):
        value = rest if matches_path(first, urlsplit(url).path or "/") else ""
    uses = UNSAID
    for part in value.split(","):
        if said := SIGNAL.fullmatch(part.strip()):
            is_allowed = said[2].lower() == "yes"
            uses &= Uses(search=is_allowed) if said[1].lower() == "search" else Uses(models=is_allowed)
    return uses


def robots_lines(robots: str, name: str) -> list[str]:
    """The values of a line of robots.txt that hold for newsqa: those of its own group, or of the group for all; where
    there are none, those of no group.
    """
    values: dict[str, list[str]] = {"": []}
    agents: list[str] = [""]
    is_naming = False  # whether the last line named an agent, too
    for line in robots.splitlines():
        key, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        if key.lower() == "user-agent":
            agent = value.partition("/")[0].strip().lower()
            agents = [*agents, agent] if is_naming else [agent]
            values.setdefault(agent, [])
        elif key.lower() == name and value:
            for agent in agents:
                values[agent].append(value)
        is_naming = key.lower() == "user-agent" or (is_naming and not key)
    return values.get(PRODUCT, values.get("*", [])) or values[""]
