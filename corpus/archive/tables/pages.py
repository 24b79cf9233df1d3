"""Page memory: the addresses that were asked for, what lists named, and sites' robots.txt, in the archive's tables.

It is committed with the articles that came of it, so whatever writes works inside the caller's transaction. When an
address is due again is the page's own matter (`corpus/page.py`).
"""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta

from corpus.archive.tables.database import Database, Row
from corpus.archive.versions import moment, optional_moment, seconds
from corpus.article import canonical_url
from corpus.page import GONE_FOR, ListEntry, Page, SiteFile, Validators

PAGE_COLUMNS = (
    "url, first_asked, checked, article_id, is_own, dated, found_at, etag, last_modified, gone_since, withdrawn,"
    " n_failures, not_before, agency_id, held, held_since"
)
ENTRY_COLUMNS = "url, stamp, is_list, item, taken, guid"
REPLACED = ", ".join(f"{name} = excluded.{name}" for name in PAGE_COLUMNS.split(", ")[1:])
SITE_FILES_KEPT_FOR = timedelta(days=30)  # after they were looked at last
BEHIND = 100_000_000  # added to the position of an entry that its list no longer names


class PagesTables:
    """The tables of pages, listings and sites' files."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, url: str) -> Page | None:
        rows = self._database.run(f"SELECT {PAGE_COLUMNS} FROM page WHERE url = ?", (url,))
        return _page(rows[0]) if rows else None

    def gone(self) -> list[Page]:
        rows = self._database.run(
            f"SELECT {PAGE_COLUMNS} FROM page WHERE gone_since IS NOT NULL AND checked - gone_since >= ?"
            " AND withdrawn = 0 AND article_id IS NOT NULL",
            (int(GONE_FOR.total_seconds()),),
        )
        return [_page(row) for row in rows]

    def save(self, page: Page) -> None:
        self._database.run(
            f"INSERT INTO page ({PAGE_COLUMNS}) VALUES ({', '.join('?' * 16)})"
            f" ON CONFLICT (url) DO UPDATE SET {REPLACED}",
            (
                page.url,
                seconds(page.first_asked),
                seconds(page.checked),
                page.article_id,
                int(page.is_own),
                seconds(page.dated),
                page.validators.url,
                page.validators.etag,
                page.validators.last_modified,
                seconds(page.gone_since),
                int(page.withdrawn),
                page.n_failures,
                seconds(page.not_before),
                page.agency_id,
                page.held,
                seconds(page.held_since),
            ),
        )

    def entries(self, list_url: str) -> list[ListEntry]:
        rows = self._database.run(
            f"SELECT {ENTRY_COLUMNS} FROM listing WHERE list_url = ? ORDER BY position", (list_url,)
        )
        return [_entry(row) for row in rows]

    def entry(self, list_url: str, url: str) -> ListEntry | None:
        rows = self._database.run(
            f"SELECT {ENTRY_COLUMNS} FROM listing WHERE list_url = ? AND url = ?", (list_url, url)
        )
        return _entry(rows[0]) if rows else None

    def save_entries(self, list_url: str, entries: Iterable[ListEntry]) -> None:
        self._database.run(
            "UPDATE listing SET position = position + ? WHERE list_url = ? AND position < ?",
            (BEHIND, list_url, BEHIND),
        )
        for position, entry in enumerate(entries):
            item = json.dumps(entry.item, ensure_ascii=False) if entry.item else None
            self._database.run(
                "INSERT INTO listing (list_url, url, is_list, position, stamp, item, guid) VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (list_url, url) DO UPDATE SET is_list = excluded.is_list, position = excluded.position,"
                " guid = excluded.guid, stamp = excluded.stamp,"
                " item = CASE WHEN listing.taken = excluded.stamp THEN NULL ELSE excluded.item END",
                (list_url, entry.url, int(entry.is_list), position, entry.stamp, item, entry.guid),
            )

    def save_taken(self, list_url: str, entry: ListEntry) -> None:
        self._database.run(
            "UPDATE listing SET taken = ?, item = CASE WHEN stamp = ? THEN NULL ELSE item END"
            " WHERE list_url = ? AND url = ?",
            (entry.stamp, entry.stamp, list_url, entry.url),
        )

    def add_entry(self, list_url: str, url: str) -> None:
        self._database.run(
            "INSERT INTO listing (list_url, url, is_list, position, stamp) VALUES (?, ?, 0, ?, '')"
            " ON CONFLICT DO NOTHING",
            (list_url, url, BEHIND),
        )

    def of_agency(self, agency_id: str) -> list[Page]:
        rows = self._database.run(
            f"SELECT {PAGE_COLUMNS} FROM page WHERE agency_id = ? AND agency_id <> '' ORDER BY first_asked, url",
            (agency_id,),
        )
        return [_page(row) for row in rows]

    def drop_entry(self, list_url: str, url: str) -> None:
        self._database.run("DELETE FROM listing WHERE list_url = ? AND url = ?", (list_url, url))

    def other_address(self, page: Page) -> str | None:
        url = self._database.value("SELECT url FROM article WHERE id = ?", (page.article_id,))
        return None if url is None or url == canonical_url(page.url) else str(url)

    def is_shown_elsewhere(self, page: Page) -> bool:
        rows = self._database.run(
            "SELECT 1 FROM page WHERE article_id = ? AND url <> ? AND gone_since IS NULL", (page.article_id, page.url)
        )
        return bool(rows)

    def is_held_elsewhere(self, page: Page, text: str) -> bool:
        rows = self._database.run(
            "SELECT 1 FROM page WHERE held = ? AND url <> ? AND article_id <> ? LIMIT 1",
            (text, page.url, page.article_id),
        )
        return bool(rows)

    def site_files(self) -> dict[str, SiteFile]:
        rows = self._database.run("SELECT url, body, etag, last_modified, checked FROM site_file")
        return {
            url: SiteFile(body, Validators(url, etag, modified), moment(checked))
            for url, body, etag, modified, checked in rows
        }

    def save_site_files(self, files: Mapping[str, SiteFile]) -> None:
        """Keep what was read; what was looked at long before is forgotten, as each page may name files of its own."""
        if files:
            newest = max(file.checked for file in files.values())
            self._database.run("DELETE FROM site_file WHERE checked < ?", (seconds(newest - SITE_FILES_KEPT_FOR),))
        self._database.run_many(
            "INSERT INTO site_file VALUES (?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET body = excluded.body,"
            " etag = excluded.etag, last_modified = excluded.last_modified, checked = excluded.checked",
            [
                (url, file.body, file.validators.etag, file.validators.last_modified, seconds(file.checked))
                for url, file in files.items()
            ],
        )

    def forget(self, article_url: str) -> None:
        pages = "SELECT url FROM page WHERE article_id = (SELECT id FROM article WHERE url = ?)"
        self._database.run(f"UPDATE listing SET taken = NULL WHERE url IN ({pages})", (article_url,))
        self._database.run(f"DELETE FROM page WHERE url IN ({pages})", (article_url,))

    def keep_out(self, article_url: str) -> None:
        self._database.run(
            "UPDATE page SET withdrawn = 0 WHERE article_id = (SELECT id FROM article WHERE url = ?)", (article_url,)
        )


def _entry(row: Row) -> ListEntry:
    """The entry in a row of `ENTRY_COLUMNS`."""
    url, stamp, is_list, item, taken, guid = row
    return ListEntry(url, stamp, bool(is_list), json.loads(item) if item else None, taken, guid)


def _page(row: Row) -> Page:
    """The page in a row of `PAGE_COLUMNS`."""
    url, first, checked, article_id, is_own, dated, found_at, etag, modified, gone_since, withdrawn, failed, *rest = row
    wait, agency_id, held, held_since = rest
    return Page(
        url,
        moment(first),
        moment(checked),
        article_id,
        bool(is_own),
        optional_moment(dated),
        Validators(found_at or url, etag, modified),
        optional_moment(gone_since),
        bool(withdrawn),
        failed,
        optional_moment(wait),
        agency_id,
        held,
        optional_moment(held_since),
    )
