"""What the archive remembers of addresses that were asked for: validators, listings, sites' files, and past reports.

It is kept in the archive's file and committed with the articles that came of it. It says when an address is due again.
Knows nothing of the network.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from corpus.archive.sqlite import Archive, seconds
from corpus.archive.stories import link, unlink
from corpus.article import Article, canonical_url
from corpus.formats.feed import Entry
from corpus.web.fetch import SiteFile, Validators

GONE_FOR = timedelta(days=1)  # between two looks that find a page gone, before its article is removed
REFUSED_FOR = timedelta(days=1)
BACKOFF = timedelta(minutes=1)  # after the first failure; doubled for each further one
MAX_BACKOFF = timedelta(hours=6)
# News is edited in its first hours and days; how often a page is asked whether it has changed, by its age.
RECHECK = ((timedelta(days=2), timedelta(hours=1)), (timedelta(days=30), timedelta(days=1)))
RECHECK_OLDER = timedelta(days=30)
KEPT_REPORTS = 50
NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of one address; the times are explained in the schema."""

    url: str
    first_asked: datetime
    checked: datetime
    article_id: str | None = None
    is_own: bool = False
    dated: datetime | None = None
    validators: Validators = NO_VALIDATORS
    gone_since: datetime | None = None
    withdrawn: bool = False
    n_failures: int = 0
    not_before: datetime | None = None

    def answered(
        self, now: datetime, validators: Validators, article_id: str | None, dated: datetime | None = None
    ) -> "Page":
        """The same page after it gave something."""
        return Page(self.url, self.first_asked, now, article_id, dated=dated, validators=validators)

    def unchanged(self, now: datetime) -> "Page":
        """The same page after it said that it has not changed."""
        return self.answered(now, self.validators, self.article_id, self.dated)

    def gone(self, now: datetime) -> "Page":
        """The same page after it was not there; if it comes back, its content is wanted, not that it is the same."""
        return replace(
            self,
            checked=now,
            validators=NO_VALIDATORS,
            gone_since=self.gone_since or now,
            n_failures=0,
            not_before=None,
        )

    def refused(self, now: datetime) -> "Page":
        """The same page after it was closed to us or was not to be asked for: looked at again in a day."""
        return replace(self, checked=now, gone_since=None, n_failures=0, not_before=now + REFUSED_FOR)

    def failed(self, now: datetime, retry_after_s: float | None) -> "Page":
        """The same page after it failed: it is left alone for as long as its host asks, or longer each time."""
        backoff = min(MAX_BACKOFF, BACKOFF * 2 ** min(self.n_failures, 20))
        wait = backoff if retry_after_s is None else timedelta(seconds=min(retry_after_s, 365 * 86_400))
        return replace(self, n_failures=self.n_failures + 1, not_before=now + wait)

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to ask whether it has changed, although no list says so."""
        if self.not_before and now < self.not_before:
            return False
        if self.n_failures:
            return True
        if self.gone_since and not self.withdrawn:
            return now - self.checked >= GONE_FOR
        age = now - (self.dated or self.first_asked)
        return now - self.checked >= next((every for limit, every in RECHECK if age < limit), RECHECK_OLDER)


def load_page(archive: Archive, url: str) -> Page | None:
    """What is known of an address; `None` if it was never asked for."""
    row = archive.connection.execute(
        "SELECT first_asked, checked, article_id, is_own, dated, found_at, etag, last_modified, gone_since, withdrawn,"
        " n_failures, not_before FROM page WHERE url = ?",
        (url,),
    ).fetchone()
    if row is None:
        return None
    first, checked, article_id, is_own, dated, found_at, etag, modified, gone_since, withdrawn, n_failures, wait = row
    return Page(
        url,
        _time(first),
        _time(checked),
        article_id,
        bool(is_own),
        _optional_time(dated),
        Validators(found_at or url, etag, modified),
        _optional_time(gone_since),
        bool(withdrawn),
        n_failures,
        _optional_time(wait),
    )


def pages_gone(archive: Archive) -> list[Page]:
    """Those that have been gone for long enough, and whose articles have not been removed for that."""
    rows = archive.connection.execute(
        "SELECT url FROM page WHERE gone_since IS NOT NULL AND checked - gone_since >= ? AND NOT withdrawn"
        " AND article_id IS NOT NULL",
        (int(GONE_FOR.total_seconds()),),
    ).fetchall()
    return [page for (url,) in rows if (page := load_page(archive, url))]


def save_page(archive: Archive, page: Page) -> None:
    """Inside a transaction."""
    archive.connection.execute(
        "INSERT OR REPLACE INTO page (url, first_asked, checked, article_id, is_own, dated, found_at, etag,"
        " last_modified, gone_since, withdrawn, n_failures, not_before) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            page.url,
            seconds(page.first_asked),
            seconds(page.checked),
            page.article_id,
            page.is_own,
            seconds(page.dated),
            page.validators.url,
            page.validators.etag,
            page.validators.last_modified,
            seconds(page.gone_since),
            page.withdrawn,
            page.n_failures,
            seconds(page.not_before),
        ),
    )


def load_entries(archive: Archive, list_url: str) -> list[Entry]:
    """What a list has named, ever, in its order."""
    rows = archive.connection.execute(
        "SELECT url, stamp, is_list, item, taken FROM listing WHERE list_url = ? ORDER BY position", (list_url,)
    )
    return [
        Entry(url, stamp, bool(is_list), json.loads(item) if item else None, taken)
        for url, stamp, is_list, item, taken in rows
    ]


def save_entries(archive: Archive, list_url: str, entries: Iterable[Entry]) -> None:
    """Inside a transaction: what a list names now; what it named earlier stays, behind."""
    run = archive.connection.execute
    run("UPDATE listing SET position = position + 100000000 WHERE list_url = ? AND position < 100000000", (list_url,))
    for position, entry in enumerate(entries):
        item = json.dumps(entry.item, ensure_ascii=False) if entry.item else None
        run(
            "INSERT INTO listing (list_url, url, is_list, position, stamp, item) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET is_list = excluded.is_list, position = excluded.position,"
            " item = CASE WHEN taken IS excluded.stamp THEN NULL ELSE excluded.item END, stamp = excluded.stamp",
            (list_url, entry.url, entry.is_list, position, entry.stamp, item),
        )


def save_taken(archive: Archive, list_url: str, entry: Entry) -> None:
    """Inside a transaction: an entry's page has been asked for, as the list had it."""
    archive.connection.execute(
        "UPDATE listing SET taken = ?, item = CASE WHEN stamp = ? THEN NULL ELSE item END"
        " WHERE list_url = ? AND url = ?",
        (entry.stamp, entry.stamp, list_url, entry.url),
    )


