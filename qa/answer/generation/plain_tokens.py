"""A sentence → tokens in a plain form, in which "$550bn" is "US$550 billion" and "Oct. 27" is "27 October".

Everything stays that can change what is said: every word as it is spelt, every mark. Knows nothing of what tokens are
compared for.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from qa.english.calendar import MONTH_IN_FULL, MONTH_IN_SHORT, month_number
from qa.english.normal_form import plain_names
from qa.english.vocabulary import numbers

MONTH = rf"(?:{MONTH_IN_FULL}|(?:{MONTH_IN_SHORT})\b\.?)"
SCALES = numbers("scales") | numbers("short_scales")
UNITS = {"%": "%", "per": "%", "dollar": "$", "euro": "€", "yen": "¥"}  # by how they begin
NUMBER_WORDS = {word: value for word, value in numbers("numbers").items() if value <= 20}  # others go on: "thirty-one"
SAME_WORDS = {"says": "said", "approximately": "about", "roughly": "about", "almost": "nearly", "&": "and"}
NEGATED = re.compile(r"\b(?P<verb>\w+?)n['’]t\b", re.IGNORECASE)
IRREGULAR = {"ca": "can", "wo": "will", "sha": "shall"}  # before "n't"
TOKEN = re.compile(
    rf"""
    (?P<iso>\b(?:19|20)\d\d-\d\d-\d\d\b)
  | (?P<date>\b(?P<before>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month1>{MONTH})(?:,?\s(?P<year1>(?:19|20)\d\d)\b)?
    | \b(?P<month2>{MONTH})\s(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|\.\d|\s?(?:%|percent|per\scent))
      (?:,?\s(?P<year2>(?:19|20)\d\d)\b)?)
  | (?P<number>(?:(?<![\w.])[-−])?(?:(?P<currency>(?:AU|CA|NZ|HK)?[$]|[€£¥])\s?)?
      (?P<digits>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)(?!\d|:\d)
      (?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|bn|mn|tn|[mk](?![a-z]))\b)?
      (?:\s?(?P<unit>%|per\s?cent\b|dollars?\b|euros?\b|yen\b))?)
  | (?P<few>\ba\s(?:few|little)\b)
  | (?P<word>[^\W_]+(?:[.:][^\W_]+)*(?:['’\-‑][^\W_]+)*)
  | (?P<quote>["“”„«»‘]|(?<!\w)['’])
  | (?P<dash>\s[-–—]\s|[–—])
  | (?P<mark>[^\w\s.'’-])
    """,
    re.VERBOSE | re.IGNORECASE,
)
QUOTE, DASH = '"', "–"
NOT_ENDING = ("!", "…", ",", ";", ":")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, date or mark in its plain form. `day` is a date's year, month and day."""

    key: str
    day: tuple[int | None, int, int] | None = None
    is_capitalised: bool = False

    def says(self, other: "Token") -> bool:
        """Whether this is the same as another, or a date that leaves out the other's year."""
        if self.day and other.day:
            return self.day[1:] == other.day[1:] and self.day[0] in (None, other.day[0])
        return self.key == other.key and self.day == other.day

    @property
    def is_year(self) -> bool:
        return re.fullmatch(r"(?:19|20)\d\d\.0", self.key) is not None


@lru_cache(maxsize=512)
def tokens(text: str) -> tuple[Token, ...]:
    """A sentence's tokens, without its last stop."""
    plain = plain_names(text.replace("US$", "$"))
    plain = NEGATED.sub(lambda match: f"{IRREGULAR.get(match['verb'].lower(), match['verb'])} not", plain)
    found = [_token(match) for match in TOKEN.finditer(plain)]
    while found and found[-1].key in NOT_ENDING:
        found.pop()
    return tuple(found)


def _token(match: re.Match[str]) -> Token:
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
        return Token("date", (year, month, day))
    if match["date"]:
        written = match["year1"] or match["year2"]
        month = month_number(match["month1"] or match["month2"])
        return Token("date", (int(written) if written else None, month, int(match["before"] or match["after"])))
    if match["number"]:
        return Token(_number(match))
    if match["quote"]:
        return Token(QUOTE)
    if match["dash"]:
        return Token(DASH)
    return Token(_word(match[0]), is_capitalised=match[0][0].isupper())


def _number(match: re.Match[str]) -> str:
    value = float(match["digits"].replace(",", "")) * SCALES.get((match["scale"] or "").lower(), 1.0)
    sign = "-" if match["number"][0] in "-−" else ""
    written = (match["unit"] or "").lower()
    unit = next((unit for name, unit in UNITS.items() if written.startswith(name)), "")
    return f"{sign}{round(value, 6)}{match['currency'] or unit}"


def _word(written: str) -> str:
    word = written.lower().replace("’", "'").replace("‑", "-").replace(".", "")
    if word in NUMBER_WORDS:
        return f"{NUMBER_WORDS[word]}"
    if re.fullmatch(MONTH, written, re.IGNORECASE):
        return word[:3]
    return SAME_WORDS.get(word, word)
