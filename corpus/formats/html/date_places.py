"""Where a page states its dates: schema.org first, then meta tags by many names, then marks in its markup.

The one idea: only places whose name says which date they hold are asked, and none that may belong to something else on
the page: a live blog's update, a comment, a teaser. Knows nothing of how a date is written.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from corpus.formats.html.json_ld import Node, OwnMarks, is_of_another_page, types

Which = Literal["datePublished", "dateModified"]

# Names of meta tags, in small letters: those that say it plainly, then those that say less.
PREFIX = r"(?:.*[:._-])?"
META_NAMES: Mapping[Which, Sequence[re.Pattern[str]]] = {
    "datePublished": [
        re.compile(name)
        for name in (
            r"article:published_time|datepublished",
            rf"{PREFIX}(?:first[-_]?)?(?:date[-_]?published|publish(?:ed)?(?:[-_]?(?:time|date|at|on))?)",
            rf"{PREFIX}(?:original)?pub(?:lication)?[-_]?(?:date|time)",
            r"dc(?:terms)?[.:](?:date\.)?(?:issued|published)|sailthru\.date",
            r"dc(?:terms)?[.:](?:date\.)?created|(?:dc|dcterms|citation)[.:_]date",
        )
    ],
    "dateModified": [
        re.compile(name)
        for name in (
            r"article:modified_time|datemodified",
            rf"{PREFIX}(?:date[-_.]?|last[-_]?)?(?:modified|updated)(?:[-_]?(?:time|date|at|on))?",
            rf"{PREFIX}mod(?:ification)?[-_]?date",
        )
    ],
}
# Objects that stand for the page or for what it is about, and may state its date where no article does.
PAGE_TYPES = (
    "WebPage",
    "ItemPage",
    "ClaimReview",
    "Review",
    "CreativeWork",
    "SocialMediaPosting",
    "TextDigitalDocument",
)
# What an itemprop names, or an element is, inside which a date is not the page's.
PARTS = {
    "liveBlogUpdate",
    "comment",
    "hasPart",
    "itemListElement",
    "mentions",
    "isRelatedTo",
    "review",
    "video",
    "image",
}
PARTS_TAGS = ("aside", "nav")
MARKS = (
    "//*[contains(concat(' ', normalize-space(@itemprop), ' '), ' {0} ')"
    " or ((@property = '{0}' or @property = 'schema:{0}') and not(self::meta))]"
)
PUBDATE = "//time[@pubdate and @datetime]"  # of the first drafts of HTML5
MICROFORMAT = "//*[(self::time or self::abbr) and contains(concat(' ', normalize-space(@class), ' '), ' {0} ')]"
MICROFORMAT_CLASSES: Mapping[Which, Sequence[str]] = {
    "datePublished": ("published", "dt-published"),
    "dateModified": ("updated", "dt-updated"),
}


def stated_dates(
    tree: Any, news: Node, nodes: Sequence[Node], meta: Mapping[str, str], own: OwnMarks, which: Which
) -> list[object]:
    """What a page states for one of its dates, as it is written there, the most trustworthy first."""
    values: list[object] = [news.get(which)]
    values += [value for form in META_NAMES[which] for name, value in meta.items() if form.fullmatch(name)]
    values += [] if news.get(which) else _of_the_page(nodes, own, which)
    values += _marked(tree, which)
    return [value for value in values if value]


def _of_the_page(nodes: Sequence[Node], own: OwnMarks, which: Which) -> list[object]:
    """What the page's own object says; of several others, whose dates differ, none can be told to be the page's."""
    for kind in PAGE_TYPES:
        found = [node[which] for node in nodes if kind in types(node) and node.get(which) and _is_own(node, own)]
        if len({str(value) for value in found}) == 1:
            return found[:1]
    return []


def _is_own(node: Node, own: OwnMarks) -> bool:
    return not is_of_another_page(node, own)


def _marked(tree: Any, which: Which) -> Iterator[str]:
    """What its marks say: of itemprops the first, of the others only if there is no second that says something else."""
    marks = [mark for mark in tree.xpath(MARKS.format(which)) if not is_in_part(mark)]
    yield from [value for mark in marks[:1] if (value := _value(mark))]
    others = tree.xpath(PUBDATE) if which == "datePublished" else []
    for name in MICROFORMAT_CLASSES[which]:
        others = others or tree.xpath(MICROFORMAT.format(name))
    values = {value for mark in others if (value := mark.get("datetime") or mark.get("title") or "")}
    yield from values if len(values) == 1 else ()


def _value(mark: Any) -> str:
    """What a mark states: in its attribute, or in its words."""
    return str(mark.get("content") or mark.get("datetime") or " ".join(mark.text_content().split()))


def is_in_part(mark: Any) -> bool:
    """Whether a mark belongs to an update, a comment, a teaser or a picture."""
    return any(
        above.tag in PARTS_TAGS or not PARTS.isdisjoint((above.get("itemprop") or "").split())
        for above in mark.iterancestors()
    )
