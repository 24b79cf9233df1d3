"""JSON-LD: what a page's scripts say in schema.org, and which of several objects speaks of the page's own article.

The one idea: a broken block is mended where it can mean one thing only (a comma too many or few, a comment, CDATA, a
second object, a needless backslash, a missing end or value, quotation marks inside a string), and is named where it
cannot. Of several articles the page's own is the one whose text, address or headline stands on the page. Knows nothing
of dates.
"""

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from corpus.article import ArticleError, canonical_url

Node = dict[str, Any]

ARTICLE_TYPE = re.compile(r"(?!Scholarly|Tech|Advertiser)\w*Article|Report|BlogPosting|LiveBlogPosting")
SCRIPTS = "//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]/text()"
WRAPPING = re.compile(r"^\s*(?:<!--|/[/*]?\s*<!\[CDATA\[(?:\s*\*/)?)|(?:-->|/[/*]?\s*\]\]>(?:\s*\*/)?|;)\s*$")
TOKEN = re.compile(r'"|//|/\*|<!\[CDATA\[|\]\]>|<!--|-->')
STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
COMMENT_ENDS = {"//": "\n", "/*": "*/"}
MISSING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")(\s+(?="(?:[^"\\]|\\.)*"\s*:))?', re.DOTALL)  # before a key
MISSING_VALUE = re.compile(r'("(?:[^"\\]|\\.)*")|:\s*(?:undefined\b|(?=[,}]))', re.DOTALL)
LAST_QUOTE = re.compile(r'"(?=\s*(?:[:}\]]|,\s*(?:["{\[\]}\d-]|true|false|null)|$))')
BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])', re.DOTALL)
NEEDLESS_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|(?<=[\[{]),|,(?=\s*[\]},])', re.DOTALL)
BETWEEN_VALUES = re.compile(r"[\s,;}\]]*")
MIN_BODY_CHARS = 40  # of the beginning of an object's text that has to stand on the page
BODY_CHARS = 120
MIN_WORDS = 3  # in one of two headlines that are compared by words; fewer are in a script without spaces
HALF = 0.5  # share of a headline's words that stand in the page's own, above which both are of one story


@dataclass(frozen=True, slots=True)
class OwnMarks:
    """By what a page's own article is known: its web addresses, its headings, and all its words, folded."""

    addresses: Sequence[str]
    headings: Sequence[str]
    words: str


def read_nodes(tree: Any) -> tuple[list[Node], list[str]]:
    """The objects of a page's JSON-LD, references between them followed, and a note on each block that is broken."""
    nodes: list[Node] = []
    notes: list[str] = []
    for script in tree.xpath(SCRIPTS):
        try:
            for value in _values(WRAPPING.sub("", WRAPPING.sub("", script.lstrip("\ufeff")))):
                nodes += _objects(value)
        except (ValueError, RecursionError) as error:
            notes.append(f"JSON-LD is broken: {error}")
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    return [{key: _followed(value, named) for key, value in node.items()} for node in nodes], notes


def _values(script: str) -> Iterator[object]:
    """The values of a block, read as they are or mended. Raises `ValueError` where it cannot be read."""
    if not script.strip():
        return
    try:
        yield json.loads(script, strict=False)
        return
    except ValueError:
        mended = _mended(html.unescape(script) if '"' not in script else script)
    try:
        values = list(_decoded(mended))
    except ValueError:
        values = list(_decoded(_mended(_with_inner_quotes(script))))
    yield from values


def _decoded(script: str) -> Iterator[object]:
    """The values that stand one behind the other."""
    decoder = json.JSONDecoder(strict=False)
    position = 0
    while (start := BETWEEN_VALUES.match(script, position).end()) < len(script):  # type: ignore[union-attr]
        value, position = decoder.raw_decode(script, start)
        yield value


def _with_inner_quotes(script: str) -> str:
    """A block whose strings have quotation marks in them that are not escaped: only one before a mark ends a string."""
    kept: list[str] = []
    position = 0
    while (first := script.find('"', position)) >= 0:
        last = LAST_QUOTE.search(script, first + 1)
        if last is None:
            break
        inner = re.sub(r'(?<!\\)"', r"\"", script[first + 1 : last.start()])
        kept.append(f'{script[position:first]}"{inner}"')
        position = last.end()
    return "".join([*kept, script[position:]])


def _mended(script: str) -> str:
    """A block without comments, wrappings, commas before a bracket, and backslashes that escape nothing."""
    kept: list[str] = []
    position = 0
    while token := TOKEN.search(script, position):
        kept.append(script[position : token.start()])
        position = token.end()
        if token[0] == '"':
            string = STRING.match(script, token.start())
            if string is None:
                raise ValueError(f"a string does not end (char {token.start():,})")
            kept.append(ESCAPE.sub(lambda found: found[0] if found[1] in '"\\/bfnrtu' else found[1], string[0]))
            position = string.end()
        elif token[0] in COMMENT_ENDS:
            end = script.find(COMMENT_ENDS[token[0]], position)
            position = len(script) if end < 0 else end + len(COMMENT_ENDS[token[0]])
    kept.append(script[position:])
    whole = MISSING_COMMA.sub(lambda found: f"{found[1]}{',' if found[2] else ''}", "".join(kept))
    whole = MISSING_VALUE.sub(lambda found: found[1] or ": null", whole)
    return _with_ends(NEEDLESS_COMMA.sub(lambda found: found[1] or "", whole))


