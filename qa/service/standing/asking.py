"""Following questions: keeping them, asking again those that news can touch, and keeping each change once.

The one idea: what is told, the change and the revision at which the question was asked are kept in one transaction that
fails if anybody else has asked meanwhile. Between two revisions nothing is kept, so a crash loses no change and repeats
none. Readers come first: a question waits until a turn is free. Knows nothing of HTTP or feeds.
"""

import logging
import secrets
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from corpus.archive.protocol import Archive
from corpus.archive.versions import FollowedQuestion, StoredVersion
from corpus.errors import StateError, UsageError
from index.passages.passage_store import MismatchError
from qa.answer.contract import Answer
from qa.question.query import Query
from qa.question.request import Ask, publisher_names
from qa.service.ask import Service
from qa.service.standing.answer_changes import ChangeKind, is_corrected, what_changed
from qa.service.standing.told import REMOVED, Told, ToldQuote, stored_told, to_store, told_of
from qa.service.standing.touched import touches

MAX_FOLLOWED = 1_000
TOKEN_BYTES = 16
LOOK_EVERY_S = 1.0  # at the revision; a commit is seen within about as long
FREE_TURN_EVERY_S = 0.05
A_YEAR = timedelta(days=366)  # after which words like "this week" mean other days
log = logging.getLogger("newsqa")


