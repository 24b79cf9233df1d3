"""The archive as everybody outside `corpus.archive` knows it, whatever engine keeps it.

The contract that an engine has to keep: readers see whole revisions only, and there is one writer at a time, so
revisions are committed in the order of their numbers, and what is numbered inside `writing` (versions, passages) gets
numbers above all that were given before. The indexes rely on it to find what is new.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from corpus.archive.versions import (
    Change,
    CopyFound,
    Counts,
    Delivery,
    DeliveryState,
    FollowedQuestion,
    KeptChange,
    KeptFailure,
    NoticedChange,
    Recipient,
    StoredVersion,
)
from corpus.article import Article
from corpus.page import ListEntry, Page, SiteFile


class Archive(Protocol):
    """An open archive. Not shared between threads. Whatever its engine cannot do is raised as an `ArchiveError`."""

    @property
    def name(self) -> str:
        """Where it is, for messages."""

    @property
    def pages(self) -> "PageMemory": ...

    @property
    def failures(self) -> "Failures": ...

    @property
    def reports(self) -> "Reports": ...

    @property
    def followed(self) -> "Followed": ...

    @property
    def deliveries(self) -> "Deliveries": ...

    @property
    def checks(self) -> "Checks": ...

    def another(self) -> "AbstractContextManager[Archive]":
        """The same archive, opened once more for another thread."""

    def writing(self) -> AbstractContextManager[int]:
        """One transaction, the next revision, whose number it yields; nothing is kept if the block raises.

        The only writer: others wait for it, in all processes, or are refused. So the number is one above the last.
        """

    def noting(self) -> AbstractContextManager[None]:
        """One transaction for what no answer depends on, so it makes no revision; the only writer, as `writing` is."""

    def alone(self) -> AbstractContextManager[None]:
        """The right to write for longer than a transaction, where others could write from another machine.

        Raises `ArchiveError` naming who has it. Whoever loses it, as the engine ended the session, cannot commit.
        """

    def reindexing(self) -> AbstractContextManager[None]:
        """The right to make passages anew. Raises `ArchiveError` if another machine's process has it."""

    def following(self) -> AbstractContextManager[None]:
        """The right to bring an index up that other machines share; waits for whoever has it. Whoever loses it, as the
        engine ended the session, cannot read on."""

    def reading(self) -> AbstractContextManager[int]:
        """One consistent view, whose revision it yields, however many commits happen meanwhile."""

    def settle(self) -> None:
        """Erase for good what was removed: see to it that no log or spare page still has its words."""

    def revision(self) -> int:
        """How many changes were committed."""

    def fact(self, name: str) -> str | None:
        """What holds for the whole archive under a name."""

    def set_fact(self, name: str, value: str) -> None: ...

    def change(self, article: Article, *, live: bool = False) -> Change:
        """What `put` would do with an article; reads only."""

    def put(self, article: Article, *, revision: int, now: datetime, live: bool = False) -> tuple[int | None, Change]:
        """Keep an article inside `writing()`; returns the number of the version it added, if any, and what changed.

        `details`: the words are known, but publisher, authors, dates, language, section or notices differ. `removed`:
        it was withdrawn earlier and stays out. An older text that arrives late takes its place in history; `now` is
        when it was seen. `live`:
        this is what readers see at its address now, so a text that returns to an earlier wording is shown from now
        on; read from a file it is the known version, since files are read again and again.
        """

    def remove(self, url: str, *, revision: int, now: datetime) -> list[int]:
        """Withdraw an article inside `writing()` and erase its words; returns its versions' numbers.

        One that is not known is kept out.
        """

    def readmit(self, url: str) -> bool:
        """Let the next refresh take a withdrawn article again; whether there was one to readmit."""

    def rename(self, old_id: str, article: Article, revision: int) -> bool:
        """Inside `writing()`: an article goes on under another address, with its history; whether there was one."""

    def rederive(self) -> None:
        """Inside `writing()`: derive intervals and stories anew, and a revision above all that versions have."""

    def compare_missing(self, at_most: int) -> bool:
        """Find copies among versions that an earlier release put in without looking; whether there were any."""

    def has(self, url: str) -> bool:
        """Whether an article at this canonical URL is shown."""

    def is_removed(self, url: str) -> bool:
        """Whether an article at this canonical URL was withdrawn, so that no refresh takes it in."""

    def url_of(self, article_id: str) -> str | None: ...

    def new_id(self, old_id: str) -> str | None:
        """The id under which a renamed article goes on."""

    def versions(self, article_id: str) -> list[StoredVersion]:
        """An article's versions, the current one first; none if it is unknown or was removed.

        One whose words or details are not those that were stored is never given, here and below.
        """

    def versions_by_number(self, numbers: Sequence[int]) -> dict[int, StoredVersion]:
        """Those of the numbered versions that exist and are not removed."""

    def version_numbers(self) -> list[int]:
        """Those of all versions that are not removed, in order."""

    def newest(self, k: int) -> list[StoredVersion]:
        """The current versions of the `k` articles that were published last."""

    def publishers(self, k: int) -> list[tuple[str, int]]:
        """The `k` largest publishers of current versions, with how many articles each has."""

    def first_named(self) -> list[tuple[str, str]]:
        """Each publisher's name with the address of the first article that has it, in the order in which they came."""

    def counts(self) -> Counts:
        """Of what is not removed."""

    def begun(self) -> datetime | None:
        """When the first of what is kept was seen; `None` where nothing is."""

    def story_members(self, numbers: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """For each of the versions that is not removed, all versions that carry its story, itself among them."""

    def copies_found(self, numbers: Sequence[int]) -> list[CopyFound]:
        """Which of the versions carry a story that other articles carry, too."""


class PageMemory(Protocol):
    """What is remembered of addresses that were asked for. Whatever writes does so inside the caller's transaction."""

    def load(self, url: str) -> Page | None:
        """What is known of an address; `None` if it was never asked for."""

    def gone(self) -> list[Page]:
        """Those that have been gone for long enough, and whose articles have not been removed for that."""

    def save(self, page: Page) -> None: ...

    def entries(self, list_url: str) -> list[ListEntry]:
        """What a list has named, ever, in its order."""

    def entry(self, list_url: str, url: str) -> ListEntry | None:
        """What a list has named at one address."""

    def save_entries(self, list_url: str, entries: Iterable[ListEntry]) -> None:
        """What a list names now; what it named earlier stays, behind."""

    def save_taken(self, list_url: str, entry: ListEntry) -> None:
        """An entry's page has been asked for, as the list had it."""

    def add_entry(self, list_url: str, url: str) -> None:
        """A page that a list did not name but led to is looked after like those that it named."""

    def of_agency(self, agency_id: str) -> list[Page]:
        """The pages that gave an agency's item, the first that was asked for first."""

    def drop_entry(self, list_url: str, url: str) -> None:
        """A page that goes on under another address is no longer looked after."""

    def other_address(self, page: Page) -> str | None:
        """Where else a page's article is to be looked for before it is taken for gone; `None`: nowhere."""

    def is_shown_elsewhere(self, page: Page) -> bool:
        """Whether another page, that is not gone, gives the same article."""

    def is_held_elsewhere(self, page: Page, text: str) -> bool:
        """Whether another article's page, too, gave the text with this hash in its place."""

    def site_files(self) -> dict[str, SiteFile]:
        """The sites' robots.txt and tdmrep.json that are known, by their addresses."""

    def save_site_files(self, files: Mapping[str, SiteFile]) -> None:
        """Keep what was read; what was looked at long before is forgotten."""

    def forget(self, article_url: str) -> None:
        """Ask for the pages of an article anew next time, as if they had never been seen."""

    def keep_out(self, article_url: str) -> None:
        """An article that was removed by hand does not come back when its page does."""


class Failures(Protocol):
    """What could not be taken in, by source and place. Whatever writes does so inside the caller's transaction."""

    def keep(self, source: str, place: str, reason: str, now: datetime) -> None:
        """Note that a place could not be taken in, for the first time or again."""

    def clear(self, source: str, place: str) -> None:
        """The place was taken in, or is no longer there."""

    def clear_place(self, place: str) -> None:
        """The same, whichever source named it."""

    def replace(self, source: str, failures: Mapping[str, str], now: datetime) -> None:
        """After a source was read to its end: these places failed, each with its reason, and no others of it."""

    def kept(self) -> list[KeptFailure]:
        """All that could not be taken in so far, by source and place."""


class Reports(Protocol):
    """What the last refreshes did."""

    def save(self, number: int | None, started: datetime, body: Any, *, is_finished: bool) -> int:
        """Keep a refresh's report in a transaction of its own, first under a new number, which it returns."""

    def last(self, limit: int) -> list[dict[str, Any]]:
        """The last refreshes' reports, the newest first."""


class Followed(Protocol):
    """Questions that are followed, and what was told of them. Whatever writes does so inside the caller's transaction.

    What quotes a removed article is erased with it: `{"removed": true}` stands in its place.
    """

    def add(self, token: str, question: Any, now: datetime) -> None:
        """Follow a question under a token of its own."""

    def drop(self, token: str) -> bool:
        """Follow it no longer, and forget its changes; whether it was followed."""

    def questions(self) -> list[FollowedQuestion]:
        """All that are followed, in the order in which they were added."""

    def question(self, token: str) -> FollowedQuestion | None: ...

    def asked(self, before: FollowedQuestion, revision: int, told: Any, change: Any, now: datetime) -> bool:
        """Note that a question was asked at a revision, what is told of it from now on, and the change, if it is one;
        nothing where the question is no longer as it was before. Whether it was noted."""

    def untouched(self, questions: Sequence[FollowedQuestion], revision: int) -> None:
        """Note that nothing up to a revision can have changed their answers."""

    def changes(self, token: str, limit: int) -> list[KeptChange]:
        """The last changes of a question's answer, the newest first."""

    def count_changes(self, token: str) -> int: ...

    def last_changes(self) -> dict[str, int]:
        """Of each question's token the revision of its answer's last change, or -1 where there was none."""


class Deliveries(Protocol):
    """Who is sent changes, and how each sending fares. Whatever writes does so inside the caller's transaction."""

    def add(self, recipient: Recipient) -> None: ...

    def drop(self, recipient_id: str) -> bool:
        """Send nothing more to a recipient, and forget what was; whether there was one."""

    def stop(self, recipient_id: str, reason: str) -> None:
        """Send nothing more to a recipient, but go on saying why."""

    def recipients(self) -> list[Recipient]:
        """All of them, in the order in which they were added."""

    def unsent(self, recipient_id: str, before: datetime) -> list[NoticedChange]:
        """The changes for a recipient that were noticed before a moment and are in no delivery to it, oldest first."""

    def make(self, delivery_id: str, recipient_id: str, changes: Sequence[NoticedChange], now: datetime) -> None:
        """Put changes into a delivery, which is due at once."""

    def due(self, now: datetime) -> list[Delivery]:
        """What is to be sent by now, what waits longest first; also what waits for longer than any try is put off."""

    def begin(self, delivery: Delivery, next_try: datetime) -> bool:
        """Note that a delivery is being sent, and when it is tried again if nothing more is heard of that; whether
        nobody else has begun to send it since it was read."""

    def end(self, delivery_id: str, state: DeliveryState, at: datetime, reason: str | None) -> None:
        """Note how a try ended: delivered, given up, or waiting until it is tried next."""

    def told_by(self, delivery_id: str) -> list[NoticedChange]:
        """The changes in a delivery, oldest first."""

    def last(self, recipient_id: str, limit: int) -> list[Delivery]:
        """What was sent to a recipient last or is to be, the newest first."""


class Checks(Protocol):
    """What is wrong with an archive; each check gives nothing if all is well."""

    def damage(self) -> str | None:
        """What is wrong with the file itself; no other check can be trusted then."""

    def highest_revision(self) -> int:
        """The last at which any version changed."""

    def spoiled_texts(self) -> list[str]:
        """Versions whose words are not those that were stored."""

    def spoiled_details(self) -> list[str]:
        """Versions whose publisher, authors, dates, language, section or notices are not those that were stored."""

    def seen_after(self, now: datetime) -> list[str]:
        """Versions that were first seen later than now."""

    def texts_of_removed(self) -> list[str]:
        """Addresses of removed articles whose words are still there."""

    def unreadable_details(self) -> list[str]:
        """Versions whose authors, dates or notices cannot be read."""

    def broken_intervals(self) -> list[str]:
        """Addresses of articles that are not shown in one version at any moment from the first one's on."""

    def broken_stories(self) -> list[int]:
        """Numbers of versions that are not in the story that their copies make."""

    def lacks_stories(self) -> bool:
        """Whether some versions were compared with the others and some were not."""