def _with_ends(script: str) -> str:
    """A block with the brackets closed that its end leaves open, unless it ends within something."""
    still_open: list[str] = []
    for found in BRACKET.finditer(script):
        if found[1]:
            still_open.append("}" if found[1] == "{" else "]")
        elif found[2] and still_open and still_open[-1] == found[2]:
            still_open.pop()
    is_cut = script.rstrip()[-1:] not in ("}", "]", '"')
    return script if is_cut else script + "".join(reversed(still_open))


def _objects(block: object) -> Iterator[Node]:
    """Those of a block: itself, its list or its @graph."""
    for node in block if isinstance(block, list) else [block]:
        if isinstance(node, dict):
            yield node
            for key in ("@graph", "mainEntity"):
                below = node.get(key)
                yield from (
                    other for other in (below if isinstance(below, list) else [below]) if isinstance(other, dict)
                )


def _followed(value: Any, named: dict[str, Node]) -> Any:
    if isinstance(value, list):
        return [_followed(each, named) for each in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value:
        return named.get(value["@id"], value)
    return value


def types(node: Node) -> list[str]:
    """A node's types without the vocabulary's address."""
    stated = node.get("@type")
    return [
        re.split(r"[/:#]", kind)[-1]
        for kind in (stated if isinstance(stated, list) else [stated])
        if isinstance(kind, str)
    ]


def own_article(nodes: list[Node], own: OwnMarks) -> Node:
    """The node of the page's own article, `{}` if there is none.

    Of several the one that most speaks for, or the first. One that names another address and another headline, and
    whose text is not on the page, is of another story, even if it is the only one.
    """
    articles = [node for node in nodes if any(ARTICLE_TYPE.fullmatch(kind) for kind in types(node))]
    candidates = [node for node in articles if not is_of_another_page(node, own)]
    return max(candidates, key=lambda node: _likeness(node, own), default={})  # of equals, the first


def is_of_another_page(node: Node, own: OwnMarks) -> bool:
    """Whether an object names another address than the page's, and nothing else says that it is of this page."""
    stated = [address for address in map(_comparable, _addresses(node)) if "/" in address]
    if not stated or not own.addresses or _has_address(node, own) or _has_text(node, own):
        return False
    headline = _text_of(node, "headline") or _text_of(node, "name")
    return bool(headline) and bool(own.headings) and max(_in_common(headline, each) for each in own.headings) < HALF


def _likeness(node: Node, own: OwnMarks) -> int:
    """How much speaks for a node: its text most, then its address, then its headline; a live blog before its posts."""
    heading = folded(_text_of(node, "headline") or _text_of(node, "name"))
    has_heading = bool(heading) and any(heading == folded(each) for each in own.headings)
    has_address = _has_address(node, own)
    is_live = "LiveBlogPosting" in types(node) and (has_heading or has_address)
    return 4 * _has_text(node, own) + 3 * has_address + 2 * has_heading + 10 * is_live


def _has_address(node: Node, own: OwnMarks) -> bool:
    pages = set(map(_comparable, own.addresses))
    return any(_comparable(address) in pages for address in _addresses(node) if address)


def _addresses(node: Node) -> list[str]:
    about = node.get("mainEntityOfPage")
    stated = (node.get("url"), about.get("@id") if isinstance(about, dict) else about)
    return [address for address in stated if isinstance(address, str) and "://" in address]


def _comparable(address: str) -> str:
    """An address without scheme, www., tracking and a last slash; a place within a page is another address."""
    try:
        parts = urlsplit(canonical_url(address.strip()))
        fragment = urlsplit(address.strip()).fragment
    except (ArticleError, ValueError):
        return address
    host = parts.netloc.removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}" + f"?{parts.query}" * bool(parts.query) + f"#{fragment}" * bool(fragment)


def _has_text(node: Node, own: OwnMarks) -> bool:
    """Whether the beginning of an object's text stands on the page."""
    beginning = folded(_text_of(node, "articleBody"))[:BODY_CHARS]
    return len(beginning) >= MIN_BODY_CHARS and beginning in own.words


def _text_of(node: Node, name: str) -> str:
    value = node.get(name)
    return html.unescape(value) if isinstance(value, str) else ""


def _in_common(headline: str, heading: str) -> float:
    """Share of the shorter one's words that stand in the other; of its letters in scripts without spaces."""
    words = [folded(text).split() for text in (headline, heading)]
    one, other = (set(each) if max(map(len, words)) >= MIN_WORDS else set("".join(each)) for each in words)
    return len(one & other) / max(1, min(len(one), len(other)))


def folded(text: str) -> str:
    """A text's words in small letters, for comparing."""
    return " ".join(re.findall(r"\w+", text.casefold()))
