"""What is sent of changes: a JSON body for a webhook, a letter for mail; what is quoted now beside what was before.

The one idea: nothing is kept of a message. It is made anew for each try from the changes as they are kept, so that the
words of an article that was removed meanwhile are in none. Knows nothing of how it is sent.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from corpus.archive.versions import FollowedQuestion, NoticedChange
from qa.service.feed_documents import as_html, as_text
from qa.service.standing.asking import change_of, followed_of
from qa.service.standing.change_feeds import change_id, parts_of, question_of, said
from qa.service.standing.mail import Letter
from qa.service.standing.told import to_store

EVENT = "answer.changed"
Questions = Mapping[str, FollowedQuestion]  # by their tokens


def body_of(made: datetime, told: Sequence[NoticedChange], questions: Questions) -> bytes:
    """The body that a webhook is sent, in UTF-8: `type`, `timestamp` and `data.changes`, the oldest first."""
    changes = [_change(questions[each.token], each) for each in told]
    body = {"type": EVENT, "timestamp": _moment(made), "data": {"changes": changes}}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def letter_of(told: Sequence[NoticedChange], questions: Questions) -> Letter:
    """The same as a letter."""
    titles = [f"{said(change_of(each.kept.change))}: {question_of(questions[each.token])}" for each in told]
    subject = titles[0] if len(told) == 1 else f"{len(told)} changes of answers that you follow"
    text, html = [], []
    for title, each in zip(titles, told, strict=True):
        parts = parts_of(change_of(each.kept.change))[1:]  # the title says the first
        noticed = f"Noticed on {each.kept.at:%-d %b %Y at %H:%M} UTC"
        text.append(f"{title}\n{noticed}\n\n{as_text(parts)}\n")
        html.append(f"<h2>{escape(title)}</h2>\n<p>{noticed}</p>\n{as_html(parts)}")
    return Letter(subject, "\n\n".join(text), "\n".join(html))


def _change(kept: FollowedQuestion, noticed: NoticedChange) -> dict[str, Any]:
    wanted, change = followed_of(kept), change_of(noticed.kept.change)
    return {
        "id": change_id(kept.token, noticed.kept),
        "question": wanted.question,
        "publishers": list(wanted.publishers),
        "kind": change.kind,
        "said": f"{said(change)}.",
        "at": _moment(noticed.kept.at),
        "revision": noticed.kept.revision,
        "before": to_store(change.before) if change.before else None,
        "after": to_store(change.after) if change.after else None,
    }


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
