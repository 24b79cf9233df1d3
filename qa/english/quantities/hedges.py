"""Hedges and rounding: how far from its value a written number can lie.

"About 500" is told from 700 and not from 512, "1.2 million" is 1.15 to 1.25 million, "nearly 50" lies below 50. Knows
only how a number is written, and its value.
"""

import re
from dataclasses import dataclass

from qa.english.quantities.number_words import VAGUE, scale_of
from qa.english.quantities.written_number import MONEY, WrittenNumber

ROUND = 0.05  # a round number may stand for what is so much more or less
PART_ROUND = 0.1  # the same for "one in five" and "two thirds"

# What words beside a figure make of it: how far below and above its value it can lie, as shares of it.
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
HEDGES_AFTER = {"plus": ABOVE, "or more": ABOVE, "or fewer": UNDER, "or less": UNDER, "or so": ABOUT, "odd": ABOUT}
# What stands before a number: a hedge, "between", a currency.
BEFORE = re.compile(
    rf"(?P<hedge>(?:\b(?:{'|'.join(words for words, _ in HEDGES)}) |~ ?))?"
    rf"(?P<between>\bbetween )?(?:the )?(?P<money>{MONEY})?$"
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The least and the most that a number can mean; `is_bound` where it is said to be more than that."""

    low: float
    high: float
    is_bound: bool = False


def hedged(stretch: Stretch, value: float, written: WrittenNumber, hedge_before: str) -> Stretch:
    """The stretch, as much wider as the words before or after the number make it."""
    hedge = hedge_before or written.after
    if not hedge or written.number in VAGUE:
        return stretch
    below, above = _shares(hedge.strip(" -~") or "~")
    low, high = min(stretch.low, value - below * abs(value)), max(stretch.high, value + above * abs(value))
    return Stretch(low, high, is_bound=(below, above) == ABOVE)


def _shares(words: str) -> tuple[float, float]:
    if words in HEDGES_AFTER:
        return HEDGES_AFTER[words]
    return next(shares for pattern, shares in HEDGES if re.fullmatch(pattern, words))


def rounded(written: WrittenNumber, value: float, unit: str, name: str, *, is_money: bool) -> Stretch:
    """What a number can stand for by the digits that it is written with."""
    if written.number in VAGUE:
        return Stretch(*VAGUE[written.number])
    if name in ("in", "part"):
        return Stretch(value - PART_ROUND * value, value + PART_ROUND * value)
    if unit == "time":
        give = min(0.5, ROUND * value)
        return Stretch(value - give, value + give)
    digits = written.number.replace(",", "")
    if not digits[0].isdigit():
        return Stretch(value, value)
    decimals = len(digits.partition(".")[2])
    if written.scale or decimals or unit not in ("", "score"):
        last = 10.0**-decimals * scale_of(written.scale, is_money=is_money)
    else:
        last = 10.0 ** (len(digits) - len(digits.rstrip("0"))) if len(digits) > 2 else 0.0
    give = min(last / 2, ROUND * abs(value)) if unit != "%" else last / 2
    return Stretch(value - give, value + give)
