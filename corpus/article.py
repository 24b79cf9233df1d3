"""What an article is: one news item at one URL, and its text as one publisher gave it.

The id is a hash of the canonical URL, the version a hash of title and text, so the same words at the same
address are always the same version. Dates are what the publisher said, in UTC, or `None`; they are never guessed.
Knows nothing of files, networks or storage.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from corpus.corrections import Correction, find_corrections
from corpus.errors import UsageError
from corpus.stated_date import as_iso, is_iso
from corpus.uses import UNSAID, Uses

MAX_TEXT_CHARS = 2_000_000  # the longest printed features are under 150,000; above this it is a dump, not an article
MAX_TITLE_CHARS = 1_000
MAX_URL_CHARS = 4_000
MAX_NAME_CHARS = 300  # of a publisher, an author, a section; what is longer is cut
MAX_AUTHORS = 500
MAX_MARKS = 30  # on one letter; Unicode's Stream-Safe Text Format (UAX #15) has at most as many
LAST_MARK = 0x1F000  # no combining marks from there on
CLOCK_SKEW = timedelta(hours=24)  # a date-only "today" written east of UTC is at most this far ahead of the UTC clock
EARLIEST = datetime(1600, 1, 1, tzinfo=UTC)  # the first newspapers; anything before is a placeholder such as 0001-01-01

MILLISECONDS = re.compile(r"\d{13}")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\ud800-\udfff\ufeff]")
# What browsers read control characters as that are Windows-1252's bytes; one that is a line break stays.
WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0) if code != 0x85}

# Letters of Cyrillic and Greek that look like Latin ones, as in Unicode's list of confusables.
LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝһӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανικρυ",
    "ABESIJKMHOPCTYXaesijopcyxdqwhlABEZHIKMNOPTYXoavikpu",
)
LATIN = re.compile(r"[A-Za-z]")
JOINERS = "\u200c\u200d"

# Parameters that say how the reader came, not which article it is.
TRACKING_PARAMETERS = frozenset(
    [
        "fbclid",
        "gclid",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "mc_cid",
        "mc_eid",
        "igshid",
        "cmpid",
        "cmp",
        "ncid",
        "ocid",
        "icid",
        "s_cid",
        "sref",
        "smid",
        "smtyp",
        "taid",
    ]
)


class ArticleError(UsageError):
    """What was read cannot be kept as an article; trying again with the same input cannot help."""


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one news item, as its publisher gave it.

    `url` is canonical. `published` and `modified` are aware UTC times or `None` when the source gave none; a date
    without a time is that day's midnight UTC. `is_free` is whether the publisher says that everybody may read it,
    `uses` what its source allows to be done with it.
    """

    id: str
    url: str
    publisher: str | None
    title: str
    text: str
    authors: tuple[str, ...]
    published: datetime | None
    modified: datetime | None
    language: str | None
    version: str
    section: str | None
    is_free: bool | None = None
    corrections: tuple[Correction, ...] = ()
    uses: Uses = UNSAID


def make_article(
    *,
    url: str,
    title: str,
    text: str,
    publisher: str | None = None,
    authors: Sequence[str] = (),
    published: str | None = None,
    modified: str | None = None,
    language: str | None = None,
    section: str | None = None,
    is_free: bool | None = None,
    corrections: Sequence[Correction] = (),
    now: datetime,
) -> Article:
    """Build an article from what a source gave, checked and normalised; `corrections` are those not in its text.

    Raises `ArticleError` naming the field and its value when it cannot be kept: no URL, title or text, text over
    `MAX_TEXT_CHARS`, a date that cannot be read, lies before 1600 or after `now`.
    """
    canonical = canonical_url(url)
    title = clean_line(title)
    text = clean_text(text)
    if not title:
        raise ArticleError(f"no title (url {canonical})")
    if len(title) > MAX_TITLE_CHARS:
        raise ArticleError(f"title of {len(title):,} characters, at most {MAX_TITLE_CHARS:,} (url {canonical})")
    if not text:
        raise ArticleError(f"no text (url {canonical})")
    if len(text) > MAX_TEXT_CHARS:
        raise ArticleError(f"text of {len(text):,} characters, at most {MAX_TEXT_CHARS:,} (url {canonical})")
    return Article(
        id=article_id(canonical),
        url=canonical,
        publisher=_name(_visible(publisher or "")) or host_name(canonical),
        title=title,
        text=text,
        authors=tuple(name for name in map(_name, authors[:MAX_AUTHORS]) if name),
        published=parse_date(published, "published", now),
        modified=parse_date(modified, "modified", now),
        language=_name(language or "").lower() or None,
        version=version_hash(title, text),
        section=_name(section or "") or None,
        is_free=is_free,
        corrections=_all_corrections(title, text, corrections),
    )


def _all_corrections(title: str, text: str, stated: Sequence[Correction]) -> tuple[Correction, ...]:
    """Those in the words, then those that are only stated beside them."""
    found = find_corrections(title, text)
    known = {clean_line(correction.text) for correction in found}
    others = dict.fromkeys(replace(each, text=clean_line(each.text)) for each in stated)
    return (*found, *(each for each in others if each.text not in known))


