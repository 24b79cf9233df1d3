"""Figures in a sentence ("at least 1.2 million", "£10m", "two and a half years", "20 to 30%") → what they can mean.

The one idea: a figure is a stretch of numbers, as wide as its words leave it: "about 500" is told from 700 and not from
512, "1.2 million" is 1.15 to 1.25 million. Two figures agree if the value of one lies in the other's stretch. Pure;
knows nothing of questions. (Libraries that find quantities were compared: LOG.md, 2026-11-23.)
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from qa.english.quantities.quantity_words import (
    ABOUT,
    ABOVE,
    BEFORE,
    CHANGED_FROM,
    CLOCK,
    DAY_AFTER,
    DAY_BEFORE,
    FRACTIONS,
    HEDGES,
    LABEL,
    LOOSE,
    METRES,
    MINUS,
    NUMBER,
    ORDINAL,
    SAID_ONE,
    SCALES,
    SCORE,
    SHORT_SCALES,
    SMALL,
    START,
    TOGETHER,
    UNDER,
    YEAR,
)
from qa.english.quantities.units import CURRENCIES, UNITS, unit_named

ROUND = 0.05  # a round number may stand for what is so much more or less

CONVERTED = 0.06  # numbers that a reporter converted from another unit are rounded again


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure where it stands in a text: its value, the stretch it can mean, and the unit they are in.

    `unit` is a currency, a kind of measure, `"%"`, `"score"` or empty for a bare number; `name` is the unit as written.
    """

    value: float
    low: float
    high: float
    unit: str
    name: str
    start: int
    end: int
    is_bound: bool = False
    part: tuple[int, ...] = ()


def agree(one: Figure, other: Figure) -> bool:
    """Whether two figures of the same unit can be the same."""
    if one.unit == "score":
        return sorted(one.part) == sorted(other.part)
    slack = CONVERTED if one.name != other.name else 0.0
    if one.is_bound and other.is_bound:  # "at least 12", "at least 15": reports that know different numbers
        slack = max(slack, ROUND)
        return abs(one.value - other.value) <= slack * max(abs(one.value), abs(other.value))
    return _holds(one, other.value, slack) or _holds(other, one.value, slack)


def _holds(figure: Figure, value: float, slack: float) -> bool:
    tiny = 1e-9 * abs(value)
    return figure.low - slack * abs(figure.low) - tiny <= value <= figure.high + slack * abs(figure.high) + tiny


@lru_cache(maxsize=8_192)
def find_figures(text: str) -> tuple[Figure, ...]:
    """The figures of a text in order, scores last; days of the month, years, times of day and ordinals are none."""
    plain = text.lower()
    if len(plain) != len(text):  # a letter that is two in lower case would move all places
        plain = text
    found: list[Figure] = []
    position = 0
    while start := START.search(plain, position):
        position = start.end()
        match = NUMBER.match(plain, start.start())
        if match and match["span"] and CHANGED_FROM.search(plain[max(start.start() - 80, 0) : start.start()]):
            match = NUMBER.match(plain, start.start(), match.start("span"))
        before = BEFORE.search(plain[max(start.start() - 40, 0) : start.start()])
        figure = match and before and _figure(plain, match, before)
        if match and figure:
            found[-1:] = _joined(plain, found[-1], figure) if found else [figure]
            position = max(position, match.end())
    return (*found, *map(_score, SCORE.finditer(plain)))


def _joined(text: str, one: Figure, other: Figure) -> list[Figure]:
    """Two figures, or the one that they are together: "two hours, 14 minutes"."""
    is_smaller = one.unit == other.unit == "time" and other.value < UNITS.get(one.name, ("", 0.0))[1]
    if not (is_smaller and TOGETHER.fullmatch(text[one.end : other.start])):
        return [one, other]
    low, high = one.value + other.low, one.value + other.high
    return [replace(one, value=one.value + other.value, low=low, high=high, end=other.end)]


