"""`newsqa follow`: questions that are asked again when news comes, and the changes of their answers."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from corpus.archive.archive_place import open_archive
from corpus.archive.protocol import Archive
from corpus.archive.versions import Pace
from qa.cli.conventions import DONE, FAILED, Json
from qa.service.opening import open_senders, open_service
from qa.service.settings import Settings, load_settings
from qa.service.unknown_publishers import publishers_of, unknown_publishers

if TYPE_CHECKING:
    from corpus.archive.versions import Delivery, FollowedQuestion, Recipient
    from qa.service.feed_documents import Part

SHOWN_CHANGES = 3
PACES: dict[Pace, str] = {"change": "each change by itself", "day": "daily", "week": "weekly"}


def follow(
    question: Annotated[
        str | None, typer.Argument(help="The question to follow, in quotation marks; none: list those that are.")
    ] = None,
    publisher: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this publisher; may be given several times.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Send changes there: https://… gets signed webhooks, mailto:… mail. Of the question; of all if none.",
        ),
    ] = None,
    pace: Annotated[
        str, typer.Option("--every", metavar="PACE", help="Each change by itself, or those of a day or week together.")
    ] = "change",
    check: Annotated[
        bool,
        typer.Option("--check", help="First ask again what news has come for, and send what is due, as a server does."),
    ] = False,
    remove: Annotated[
        str | None,
        typer.Option(metavar="TOKEN", help="Follow this question no longer, or send nothing more to this recipient."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Follow a question: be told when its answer changes, and not of copies or other wordings.

    A server asks again whenever news comes. A question's changes are a feed there: /follow/TOKEN.atom or .json.
    """
    if remove is not None and (question is not None or check or to is not None):
        raise typer.BadParameter("takes no question, no --to and no --check", param_hint="--remove")
    if pace not in get_args(Pace):
        raise typer.BadParameter(f"{pace!r} is none of {', '.join(get_args(Pace))}", param_hint="--every")
    settings = load_settings()
    with open_archive(settings.archive) as archive:
        if remove is not None:
            raise typer.Exit(_remove(archive, remove))
        for said in unknown_publishers(publisher, publishers_of(archive)) if publisher else ():
            print(f"newsqa: {said}", file=sys.stderr)
        added = _ask(settings, archive, question, tuple(publisher or ()), check)
        recipient = _add_recipient(settings, archive, to, cast(Pace, pace), added) if to is not None else None
        shown = [each for each in archive.followed.questions() if added in (None, each.token)]
        _print_json(archive, shown, recipient) if as_json else _print(archive, shown, recipient)
    raise typer.Exit(DONE)


def _ask(
    settings: Settings, archive: Archive, question: str | None, publishers: tuple[str, ...], check: bool
) -> str | None:
    """Ask what is due, send what is due, and ask a question that is to be followed; its token."""
    from qa.service.standing.asking import Followed, ask_due
    from qa.service.standing.asking import follow as follow_question
    from qa.service.standing.deliveries import deliver_due

    if question is None and not check:
        return None
    wanted = Followed(question, publishers) if question is not None else None
    if wanted:
        _ = wanted.ask  # refuses before anything opens
    service = open_service(settings)
    if check:
        ask_due(service)
        deliver_due(archive, open_senders(settings), service.clock)
    return follow_question(service, wanted) if wanted else None


def _add_recipient(
    settings: Settings, archive: Archive, address: str, pace: Pace, token: str | None
) -> "tuple[Recipient, bool]":
    """Who is sent changes from now on, and whether that is new."""
    from qa.service.standing.recipients import add_recipient, make_recipient

    senders = open_senders(settings)
    wanted = make_recipient(
        address, pace, token=token, guard=senders.guard, can_mail=senders.mail_server is not None, now=datetime.now(UTC)
    )
    kept = add_recipient(archive, wanted)
    return kept, kept is wanted


def _remove(archive: Archive, named: str) -> int:
    from qa.service.standing.asking import unfollow

    if unfollow(archive, named):
        print(f"no longer followed: {named}")
        return DONE
    with archive.noting():
        is_recipient = archive.deliveries.drop(named)
    if is_recipient:
        print(f"nothing more is sent to: {named}")
        return DONE
    print(f"neither a question nor a recipient is {named!r}; newsqa follow lists both")
    return FAILED


def _print(archive: Archive, shown: "list[FollowedQuestion]", added: "tuple[Recipient, bool] | None") -> None:
    from qa.service.standing.asking import change_of, followed_of
    from qa.service.standing.change_feeds import NO_ANSWER, parts_of, parts_of_told
    from qa.service.standing.told import stored_told

    for kept in shown:
        wanted = followed_of(kept)
        print(f"{wanted.question}{' (' + ', '.join(wanted.publishers) + ')' if wanted.publishers else ''}")
        print(f"    feed: /follow/{kept.token}.atom")
        told = stored_told(kept.told)
        if kept.told is None:
            print("    not asked yet")
        else:
            for part in parts_of_told(told) if told is None or told.is_answered else [NO_ANSWER]:
                _print_part(part)
        for noticed in archive.followed.changes(kept.token, SHOWN_CHANGES):
            print(f"  {noticed.at:%Y-%m-%d %H:%M} UTC, revision {noticed.revision}")
            for part in parts_of(change_of(noticed.change)):
                _print_part(part)
    if not shown:
        print('No question is followed; follow one with: newsqa follow "What did Japan pledge?"')
    questions = {each.token: followed_of(each).question for each in archive.followed.questions()}
    for recipient in archive.deliveries.recipients():
        of = f"“{questions.get(recipient.token, '')}”" if recipient.token else "all questions"
        print(f"sent to {recipient.address}, {PACES[recipient.pace]}, of {of}\n    recipient: {recipient.id}")
        if recipient.stopped:
            print(f"    stopped: {recipient.stopped}")
        for each in archive.deliveries.last(recipient.id, SHOWN_CHANGES):
            print(f"    {_fared(each)}")
    if added and added[1] and added[0].secret:
        print(f"    its messages are signed with this secret, shown once: {added[0].secret}")


def _fared(delivery: "Delivery") -> str:
    """How a delivery went so far, in words."""
    at, tries = f"{delivery.at:%Y-%m-%d %H:%M} UTC", f"{delivery.tries} {'try' if delivery.tries == 1 else 'tries'}"
    why = f": {delivery.reason}" if delivery.reason else ""
    if delivery.state == "waiting":
        return f"waiting after {tries}, sent {at}{why}"
    return f"{delivery.state} {at} after {tries}{why}"


def _print_part(part: "Part") -> None:
    if part.kind == "quote":
        print(f"    “{part.text}”\n        {part.source}")
    else:
        print(f"    {part.text}{':' if part.kind == 'heading' else ''}")


def _print_json(archive: Archive, shown: "list[FollowedQuestion]", added: "tuple[Recipient, bool] | None") -> None:
    rows = [
        {
            "token": kept.token,
            **kept.question,
            "added": kept.added,
            "revision": kept.revision,
            "told": kept.told,
            "changes": [asdict(each) for each in archive.followed.changes(kept.token, SHOWN_CHANGES)],
        }
        for kept in shown
    ]
    new = added[0].id if added and added[1] else None
    recipients = []
    for each in archive.deliveries.recipients():
        row = asdict(each) | {"deliveries": [asdict(sent) for sent in archive.deliveries.last(each.id, SHOWN_CHANGES)]}
        recipients.append(row if each.id == new else row | {"secret": None})  # it is shown once
    print(json.dumps({"questions": rows, "recipients": recipients}, indent=2, ensure_ascii=False, default=str))
