"""What becomes of broken input: feeds, pages, sitemaps, agency files and web archives, mutated by chance.

    python tests/bench/mutants.py [--first N] [--count N] [--pages FOLDER]

Each mutant is read as a source's answer would be. Told are those that raise, or take over `MAX_S` of this processor's
time; and the memory that was needed. A mutant is its number: `--first N --count 1` makes it again. `--pages` is a
folder of html/ID.html.gz, of which a few are mutated beside the small ones here.
"""

import gzip
import json
import logging
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from figures import plain_arguments, write

from corpus.formats.sitemap import read_sitemap
from corpus.source import read_content

NOW = datetime(2026, 1, 20, tzinfo=UTC)
EXAMPLES = Path(__file__).parent.parent / "corpus" / "iptc"
MAX_S = 5.0
N_PAGES = 20
MAX_PIECE = 4_000  # bytes that are cut out, copied or repeated at a time
TOKENS = [
    b"<", b">", b"&", b"&#0;", b"&#x110000;", b"]]>", b"<![CDATA[", b"<!--", b"\x00", b"\xff", b"\xed\xa0\x80",
    b"\xef\xbb\xbf", b"<div>" * 500, b"[" * 2_000, b"{\"a\":" * 1_000, b"9" * 5_000, b"-1", b"NaN", b"1e999",
    b"null", b"\"", b"'", b"\\ud800", b"2026-13-45T99:99:99Z", b"9999-12-31T23:59:59-14:00", b"http://[::1",
    b"http://a:99999/", b"file:///", b"data:,", b"\r\n", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"xmlns='x'",
    b"encoding='utf-16'", b"encoding='utf-7'", b" " * 3_000, b"a" * 20_000, b"<p>" + b"word " * 500,
    b"Content-Length: 99999999999\r\n", b"Content-Length: -5\r\n", b"\x1f\x8b\x08", b"WARC/1.0\r\n",
]  # fmt: skip


def main() -> None:
    parser = plain_arguments(__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--pages", type=Path)
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    seeds = read_seeds(arguments.pages)
    signal.signal(signal.SIGVTALRM, _too_long)
    outcomes: Counter[str] = Counter()
    slowest = (0.0, 0)
    for number in range(arguments.first, arguments.first + arguments.count):
        name, content = mutant(seeds, number)
        started = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, MAX_S)
        try:
            outcomes.update(outcome(content))
        except Exception:
            outcomes["crash"] += 1
            print(f"mutant {number} of {name}:\n{traceback.format_exc(limit=-4)}", flush=True)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        slowest = max(slowest, (time.process_time() - started, number))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{arguments.count:,} mutants: {dict(outcomes)}; slowest {slowest[0]:.2f} s ({slowest[1]}); {peak:,.0f} MB")
    write(arguments.json, {**outcomes, "slowest_s": slowest[0], "peak_mb": peak})
    sys.exit(1 if outcomes["crash"] else 0)


def _too_long(*_: object) -> None:
    raise TimeoutError(f"over {MAX_S} s")


def outcome(content: bytes) -> list[str]:
    """What each of the items is that some content is read as."""
    found = [type(item).__name__ for item in read_content(content, "https://paper.example/a", "there", NOW)]
    read_sitemap(content, "https://paper.example/sitemap.xml", NOW)
    return found or ["nothing"]


def mutant(seeds: list[tuple[str, bytes]], number: int) -> tuple[str, bytes]:
    """A seed's name, and its bytes after a few changes; the same for the same number."""
    chance = random.Random(number)
    name, content = chance.choice(seeds)
    is_packed = chance.random() < 0.05
    for _ in range(chance.randint(1, 6)):
        content = changed(chance, content, chance.choice(seeds)[1])
    return name, gzip.compress(content)[: chance.choice((None, -7))] if is_packed else content


def changed(chance: random.Random, content: bytes, other: bytes) -> bytes:
    """One change at a place of chance."""
    at = chance.randint(0, len(content))
    end = min(len(content), at + chance.randint(1, MAX_PIECE if chance.random() < 0.3 else 12))
    kind = chance.randrange(8)
    if kind == 0:
        return content[:at] + chance.choice(TOKENS) + content[at:]
    if kind == 1:
        return content[:at] + content[end:]
    if kind == 2:
        return content[:at] + content[at:end] * chance.randint(2, 40) + content[end:]
    if kind == 3:
        return content[:at]
    if kind == 4:
        start = chance.randint(0, len(other))
        return content[:at] + other[start : start + MAX_PIECE] + content[at:]
    if kind == 5:
        return content[:at] + chance.randbytes(end - at) + content[end:]
    if kind == 6:
        return content[:at] + chance.choice(TOKENS) + content[end:]
    quoted = [place for place in range(len(content)) if content[place] in b"\"'<>&;:{}[]"]
    place = chance.choice(quoted) if quoted else 0
    return content[:place] + chance.choice(TOKENS) + content[place + 1 :]


def read_seeds(pages: Path | None) -> list[tuple[str, bytes]]:
    """Small files of every kind, each with its name."""
    seeds = [(path.name, path.read_bytes()) for path in sorted(EXAMPLES.iterdir())]
    page = (
        "<html lang='en'><head><title>Bridge opens</title><link rel='canonical' href='/a'>"
        '<script type=\'application/ld+json\'>{"@type":"NewsArticle","headline":"Bridge opens",'
        '"datePublished":"2025-10-27T10:00:00Z","author":[{"name":"Ann Lee"}]}</script>'
        "<meta property='og:title' content='Bridge opens'></head><body><article><h1>Bridge opens</h1>"
        + "".join(f"<p>Speaker {n} said on day {n} that bridge {n} had opened.</p>" for n in range(12))
        + "<table><tr><td>1</td><td>2</td></tr></table><blockquote class='twitter-tweet'><p>Hi</p>&mdash; A (@a)"
        "</blockquote></article></body></html>"
    ).encode()
    item = (
        "<item><title>Bridge</title><link>https://paper.example/1</link><guid>1</guid><pubDate>Mon, 27 Oct 2025 10:00"
        ":00 GMT</pubDate><description>&lt;p&gt;It opened.&lt;/p&gt;</description></item>"
    )
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://paper.example/1\r\n"
        "WARC-Date: 2026-01-01T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    ).encode()
    record = {"url": "https://paper.example/r", "title": "Bridge", "text": "It opened.", "published": "2025-10-27"}
    feed_item = {"id": "1", "url": "https://paper.example/j", "title": "Bridge", "content_html": "<p>It opened.</p>"}
    rows = "<url><loc>https://paper.example/1</loc><lastmod>2025-10-27</lastmod></url>" * 3
    seeds += [
        ("page", page), ("feed", f"<rss version='2.0'><channel><title>P</title>{item * 3}</channel></rss>".encode()),
        ("atom", b"<feed xmlns='http://www.w3.org/2005/Atom'><title>P</title><entry><title>B</title><id>1</id><link "
         b"href='https://paper.example/1'/><updated>2025-10-27T10:00:00Z</updated><content type='html'>&lt;p&gt;It"
         b" opened.&lt;/p&gt;</content></entry></feed>"),
        ("sitemap", f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</urlset>".encode()),
        ("records", json.dumps([record] * 3).encode()), ("warc", (head + http + b"\r\n\r\n") * 3),
        ("json feed", json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [feed_item] * 3}).encode()),
    ]  # fmt: skip
    files = sorted((pages / "html").glob("*.gz"))[:N_PAGES] if pages else []
    return seeds + [(file.name, gzip.decompress(file.read_bytes())) for file in files]


if __name__ == "__main__":
    main()
