"""Numbers that count nothing: labels, ordinals, times of day, dates, scores, and a "one" that stands for a noun."""

import re

from qa.english.calendar import MONTHS
from qa.english.quantities.number_words import value_of
from qa.english.quantities.written_number import WrittenNumber

ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
CLOCK = re.compile(r":\d\d|\.\d\d ?[ap]\.?m\b|\s?[ap]\.?m\b|\s?o'clock")
SAID_ONE = re.compile(r"\b(?:said|says|told|this|that|no|any) $")
# What makes a number a name: No. 1, page 4, '70s, %27.
LABEL = re.compile(
    r"(?:\b(?:no|nos)\.? |\b(?:number|page|proposition|section|chapter|route|flight|article|phase|covid|category|level"
    r"|tier|grade|type|episode|season)[ -]|['’%#])$"
)
MONTH = rf"(?:{'|'.join(MONTHS)})[a-z]{{0,6}}\.?"
DAY_BEFORE, DAY_AFTER = re.compile(MONTH + r" $"), re.compile(r" (?:of )?" + MONTH + r"\b")
YEAR = re.compile(r"(?:18|19|20)\d\d")


def is_no_count(text: str, written: WrittenNumber, *, is_money: bool) -> bool:
    """Whether a number is a label, an ordinal, a time, a date, or a "one" that counts nothing."""
    after = text[written.number_end : written.number_end + 20]
    if LABEL.search(text[max(written.start - 14, 0) : written.start]) or text[written.end : written.end + 1].isalnum():
        return True
    if ORDINAL.match(after) or CLOCK.match(after) or (not is_money and _is_date(text, written)):
        return True
    is_pronoun = after.startswith((" of", "-", " another", " is", " was", ".", ","))
    return written.number == "one" and (
        is_pronoun or SAID_ONE.search(text[max(written.start - 8, 0) : written.start]) is not None
    )


def _is_date(text: str, written: WrittenNumber) -> bool:
    """Whether a number is a day of a month or a year."""
    if written.scale or written.unit:
        return False
    before, after = text[max(written.start - 12, 0) : written.start], text[written.number_end :]
    is_short = len(written.number) <= 2 and written.number.isdigit()
    if is_short and (DAY_BEFORE.search(before) or DAY_AFTER.match(after)):
        return True
    return YEAR.fullmatch(written.number) is not None


def is_score(written: WrittenNumber, value: float) -> bool:
    """Whether numbers fall from one to the next, as in "61 to 36" and "3-0"."""
    is_joined = written.span.lstrip().startswith(("t", "-", "–", "—")) and not written.scale
    return is_joined and (value_of(written.to) or 0) < value
