"""Reservations: by which headers a page's server reserves its text against use by machines. Pure.

They are the same where a page is asked for and where a web archive captured it.
"""

import re
from collections.abc import Mapping

NO_AI = re.compile(r"(?:^|[,:\s])(noai)(?=$|[,\s])", re.IGNORECASE)


def reserving_header(headers: Mapping[str, str]) -> str | None:
    """The header, as it was sent, by which a page reserves its rights; `None` if it does not."""
    if "1" in (value.strip() for value in headers.get("tdm-reservation", "").split(",")):
        return "tdm-reservation: 1"
    tag = headers.get("x-robots-tag", "")
    return f"X-Robots-Tag: {tag}" if NO_AI.search(tag) else None
