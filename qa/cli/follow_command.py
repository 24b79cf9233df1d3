"""`newsqa follow`: questions that are asked again when news comes, and the changes of their answers."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.archive.archive_place import open_archive
from corpus.archive.protocol import Archive
from qa.cli.conventions import DONE, FAILED, Json
from qa.service.opening import open_service
from qa.service.settings import load_settings

if TYPE_CHECKING:
    from corpus.archive.versions import FollowedQuestion
    from qa.service.feed_documents import Part

SHOWN_CHANGES = 3


def follow(
    question: Annotated[
        str | None, typer.Argument(help="The question to follow, in quotation marks; none: list those that are.")
    ] = None,
    publisher: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this publisher; may be given several times.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="First ask again what news has come for, as a server does by itself.")
    ] = False,
    remove: Annotated[
        str | None, typer.Option(metavar="TOKEN", help="Follow this question no longer; forgets its changes.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Follow a question: be told when its answer changes, and not of copies or other wordings.

    A server asks again whenever news comes. A question's changes are a feed there: /follow/TOKEN.atom or .json.
    """
    if remove is not None and (question is not None or check):
        raise typer.BadParameter("takes no question and no --check", param_hint="--remove")
    settings = load_settings()
    with open_archive(settings.archive) as archive:
        if remove is not None:
            raise typer.Exit(_remove(archive, remove))
        added = None
        if question is not None or check:
            from qa.service.standing.asking import Followed, ask_due
            from qa.service.standing.asking import follow as follow_question

            wanted = Followed(question, tuple(publisher or ())) if question is not None else None
            if wanted:
                _ = wanted.ask  # refuses before anything opens
            service = open_service(settings)
            if check:
                ask_due(service)
            added = follow_question(service, wanted) if wanted else None
        shown = [each for each in archive.followed.questions() if added in (None, each.token)]
        _print_json(archive, shown) if as_json else _print(archive, shown)
    raise typer.Exit(DONE)


def _remove(archive: Archive, token: str) -> int:
    from qa.service.standing.asking import unfollow

    if unfollow(archive, token):
        print(f"no longer followed: {token}")
        return DONE
    print(f"no question is followed as {token!r}; newsqa follow lists those that are")
    return FAILED


def _print(archive: Archive, shown: "list[FollowedQuestion]") -> None:
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


def _print_part(part: "Part") -> None:
    if part.kind == "quote":
        print(f"    “{part.text}”\n        {part.source}")
    else:
        print(f"    {part.text}{':' if part.kind == 'heading' else ''}")


def _print_json(archive: Archive, shown: "list[FollowedQuestion]") -> None:
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
    print(json.dumps(rows, indent=2, ensure_ascii=False, default=str))
