"""Page metadata: what a web page says of itself in schema.org (JSON-LD or marks), then OpenGraph and other meta tags.

The one idea: a page's word is taken where it can be true. A date that is no date, lies in the future or before
newspapers is passed over with a note, the next statement is tried, and day and month are never guessed. Knows nothing
of the body.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from corpus.article import ArticleError, parse_date
from corpus.author_names import author_names
from corpus.corrections import Correction
from corpus.formats.html.byline import read_byline
from corpus.formats.html.date_places import is_in_part, stated_dates
from corpus.formats.html.headline import is_site_name, plain, without_site_name
from corpus.formats.html.json_ld import Node, OwnMarks, folded, own_article, read_nodes, types
from corpus.formats.html.live_blogs import is_live_blog
from corpus.formats.html.own_address import is_web_address, resolved
from corpus.stated_date import as_iso, is_iso

# What schema.org calls pages that list or show other things; beside an article these types count for nothing.
OTHER_PAGES = {
    "CollectionPage": "an index page",
    "SearchResultsPage": "a page of search results",
    "ImageGallery": "a gallery",
    "MediaGallery": "a gallery",
    "VideoGallery": "a gallery",
    "ProfilePage": "a profile",
    "ContactPage": "a contact page",
    "CheckoutPage": "a shop's page",
}
SITE_TYPES = {"WebSite", "NewsMediaOrganization"}
BLOCK_END = re.compile(r"</(?:p|div|h[1-6]|li|blockquote|tr)\s*>|<br\s*/?>", re.IGNORECASE)
MARKUP = re.compile(r"</?[a-z!][^<>]*>", re.IGNORECASE)
FALSE = ("false", "no", "0", "http://schema.org/false", "https://schema.org/false")
TRUE = ("true", "yes", "1", "http://schema.org/true", "https://schema.org/true")
AUTHOR_MARK = "//*[contains(concat(' ', normalize-space(@itemprop), ' '), ' author ')]"
AUTHOR_TAGS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "citation_author")
SAME_DAY = timedelta(days=1)  # two statements no further apart mean one moment; that with a zone is the better one


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page states; empty where it states nothing. Dates are ISO 8601 and have been checked.

    `addresses` are those that it calls its own, `is_free` is whether everybody may read it, `reservations` are its
    words against use by machines, `notes` what was stated and passed over, `no_article` what the page calls itself if
    that is no article, `is_live` whether it is a live blog, `body` the article's text as its JSON-LD has it.
    """

    addresses: tuple[str, ...]
    headline: str
    publisher: str
    authors: list[str]
    published: str
    modified: str
    language: str
    section: str
    is_free: bool | None
    corrections: tuple[Correction, ...]
    reservations: tuple[str, ...]
    notes: tuple[str, ...]
    is_article: bool
    is_live: bool
    no_article: str
    body: str


def read_metadata(tree: Any, url: str, heading: str, logos: list[str], now: datetime) -> Metadata:
    """What a page at `url` states of its article under `heading`; `now` is the latest moment that a date may name."""
    nodes, notes = read_nodes(tree)
    meta = _meta(tree)
    addresses = [*tree.xpath("//link[@rel='canonical']/@href"), meta.get("og:url", "")]
    addresses = resolved(addresses, tree.xpath("string(//base/@href)"), url)
    own_addresses = [*addresses, *filter(is_web_address, [url])]
    titles = [heading, plain(tree.xpath("string(//title)")), plain(meta.get("og:title", ""))]
    own = OwnMarks(own_addresses, [each for each in titles if each], _words(tree))
    news = own_article(nodes, own)
    byline = read_byline(tree, heading)
    published = [*map(_stated, stated_dates(tree, news, nodes, meta, own, "datePublished")), *byline.published]
    modified = [*map(_stated, stated_dates(tree, news, nodes, meta, own, "dateModified")), *byline.modified]
    kinds = {kind for node in nodes for kind in types(node)}
    publisher = plain(_text(news.get("publisher")) or meta.get("og:site_name", "")).removeprefix("@")
    sites = [_text(node.get("name")) for node in nodes if not SITE_TYPES.isdisjoint(types(node))]
    names = [publisher, meta.get("og:site_name", ""), meta.get("application-name", ""), *sites, *logos]
    section = _text(news.get("articleSection")) or meta.get("article:section", "")
    stated = [_text(news.get("headline")), meta.get("og:title", ""), heading]
    return Metadata(
        addresses=tuple(addresses),
        headline=_headline(stated, names, own_addresses, heading, section),
        publisher=publisher or next(iter(logos), ""),
        authors=next(filter(None, map(author_names, _authors(tree, news, byline.authors))), []),
        published=_date("published", [value for value in published if value], now, notes),
        modified=_date("modified", [value for value in modified if value], now, notes),
        language=_text(news.get("inLanguage")) or tree.get("lang", "") or meta.get("og:locale", "").replace("_", "-"),
        section=section,
        is_free=_is_free(tree, news),
        corrections=tuple(_corrections(news.get("correction"), now)),
        reservations=tuple(_reservations(tree)),
        notes=tuple(notes),
        is_article=bool(news) or meta.get("og:type", "").lower() == "article",
        is_live=is_live_blog(tree, kinds),
        no_article=next((f"{OTHER_PAGES[kind]} ({kind})" for kind in sorted(kinds & OTHER_PAGES.keys())), ""),
        body=_body(news),
    )


