"""XML as agencies write it: elements by name, whatever their namespace, and the text in them.

Entities of HTML, which a DTD that is not read would declare, are read. Knows nothing of the formats.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from html.entities import html5
from typing import Any

from lxml import etree

from corpus.article import ArticleError
from corpus.formats.feed_text import html_text
from corpus.formats.html.inline_marks import QUOTED, QUOTES

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
BLOCKS = frozenset(("p", "hl2", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "pre", "blockquote", "div"))
APART = frozenset(("td", "th", "dt", "dd", "br"))  # of the same line, but of no one word
NOT_TEXT = frozenset(
    ("head", "media", "style", "script", "figure", "body.head", "body.end", "note", "fn", "nitf-table-metadata")
)
ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]*;)")
OWN_ENTITY = re.compile(rb"<!ENTITY\s+[^%\s]")
MARKUP = re.compile(r"</?[a-z][^<>]*>|&\w+;", re.IGNORECASE)


def parse(content: bytes, url: str) -> Any:
    """The root of a document. Raises `ArticleError` where it is no XML, or its text is in entities of its own."""
    if OWN_ENTITY.search(content):
        raise ArticleError(f"{url} declares entities of its own, which are not read")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(ENTITY.sub(_as_number, content), parser)
    except (etree.LxmlError, ValueError) as error:
        raise ArticleError(f"{url} is no XML: {error}") from error
    if root is None:
        raise ArticleError(f"{url} is no XML")
    return root


def _as_number(found: re.Match[bytes]) -> bytes:
    characters = html5.get(found[1].decode("ascii"))
    return b"".join(b"&#%d;" % ord(character) for character in characters) if characters else found[0]


def name_of(element: Any) -> str:
    """An element's name in small letters, without its namespace; empty for comments."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def all_of(element: Any, name: str) -> Iterator[Any]:
    return (found for found in element.iterdescendants() if name_of(found) == name)


def first(element: Any, name: str) -> Any:
    return None if element is None else next(all_of(element, name), None)


def child(element: Any, name: str) -> Any:
    """The first of an element's own children that has a name."""
    return None if element is None else next((each for each in element if name_of(each) == name), None)


def attribute(element: Any, *names: str) -> str:
    """The first of the attributes that says something."""
    return "" if element is None else next((value for name in names if (value := element.get(name))), "")


def words(element: Any) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def name_in(element: Any) -> str:
    """Somebody's name, whose parts may be elements, without the title beside it."""
    if element is None:
        return ""
    named = deepcopy(element)
    etree.strip_elements(named, "{*}byttl", with_tail=False)
    return " ".join(" ".join(named.itertext()).split()).replace(" ,", ",").rstrip(" ,")


def text_of(element: Any) -> str:
    """The text of a body, each of its blocks on a line of its own, without pictures and their captions.

    Where it holds no element it is read as `data_text` reads it.
    """
    if element is None:
        return ""
    return _lines_of(element) if len(element) else data_text(element)


def _lines_of(element: Any) -> str:
    lines = [""]

    def walk(part: Any, depth: int = 0) -> None:
        """Add a part's words; `depth` is in how many quotations it stands."""
        is_quotation = name_of(part) == "q" and not QUOTED.match("".join(part.itertext()))
        opening, closing = QUOTES[depth % 2] if is_quotation else ("", "")
        is_block = name_of(part) in BLOCKS
        if is_block:
            lines.append("")
        elif name_of(part) in APART:
            lines[-1] += " "
        if isinstance(part.tag, str) and name_of(part) not in NOT_TEXT:
            lines[-1] += opening + (part.text or "")
            for inner in part:
                walk(inner, depth + is_quotation)
            lines[-1] += closing
        if is_block:
            lines.append("")
        elif name_of(part) in APART:
            lines[-1] += " "
        lines[-1] += part.tail or ""

    walk(element)
    return "\n".join(folded for line in lines if (folded := " ".join(line.split())))


def data_text(element: Any) -> str:
    """The text of content that is elements, plain text, or HTML that stands in it as text."""
    if element is None:
        return ""
    if len(element):
        return text_of(element)
    return plain_text(element.text or "")


def plain_text(text: str) -> str:
    """Text that may be HTML, as text."""
    return html_text(text) if MARKUP.search(text) else text.strip()
