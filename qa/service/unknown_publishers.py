"""Publishers that are named and that an archive lacks: said in words, as a misspelt name would otherwise mean silence.

Knows nothing of why they are named.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from corpus.archive.protocol import Archive
from corpus.article import publisher_key

ALL = 1_000_000
NEAREST = 3


def publishers_of(archive: Archive) -> list[str]:
    """All publishers of an archive, the largest first."""
    return [name for name, _ in archive.publishers(ALL)]


def unknown_publishers(named: Iterable[str], known: Iterable[str]) -> list[str]:
    """What is to be said of each named publisher that is none of those that an archive has articles of."""
    by_key = {publisher_key(name): name for name in known}
    return [_said(name, by_key) for name in named if publisher_key(name) and publisher_key(name) not in by_key]


def _said(name: str, known: dict[str, str]) -> str:
    nearest = [known[key] for key in get_close_matches(publisher_key(name), known, NEAREST)]
    hint = f" (did you mean {' or '.join(map(repr, nearest))}?)" if nearest else ""
    return f"the archive has no article of the publisher {name!r}{hint}"