def _score(match: re.Match[str]) -> Figure:
    a, b = int(match[1]), int(match[2])
    return Figure(a, a, a, "score", "score", match.start(), match.end(), part=(a, b))


def _figure(text: str, match: re.Match[str], before: re.Match[str]) -> Figure | None:
    words, money = match["number"], before["money"]
    loose = LOOSE.get(words)
    value = sum(loose) / 2 if loose else _value(words)
    if value is None or _is_no_count(text, match, money):
        return None
    is_million = "m" in (match["unit"], match["scale"]) and not money and not METRES.match(text, match.end())
    value = _with_parts(match, value, _scale("m" if is_million else match["scale"], money or is_million))
    value = -value if MINUS.search(before.string[: before.start()] if before[0] else before.string) else value
    unit, name, size = ("", "", 1.0) if is_million else _unit(match["unit"], money, match["scale"])
    if _is_score(match, value):
        return None
    if match["whole"]:
        whole = _value(match["whole"])
        if not whole:
            return None
        value, unit, name = 100 * value / whole, "%", "in"
    elif words.rpartition(" ")[2].rpartition("-")[2].rstrip("s") in FRACTIONS and unit == "" and not match["scale"]:
        value, unit, name = 100 * value, "%", "part"
    n_before = before.end() - before.start("hedge" if before["hedge"] else "money" if money else 0)
    start = match.start() - (n_before if before["hedge"] or money else 0)
    figure = Figure(value, value, value, unit, name, start, match.end())
    figure = _stretched(figure, match, before, loose, size)
    return figure if abs(figure.high) < 1e18 else None


def _is_no_count(text: str, match: re.Match[str], money: str | None) -> bool:
    """Whether a number is a label, an ordinal, a time, a date, or a "one" that counts nothing."""
    after = text[match.end("number") : match.end("number") + 20]
    if LABEL.search(text[max(match.start() - 14, 0) : match.start()]) or text[match.end() : match.end() + 1].isalnum():
        return True
    if ORDINAL.match(after) or CLOCK.match(after) or _is_date(text, match, money):
        return True
    is_pronoun = after.startswith((" of", "-", " another", " is", " was", ".", ","))
    return match["number"] == "one" and (
        is_pronoun or SAID_ONE.search(text[max(match.start() - 8, 0) : match.start()]) is not None
    )


def _with_parts(match: re.Match[str], value: float, scale: float) -> float:
    """A number with its halves, scale and "basis"."""
    if match["half"] and match["number"].endswith(tuple(SCALES)):  # "a million and a half"
        value *= 1.5
    elif match["half"]:
        value += 0.5 if "half" in match["half"] else 0.25
    value = value * scale + (0.5 if match["late_half"] else 0)
    return value * (0.01 if match["basis"] else 1)


def _is_score(match: re.Match[str], value: float) -> bool:
    """Whether numbers fall from one to the next, as in "61 to 36" and "3-0"."""
    is_span = match["to"] is not None and match["span"].lstrip()[0] in "t-–—" and not match["scale"]
    return is_span and (_value(match["to"]) or 0) < value


def _is_date(text: str, match: re.Match[str], money: str | None) -> bool:
    """Whether a number is a day of a month or a year."""
    number = match["number"]
    before, after = text[max(match.start() - 12, 0) : match.start()], text[match.end("number") :]
    if money or match["scale"] or match["unit"]:
        return False
    if len(number) <= 2 and number.isdigit() and (DAY_BEFORE.search(before) or DAY_AFTER.match(after)):
        return True
    return YEAR.fullmatch(number) is not None


def _value(words: str) -> float | None:
    """A number in digits or words."""
    if words[0].isdigit():
        return float(words.replace(",", ""))
    if words.startswith("half"):
        return 0.5
    parts = re.split(r"[ -]", words)
    if parts[-1].rstrip("s") in FRACTIONS:
        return (SMALL.get(parts[0], 1)) / FRACTIONS[parts[-1].rstrip("s")]
    total, current = 0.0, 0.0
    for part in parts:
        if part in ("a", "an"):
            current = 1
        elif part in SMALL:
            current += SMALL[part]
        elif part == "hundred":
            current = (current or 1) * 100
        elif part in SCALES:
            total, current = total + (current or 1) * SCALES[part], 0.0
        elif part not in ("and", ""):
            return None
    return total + current


