"""Names of the months in the languages of the larger press, from the data of the package dateparser.

The one idea: a name is looked up, never guessed: one that stands for two months in two languages, such as the Croatian
October and the Czech November, stands for none here. Knows nothing of how dates are written.
"""

from functools import cache
from importlib import import_module

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip
LANGUAGES = (
    *("ar", "bg", "bn", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fa", "fi", "fr", "gl", "he", "hi", "hr", "hu"),
    *("id", "is", "it", "lt", "lv", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "th", "tr", "uk", "vi"),
)


def month_of(word: str) -> int:
    """The number of the month that a word names, in English or another language; 0 where it names none or several."""
    name = word.casefold().rstrip(".")
    english = next((number for number, month in enumerate(MONTHS, 1) if _is_english(name, month)), 0)
    return english or _names().get(name, 0)


def _is_english(name: str, month: str) -> bool:
    return name in (month, month[:3]) or (name == "sept" and month == "september")


@cache
def _names() -> dict[str, int]:
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        known = import_module(f"dateparser.data.date_translation_data.{language}").info
        for number, month in enumerate(MONTHS, 1):
            for name in known.get(month, ()):
                found.setdefault(name.casefold().rstrip("."), set()).add(number)
    return {name: next(iter(numbers)) for name, numbers in found.items() if len(numbers) == 1}
