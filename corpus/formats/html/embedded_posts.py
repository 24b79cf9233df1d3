"""Embedded posts: somebody's words from a network, kept in a story as theirs.

The one idea: a post is put as one line that begins with its author, so that no sentence of it can be quoted as the
story's own. One that does not say whose it is is taken out. Knows nothing of what a story is.
"""

import re
from copy import deepcopy
from typing import Any

from lxml.etree import Element

EMBED = re.compile(
    r"\b(twitter-(tweet|video)|bluesky-embed|instagram-media|tiktok-embed|mastodon-embed|fb-(post|xfbml-parse-ignore)"
    r"|reddit-(embed-bq|card)|text-post-media|threads-embed|truthsocial-embed|vk-post|linkedin-embed)\b"
)
INTRODUCED = re.compile(
    r"^[\s—–―\-|·]*((a |an )?(post(ed)?|tweet|video|photo|reel|thread)( shared)? (by|from)|shared by|by|via)?[\s:]*",
    re.I,
)
DATE = re.compile(r"\d{4}|\d{1,2}[:.]\d\d|\b\d{1,2}\. |\b(ago|yesterday|view|see|read)\b", re.I)
HANDLE = re.compile(r"@\w|\bu/\w")
SIGNED = re.compile(r"[—–―]\s?\S")  # how a line begins that says whose the words above it are
AROUND = " —–-|·,.:"
MAX_SIGNATURE_CHARS = 140
PLATFORM_WORDS = re.compile(
    r"\s+on(?: (twitter|x|instagram|facebook|threads|bluesky|mastodon|tiktok|reddit|\w+ \d{1,2}).*)?$", re.I
)


def mark_posts(tree: Any) -> list[str]:
    """Put each embedded post as a line of its author's; returns those that were taken out, since none is named."""
    taken = []
    for post in [each for each in tree.iter("blockquote") if EMBED.search(each.get("class") or "")]:
        parts = list(post.iter("p"))
        signed = [part for part in parts if SIGNED.match(_folded(part.text_content()))]
        words = _folded(" ".join(part.text_content() for part in parts if part not in signed))
        signature = _signature(post, words)
        if words and signature:
            line = Element("p")
            line.text = f"{signature}: “{words}”"
            line.tail = post.tail
            post.getparent().replace(post, line)
        else:
            taken.append(_folded(post.text_content()))
            post.drop_tree()
    return [words for words in taken if words]


def _signature(post: Any, words: str) -> str:
    """Whose a post is, and its date: what stands beside its words; empty where no author does."""
    beside = deepcopy(post)
    for part in [part for part in beside.iter("p") if not SIGNED.match(_folded(part.text_content()))]:
        part.drop_tree()
    signature = INTRODUCED.sub("", _folded(beside.text_content())).strip(AROUND)
    for link in list(filter(_is_date, beside.iter("a"))):
        link.drop_tree()
    author = PLATFORM_WORDS.sub("", INTRODUCED.sub("", _folded(beside.text_content()))).strip(AROUND)
    return signature if author and author != words and len(signature) <= MAX_SIGNATURE_CHARS else ""


def _is_date(link: Any) -> bool:
    words = _folded(link.text_content())
    return DATE.search(words) is not None and not HANDLE.search(words)


def _folded(words: str) -> str:
    return " ".join(words.split())
