"""A publisher's name as people say it, and as whoever reads over it takes it.

The one idea: whose a name is depends on how it looks, not on how it is spelt. Pure; knows nothing of who has it.
"""

import re
import unicodedata

from corpus.article import LOOK_ALIKES, publisher_key

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


def _plain(letter: str) -> str:
    """A Latin letter without what it has beside or around it: ł, ø, ʀ, 🆁."""
    named = LATIN_NAME.search(unicodedata.name(letter, "")) if not letter.isascii() else None
    return named[1].lower() if named else letter
