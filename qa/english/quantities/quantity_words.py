"""How reports write figures: numbers in words and digits, scales, fractions, what stands before and after them.

Only the words and patterns; `figures.py` says what they mean.
"""

import re

from qa.english.quantities.units import CURRENCIES, NOT_SPELT, UNITS

_TEENS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL = {word: n for n, word in enumerate(_TEENS.split())}
SMALL |= {word: 20 + 10 * n for n, word in enumerate(_TENS.split())}
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "lakh": 1e5, "crore": 1e7}
SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "trn": 1e12}
FRACTIONS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
# Counts that name no number, as what they can mean.
LOOSE = {
    "a couple": (2, 3),
    "a few": (2, 9),
    "several": (3, 12),
    "a dozen": (10, 14),
    "dozens": (20, 140),
    "scores": (40, 200),
    "hundreds": (150, 2_000),
    "thousands": (1_500, 20_000),
    "tens of thousands": (15_000, 200_000),
    "hundreds of thousands": (150_000, 2e6),
    "millions": (1.5e6, 5e7),
}
# What words before a figure make of it: how far below and above its value it can lie, as shares of it.
ABOUT, BELOW, ABOVE, UNDER, AT_MOST = (0.1, 0.1), (0.2, 0.0), (0.0, 0.25), (0.4, 0.0), (1.0, 0.0)
HEDGES = (
    (r"no more than|not more than|at most|up to|as many as|as much as|a maximum of|maximum", AT_MOST),
    (r"at least|more than|over|above|upwards? of|in excess of|exceeding|(?:just|well|slightly|a little) over"
     r"|no (?:fewer|less) than|not less than|a minimum of|topp(?:ed|ing)|surpass(?:ed|ing)|exceeded", ABOVE),
    (r"nearly|almost|close to|approaching|(?:just|slightly|a little) (?:under|below|shy of|short of|less than)", BELOW),
    (r"under|below|fewer than|less than", UNDER),
    (r"about|around|roughly|approximately|some|an estimated|estimated|circa|in the region of|or so|more or less"
     r"|approx\.?|~|an average of", ABOUT),
)  # fmt: skip
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SPELT = "|".join(sorted(SMALL, key=len, reverse=True))
_SCALE = "|".join(SCALES)
_DURATION = r"(?:hour|day|week|month|year|decade)"
_HALF = r" and a (?:half|quarter)"
_WORDS = (
    rf"(?:an?|{_SPELT})[ -](?:{_SCALE})(?:(?:,? and |[ -])(?:{_SPELT}|{_SCALE})\b)*"
    rf"|(?:{_SPELT})\b(?:[ -](?:{_SPELT}|{_SCALE})\b)*(?:(?: and |[ -])(?:{_SPELT}|{_SCALE})\b)*"
)
_MONEY = r"(?:\b(?:us|au|ca|nz|hk|a|c|s)\$|[$£€¥₹₩]|\b(?:usd|eur|gbp|chf|rs)\b\.?) ?"
_SPELT_UNITS = sorted(
    (re.escape(unit) + ("" if unit.endswith(("s", "t")) else "s?") for unit in UNITS if unit not in NOT_SPELT),
    key=len,
    reverse=True,
)
_COINS = r"|".join(
    sorted((name for name in CURRENCIES if name.isalpha() and len(name) > 2 and name != "won"), key=len, reverse=True)
)
# Where a figure may begin; both patterns read texts in lower case, which is faster than ignoring it.
START = re.compile(
    rf"(?<![\w.,/%#’'-])\d|(?<=[$£€¥₹₩])\d|\b(?:{_SPELT}|an?(?= (?:{_SCALE}|third|quarter|fifth|dozen|couple|few)\b"
    rf"| {_DURATION} and a half\b)"
    r"|half|dozens|scores|hundreds|thousands|millions|several|tens of)\b"
)
_SHORT = r"(?:k|mn|mln|bn|tn|trn|m|b)\b"
_SCALED = rf"[ -]?(?:{_SCALE})\b|{_SHORT}"
NUMBER = re.compile(
    rf"(?P<number>{_DIGITS}|(?:a|one)[ -](?:third|quarter|fifth|half)\b"
    r"|(?:two|three|four|five|six|seven|eight|nine)[ -]"
    r"(?:thirds|quarters|fifths|sixths|sevenths|eighths|ninths|tenths)\b"
    rf"|half an?(?= (?:million|billion|hour|mile|dozen))|half\b(?= of| the)"
    rf"|an?(?= {_DURATION} and a half\b)|(?:{_WORDS})\b"
    rf"|(?:{'|'.join(sorted(LOOSE, key=len, reverse=True))})\b)"
    rf"(?:(?P<in> in |[- ]?out of[- ])(?P<whole>\d+|{_SPELT})\b)?"
    rf"(?P<half>{_HALF}\b)?(?P<scale>{_SCALED})?"
    rf"(?P<span>(?: ?[-–—] ?| to | and | or )(?:{_MONEY})?(?P<to>{_DIGITS}|(?:{_SPELT})\b)(?P<to_scale>{_SCALED})?)?"
    r"(?P<unit> ?%| ?(?:per cent|percent|pc|percentage points?|(?P<basis>basis )?points?)\b"
    rf"|[ -](?:us |australian |canadian )?(?:{_COINS})s?\b"
    rf"|[- ]?(?:{'|'.join(_SPELT_UNITS)})\b(?!\s?/)|(?<=\d)[pmcf]\b| [cf]\b|(?<=\d) m\b)?"
    r"(?P<late_half> and a half\b)?(?P<after>-plus| or (?:so|more|fewer|less)\b|-odd)?"
)
BEFORE = re.compile(
    rf"(?P<hedge>(?:\b(?:{'|'.join(words for words, _ in HEDGES)}) |~ ?))?"
    rf"(?P<between>\bbetween )?(?:the )?(?P<money>{_MONEY})?$"
)
# "Fares rise from £2.20 to £2.40" has two figures, "aged from 12 to 17" one.
CHANGED_FROM = re.compile(
    r"\b(?:r[io]se[sn]?|rising|f[ae]ll(?:s|en|ing)?|up|down|cuts?|gr[eo]w\w*|(?:increas|decreas|drop|rais|lower|reduc|climb|jump"
    rf"|chang|declin|slip|lift)\w*)\b[^.;]{{0,50}}\bfrom (?:{_MONEY})?$"
)
METRES = re.compile(
    r" (?:wide|long|high|deep|tall|thick|away|below|above|from|of|off|up|down|apart|race|sprint|free|h|to|by)|[^ ]|$"
)
SCORE = re.compile(
    r"(?<![\w.,-])(\d{1,3})(?:[-–]| votes to |-to-|(?<=\bby \d\d) to |(?<=\bby \d\d\d) to )(\d{1,3})(?![\w%-]|\.\d|,\d)"
)
MINUS = re.compile(r"\b(?:minus|below zero) $")
ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
TOGETHER = re.compile(r",? (?:and )?")
CLOCK = re.compile(r":\d\d|\.\d\d ?[ap]\.?m\b|\s?[ap]\.?m\b|\s?o'clock")
SAID_ONE = re.compile(r"\b(?:said|says|told|this|that|no|any) $")
# What makes a number a name: No. 1, page 4, '70s, %27.
LABEL = re.compile(
    r"(?:\b(?:no|nos)\.? |\b(?:number|page|proposition|section|chapter|route|flight|article|phase|covid|category|level"
    r"|tier|grade|type|episode|season)[ -]|['’%#])$"
)
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
DAY_BEFORE, DAY_AFTER = re.compile(MONTH + r" $"), re.compile(r" (?:of )?" + MONTH + r"\b")
YEAR = re.compile(r"(?:18|19|20)\d\d")
