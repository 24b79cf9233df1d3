"""A brief as Markdown, as HTML for mail, and as a feed: the same words in each, every line with its source.

Knows nothing of how a brief is made.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from html import escape

from pydantic import TypeAdapter

from corpus.errors import UsageError
from qa.answer.contract import Citation
from qa.answer.exports.footnotes import address, plain
from qa.answer.exports.wording import source
from qa.service.feed_documents import Entry, Feed, Part, as_html, linked, write_feed
from qa.service.news_brief import BriefStory, NewsBrief

BRIEF = TypeAdapter(NewsBrief)


@dataclass(frozen=True, slots=True)
class BriefFormat:
    """How a brief is written, and as what it is sent."""

    media_type: str
    write: Callable[[NewsBrief], bytes]


def brief_format(name: str) -> BriefFormat:
    """The format of this name. Raises `UsageError` naming those that there are."""
    if name not in FORMATS:
        raise UsageError(f"format {name!r} is none of {', '.join(FORMATS)}")
    return FORMATS[name]


def title_of(brief: NewsBrief) -> str:
    """What the brief is of: its days, and its publishers if it is of some."""
    first, last = f"{brief.since:%-d %b %Y}", f"{brief.until:%-d %b %Y}"
    days = first if first == last else f"{first} to {last}"
    return f"News of {days}{', by ' + ', '.join(brief.publishers) if brief.publishers else ''}"


def remarks(brief: NewsBrief) -> Iterator[str]:
    """What is to be known of the brief as a whole."""
    if brief.counted_from:
        yield f"The archive's newest article is of {brief.counted_from:%-d %b %Y}; the days are counted from there."
    if not brief.stories:
        yield f"There is nothing to tell: {brief.n_articles:,} articles of these days were found."
    if not brief.is_all:
        yield "There were too many articles to group; the oldest are left out."


def reported(story: BriefStory) -> str:
    """How many reports there are, a wire text and its copies being one, by whom, and when."""
    n = story.independent_reports
    counted = f"{n} reports" if n > 1 else "1 report"
    publishers = ", ".join(name.removeprefix("www.") for name in story.publishers)
    first, last = f"{story.since:%-d %b}", f"{story.until:%-d %b %Y}"
    days = last if story.since == story.until else f"{first} to {last}"
    return " · ".join(filter(None, (counted, publishers, days)))


def markdown(brief: NewsBrief) -> str:
    """The brief as Markdown, in which nothing of the articles' words is markup."""
    parts = [f"# {plain(title_of(brief))}", *map(plain, remarks(brief))]
    for story in brief.stories:
        parts += [f"## [{plain(story.headline)}]({address(story.article.url)})", plain(reported(story))]
        for line in story.lines:
            parts.append(f"> {plain(line.quote)}\n>\n> — [{plain(_source(line))}]({address(line.link)})")
    return "\n\n".join(parts) + "\n"


def html(brief: NewsBrief) -> str:
    """The brief as a document for mail: no script, no style, no picture."""
    title = escape(title_of(brief))
    body = [f"<h1>{title}</h1>", *(f"<p>{escape(each)}</p>" for each in remarks(brief))]
    for story in brief.stories:
        body.append(f"<h2>{linked(story.headline, story.article.url)}</h2>\n{as_html(_parts(story))}")
    words = "\n".join(body)
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    return f'<!doctype html>\n<html lang="en">{head}\n<body>\n{words}\n</body></html>\n'


def feed(brief: NewsBrief, address: str = "") -> Feed:
    """The brief with an entry for each story; an entry is another one when its lines are."""
    entries = tuple(
        Entry(
            f"urn:newsqa:story:{story.id}:{_digest(story)}",
            story.headline,
            _moment(story),
            _parts(story),
            link=story.lines[-1].link,
            authors=story.publishers,
        )
        for story in brief.stories
    )
    newest = max((entry.updated for entry in entries), default=datetime.combine(brief.until, time(), UTC))
    of = hashlib.sha256("\0".join(brief.publishers).encode()).hexdigest()[:16]
    return Feed(f"urn:newsqa:brief:{of}", title_of(brief), newest, entries, address)


def _parts(story: BriefStory) -> tuple[Part, ...]:
    lines = (Part("quote", line.quote, line.link, _source(line)) for line in story.lines)
    return (Part("remark", reported(story)), *lines)


def _source(line: Citation) -> str:
    later = ", a later version is known" if line.superseded else ""
    also = [report.publisher or "publisher unknown" for report in line.also_reported_by]
    carried = f", also carried by {', '.join(also)}" if also else ""
    return f"{source(line.article)}{later}{carried}"


def _moment(story: BriefStory) -> datetime:
    """When the newest of its lines was published."""
    published = [line.article.published_at for line in story.lines if line.article.published_at]
    return max(published, default=datetime.combine(story.until, time(), UTC))


def _digest(story: BriefStory) -> str:
    told = "\0".join(f"{line.article.id}\0{line.quote}" for line in story.lines)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


FORMATS = {
    "markdown": BriefFormat("text/markdown; charset=utf-8", lambda brief: markdown(brief).encode()),
    "json": BriefFormat("application/json", lambda brief: BRIEF.dump_json(brief, indent=2) + b"\n"),
    "html": BriefFormat("text/html; charset=utf-8", lambda brief: html(brief).encode()),
    "atom": BriefFormat("application/atom+xml", lambda brief: write_feed(feed(brief), "atom")),
    "jsonfeed": BriefFormat("application/feed+json", lambda brief: write_feed(feed(brief), "json")),
}