def add_entry(archive: Archive, list_url: str, url: str) -> None:
    """Inside a transaction: a page that a list did not name but led to is looked after like those that it named."""
    archive.connection.execute(
        "INSERT OR IGNORE INTO listing (list_url, url, is_list, position, stamp) VALUES (?, ?, 0, 100000000, '')",
        (list_url, url),
    )


def is_elsewhere(archive: Archive, page: Page) -> str | None:
    """The address at which a page's article is to be looked for before it is taken for gone; `None`: nowhere else."""
    row = archive.connection.execute("SELECT url FROM article WHERE id = ?", (page.article_id,)).fetchone()
    if row is None or row[0] == canonical_url(page.url):
        return None
    return str(row[0])


def is_shown_elsewhere(archive: Archive, page: Page) -> bool:
    """Whether another page, that is not gone, gives the same article."""
    row = archive.connection.execute(
        "SELECT 1 FROM page WHERE article_id = ? AND url <> ? AND gone_since IS NULL", (page.article_id, page.url)
    ).fetchone()
    return row is not None


def load_site_files(archive: Archive) -> dict[str, SiteFile]:
    rows = archive.connection.execute("SELECT url, body, etag, last_modified, checked FROM site_file")
    return {
        url: SiteFile(body, Validators(url, etag, modified), _time(checked))
        for url, body, etag, modified, checked in rows
    }


def save_site_files(archive: Archive, files: Mapping[str, SiteFile]) -> None:
    """Inside a transaction."""
    archive.connection.executemany(
        "INSERT OR REPLACE INTO site_file VALUES (?, ?, ?, ?, ?)",
        [
            (url, file.body, file.validators.etag, file.validators.last_modified, seconds(file.checked))
            for url, file in files.items()
        ],
    )


