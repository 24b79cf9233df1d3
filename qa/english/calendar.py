"""Calendar names: months, weekdays and seasons, and the numbers that they stand for.

What months are called, in full and in short; the patterns of `time_grammar.py` spell them again.
Knows no dates: what "March" means by a day of publication is `dates.py`'s, and by an asker's day `time_grammar.py`'s.
"""

from calendar import monthrange
from datetime import date

from qa.english.vocabulary import lines

MONTH_FORMS = tuple(tuple(line.split()) for line in lines("months"))
WEEKDAY_FORMS = tuple(tuple(line.split()) for line in lines("weekdays"))
MONTHS = tuple(forms[0][:3] for forms in MONTH_FORMS)
WEEKDAYS = tuple(forms[0][:3] for forms in WEEKDAY_FORMS)
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # the month in which each begins
FEASTS = {"christmas eve": (12, 24), "christmas day": (12, 25), "boxing day": (12, 26), "valentine's day": (2, 14)}
FEASTS |= {"new year's eve": (12, 31), "new year's day": (1, 1), "halloween": (10, 31), "fourth of july": (7, 4)}
MONTHS_AND_NAMES = frozenset(("march", "april", "may", "june", "august"))  # also names and other words
_TIME_WORDS = frozenset(form for forms in (*MONTH_FORMS, *WEEKDAY_FORMS) for form in forms)

# Patterns in small letters; the longest form first, so that none is cut short.
MONTH_IN_FULL = "|".join(forms[0] for forms in MONTH_FORMS)
MONTH_IN_SHORT = "|".join(form for forms in MONTH_FORMS for form in forms[1:])
ANY_MONTH = f"{MONTH_IN_FULL}|{MONTH_IN_SHORT}"
WEEKDAY_IN_FULL = "|".join(forms[0] for forms in WEEKDAY_FORMS)


def month_number(name: str) -> int:
    """1 for "January", "jan" and "Jan."; by the first three letters. Raises ValueError for what is no month."""
    return MONTHS.index(name[:3].lower()) + 1


def weekday_number(name: str) -> int:
    """0 for "Monday", as `date.weekday` counts. Raises ValueError for what is no weekday."""
    return WEEKDAYS.index(name[:3].lower())


def is_time_word(word: str) -> bool:
    """Whether a word names a weekday or a month, in full or in short."""
    return word.lower().rstrip(".") in _TIME_WORDS


def month_after(day: date, n: int) -> tuple[int, int]:
    """The year and month `n` months after that of a day; `n` may be below zero."""
    months = day.year * 12 + day.month - 1 + n
    return months // 12, months % 12 + 1


def whole_month(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month. Raises ValueError where there is no such month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
