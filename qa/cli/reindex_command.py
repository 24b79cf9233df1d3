"""`newsqa reindex`: passages made anew beside those that answer, and back again."""

import sys
from typing import Annotated

import typer

from qa.cli.conventions import INTERRUPTED
from qa.cli.progress import progress_bar
from qa.service.settings import load_settings


def reindex(
    passage_tokens: Annotated[
        int | None,
        typer.Option(min=20, max=1000, metavar="N", help="Passages of at most N tokens; otherwise as long as now."),
    ] = None,
    back: Annotated[
        bool, typer.Option("--back", help="Let the passages from before the last one answer again.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Switch even if a sample of articles is found less often.")
    ] = False,
) -> None:
    """Make passages anew, with the model that is set, beside those that answer; then let them answer."""
    from qa.service.reindexing import go_back
    from qa.service.reindexing import reindex as make_anew

    if back and (passage_tokens or force):
        raise typer.BadParameter(
            "--back goes back to passages as they were; --passage-tokens and --force are for new ones"
        )
    settings = load_settings()

    def tell(words: str) -> None:
        print(words, file=sys.stderr)

    try:
        with progress_bar("Articles") as update:

            def show(done: int, total: int) -> None:
                update(done, total, "")

            if back:
                done = go_back(settings, progress=show, tell=tell)
            else:
                done = make_anew(settings, passage_tokens=passage_tokens, is_forced=force, progress=show, tell=tell)
    except KeyboardInterrupt:
        print("\nStopped. What was made is kept; the same command goes on from here.", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    print(f"{done.n_passages:,} passages {'answer again' if back else 'made anew'}")
    print(f"Those before are kept until {done.kept_until:%Y-%m-%d}; back to them: newsqa reindex --back")