def forget(archive: Archive, url: str) -> None:
    """Inside a transaction: ask for the pages of an article anew next time, as if they had never been seen."""
    pages = "SELECT url FROM page WHERE article_id = (SELECT id FROM article WHERE url = ?)"
    archive.connection.execute(f"UPDATE listing SET taken = NULL WHERE url IN ({pages})", (url,))
    archive.connection.execute(f"DELETE FROM page WHERE url IN ({pages})", (url,))


def keep_out(archive: Archive, url: str) -> None:
    """Inside a transaction: an article that was removed by hand does not come back when its page does."""
    archive.connection.execute(
        "UPDATE page SET withdrawn = 0 WHERE article_id = (SELECT id FROM article WHERE url = ?)", (url,)
    )


def rename(archive: Archive, old_id: str, article: Article, revision: int) -> bool:
    """Inside `writing()`: an article goes on under another address, with its history; whether there was one to rename.

    Versions that the new address has already are kept once. An article that was removed stays removed.
    """
    run = archive.connection.execute
    if old_id == article.id or not run("SELECT 1 FROM article WHERE id = ?", (old_id,)).fetchone():
        return False
    run(
        "INSERT OR IGNORE INTO article SELECT ?, ?, first_seen, removed FROM article WHERE id = ?",
        (article.id, article.url, old_id),
    )
    twice = run(
        "UPDATE version SET removed = 1, title = '', text = '', authors = '[]', corrections = '[]'"
        " WHERE article_id = ? AND NOT removed"
        " AND version IN (SELECT version FROM version WHERE article_id = ? AND NOT removed) RETURNING number",
        (old_id, article.id),
    ).fetchall()
    unlink(archive.connection, [number for (number,) in twice])
    run("UPDATE version SET article_id = ?, revision = ? WHERE article_id = ?", (article.id, revision, old_id))
    run("DELETE FROM article WHERE id = ?", (old_id,))
    run("UPDATE page SET article_id = ? WHERE article_id = ?", (article.id, old_id))
    run("UPDATE renamed SET new_id = ? WHERE new_id = ?", (article.id, old_id))
    run("DELETE FROM renamed WHERE old_id = ?", (article.id,))
    run("INSERT OR REPLACE INTO renamed VALUES (?, ?)", (old_id, article.id))
    archive.order_versions(article.id, revision)
    for (number,) in run("SELECT number FROM version WHERE article_id = ? AND NOT removed", (article.id,)).fetchall():
        link(archive.connection, number)  # a story's name depends on its articles' ids
    return True


def new_id(archive: Archive, old_id: str) -> str | None:
    """The id under which a renamed article goes on."""
    row = archive.connection.execute("SELECT new_id FROM renamed WHERE old_id = ?", (old_id,)).fetchone()
    return str(row[0]) if row else None


def save_report(archive: Archive, number: int | None, started: datetime, body: Any, *, is_finished: bool) -> int:
    """Keep a refresh's report, the first time under a new number, which it returns."""
    finished = seconds(datetime.now(UTC)) if is_finished else None
    with archive.noting():
        (number,) = archive.connection.execute(
            "INSERT INTO report VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET finished = excluded.finished,"
            " body = excluded.body RETURNING number",
            (number, seconds(started), finished, json.dumps(body, ensure_ascii=False)),
        ).fetchone()
        archive.connection.execute("DELETE FROM report WHERE number <= ?", (number - KEPT_REPORTS,))
    return int(number)


def load_reports(archive: Archive, limit: int) -> list[dict[str, Any]]:
    """The last refreshes' reports, the newest first."""
    rows = archive.connection.execute(
        "SELECT started, finished, body FROM report ORDER BY number DESC LIMIT ?", (limit,)
    ).fetchall()
    return [
        {"started": _time(started), "finished": _optional_time(finished), **json.loads(body)}
        for started, finished, body in rows
    ]


def _time(value: int) -> datetime:
    return datetime.fromtimestamp(value, UTC)


def _optional_time(value: int | None) -> datetime | None:
    return None if value is None else _time(value)