def _scale(words: str | None, money: str | bool | None) -> float:
    if not words:
        return 1.0
    plain = words.strip(" -").lower()
    if plain in SCALES:
        return SCALES[plain]
    return SHORT_SCALES[plain] if money or plain not in ("m", "b") else 1.0


def _unit(words: str | None, money: str | None, scale: str | None) -> tuple[str, str, float]:
    """The unit, its name, and how many of the unit that its kind is counted in."""
    if money:
        name = money.strip(" .").lower()
        return CURRENCIES[name], CURRENCIES[name], 1.0
    plain = (words or "").strip(" -").lower()
    if scale and scale.lower() == "m":
        plain = "m"
    if not plain:
        return "", "", 1.0
    if plain[0] == "%" or plain in ("per cent", "percent", "pc"):
        return "%", "%", 1.0
    if "point" in plain:
        return "points", "points", 1.0
    if plain == "p":
        return "GBP", "GBP", 0.01
    return unit_named(plain) or ("", "", 1.0)


def _stretched(
    figure: Figure, match: re.Match[str], before: re.Match[str], loose: tuple[float, float] | None, size: float
) -> Figure:
    """The figure with the stretch that its words and digits leave, in the first unit of its kind."""
    value = figure.value
    low, high = loose or _rounding(match, value, figure, before["money"])
    if (
        match["to"]
        and (end := _value(match["to"].lower())) is not None
        and (before["between"] or " and" not in match["span"])
    ):
        scale = _scale(match["to_scale"] or match["scale"], before["money"])
        start = value if match["scale"] or not match["to_scale"] else value * scale
        if end * scale > start:
            low, high, value = start, end * scale, (start + end * scale) / 2
    hedge = before["hedge"] or match["after"]
    is_bound = False
    if hedge and not loose:
        below, above = _hedge(hedge.strip(" -~") or "~")
        low, high = min(low, value - below * abs(value)), max(high, value + above * abs(value))
        is_bound = (below, above) == ABOVE
    if figure.name in ("°f", "f", "fahrenheit", "degrees fahrenheit"):
        low, high, value = ((x - 32) / 1.8 for x in (low, high, value))
    scaled = replace(figure, value=value * size, low=low * size, high=high * size, is_bound=is_bound)
    return replace(scaled, name="part") if loose else scaled


def _hedge(words: str) -> tuple[float, float]:
    plain = words.lower()
    if plain in ("plus", "or more"):
        return ABOVE
    if plain in ("or fewer", "or less"):
        return UNDER
    if plain in ("or so", "odd", "~"):
        return ABOUT
    return next(shares for pattern, shares in HEDGES if re.fullmatch(pattern, plain))


def _rounding(match: re.Match[str], value: float, figure: Figure, money: str | None) -> tuple[float, float]:
    """What a number can stand for by the digits that it is written with."""
    digits = match["number"].replace(",", "")
    if figure.name in ("in", "part"):
        return value - 0.1 * value, value + 0.1 * value
    if figure.unit == "time":
        return value - min(0.5, ROUND * value), value + min(0.5, ROUND * value)
    if not digits[0].isdigit():
        return value, value
    decimals = len(digits.partition(".")[2])
    if match["scale"] or decimals or figure.unit not in ("", "score", "time"):
        last = 10.0**-decimals * _scale(match["scale"], money)
    else:
        last = 10.0 ** (len(digits) - len(digits.rstrip("0"))) if len(digits) > 2 else 0.0
    give = min(last / 2, ROUND * abs(value)) if figure.unit != "%" else last / 2
    return value - give, value + give