def _headline(stated: list[str], names: list[str], addresses: list[str], heading: str, section: str) -> str:
    """The first of what is stated that is more than the site's name, without that name and its section's."""
    url = next(iter(addresses), "")
    for words in map(plain, stated):
        if words and not is_site_name(words, names, url):
            return without_site_name(words, names, url, heading, section)
    return next((words for words in map(plain, stated) if words), "")


def _body(news: Node) -> str:
    """The text that an article's object has, without its markup."""
    value = news.get("articleBody") or list(_posts(news.get("liveBlogUpdate")))
    parts = [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str)]
    words = html.unescape("\n".join(parts))
    return MARKUP.sub("", BLOCK_END.sub("\n", words)).strip()


def _posts(updates: object) -> Iterator[str]:
    """The posts of a live blog as lines: the time of day that each states and its heading, then its words."""
    for post in updates if isinstance(updates, list) else [updates]:
        if isinstance(post, dict) and isinstance(post.get("articleBody"), str):
            stated = as_iso(_stated(post.get("datePublished")))
            yield " ".join(filter(None, (stated[11:16] if is_iso(stated) else "", _text(post.get("headline")))))
            yield post["articleBody"]


def _words(tree: Any) -> str:
    """All words that stand on a page, folded."""
    texts = tree.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::template)]")
    return folded(" ".join(texts))


def _meta(tree: Any) -> dict[str, str]:
    """The page's meta tags; of several with one name, the first."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        key, value = tag.get("property") or tag.get("name"), tag.get("content")
        if key and value:
            found.setdefault(key.lower(), value.strip())
    return found


def _date(field: str, stated: list[str], now: datetime, notes: list[str]) -> str:
    """The first of the statements that is a date; one with a time zone instead if it means about the same moment."""
    good: list[tuple[datetime, bool]] = []
    for value in dict.fromkeys(stated):
        stated_at = as_iso(value)
        try:
            moment = parse_date(stated_at, field, now)
        except ArticleError as error:
            notes.append(str(error))
            continue
        if moment:
            good.append((moment, datetime.fromisoformat(stated_at).tzinfo is not None))
    if not good:
        return ""
    first = good[0][0]
    zoned = next((moment for moment, has_zone in good if has_zone and abs(moment - first) <= SAME_DAY), first)
    return zoned.isoformat()


def _stated(value: object) -> str:
    """A date as it is stated; in milliseconds since 1970 it may be a number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value)


def _is_free(tree: Any, news: dict[str, Any]) -> bool | None:
    """Whether a page says that everybody may read it; `None` where it says nothing."""
    marked = [mark.get("content") or "" for mark in tree.xpath("//*[@itemprop='isAccessibleForFree']")[:1]]
    for value in (news.get("isAccessibleForFree"), *marked):
        words = str(value).strip().lower()
        if words in FALSE or words in TRUE:
            return words in TRUE
    return None


def _reservations(tree: Any) -> Iterator[str]:
    """A page's words against use by machines: robots directives "noai", and the TDM Reservation Protocol."""
    for tag in tree.iter("meta"):
        name, content = (tag.get("name") or "").lower(), (tag.get("content") or "").lower()
        if name == "tdm-reservation" and content.strip() == "1":
            yield "tdm-reservation: 1"
        elif name and "noai" in re.split(r"[\s,;]+", content):
            yield f"{name}: noai"


def _corrections(value: object, now: datetime) -> Iterator[Correction]:
    """What schema.org's `correction` holds: text or a CorrectionComment; an address alone says nothing."""
    for each in value if isinstance(value, list) else [value]:
        stated = each if isinstance(each, dict) else {"text": each}
        words = _text(stated.get("text")) or _text(stated.get("description"))
        if words and not re.match(r"https?://\S+$", words):
            date = _date("correction", [_stated(stated.get("datePublished"))], now, [])
            yield Correction("correction", words, datetime.fromisoformat(date) if date else None, None)


def _text(value: object) -> str:
    """A property's text, whether it is given plainly, as a named object or as a list of either."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    return html.unescape(value).strip() if isinstance(value, str) else ""  # many sites write `&amp;` even in JSON


def _authors(tree: Any, news: Node, byline: Sequence[str]) -> Iterator[list[str]]:
    """What each place of a page says of its authors, the most trustworthy place first."""
    yield list(_names(news.get("author")))
    marked = [mark for mark in tree.xpath(AUTHOR_MARK) if not is_in_part(mark)]
    named = [(mark.xpath(".//*[@itemprop='name']") or [mark])[0] for mark in marked]
    yield [plain(str(mark.get("content") or mark.text_content())) for mark in named]
    yield [plain(value) for tag in tree.iter("meta") if _key(tag) in AUTHOR_TAGS and (value := tag.get("content"))]
    yield list(byline)


def _names(value: object) -> Iterator[str]:
    """The names of those that an object's property holds."""
    for person in value if isinstance(value, list) else [value]:
        names = person.get("name") if isinstance(person, dict) else person
        if isinstance(person, dict) and not names:
            names = " ".join(filter(None, (_text(person.get(part)) for part in ("givenName", "familyName"))))
        yield from (plain(_text(name)) for name in (names if isinstance(names, list) else [names]))


def _key(tag: Any) -> str:
    return str(tag.get("property") or tag.get("name") or "").lower()
