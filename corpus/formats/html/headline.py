"""Headlines: a page's heading, and a headline without its site's name, its markup and entities that stand twice.

The one idea: what stands around a headline is taken off where the page itself says that it is the site's name, in its
metadata, as its logo or as its host, and never because of a dash alone. Knows nothing of the body.
"""

import html
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from corpus.article import MAX_TITLE_CHARS, clean_line

MARKUP = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|em|font|h[1-6]|i|mark|p|q|s|small|span|strong|sub|sup|u|wbr)\b[^<>]*>",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"\s+[|–—\-‒―·•:»«›‹/~]+\s+|\s*(?:\||::|»|«|\s-)\s*")
MAX_UNESCAPED = 3  # times that an entity is written as one
MAX_NAMES = 3  # that stand around one headline
MIN_HOST_CHARS = 4  # of a site's name that is known by its host alone


def plain(words: str) -> str:
    """A headline's words without markup, and without entities however often they were escaped."""
    for _ in range(MAX_UNESCAPED):
        unescaped = html.unescape(words)
        if unescaped == words:
            break
        words = unescaped
    return clean_line(MARKUP.sub("", words))


def page_heading(tree: Any, url: str) -> tuple[str, list[str]]:
    """The heading of a page's article, and the site's names that stand as its logo; the title where there is none."""
    title = clean_line(tree.xpath("string(//title)"))
    logos: list[str] = []
    headings = [(heading, words) for heading in tree.iter("h1") if (words := clean_line(heading.text_content()))]
    is_any_inside = any(_is_inside(heading) for heading, _ in headings)
    for heading, words in headings:
        is_beside = is_any_inside and not _is_inside(heading)
        if not is_beside and not _is_logo(heading, words, title, url):
            return words, logos
        logos.append(words)
    if logos:
        folded = _letters(title)
        for heading in tree.iter("h2"):
            words = clean_line(heading.text_content())
            if len(words.split()) > 1 and _letters(words) in folded and words not in logos:
                return words, logos
    return title, logos


def _is_inside(heading: Any) -> bool:
    """Whether a heading stands in the page's main part."""
    return next(heading.iterancestors("article", "main"), None) is not None


def _is_logo(heading: Any, words: str, title: str, url: str) -> bool:
    """Whether a heading is the site's name: a link to its front page, or what its title has behind the headline."""
    links = list(heading.iter("a"))
    around = next((above for above in heading.iterancestors("a")), None)
    for link in [*links, *([] if around is None else [around])]:
        is_whole = link is around or clean_line(link.text_content()) == words
        if is_whole and _is_front_page(link.get("href") or "", url):
            return True
    parts = [part for part in SEPARATOR.split(title) if part]
    return len(parts) > 1 and _letters(words) == _letters(parts[-1]) and _is_in_header(heading)


def _is_in_header(heading: Any) -> bool:
    """Whether a heading stands in the site's header, and not in an article's."""
    above = [element.tag for element in heading.iterancestors()]
    return "header" in above and "article" not in above and "main" not in above


def _is_front_page(href: str, url: str) -> bool:
    try:
        target = urlsplit(urljoin(url, href.strip()))
    except ValueError:
        return False
    return bool(href.strip()) and target.path in ("", "/") and not target.query and not href.strip().startswith("#")


def without_site_name(headline: str, names: Sequence[str], url: str, heading: str, section: str = "") -> str:
    """A headline without the site's names before and behind it, nor the section's between both; `heading` is the
    headline that readers see, `section` what the page says that it stands in."""
    if len(headline) > MAX_TITLE_CHARS:
        return headline  # and no article's
    known = {letters for letters in map(_letters, names) if letters}
    whole = headline
    for _ in range(MAX_NAMES):
        shorter = next(_shortened(headline, known, url, heading), None)
        if shorter is None:
            break
        headline = shorter
    is_named_behind = whole != headline and whole.startswith(headline)
    return _without_section(headline, section, url) if is_named_behind else headline


def _without_section(headline: str, section: str, url: str) -> str:
    """A headline without its last part, if that is the section which the page or its address names."""
    last = next(reversed(list(SEPARATOR.finditer(headline))), None)
    folders = (each for each in urlsplit(url).path.split("/")[:-1] if not each.isdigit())
    sections = [section, *folders]
    known = {letters for letters in map(_letters, sections) if letters}
    return headline[: last.start()].strip() if last and _letters(headline[last.end() :]) in known else headline


def is_site_name(words: str, names: Sequence[str], url: str) -> bool:
    """Whether words are nothing but the site's name."""
    return _is_site(words, {letters for letters in map(_letters, names) if letters}, url)


def _shortened(headline: str, known: set[str], url: str, heading: str) -> Iterator[str]:
    """A headline with its first or last part taken off, if that is the site's name."""
    separators = list(SEPARATOR.finditer(headline))
    if not separators:
        return
    first, last = separators[0], separators[-1]
    before, after = headline[: last.start()].strip(), headline[last.end() :].strip()
    shown = [headline[: each.start()].strip() for each in separators]
    yield from [words for words in shown if words and _letters(words) == _letters(heading)]
    if before and _is_site(after, known, url):
        yield before
    is_label = first[0].strip() == ":"  # the one who speaks, or what it is about
    if not is_label and first.end() < len(headline) and _is_site(headline[: first.start()], known, url):
        yield headline[first.end() :].strip()


def _is_site(words: str, known: set[str], url: str) -> bool:
    letters = _letters(words)
    host = urlsplit(url).hostname or ""
    names = (_letters(host), _letters("".join(host.split(".")[-2:-1])))  # of www.gazette.example, and gazette alone
    is_host = len(letters) >= MIN_HOST_CHARS and letters in names
    return letters in known or is_host


def _letters(words: str) -> str:
    """A name's letters and digits alone, without "the" and what is an address's, for comparing."""
    words = re.sub(r"^(https?://)?(www\.)?", "", words.strip().casefold())
    words = re.sub(r"^the\s+|\.(com|org|net|co\.uk|[a-z]{2})$", "", words)
    return "".join(re.findall(r"\w", words))
