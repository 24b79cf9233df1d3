"""Units that reports write after or before a number: currencies by their codes, measures in the first of their kind."""

from qa.english.vocabulary import tables

CURRENCIES: dict[str, str] = {name: code for code, names in tables("currencies").items() for name in names}
UNITS = {unit: (kind, float(size)) for kind, sizes in tables("measures").items() for unit, size in sizes.items()}
NOT_SPELT = frozenset(("m", "c", "f"))  # such a unit needs a figure right before it


def unit_named(words: str) -> tuple[str, str, float] | None:
    """The currency or kind of measure that some words name, the name itself, and how many of its kind's first it is."""
    coin = words.removeprefix("us ").removeprefix("australian ").removeprefix("canadian ")
    for name in (coin, coin.rstrip("s")):
        if name in CURRENCIES:
            country = {"a": "AUD", "c": "CAD"}.get(words[0]) if coin != words else None
            code = country or CURRENCIES[name]
            return code, code, 1.0
        if name in UNITS:
            kind, size = UNITS[name]
            return kind, name, size
    return None
