"""The changes of a followed question's answer as a feed: what is quoted now beside what was quoted before.

Knows nothing of how a change is found.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from corpus.archive.protocol import Archive
from corpus.archive.versions import FollowedQuestion, KeptChange
from qa.service.feed_documents import Entry, Feed, Part
from qa.service.standing.answer_changes import ChangeKind
from qa.service.standing.asking import Change, change_of, followed_of
from qa.service.standing.told import Told

SHOWN_CHANGES = 50
# No more than is known: what is quoted, not what is the case.
SAID: dict[ChangeKind, str] = {
    "first": "There is an answer now",
    "value": "Another value is quoted now",
    "event": "A newer report is quoted now",
    "corrected": "What was quoted has been changed in its article",
    "removed": "An article that was quoted has been removed",
}
MAY_ANSWER = "There may be an answer now"  # the first of which a reader would be shown as the nearest
NEAREST = Part("remark", "The nearest that was found:")
NO_ANSWER = Part("remark", "The articles do not answer it.")
NO_ANSWER_BEFORE = Part("remark", "The articles did not answer it.")
ERASED = Part("remark", "What was quoted is no longer in the archive.")


def change_feed(archive: Archive, kept: FollowedQuestion, address: str = "") -> Feed:
    """A question's last changes, the newest first."""
    entries = tuple(_entry(kept, each) for each in archive.followed.changes(kept.token, SHOWN_CHANGES))
    updated: datetime = entries[0].updated if entries else kept.added
    identity = f"urn:newsqa:followed:{_digest(kept.token)}"
    return Feed(identity, f"Followed: {question_of(kept)}", updated, entries, address)


def said(change: Change) -> str:
    """What has changed, in words."""
    may_answer = change.kind == "first" and change.after and change.after.is_nearest
    return MAY_ANSWER if may_answer else SAID[change.kind]


def parts_of(change: Change) -> tuple[Part, ...]:
    """What is quoted now, then what was before."""
    return (
        Part("remark", f"{said(change)}."),
        Part("heading", "Now"),
        *(parts_of_told(change.after) if change.after is None or change.after.is_answered else [NO_ANSWER]),
        Part("heading", "Before"),
        *(parts_of_told(change.before) if change.before is None or change.before.is_answered else [NO_ANSWER_BEFORE]),
    )


def parts_of_told(told: Told | None) -> Iterator[Part]:
    """The quotes that were told; what was erased is said to be."""
    if told is None:
        yield ERASED
    elif told.is_nearest:
        yield NEAREST
    for quote in told.quotes if told else ():
        yield Part("quote", quote.text, quote.link, quote.source)


def _entry(kept: FollowedQuestion, noticed: KeptChange) -> Entry:
    change = change_of(noticed.change)
    link = change.after.quotes[0].link if change.after and change.after.quotes else ""
    identity, title = change_id(kept.token, noticed), f"{said(change)}: {question_of(kept)}"
    return Entry(identity, title, noticed.at, parts_of(change), link)


def change_id(token: str, noticed: KeptChange) -> str:
    """What a change is called wherever it is told, without its question's token."""
    return f"urn:newsqa:change:{_digest(token)}:{noticed.revision}"


def question_of(kept: FollowedQuestion) -> str:
    """A followed question, with its publishers if it is asked of some."""
    wanted = followed_of(kept)
    return wanted.question + (f" ({', '.join(wanted.publishers)})" if wanted.publishers else "")


def _digest(token: str) -> str:
    """What stands for a token where others may see it."""
    return hashlib.sha256(token.encode()).hexdigest()[:16]
