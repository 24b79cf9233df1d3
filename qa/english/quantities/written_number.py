"""The parts of a number as reports write it: "one in five", "2.5 to 3 million dollars", "two and a half years or so".

A row for each part in `PARTS`, in the order in which parts follow each other; only the first has to be there. All
patterns read texts in small letters, which is faster than ignoring case. Knows nothing of what the number means.
"""

import re
from dataclasses import dataclass

from qa.english.quantities.number_words import DIGITS, SCALE, SCALED, SPELT, VAGUE, WORDS
from qa.english.quantities.units import CURRENCIES, NOT_SPELT, UNITS

_DURATION = r"(?:hour|day|week|month|year|decade)"
MONEY = r"(?:\b(?:us|au|ca|nz|hk|a|c|s)\$|[$£€¥₹₩]|\b(?:usd|eur|gbp|chf|rs)\b\.?) ?"
# Longest first: of units, of currencies in words, and of counts that name no number.
_UNITS = "|".join(
    sorted(
        (re.escape(unit) + ("" if unit.endswith(("s", "t")) else "s?") for unit in UNITS if unit not in NOT_SPELT),
        key=len,
        reverse=True,
    )
)
_COINS = "|".join(
    sorted((name for name in CURRENCIES if name.isalpha() and len(name) > 2 and name != "won"), key=len, reverse=True)
)
_VAGUE = "|".join(sorted(VAGUE, key=len, reverse=True))
# Where a number may begin.
START = re.compile(
    rf"(?<![\w.,/%#’'-])\d|(?<=[$£€¥₹₩])\d|\b(?:{SPELT}|an?(?= (?:{SCALE}|third|quarter|fifth|dozen|couple|few)\b"
    rf"| {_DURATION} and a half\b)"
    r"|half|dozens|scores|hundreds|thousands|millions|several|tens of)\b"
)
# Each part with its pattern, whose groups are fields of `WrittenNumber`, and a number that has it.
PARTS = tuple(
    (re.compile(pattern), example)
    for pattern, example in (
        (
            rf"(?P<number>{DIGITS}|(?:a|one)[ -](?:third|quarter|fifth|half)\b"
            r"|(?:two|three|four|five|six|seven|eight|nine)[ -]"
            r"(?:thirds|quarters|fifths|sixths|sevenths|eighths|ninths|tenths)\b"
            rf"|half an?(?= (?:million|billion|hour|mile|dozen))|half\b(?= of| the)"
            rf"|an?(?= {_DURATION} and a half\b)|(?:{WORDS})\b|(?:{_VAGUE})\b)",
            "twenty-three",
        ),
        (rf"(?: in |[- ]?out of[- ])(?P<whole>\d+|{SPELT})\b", "one in five"),
        (r"(?P<half> and a (?:half|quarter))\b", "two and a half"),
        (rf"(?P<scale>{SCALED})", "2 million"),
        (
            rf"(?P<span>(?: ?[-–—] ?| to | and | or )(?:{MONEY})?(?P<to>{DIGITS}|(?:{SPELT})\b)"
            rf"(?P<to_scale>{SCALED})?)",
            "20 to 30",
        ),
        (
            r"(?P<unit> ?%| ?(?:per cent|percent|pc|percentage points?|(?:basis )?points?)\b"
            rf"|[ -](?:us |australian |canadian )?(?:{_COINS})s?\b"
            rf"|[- ]?(?:{_UNITS})\b(?!\s?/)|(?<=\d)[pmcf]\b| [cf]\b|(?<=\d) m\b)",
            "2 miles",
        ),
        (r"(?P<late_half> and a half)\b", "a year and a half"),
        (r"(?P<after>-plus| or (?:so|more|fewer|less)\b|-odd)", "20 or so"),
    )
)


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number's parts, empty where it has none, and where it, its first part and its second number end."""

    start: int
    number_end: int
    span_start: int
    end: int
    number: str
    whole: str = ""
    half: str = ""
    scale: str = ""
    span: str = ""
    to: str = ""
    to_scale: str = ""
    unit: str = ""
    late_half: str = ""
    after: str = ""


def read_number(text: str, start: int, stop: int | None = None) -> WrittenNumber | None:
    """The number that begins at a place of a text, read no farther than `stop`."""
    stop = len(text) if stop is None else stop
    first = PARTS[0][0].match(text, start, stop)
    if first is None:
        return None
    end = span_start = first.end()
    parts: dict[str, str] = first.groupdict()
    for pattern, _ in PARTS[1:]:
        if match := pattern.match(text, end, stop):
            found = match.groupdict(default="")
            span_start = end if "span" in found else span_start
            parts |= found
            end = match.end()
    return WrittenNumber(start, first.end(), span_start, end, **parts)