@dataclass(frozen=True, slots=True)
class Followed:
    """What is followed: a question's words, and of which publishers alone, if of some."""

    question: str
    publishers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "publishers", publisher_names(self.publishers))

    @property
    def ask(self) -> Ask:
        """Raises `QuestionError`."""
        return Ask(self.question, publishers=self.publishers)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an answer; before or after it nothing stands where what was quoted is removed by now."""

    kind: ChangeKind
    before: Told | None
    after: Told | None


def follow(service: Service, wanted: Followed) -> str:
    """Follow a question and ask it for the first time; the token under which it is followed, the same for one that is
    followed already. Raises `UsageError` for what asks nothing, or where too many are followed."""
    if service.understand(wanted.ask).courtesy:
        raise UsageError(f"question {wanted.question[:40]!r} asks nothing of the news")
    archive = service.passage_index.archive()
    kept = _stored(wanted)
    with archive.noting():
        known = archive.followed.questions()
        same = [each.token for each in known if each.question == kept]
        if not same and len(known) >= MAX_FOLLOWED:
            raise UsageError(f"{MAX_FOLLOWED:,} questions are followed already; remove one first")
        token = same[0] if same else secrets.token_urlsafe(TOKEN_BYTES)
        if not same:
            archive.followed.add(token, kept, service.clock())
    ask_again(service, [each for each in archive.followed.questions() if each.token == token])
    return token


def unfollow(archive: Archive, token: str) -> bool:
    """Follow a question no longer; whether it was followed."""
    with archive.noting():
        return archive.followed.drop(token)


def followed_of(kept: FollowedQuestion) -> Followed:
    return Followed(kept.question["question"], tuple(kept.question["publishers"]))


def change_of(kept: Any) -> Change:
    """A change as it was kept."""
    return Change(kept["kind"], stored_told(kept["before"]), stored_told(kept["after"]))


def ask_due(service: Service, stop: threading.Event | None = None) -> int:
    """Ask again the questions that what has come since can touch; how many answers have changed."""
    return ask_again(service, find_due(service), stop)


def find_due(service: Service) -> list[FollowedQuestion]:
    """The questions that what has come since they were asked can touch. Of the others it is kept that it cannot, unless
    the days that they mean move on: what is too new for "last week" will be of it."""
    index, archive = service.passage_index, service.passage_index.archive()
    revision = index.revision
    due = [each for each in archive.followed.questions() if each.revision < revision]
    queries = [service.understand(followed_of(each).ask) for each in due]
    looked_at = [*zip(due, queries, _are_touched(service, archive, due, queries), strict=True)]
    rest = [each for each, query, is_touched in looked_at if not is_touched and not _moves(service, each, query)]
    if rest:
        with archive.noting():
            archive.followed.untouched(rest, revision)
    return [each for each, _, is_touched in looked_at if is_touched]


def ask_again(service: Service, asked: Sequence[FollowedQuestion], stop: threading.Event | None = None) -> int:
    """Ask questions one after the other; how many answers have changed."""
    quiet = service.quiet()
    stop = stop or threading.Event()
    n_changed = 0
    for each in asked:
        while not service.turns.acquire(blocking=False):
            if stop.wait(FREE_TURN_EVERY_S):
                return n_changed
        service.turns.release()
        n_changed += _note(service, each, quiet.ask(followed_of(each).ask))
        if stop.is_set():
            break
    return n_changed


def keep_asking(service: Service, stop: threading.Event) -> None:
    """Ask whenever the archive has moved on, until told to stop."""
    asked_at = -1
    while not stop.wait(LOOK_EVERY_S):
        revision = service.passage_index.revision
        if revision == asked_at:
            continue
        try:
            n_changed = ask_due(service, stop)
            asked_at = revision
            if n_changed:
                log.info("followed questions whose answers have changed: %d", n_changed)
        except (StateError, MismatchError) as error:  # it is held by a refresh, or being made anew
            log.warning("followed questions are asked again later: %s", error)
        except Exception:  # whatever it was, the next look may go well
            log.exception("could not ask followed questions; trying again")


def _moves(service: Service, kept: FollowedQuestion, query: Query) -> bool:
    """Whether a question means other days at another time."""
    earlier = service.now() - A_YEAR
    return query.period is not None and query.period != service.understand(followed_of(kept).ask, earlier).period


def _are_touched(
    service: Service, archive: Archive, due: Sequence[FollowedQuestion], queries: Sequence[Query]
) -> list[bool]:
    """Which of them were never asked, have quotes that have changed, or can be touched by a new passage."""
    index = service.passage_index
    model = index.model
    vectors = service.embed([query.text for query in queries], model)
    with index.questioning():
        if index.model != model:  # passages of another model answer now
            return [True] * len(due)
        now = service.now()
        return [
            each.revision < 0
            or each.told == REMOVED
            or _is_requoted(archive, each)
            or touches(index, query, vector, now, partial(_is_since, each.revision))
            for each, query, vector in zip(due, queries, vectors, strict=True)
        ]


def _is_since(revision: int, stored: StoredVersion) -> bool:
    return stored.revision > revision


def _is_requoted(archive: Archive, kept: FollowedQuestion) -> bool:
    """Whether an article that was quoted has another version since."""
    told = stored_told(kept.told)
    articles = {quote.article_id for quote in told.quotes} if told else set()
    return any(version.revision > kept.revision for each in articles for version in archive.versions(each))


def _note(service: Service, kept: FollowedQuestion, answer: Answer) -> bool:
    """Keep what an answer came to; whether it is a change, and nobody else has kept it."""
    archive = service.passage_index.archive()
    now = service.clock()
    before, after = stored_told(kept.told), told_of(answer, now)
    kind = _kind(archive, kept, before, after)
    told = after if kind or before is None else before
    change = None
    if kind:
        change = {"kind": kind, "before": kept.told, "after": to_store(after)}
    with archive.noting():
        is_noted = archive.followed.asked(kept, answer.revision, to_store(told), change, now)
    return is_noted and change is not None


def _kind(archive: Archive, kept: FollowedQuestion, before: Told | None, after: Told) -> ChangeKind | None:
    if kept.told == REMOVED:
        return "removed"
    if before is None:
        return None  # the first asking

    def is_new(quote: ToldQuote) -> bool:
        versions = archive.versions(quote.article_id)
        return any(each.article.version == quote.version and each.revision > kept.revision for each in versions)

    for quote in before.quotes[:1]:
        current = next(iter(archive.versions(quote.article_id)), None)
        is_later = current and current.article.version != quote.version and current.revision > kept.revision
        if current and is_later and is_corrected(quote, current.article.text):
            return "corrected"
    return what_changed(followed_of(kept).question, before, after, is_new)


def _stored(wanted: Followed) -> Any:
    return {**asdict(wanted), "publishers": list(wanted.publishers)}
