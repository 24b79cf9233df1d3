"""Authors as sources write them → names, each once: a byline of several, the word before them, an e-mail address.

The one idea: a byline is taken apart where every part of it can be somebody's whole name, and stays as it is where one
cannot: a desk, a company. What somebody is, behind his name and a comma, is left out. Knows nothing of where bylines
stand.
"""

import re
from collections.abc import Iterable
from email.utils import parseaddr

BY = re.compile(
    r"^\s*(?:(?:posted |written |reported |story |words |text )?(?:by|par|por|door|af|av)\b[\s:]+"
    r"|(?:text|texto|texte|autor|автор|текст)\s*:\s*|文[/：:]\s*)",
    re.IGNORECASE,
)
VON = re.compile(r"^Von\s+(?=[^\W\d_a-z]\S*(?:\s+(?:und\s+)?[^\W\d_a-z]\S*)+$)")  # before whole names
BETWEEN = re.compile(r"\s+(?:and|und|et|y|och|og|en)\s+|\s*[;&、，]\s*|\s+/\s+")
COMMA = re.compile(r"\s*,\s*")
PARTICLES = {"de", "del", "della", "der", "den", "di", "da", "dos", "du", "van", "von", "la", "bin", "ibn", "al", "el"}
ROLES = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|staff|bureau|columnist|analyst|producer|chief|desk|news|agency|press"
    r"|service|team|contributors?|jr|sr|phd|md|redaktion|redacción|rédaction)\b",
    re.IGNORECASE,
)
ROLE = re.compile(  # what somebody is, behind a name and a comma
    r"(?:[\w’'&-]+\s+){0,4}(?:editor|reporter|correspondent|writer|columnist|analyst|producer|journalist|critic"
    r"|korrespondent(?:in)?|redakteur(?:in)?|reporterin|journaliste|corresponsal|redactora?)s?",
    re.IGNORECASE,
)
MAX_NAME_WORDS = 5
ACCOUNT = re.compile(r"\w*admin(?:istrator)?|webmaster|root|superuser", re.IGNORECASE)


def author_names(bylines: Iterable[str]) -> list[str]:
    """The names in bylines, each once; addresses of profiles and accounts without a name are none."""
    names = [name for line in bylines for name in _apart(_person(line))]
    known: dict[str, str] = {}
    for name in names:
        if "://" not in name and not ACCOUNT.fullmatch(name):
            known.setdefault(name.casefold(), name)
    return list(known.values())


def _person(line: str) -> str:
    """A byline without the word before it and without an e-mail address, which is none itself."""
    line = VON.sub("", BY.sub("", " ".join(line.split()), count=1)).strip(" ,;|–—-")
    if "@" not in line or line.startswith("@"):
        return line
    name, address = parseaddr(line)
    return name if "@" in address else line


def _apart(line: str) -> list[str]:
    """The names of a byline, or all of it as one."""
    parts = [part for part in BETWEEN.split(line) if part]
    pieces = [piece for part in parts for piece in COMMA.split(part) if piece]
    named = [piece for n, piece in enumerate(pieces) if not n or not ROLE.fullmatch(piece)]
    if len(named) < len(pieces) and all(map(_is_full_name, named)):
        return named
    for found in (pieces, parts):
        if len(found) > 1 and all(map(_is_full_name, found)):
            return found
    return [line] if line else []


def _is_full_name(words: str) -> bool:
    """Whether words can be a person's whole name: two or more that begin with capitals, and no role or company."""
    found = words.split()
    is_named = all(word in PARTICLES or not word[0].islower() for word in found)
    is_company = any(len(word) > 1 and word.isupper() for word in found) and not words.isupper()
    return 2 <= len(found) <= MAX_NAME_WORDS and is_named and not is_company and not ROLES.search(words)
