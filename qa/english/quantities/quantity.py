"""Quantity extraction: figures in a sentence ("at least 1.2 million", "£10m", "20 to 30%") → what they can mean.

The one idea: a figure is a stretch of numbers, as wide as its words leave it, and two figures agree if the value of one
lies in the other's stretch. Pure; knows nothing of questions. (Libraries that find quantities were compared: LOG.md,
2026-11-23.)
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from qa.english.quantities.hedges import BEFORE, ROUND, Stretch, hedged, rounded
from qa.english.quantities.no_quantities import is_no_count, is_score
from qa.english.quantities.number_words import SCALES, VAGUE, is_fraction, scale_of, value_of
from qa.english.quantities.units import CURRENCIES, UNITS, unit_named
from qa.english.quantities.written_number import MONEY, START, WrittenNumber, read_number

MOST = 1e18  # what is more is no count
CONVERTED = 0.06  # numbers that a reporter converted from another unit are rounded again
FAHRENHEIT = ("°f", "f", "fahrenheit", "degrees fahrenheit")
# "Fares rise from £2.20 to £2.40" has two figures, "aged from 12 to 17" one.
CHANGED_FROM = re.compile(
    r"\b(?:r[io]se[sn]?|rising|f[ae]ll(?:s|en|ing)?|up|down|cuts?|gr[eo]w\w*|(?:increas|decreas|drop|rais|lower|reduc|climb|jump"
    rf"|chang|declin|slip|lift)\w*)\b[^.;]{{0,50}}\bfrom (?:{MONEY})?$"
)
# After "m", which is a million of people or money where no such word follows.
METRES = re.compile(
    r" (?:wide|long|high|deep|tall|thick|away|below|above|from|of|off|up|down|apart|race|sprint|free|h|to|by)|[^ ]|$"
)
SCORE = re.compile(
    r"(?<![\w.,-])(\d{1,3})(?:[-–]| votes to |-to-|(?<=\bby \d\d) to |(?<=\bby \d\d\d) to )(\d{1,3})(?![\w%-]|\.\d|,\d)"
)
MINUS = re.compile(r"\b(?:minus|below zero) $")
TOGETHER = re.compile(r",? (?:and )?")


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
        written = read_number(plain, start.start())
        if written and written.span and CHANGED_FROM.search(plain[max(start.start() - 80, 0) : start.start()]):
            written = read_number(plain, start.start(), written.span_start)
        before = BEFORE.search(plain[max(start.start() - 40, 0) : start.start()])
        figure = _figure(plain, written, before) if written and before else None
        if written and figure:
            found[-1:] = _joined(plain, found[-1], figure) if found else [figure]
            position = max(position, written.end)
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


def _figure(text: str, written: WrittenNumber, before: re.Match[str]) -> Figure | None:
    """A written number as a figure, with what stands before it; `None` if it counts nothing."""
    money = before["money"] or ""
    number = _number(written)
    if number is None or is_no_count(text, written, is_money=bool(money)):
        return None
    is_million = not money and _is_million(text, written)
    scale = scale_of("m" if is_million else written.scale, is_money=bool(money) or is_million)
    value = _sign(before) * _with_parts(written, number, scale)
    if is_score(written, value):
        return None
    unit, name, size = ("", "", 1.0) if is_million else _unit(written, money)
    figure = _in_percent(Figure(value, value, value, unit, name, _start(written, before), written.end), written)
    stretched = _stretched(figure, written, before, size) if figure else None
    return stretched if stretched and abs(stretched.high) < MOST else None


def _number(written: WrittenNumber) -> float | None:
    """The number alone; the middle of what one such as "dozens" can mean."""
    vague = VAGUE.get(written.number)
    return sum(vague) / 2 if vague else value_of(written.number)


def _is_million(text: str, written: WrittenNumber) -> bool:
    """Whether "m" behind a number is a million: "5m people", not "5m wide"."""
    return "m" in (written.unit, written.scale) and not METRES.match(text, written.end)


def _sign(before: re.Match[str]) -> int:
    return -1 if MINUS.search(before.string[: before.start()] if before[0] else before.string) else 1


def _start(written: WrittenNumber, before: re.Match[str]) -> int:
    """Where a figure begins: with its hedge or its currency, if it has one."""
    first = "hedge" if before["hedge"] else "money" if before["money"] else None
    return written.start - (before.end() - before.start(first) if first else 0)


def _in_percent(figure: Figure, written: WrittenNumber) -> Figure | None:
    """A figure, a share of a whole as percent: "one in five", "two thirds"; `None` for a share of nothing."""
    if written.whole:
        whole = value_of(written.whole)
        return replace(figure, value=100 * figure.value / whole, unit="%", name="in") if whole else None
    if is_fraction(written.number) and not figure.unit and not written.scale:
        return replace(figure, value=100 * figure.value, unit="%", name="part")
    return figure


def _with_parts(written: WrittenNumber, value: float, scale: float) -> float:
    """A number with its halves, scale and "basis"."""
    if written.half and written.number.endswith(tuple(SCALES)):  # "a million and a half"
        value *= 1.5
    elif written.half:
        value += 0.5 if "half" in written.half else 0.25
    value = value * scale + (0.5 if written.late_half else 0)
    return value * (0.01 if "basis" in written.unit else 1)


def _unit(written: WrittenNumber, money: str) -> tuple[str, str, float]:
    """The unit, its name, and how many of the unit that its kind is counted in."""
    if money:
        name = money.strip(" .").lower()
        return CURRENCIES[name], CURRENCIES[name], 1.0
    plain = "m" if written.scale == "m" else written.unit.strip(" -")
    if not plain:
        return "", "", 1.0
    if plain[0] == "%" or plain in ("per cent", "percent", "pc"):
        return "%", "%", 1.0
    if "point" in plain:
        return "points", "points", 1.0
    if plain == "p":
        return "GBP", "GBP", 0.01
    return unit_named(plain) or ("", "", 1.0)


def _stretched(figure: Figure, written: WrittenNumber, before: re.Match[str], size: float) -> Figure:
    """The figure with the stretch that its words and digits leave, in the first unit of its kind."""
    is_money, value = bool(before["money"]), figure.value
    stretch = rounded(written, value, figure.unit, figure.name, is_money=is_money)
    end = value_of(written.to) if written.to and (before["between"] or " and" not in written.span) else None
    if end is not None:
        scale = scale_of(written.to_scale or written.scale, is_money=is_money)
        first = value if written.scale or not written.to_scale else value * scale
        if end * scale > first:
            stretch, value = Stretch(first, end * scale), (first + end * scale) / 2
    stretch = hedged(stretch, value, written, before["hedge"] or "")
    low, high = stretch.low, stretch.high
    if figure.name in FAHRENHEIT:
        low, high, value = ((x - 32) / 1.8 for x in (low, high, value))
    name = "part" if written.number in VAGUE else figure.name
    return replace(figure, value=value * size, low=low * size, high=high * size, is_bound=stretch.is_bound, name=name)
