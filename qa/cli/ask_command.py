"""`newsqa ask`: one question, or a conversation where none is given."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, cast

import typer

from qa.cli.conventions import DONE, NOT_ANSWERED, Json
from qa.service.opening import check_archive, open_service
from qa.service.settings import load_settings

if TYPE_CHECKING:
    from qa.question.request import ConditionKind


def ask(
    question: Annotated[
        str | None,
        typer.Argument(help="The question, in quotation marks; none: a conversation, a line a question."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="Answer as the news stood then; a day alone means its end (ISO 8601, UTC)."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DAY", help="Only articles published on or after this day.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Only articles published on or before this day.")
    ] = None,
    publisher: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this publisher; may be given several times.")
    ] = None,
    top_k: Annotated[
        int,
        typer.Option(min=1, max=50, metavar="N", show_default=True, help="How many passages of evidence --json lists."),
    ] = 10,
    explain: Annotated[bool, typer.Option("--explain", help="Say how the evidence was ranked.")] = False,
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CONDITION", help="Take back a condition that the words set: time, publisher or conversation."
        ),
    ] = None,
    generate: Annotated[
        bool, typer.Option("--generate", help="Let the language model that is set up write the answer; it is verified.")
    ] = False,
    export: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT", help="Print it for another program: ris, bibtex, csl, markdown, jsonld or annotations."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Answer a question with quotes; without one, hold a conversation.

    The exit code is 3 where the archive does not answer.
    """
    from qa.answer.exports.formats import format_named
    from qa.cli.chat import converse
    from qa.cli.terminal import print_answer, print_export
    from qa.question.request import Ask

    asked = Ask(  # refuses before anything opens
        "any" if question is None else question,
        as_of=moment(as_of, "--as-of"),
        since=day(since, "--since"),
        until=day(until, "--until"),
        publishers=tuple(publisher or ()),
        top_k=top_k,
        explain=explain,
        mode="generate" if generate else None,
        without=frozenset(cast("list[ConditionKind]", without or [])),
    )
    chosen = format_named(export) if export else None
    if chosen and (as_json or question is None):
        raise typer.BadParameter("takes one question, and no --json", param_hint="--export")
    settings = load_settings()
    check_archive(settings)
    service = open_service(settings)
    if question is None:
        raise typer.Exit(converse(service, asked, as_json=as_json))
    answer = service.ask(asked)
    if chosen:
        print_export(answer, chosen)
    else:
        print_answer(answer, as_json=as_json)
    is_refused = answer.status == "unanswered" and answer.reason != "no_question"
    raise typer.Exit(NOT_ANSWERED if is_refused else DONE)


def moment(value: str | None, option: str) -> datetime | None:
    """The moment that an option names; a day alone is its end."""
    from qa.question.request import end_of_day

    try:
        return datetime.fromisoformat(end_of_day(value)) if value else None
    except ValueError as error:
        raise typer.BadParameter(f"{value!r} is not an ISO 8601 date or time", param_hint=option) from error


def day(value: str | None, option: str) -> date | None:
    """The day that an option names."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise typer.BadParameter(f"{value!r} is not a day like 2025-10-27", param_hint=option) from error
