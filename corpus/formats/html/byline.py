"""Bylines: whose a page's article is and when it appeared, as readers see it between the headline and the story.

The one idea: what stands there belongs to this article, and nothing else on the page is asked. A date counts if it is
the only one of its kind; one beside a word for a change says when it was changed. Knows nothing of what scripts and
meta tags state.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from corpus.article import clean_line
from corpus.author_names import BY, VON
from corpus.formats.html.date_places import is_in_part
from corpus.stated_date import as_iso, is_iso

MAX_BEFORE = 12  # elements before the headline, in its header
MAX_AFTER = 120
MIN_STORY_CHARS = 40  # of a paragraph of the story
MAX_LEADS = 1  # paragraphs that stand before the byline, as a summary
MAX_LINE_CHARS = 120
MAX_NAME_CHARS = 60
MAX_LABEL_WORDS = 4  # before a date
PARTS = ("nav", "aside", "footer", "form", "script", "style", "template", "noscript", "button", "figure")
MARK = re.compile(r"date|time|publi|posted|meta|byline|author|info|stamp|datum|fecha|created|credit", re.IGNORECASE)
AUTHOR_MARK = re.compile(r"byline|author|writer|autor", re.IGNORECASE)
CHANGED = re.compile(
    r"updat|modif|edited|changed|aktualis|geändert|mise à jour|actuali[sz]|aggiorna|atualiza|bijgewerkt|обновл|更新",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"\s+[|•·–—/-]\s+|\s*[|•·]\s*|\n")
LIST_TAGS = ("ul", "ol")
OTHERS = re.compile(r"comment|related|teaser|promo|most|popular|sidebar", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Byline:
    """What is stated around a headline, as it is written there; empty where nothing is."""

    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


def read_byline(tree: Any, heading: str) -> Byline:
    """What stands around the headline whose words are `heading`."""
    parts = list(_around(tree, heading))
    stated = [found for part in parts for found in _dates(part)]
    published, modified = ([date for date, is_change in stated if is_change is which] for which in (False, True))
    linked = [_name(part) for part in parts if "author" in (part.get("rel") or "").split()]
    named = [_name(part) for part in parts if AUTHOR_MARK.search(part.get("class") or "") and _says_by(_words(part))]
    authors = [name for name in linked or named[-1:] if 0 < len(name) <= MAX_NAME_CHARS]
    return Byline(_only_day(published), _only_day(modified), tuple(dict.fromkeys(authors)))


def _around(tree: Any, heading: str) -> Iterator[Any]:
    """The elements of the headline's own header before it, and those behind it up to the story's first line."""
    headline = next((each for each in tree.iter("h1", "h2") if clean_line(each.text_content()) == heading), None)
    if headline is None:
        return
    above = next((each for each in headline.iterancestors("header", "article", "main")), headline.getparent())
    before = [each for each in above.iter() if isinstance(each.tag, str)] if above is not None else []
    at = before.index(headline) if headline in before else 0
    yield from filter(_is_own, before[max(0, at - MAX_BEFORE) : at])
    following = (each for each in headline.xpath("following::*") if isinstance(each.tag, str))
    own = next(headline.iterancestors("article"), None)
    has_posts = own is None and len(tree.findall(".//article")) > 1
    leads = 0
    for each in islice(following, MAX_AFTER):
        if each.tag == "h1" or (each.tag == "article" and (has_posts or own is not None)):
            return
        if own is not None and own not in each.iterancestors():
            return
        if each.tag == "p" and len(_words(each)) >= MIN_STORY_CHARS and not MARK.search(each.get("class") or ""):
            leads += 1
            if leads > MAX_LEADS:
                return
        elif _is_own(each):
            yield each


def _is_own(element: Any) -> bool:
    """Whether an element is no part of something beside the byline; a list may be one, if its mark says so."""
    return not is_in_part(element) and not any(map(_is_beside, (element, *element.iterancestors())))


def _is_beside(element: Any) -> bool:
    mark = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    if element.tag in LIST_TAGS:
        return not MARK.search(mark)
    return element.tag in PARTS or (element.tag not in ("body", "html") and OTHERS.search(mark) is not None)


def _dates(part: Any) -> Iterator[tuple[str, bool]]:
    """The dates that an element states in its attribute or its own words, each with whether it is one of a change."""
    marks = " ".join([part.get("class") or "", *(each.get("class") or "" for each in islice(part.iterancestors(), 2))])
    own = f"{part.get('class') or ''} {part.get('itemprop') or ''} {_before(part)}"
    if part.tag == "time" and part.get("datetime"):
        yield part.get("datetime"), CHANGED.search(f"{own} {_words(part)}") is not None
    elif part.tag == "time" or MARK.search(marks):
        for line in _own_lines(part):
            if date := _date_in(line):
                yield date, CHANGED.search(f"{own} {line}") is not None


def _before(part: Any) -> str:
    """The words directly before an element, which may say what it is."""
    previous = part.getprevious()
    words = (previous.tail or previous.text_content()) if previous is not None and isinstance(previous.tag, str) else (
        part.getparent().text or "" if part.getparent() is not None else "")  # fmt: skip
    return clean_line(words)[-30:]


def _own_lines(part: Any) -> Iterator[str]:
    """The lines of an element that holds nothing but words and marks in a line."""
    words = part.text_content()
    if len(words) <= MAX_LINE_CHARS and next(part.iter("time", "p", "div", "h2", "h3"), part) is part:
        yield from filter(None, map(clean_line, BETWEEN.split(words)))


def _date_in(line: str) -> str:
    """The date that a line is, with a few words before it; empty if it is anything else."""
    words = line.split()
    for first in range(min(MAX_LABEL_WORDS, len(words) - 1) + 1):
        stated = as_iso(" ".join(words[first:]).strip("() "))
        if is_iso(stated):
            return stated
        if re.search(r"\d", words[first]):
            break
    return ""


def _only_day(stated: Sequence[str]) -> tuple[str, ...]:
    """The dates, with a time first, if they are of one day."""
    dates = [date for date in dict.fromkeys(map(as_iso, stated)) if is_iso(date)]
    return tuple(sorted(dates, key=len, reverse=True)) if len({date[:10] for date in dates}) == 1 else ()


def _says_by(words: str) -> bool:
    return BY.match(words) is not None or VON.match(words) is not None


def _name(part: Any) -> str:
    return BY.sub("", _words(part), count=1)


def _words(part: Any) -> str:
    return clean_line(part.text_content())
