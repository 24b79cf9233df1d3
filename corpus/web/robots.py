"""Robots and reservations: what robots.txt lets a visitor do, and who reserves text and data mining.

Of the reservations, those of whole sites are read here: `tdmrep.json` of the W3C's TDM Reservation Protocol. Those in
headers and licences are in `corpus/formats/reservations.py`. Pure: text in, a judgement out.
"""

import json
from collections.abc import Collection
from urllib.parse import urlsplit

from protego import Protego

from corpus.formats.path_patterns import matches_path
from corpus.formats.reservations import PRODUCT

ROBOTS_PATH = "/robots.txt"
RESERVATIONS_PATH = "/.well-known/tdmrep.json"
MAX_ROBOTS_BYTES = 500_000  # as much as RFC 9309 asks to be read


def site(url: str) -> str:
    """`https://www.example.org:8443` of an address: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


class Robots:
    """One site's robots.txt; an empty one allows everything."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.rules = Protego.parse(text)

    def allows(self, url: str) -> bool:
        return bool(self.rules.can_fetch(url, PRODUCT))

    def delay_s(self) -> float:
        """Seconds to leave between requests; 0 where the site does not say."""
        rate = self.rules.request_rate(PRODUCT)
        per_request = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(float(self.rules.crawl_delay(PRODUCT) or 0.0), per_request)


def reserving_rule(tdmrep: str, url: str) -> str | None:
    """The rule of a site's tdmrep.json that reserves the rights to an address, `None` if none does.

    As the protocol says, the first rule whose location matches decides.
    """
    try:
        rules = json.loads(tdmrep)
    except (ValueError, RecursionError):
        return None
    path = urlsplit(url).path or "/"
    for rule in rules if isinstance(rules, list) else []:
        location = rule.get("location") if isinstance(rule, dict) else None
        if isinstance(location, str) and matches_path(location, path):
            return location if str(rule.get("tdm-reservation")) == "1" else None
    return None


def has_rights(url: str, rights: Collection[str]) -> bool:
    """Whether the operator holds the right to text that its publisher reserves, by its host with or without a port."""
    parts = urlsplit(url)
    return not {(parts.hostname or "").lower(), parts.netloc.lower()}.isdisjoint(rights)
