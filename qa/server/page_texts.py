"""The page's own words by language: a file of `page/texts` for each, of which a reader gets the one that fits best.

English is what everybody gets who asks for none of the others. What the service itself says comes with keys.
"""

import html
import json
import re
from collections.abc import Callable
from functools import cache
from importlib import resources

from corpus.errors import UsageError

ENGLISH = "en"
SERVICE = "service"  # the part that has what the service says
SUFFIX = ".json"
PLACE = re.compile(r"\{\{(\w+)\}\}")  # of words, in a file of the page
Texts = dict[str, str | dict[str, str]]  # by key; those that depend on a number by the number's form (`one`, `other`)
# The page's files that have words in them, and how each writes them.
WORDED: dict[str, Callable[[str], str]] = {
    "index.html": html.escape,
    "newsqa.webmanifest": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "texts.js": str,
    "more_texts.js": str,
}


@cache
def languages() -> frozenset[str]:
    """The languages that the page is there in, as codes of two or three letters."""
    files = (resources.files("qa.server") / "page" / "texts").iterdir()
    return frozenset(each.name.removesuffix(SUFFIX) for each in files if each.name.endswith(SUFFIX))


def known_language(language: str) -> str:
    """The language, if the page is there in it. Raises `UsageError` naming those that it is there in."""
    if language not in languages():
        raise UsageError(f"setting language = {language!r}: the page is there in {', '.join(sorted(languages()))}")
    return language


def accepted_language(header: str) -> str:
    """The language that a browser's `Accept-Language` ranks first among those that there are."""
    ranked = []
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";")
        try:
            share = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        language = tag.partition("-")[0].strip().lower()
        if share > 0 and language in languages():
            ranked.append((share, language))
    return max(ranked, key=lambda each: each[0], default=(0.0, ENGLISH))[1]


@cache
def texts(language: str) -> dict[str, Texts]:
    """The words: those of the `document`, those that its modules `start` with, those of what is opened `later`, and
    what the `service` says, by its keys (`qa.answer.message`), which in English it says itself.
    """
    file = resources.files("qa.server") / "page" / "texts" / f"{language}{SUFFIX}"
    read: dict[str, Texts] = json.loads(file.read_text(encoding="utf-8"))
    return read


def own_texts(language: str) -> Texts:
    """The page's own words, by key."""
    return {key: text for name, part in texts(language).items() if name != SERVICE for key, text in part.items()}


def in_language(name: str, content: str, language: str) -> str:
    """A worded file of the page with the words in their places, `{{key}}`; a module has a whole part in one place.

    Raises `KeyError` for a key that there is not.
    """
    parts = texts(language)
    said = {"language": language, **own_texts(language)}

    def filled(place: re.Match[str]) -> str:
        if place[1] in parts:
            return json.dumps(parts[place[1]], ensure_ascii=False, separators=(",", ":"))
        return WORDED[name](str(said[place[1]]))

    return PLACE.sub(filled, content)
