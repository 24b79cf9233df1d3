"""A feed's own words on an item → its text: markup that was escaped once more read, what feeds add left out.

Not text are lists of links, and last lines that only lead to the page or say where it appeared. Knows nothing of
feeds' formats.
"""

import re
from collections.abc import Collection
from typing import Any

from lxml import etree, html

from corpus.formats.html.inline_marks import write_out_marks

BLOCKS = frozenset(
    ("p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "table", "pre", "hr")
)
PARAGRAPHS = ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote")
LINE_BREAK = re.compile(r"\s*[\r\n]\s*")
CELLS = ("td", "th", "dt", "dd")
NOT_TEXT = ("script", "style", "figure", "iframe", "form", "noscript")
ESCAPED = re.compile(
    r"</(?:p|div|li|ul|ol|h[1-6]|blockquote|table|tr|span|strong|em|b|i|a)\s*>|<(?:p|br|hr|img)\b[^<>]*>", re.I
)
TIMES_ESCAPED = 3
MAX_LINK_SHARE = 0.5  # of a text's characters, above which it is a list of links if it has no sentence beside them
SENTENCE = re.compile(r"(?:\S{1,60}\s{1,9}){4}\S{0,60}[.!?…]|[。！？।۔]")
APPEARED = re.compile(  # how WordPress ends an item's text, in the languages that it is written in most
    r"\b(?:appeared first on|first appeared on|erschien zuerst auf|apareció primero en|se publicó primero en"
    r"|est apparu en premier sur|proviene da|apareceu primeiro em|verscheen eerst op|dök först upp på"
    r"|pochodzi z serwisu|впервые появилась)\b",
    re.IGNORECASE,
)
MORE = re.compile(
    r"[\[(]?(?:comments?|(?:continue reading|read more|read the (?:full|whole|rest)|leave a comment|weiterlesen"
    r"|mehr lesen|lire la suite|en savoir plus|leer más|seguir leyendo|leia mais|continue lendo|leggi (?:tutto|di più)"
    r"|lees (?:meer|verder)|läs (?:mer|hela)|les (?:mer|hele)|læs (?:mere|hele)|lue lisää|czytaj (?:więcej|dalej)"
    r"|číst dál|devamını oku|читать (?:далее|полностью)|читати далі|続きを読む|阅读(?:更多|全文)|閱讀(?:更多|全文)"
    r"|더 ?보기)\b"
    r".{0,120})[\])]?",
    re.IGNORECASE,
)
FEWEST_OWN_WORDS = 8  # that a last line has beside the item's headline and the publisher's name if it says something


def item_text(markup: str, title: str = "", publisher: str = "") -> str:
    """The text of an item's markup, its blocks on lines of their own; empty where it is links and nothing else."""
    tree = _tree(unescaped(markup))
    if tree is None:
        return ""
    links = {" ".join(link.text_content().split()) for link in tree.iter("a")}
    beside_links = " ".join("".join(tree.xpath(".//text()[not(ancestor::a)]")).split())
    _drop_last_link(tree)
    lines = _lines(tree)
    if _is_links(" ".join(lines), beside_links):
        return ""
    while lines and _says_nothing(lines[-1], title, publisher, links):
        lines.pop()
    return "\n".join(lines)


def _drop_last_link(tree: Any) -> None:
    """Take off a link at the very end that only leads to the page, in the line of the last words."""
    links = list(tree.iter("a"))
    if not links or "".join(links[-1].xpath("following::text()")).strip():
        return
    if MORE.fullmatch(" ".join(links[-1].text_content().split())):
        links[-1].drop_tree()


def html_text(markup: str) -> str:
    """The text of a piece of HTML, its blocks on lines of their own; plain text stays as it is."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    tree = _tree(unescaped(markup))
    return "" if tree is None else "\n".join(_lines(tree))


def unescaped(markup: str) -> str:
    """Markup that stands in the text of other markup, which has none of its own or only wraps it; else as it is."""
    for _ in range(TIMES_ESCAPED):
        if "&" not in markup:
            return markup
        tree = _tree(markup)
        if tree is None:
            return markup
        text = str(tree.text_content()).strip()
        meant = text.replace("&lt;", "<").replace("&gt;", ">")
        is_whole = meant.startswith("<") and meant.endswith(">")
        has_own = any(True for _ in tree.iterdescendants(*BLOCKS))
        if not ESCAPED.search(meant) or (has_own and not is_whole):
            return markup
        markup = text
    return markup


def _tree(markup: str) -> Any:
    try:
        return html.fragment_fromstring(markup, create_parent="div")
    except (etree.LxmlError, ValueError):
        return None


def _lines(tree: Any) -> list[str]:
    write_out_marks(tree)
    for element in list(tree.iter(*NOT_TEXT)):
        element.drop_tree()
    if next(tree.iterdescendants(*PARAGRAPHS), None) is not None:
        _fold(tree)
    for element in tree.iter(*BLOCKS):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    for cell in tree.iter(*CELLS):
        cell.tail = " " + (cell.tail or "")
    lines = (" ".join(line.split()) for line in str(tree.text_content()).splitlines())
    return [line for line in lines if line]


def _fold(tree: Any) -> None:
    """Line breaks of the markup are no line breaks of the text, but where it is preformatted."""
    for element in tree.iter():
        if next(element.iterancestors("pre"), None) is not None:
            continue
        if element.tag != "pre":
            element.text = LINE_BREAK.sub(" ", element.text or "")
        element.tail = LINE_BREAK.sub(" ", element.tail or "")


def _is_links(text: str, beside_links: str) -> bool:
    """Whether a text is links, perhaps with a name beside each."""
    if MORE.fullmatch(text):
        return True
    in_links = len(text) - len(beside_links)
    return 0 < MAX_LINK_SHARE * len(text) <= in_links and SENTENCE.search(beside_links) is None


def _says_nothing(line: str, title: str, publisher: str, links: Collection[str]) -> bool:
    """Whether a last line only leads to the page, or says where it appeared."""
    if line in links or MORE.fullmatch(line):
        return True
    if APPEARED.search(line) and any(name and name in line for name in (title, publisher, *links)):
        return True
    if not title or not publisher or title not in line or publisher not in line:
        return False
    return len(line.replace(title, "").replace(publisher, "").split()) < FEWEST_OWN_WORDS
