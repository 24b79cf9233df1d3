"""A publisher's name as people say it, and as whoever reads over it takes it.

The one idea: whose a name is depends on how it looks, not on how it is spelt. Pure; knows nothing of who has it.
"""

import re
import unicodedata
from functools import lru_cache

from corpus.article import LOOK_ALIKES, host_name, publisher_key
from corpus.site import site

# Signs that look alike in some typeface, folded as `casefold` folds: those of other scripts as in Unicode's list of
# confusables, and letters of syllabaries that are written in place of Latin ones.
ALIKE = str.maketrans(
    "01i|ıɑεσ"
    + "օոսհցյզ"
    + "ⲃⲉⲏⲓⲕⲙⲛⲟⲣⲥⲧⲩⲭⲍ"
    + "ꓐꓑꓒꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ"
    + "ᎠᎡᎢᎥᎩᎪᎫᎬᎳᎷᎻᎽᏀᏂᏃᏆᏒᏔᏕᏙᏚᏞᏟᏢᏦᏧᏴ"
    + "ᗩᗷᑕᗪᖴᕼᒍᒪᗰᑎᑭᖇᔕᑌᐯᗯ᙭",
    "ollllaec"
    + "onuhgjq"
    + "behlkmnopctyxz"
    + "bpddtgkjczfmnlsrvhwxyaelou"
    + "drtlyajewmhyghzlrwsvslcpkdb"
    + "abcdfhjlmnprsuvwx",
)
# With a stroke, a hook, in a square …
LATIN_NAME = re.compile(r"\b(?:LATIN (?:SMALL |CAPITAL )*|INDICATOR SYMBOL )LETTER (?:SMALL CAPITAL )?([A-Z])\b")
PAIRS = (("rn", "m"), ("vv", "w"))
GENERAL = ("the", "news", "online")  # words of names that hosts leave out
SECOND_LEVEL = ("ac", "co", "com", "edu", "gov", "net", "or", "org")  # below a country: `bbc.co.uk`
IN_BRACKETS = re.compile(r"\([^)]*\)")
DOMAIN = re.compile(r"(?:\.(?:com|org|net|co|uk|de|fr|eu|jp|int|gov|info|news|tv|example))+$")


def bare_name(name: str) -> str:
    """A publisher's name as people say it: without domain, article and spaces."""
    plain = DOMAIN.sub("", publisher_key(IN_BRACKETS.sub("", name)))
    return "".join(c for c in plain if c.isalnum()).removeprefix("the")


def seen_name(name: str) -> str:
    """A name as whoever reads over it takes it: letters that look alike are the same, marks on them are none."""
    latin = "".join(map(_plain, name.translate(LOOK_ALIKES)))
    decomposed = unicodedata.normalize("NFKD", bare_name(latin) or publisher_key(name))
    plain = "".join(_plain(letter) for letter in decomposed if not unicodedata.combining(letter))
    seen = plain.removeprefix("the").translate(ALIKE)
    for pair, letter in PAIRS:
        seen = seen.replace(pair, letter)
    return seen


def is_called(url: str, name: str) -> bool:
    """Whether a site's host is called as a publisher is: `bbc.co.uk` as BBC News, `el-pais.example` as El País."""
    labels = site(url).split(".")
    own = labels[-3] if len(labels) > 2 and labels[-2] in SECOND_LEVEL else labels[-2] if len(labels) > 1 else labels[0]
    plain = unicodedata.normalize("NFKD", publisher_key(IN_BRACKETS.sub("", name)))
    words = re.findall(r"\w+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    names = {"".join(words), "".join(word for word in words if word not in GENERAL)}
    return own.replace("-", "") in names - {""}


@lru_cache(maxsize=10_000)
def host_beside(name: str | None, url: str) -> str | None:
    """The host that readers are to see beside a publisher's name that it is not called by: a page can give any name."""
    host = publisher_key(host_name(url))
    return None if not name or not host or publisher_key(name) == host or is_called(url, name) else host


def _plain(letter: str) -> str:
    """A Latin letter without what it has beside or around it: ł, ø, ʀ, 🆁."""
    named = LATIN_NAME.search(unicodedata.name(letter, "")) if not letter.isascii() else None
    return named[1].lower() if named else letter
