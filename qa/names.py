"""Short names of states and unions, written out so that "US" and "U.S." are one."""

import re

ALIASES = ("United States", "United Kingdom", "European Union", "United Nations")
SHORT_NAMES = re.compile(
    r"(\bU\.S\.A?\.?|\bUSA?\b|\bUnited States of America\b)|(\bU\.K\.|\bUK\b)|(\bE\.U\.|\bEU\b)|(\bU\.N\.|\bUN\b)"
)
BEGINNING = re.compile(r"[UE][.SKNU]|United States of")


def plain_names(text: str) -> str:
    """The text with the short names written out."""
    if BEGINNING.search(text) is None:  # three times as fast, and most passages have none
        return text
    return SHORT_NAMES.sub(lambda match: ALIASES[(match.lastindex or 1) - 1], text)
