"""Marks within a line of a page: what they mean to a reader, put as words before the body is found.

The one idea: a text without marks must say what the page says, so quotation marks are written out, and words that are
struck out or say how others are pronounced are not the story's. Knows nothing of boxes or metadata.
"""

import re
from collections.abc import Callable
from typing import Any

UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # for XML, so lxml takes no such text
QUOTES = (("“", "”"), ("‘", "’"))  # outer and inner
QUOTED = re.compile(r"\s*[\"'“”„«»‘’‚‹›「『]")  # what has its marks already
STRUCK = ".//s | .//del | .//strike | .//span[contains(@style, 'line-through')]"
MAX_STRUCK_SHARE = 0.25  # of the page's text: more is a mark that was never closed
READINGS = ("rt", "rp", "rtc")
JOINED = ("q", "ins", "ruby", "rb")  # stay as words; trafilatura breaks the line at some of them
# The zero-width non-joiner and joiner, where Persian, Urdu, the scripts of India and emoji write with them.
JOINER = re.compile(
    r"(?<=[\u0600-\u1cff\u2600-\u27bf\ua800-\uabff\ufb1d-\ufe0f\U00010a00-\U00011fff\U0001f000-\U0001faff])[\u200c\u200d]"
)
STAND_INS = {"\u200c": "\U00010600", "\u200d": "\U00010601"}  # letters of Linear A, which nobody can read


def write_out_marks(tree: Any) -> list[str]:
    """Put a page's marks within lines as words; returns what was struck out."""
    _change_words(tree, UNFIT, "")
    most = MAX_STRUCK_SHARE * len(tree.text_content())
    struck = []
    for mark in tree.xpath(STRUCK):
        words = " ".join(mark.text_content().split())
        if len(words) <= most:
            mark.drop_tree()
            struck.append(words)
    for reading in list(tree.iter(*READINGS)):
        reading.drop_tree()
    for quotation in tree.iter("q"):
        if not QUOTED.match(quotation.text_content()):
            _enclose(quotation, *QUOTES[sum(1 for _ in quotation.iterancestors("q")) % 2])
    for mark in list(tree.iter(*JOINED)):
        mark.drop_tag()
    return [words for words in struck if words]


def _enclose(mark: Any, opening: str, closing: str) -> None:
    mark.text = opening + (mark.text or "").lstrip()
    if len(mark):
        mark[-1].tail = (mark[-1].tail or "").rstrip() + closing
    else:
        mark.text = mark.text.rstrip() + closing


def hide_joiners(tree: Any) -> None:
    """Put letters in the place of joiners, which trafilatura drops with all that cannot be printed."""
    _change_words(tree, JOINER, lambda found: STAND_INS[found[0]])


def _change_words(tree: Any, what: re.Pattern[str], into: str | Callable[[re.Match[str]], str]) -> None:
    for element in tree.iter():
        for part in ("text", "tail"):
            words = getattr(element, part)
            if words and what.search(words):
                setattr(element, part, what.sub(into, words))


def show_joiners(text: str) -> str:
    """The text with the joiners that `hide_joiners` hid."""
    for joiner, letter in STAND_INS.items():
        text = text.replace(letter, joiner)
    return text
