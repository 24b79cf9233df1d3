"""Live blogs: the posts of one page made parts of one text, in the page's order.

The one idea: each post is marked as if it were an article, so one of them would pass for the body and the rest for
something else; without their marks they are parts of the page, each after its time. Only where the page says that it is
a live blog.
"""

import re
from datetime import UTC, datetime
from typing import Any

from lxml.etree import Element

CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}")
NUMBER = re.compile(r"\d+")
TYPE = "LiveBlogPosting"
MIN_POSTS = 2
POSTS = ("article", "div", "section", "li")
HEADINGS = ("h2", "h3", "h4")
LISTS = ("li", "ol", "ul")
MARKS = ("class", "id", "itemprop", "itemscope", "itemtype", "role")


def is_live_blog(tree: Any, kinds: set[str]) -> bool:
    """Whether a page calls itself a live blog, in its JSON-LD, whose types are given, or in its marks."""
    return TYPE in kinds or bool(
        tree.xpath(f"//*[contains(@itemtype, '{TYPE}') or contains(@itemprop, 'liveBlogUpdate')]")
    )


def unfold_posts(tree: Any) -> None:
    """Take the marks off the posts of a live blog, and the list around them."""
    groups: dict[tuple[object, ...], list[Any]] = {}
    for block in tree.iter(*POSTS):
        is_update = "liveBlogUpdate" in (block.get("itemprop") or "").split()
        kind = NUMBER.sub("", block.get("class") or block.get("itemtype") or "")
        if is_update:
            groups.setdefault(("update",), []).append(block)
        elif kind or block.tag == "article":
            above = block.getparent()
            parent = above.getparent() if above is not None and above.tag == "li" else above
            groups.setdefault((parent, block.tag, kind), []).append(block)
    for alike in groups.values():
        if len(alike) >= MIN_POSTS and all(map(_is_post, alike)):
            for post in alike:
                _write_time(post)
                _unmark(post)


def _is_post(block: Any) -> bool:
    """Whether a block has words under a heading or a time of its own, and not the page's headline."""
    has_words = next(block.iter("p"), None) is not None
    return has_words and next(block.iter("h1"), None) is None and next(block.iter(*HEADINGS, "time"), None) is not None


def _write_time(post: Any) -> None:
    """Put a post's time as a line before it, as the page shows it, or as its mark says where that is "an hour ago"."""
    mark = next(post.iter("time"), None)
    if mark is None:
        return
    shown = " ".join(mark.text_content().split())
    words = shown if CLOCK.search(shown) else _moment(mark.get("datetime") or "")
    if words:
        mark.drop_tree()
        line = Element("p")
        line.text, line.tail, post.text = words, post.text, None
        post.insert(0, line)


def _moment(stated: str) -> str:
    try:
        moment = datetime.fromisoformat(stated.strip())
    except ValueError:
        return ""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment.tzinfo else f"{moment:%Y-%m-%d %H:%M}"


def _unmark(post: Any) -> None:
    lists = list(post.iterancestors(*LISTS))[:2]
    for block in (*lists, *list(post.iter(*POSTS, "header", "p", *HEADINGS))):
        for mark in MARKS:
            block.attrib.pop(mark, None)
        if block in lists or block is post or block.tag in ("article", "section") or block.tag == "header":
            block.tag = "div"
