"""Boilerplate removal, by blocks: parts of a web page whose marks say that they are no story, before its body is found.

The one idea: sites name their boxes. A block whose class says newsletter, promo or most read is one, unless it
holds much of the page's running text. So is a list, paragraph or box that is nothing but links: a story's own sentences
never are. What was taken out is returned, so that it can be reported. Knows nothing of metadata or dates.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from lxml.etree import strip_elements

from corpus.formats.html.boilerplate_lines import is_box_title
from corpus.formats.html.leftover_words import BLOCK_NAMES
from corpus.formats.html.sentence_marks import SENTENCE_END

MAX_SHARE = 0.25  # of the page's text outside links: a block with more is the story's, whatever its name
MIN_LINKS = 2  # in a list that is nothing but links
MIN_BOX_LINKS = 3  # in a box that is nothing but links
MIN_SENTENCE_WORDS = 12  # in a linked line without a full stop that is kept; headlines are shorter
MAX_IN_ADDRESS = 0.4  # of its longer words that stand in the address it leads to; more are that page's headline
MIN_INTRODUCTION_WORDS = 4
MIN_LINKED = 0.8  # share of its characters from which on a block of several links is nothing but links
MIN_LINKED_LINE = 0.95  # of a paragraph of fewer links
LINKED = ("p", "ul", "ol", "div", "section")
MIN_PARAGRAPHS = 2  # in each part of a body that stands in several
MAX_SHOWN_CHARS = 200  # of a box, in the report
BLOCKS = ("div", "section", "aside", "ul", "ol", "form", "p", "li")

# Words of a class, one after the other, by which a box is known.
NAMES = re.compile(
    r"\b(newsletters?|sign ?ups?|recirc(ulation)?|promos?|promotions?|trending|sponsored|advert(s|isements?)?|outbrain"
    r"|taboola|disqus|scrim|cookies?|consent|gdpr|commerce disclosure|affiliate disclosure|print (header|footer|only)"
    r"|most (read|popular|viewed|shared|commented|watched)|(latest|more|top|other) (news|stories|headlines|articles)"
    r"|related (articles?|stories|content|links|posts|news|topics|coverage)|recommended|recommendations"
    r"|(you )?(may|might) also like|share (bar|buttons?|tools?|links?)|social (bar|buttons?|share|links?)"
    r"|error message|read (more|next)|see also|author bio|ad feedback"
    rf"|{BLOCK_NAMES})\b"
)
HIDDEN_CLASSES = {"hide", "hidden", "visually-hidden", "visuallyhidden", "sr-only", "screen-reader-text"}
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
WORD_BREAK = re.compile(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])")
BODY_CLASS = re.compile(r"(article|story|post|entry|content)(-|__|_)?(body|text|content)", re.IGNORECASE)


def remove_blocks(tree: Any) -> list[str]:
    """Remove the boxes from a page, and join a body that stands in parts; returns the beginning of each box's text."""
    strip_elements(tree, "script", "style", "noscript", "template", "amp-consent", with_tail=False)
    n_chars = _running_chars(tree)
    taken = []
    for block in list(tree.iter(*BLOCKS, "span")):
        if not any(above is tree for above in (block, *block.iterancestors())):
            continue  # it went with a block around it
        is_box = block.tag in BLOCKS and (_is_named(block) or _is_links(block))
        if (is_box or _is_hidden(block)) and _may_go(block, n_chars):
            words = _folded(block)
            block.drop_tree()
            if words:
                taken.append(words[:MAX_SHOWN_CHARS])
    _join_parts(tree)
    return taken


def _is_named(block: Any) -> bool:
    """Whether one of a block's classes names a box; an id may be made of the words of a heading."""
    names = (block.get("class") or "").split()
    return any(NAMES.search(" ".join(WORD_BREAK.split(name)).lower()) for name in names)


def _is_hidden(block: Any) -> bool:
    classes = (block.get("class") or "").split()
    return (
        block.get("hidden") is not None
        or not HIDDEN_CLASSES.isdisjoint(classes)
        or HIDDEN_STYLE.search(block.get("style") or "") is not None
    )


def _is_links(block: Any) -> bool:
    """Whether a list, paragraph or box is nothing but links, and no sentence."""
    if block.tag not in LINKED:
        return False
    words = _folded(block)
    links = list(block.iter("a"))
    least = MIN_LINKED_LINE if block.tag == "p" and len(links) < MIN_BOX_LINKS else MIN_LINKED
    if len(words.split()) < 3 or sum(map(len, map(_folded, links))) < least * len(words):
        return False
    if block.tag == "p":
        return SENTENCE_END.search(words) is None and not _is_long_sentence(words, links)
    enough = MIN_LINKS if block.tag in ("ul", "ol") else MIN_BOX_LINKS
    return len(links) >= enough and not _is_introduced(block)


def _is_long_sentence(words: str, links: list[Any]) -> bool:
    """Whether a linked line without a full stop is a sentence: long, with commas, and not its link's headline."""
    if len(words.split()) < MIN_SENTENCE_WORDS or "," not in words:
        return False
    target = set(re.findall(r"[^\W\d]{4,}", unquote(links[0].get("href") or "").casefold()))
    own = set(re.findall(r"[^\W\d]{4,}", words.casefold()))
    return len(own & target) < MAX_IN_ADDRESS * len(own)


def _is_introduced(block: Any) -> bool:
    """Whether the story announces a list: by a line before it that ends in a colon, and is no box's title."""
    before = block.getprevious()
    if before is None or before.tag != "p":
        return False
    words = _folded(before)
    return words.endswith((":", "：")) and len(words.split()) >= MIN_INTRODUCTION_WORDS and not is_box_title(words)


def _may_go(block: Any, n_chars: int) -> bool:
    """Whether a block holds neither the headline nor much of the page's running text."""
    return next(block.iter("h1"), None) is None and _running_chars(block) <= MAX_SHARE * n_chars


def _running_chars(block: Any) -> int:
    """Characters outside links: menus and lists of headlines do not count."""
    return len(_folded(block)) - sum(len(_folded(link)) for link in block.iter("a"))


def _folded(block: Any) -> str:
    return " ".join(block.text_content().split())


def _join_parts(tree: Any) -> None:
    """Put a body that a page gives in several parts, with advertisements between them, into the first of them."""
    for article in list(tree.iter("article")):
        parts: dict[str, list[Any]] = {}
        for block in _outermost(article):
            parts.setdefault(block.get("class"), []).append(block)
        for first, *others in parts.values():
            for other in others:
                first.extend(list(other))


def _outermost(article: Any) -> Iterator[Any]:
    """The blocks of one article that look like a body and stand in no other such block."""
    for block in article.iter("div", "section"):
        if BODY_CLASS.search(block.get("class") or "") and len(block.findall("p")) >= MIN_PARAGRAPHS:
            above = block.getparent()
            while above is not article and not BODY_CLASS.search(above.get("class") or ""):
                above = above.getparent()
            if above is article:
                yield block
