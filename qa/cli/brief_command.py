"""`newsqa brief`: the stories of some days, told in dated quotes."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from qa.cli.ask_command import day, moment
from qa.cli.conventions import DONE, NOT_ANSWERED
from qa.service.opening import check_archive, open_encoder, open_index
from qa.service.settings import load_settings


def brief(
    since: Annotated[
        str,
        typer.Option(metavar="DAY", help="The first day: yesterday, today, or such as 2025-10-27.", show_default=True),
    ] = "yesterday",
    until: Annotated[str | None, typer.Option(metavar="DAY", help="The last day; none: today.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="As the news stood then; a day alone means its end (ISO 8601, UTC)."),
    ] = None,
    publisher: Annotated[
        list[str] | None,
        typer.Option("--publisher", "--publishers", metavar="NAME", help="Only this one; may be given several times."),
    ] = None,
    n_stories: Annotated[
        int, typer.Option("--stories", metavar="N", help="How many stories at most.", show_default=True)
    ] = 10,
    output: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="markdown, json, html (for mail), atom or jsonfeed.")
    ] = "markdown",
) -> None:
    """Tell the stories of some days in dated quotes, those with most reports first.

    The exit code is 3 where there is nothing to tell.
    """
    from qa.service.brief_formats import brief_format
    from qa.service.news_brief import BriefRequest, make_brief

    publishers = tuple(publisher or ())
    asked = BriefRequest(since, day(until, "--until"), moment(as_of, "--as-of"), publishers, n_stories)
    chosen = brief_format(output)
    settings = load_settings()
    check_archive(settings)
    made = make_brief(open_index(settings, open_encoder(settings)), asked, datetime.now(UTC))
    sys.stdout.write(chosen.write(made).decode())
    raise typer.Exit(DONE if made.stories else NOT_ANSWERED)