def canonical_url(url: str) -> str:
    """The same article's one address: lower-case scheme and host, no default port, fragment or tracking parameters."""
    url = url.strip()
    if not url:
        raise ArticleError("no url")
    if len(url) > MAX_URL_CHARS:
        raise ArticleError(f"url of {len(url):,} characters, at most {MAX_URL_CHARS:,}: {url[:80]}…")
    try:
        url.encode()  # refuses lone surrogates, which have no place in an address
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ArticleError(f"url {url!r}: {error}") from error
    scheme = parts.scheme.lower()
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if scheme == "file":
        if not path.strip("/"):
            raise ArticleError(f"url {url!r} names no file")
        return f"file:///{path.lstrip('/')}"
    host = (parts.hostname or "").rstrip(".")
    if scheme not in ("http", "https") or not host:
        raise ArticleError(f"url {url!r} is not an http, https or file address")
    if ":" in host:
        host = f"[{host}]"
    if port not in (None, {"http": 80, "https": 443}[scheme]):
        host = f"{host}:{port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")  # bytes that are no UTF-8 stay
    kept = urlencode([(key, value) for key, value in pairs if not _is_tracking(key)], errors="surrogateescape")
    return urlunsplit((scheme, host, path, kept, ""))


def _is_tracking(parameter: str) -> bool:
    return parameter.lower() in TRACKING_PARAMETERS or parameter.lower().startswith("utm_")


def article_id(url: str) -> str:
    """16 hexadecimal digits of the SHA-256 of a canonical URL."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


def version_hash(title: str, text: str) -> str:
    """16 hexadecimal digits of the SHA-256 of title and text."""
    return hashlib.sha256(f"{title}\0{text}".encode()).hexdigest()[:16]


def host_name(url: str) -> str | None:
    """`www.example.org` of a web address, the publisher when the source names none; `None` for a file.

    Letters beyond ASCII are as computers look them up, so that no name looks like `reuters.com` which is another.
    """
    host = urlsplit(url).hostname
    return host and ".".join(map(_looked_up, host.split(".")))


def _looked_up(label: str) -> str:
    """A host's label in ASCII, none of its letters taken for others: as IDNA 2008 has it, where `ß` is not `ss`."""
    if label.isascii():
        return label
    return f"xn--{unicodedata.normalize('NFC', label).encode('punycode').decode()}"


@lru_cache(maxsize=10_000)
def publisher_key(name: str | None) -> str:
    """A publisher's name for comparing: case and a leading `www.` do not matter, nor what no reader can see.

    That are invisible characters, and letters of other scripts that look like Latin ones in a word with some.
    """
    return unmasked(name or "").strip().casefold().removeprefix("www.")


def unmasked(name: str) -> str:
    """A name as it looks to readers: without invisible characters, look-alikes among Latin letters as those."""
    if name.isascii():
        return name
    seen = "".join(letter for letter in unicodedata.normalize("NFKC", name) if unicodedata.category(letter) != "Cf")
    return re.sub(r"\w+", lambda word: word[0].translate(LOOK_ALIKES) if LATIN.search(word[0]) else word[0], seen)


def _visible(name: str) -> str:
    """A name without invisible characters, but for the joiners that its own script writes with."""
    shown = "".join(letter for letter in name if unicodedata.category(letter) != "Cf" or letter in JOINERS)
    bare = shown.translate(dict.fromkeys(map(ord, JOINERS)))
    return bare if LATIN.search(bare) else shown


def _name(value: str) -> str:
    return clean_line(value)[:MAX_NAME_CHARS].strip()


def clean_line(value: str) -> str:
    """One line: control characters dropped, white space folded."""
    return " ".join(_printable(value).split())


def clean_text(value: str) -> str:
    """Paragraphs separated by one empty line or a line break, each folded; nothing else is changed."""
    lines = [" ".join(line.split()) for line in _printable(value).splitlines()]
    paragraphs: list[str] = []
    for line in lines:
        if line or (paragraphs and paragraphs[-1]):
            paragraphs.append(line)
    return "\n".join(paragraphs).strip()


def _printable(value: str) -> str:
    """The text in NFC without control characters, lone surrogates and byte-order marks; Windows' own are read."""
    shown = UNPRINTABLE.sub("", value.translate(WINDOWS))
    return shown if shown.isascii() else unicodedata.normalize("NFC", _stacked_marks().sub(r"\1", shown))


@cache
def _stacked_marks() -> re.Pattern[str]:
    """Marks on one letter, and those beyond as many as text has: putting them in order costs their number squared."""
    marks = "".join(filter(unicodedata.combining, map(chr, range(LAST_MARK))))
    return re.compile(f"([{marks}]{{{MAX_MARKS}}})[{marks}]+")


def parse_date(value: str | None, field: str, now: datetime) -> datetime | None:
    """An ISO 8601 date or time, or milliseconds since 1970, as aware UTC; a time without a zone is taken as UTC.

    Raises `ArticleError` when it is not one, lies before 1600, or lies after `now` (a day of grace for time zones).
    """
    if value is None or not value.strip():
        return None
    try:
        stated = as_iso(value) if MILLISECONDS.fullmatch(value.strip()) else value.strip()
        if not is_iso(stated):
            raise ValueError(stated)
        moment = datetime.fromisoformat(stated)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ArticleError(f"{field} {value!r} is not an ISO 8601 date") from error
    if moment < EARLIEST:
        raise ArticleError(f"{field} {value!r} lies before the year 1600")
    if moment > now + CLOCK_SKEW:
        raise ArticleError(f"{field} {value!r} lies in the future")
    return moment
