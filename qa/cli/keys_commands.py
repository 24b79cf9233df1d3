"""`newsqa keys`: make, list and revoke keys to a server."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, cast

import typer

from corpus.archive.archive_place import ArchivePlace, open_archive
from qa.cli.conventions import Json
from qa.service.keys import SCOPES, Key, KeyFile, Scope
from qa.service.settings import load_settings
from qa.service.unknown_publishers import publishers_of, unknown_publishers

keys = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Make, list and revoke keys to a server. A running server sees it at its next request.",
    epilog="""\b
Examples:
  newsqa keys add "the newsroom"
  newsqa keys add prometheus --scope read
  newsqa keys add partner --publisher "Harbour Wire (sample)" --rate 60
  newsqa keys revoke partner""",
)


@keys.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called in lists; nobody else sees it.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SCOPE",
            help="What it is for, once or more: read (articles, answers, counts), ask, refresh (start one), admin"
            " (everything; sources and failures are told). Default: read and ask.",
        ),
    ] = None,
    publisher: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Once or more: it is as if there were these publishers' articles alone."),
    ] = None,
    rate: Annotated[
        int | None, typer.Option(metavar="N", help="Requests a minute; the server's own limit if none.")
    ] = None,
) -> None:
    """Make a key. It is shown once, on standard output, and can be looked up nowhere."""
    scopes = scope or ["read", "ask"]
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise typer.BadParameter(f"{unknown[0]!r} is no scope; there are: {', '.join(SCOPES)}")
    settings = load_settings()
    shown, key = KeyFile(settings.keys).add(name, cast(list[Scope], scopes), publisher or (), rate)
    if publisher:
        for said in _unknown(settings.archive, publisher):
            print(f"newsqa: {said}; the key reads nothing under that name", file=sys.stderr)
    print(f"Key {key.id} ({key.name}). It is not shown again; send it as: Authorization: Bearer KEY", file=sys.stderr)
    print(shown)


@keys.command("list")
def list_keys(as_json: Json = False) -> None:
    """List all keys, revoked ones too; never the keys themselves."""
    kept = KeyFile(load_settings().keys).kept()
    if as_json:
        told = [{name: value for name, value in asdict(key).items() if name != "digest"} for key in kept]
        print(json.dumps(told, indent=2, ensure_ascii=False, default=str))
        return
    for key in kept:
        print(_line(key))
    if not kept:
        print("There are no keys.")


@keys.command()
def revoke(key: Annotated[str, typer.Argument(metavar="KEY", help="Its id or its name.")]) -> None:
    """Revoke a key: it does nothing any more."""
    revoked = KeyFile(load_settings().keys).revoke(key)
    print(f"revoked: {revoked.id} ({revoked.name})")


def _unknown(place: ArchivePlace, publishers: list[str]) -> list[str]:
    """What is to be said of publishers that the archive lacks; one that does not exist yet lacks all."""
    if isinstance(place, Path) and not place.exists():
        return unknown_publishers(publishers, ())
    with open_archive(place) as opened:
        return unknown_publishers(publishers, publishers_of(opened))


def _line(key: Key) -> str:
    limits = [f"publishers: {', '.join(key.publishers)}"] if key.publishers else []
    limits += [f"{key.per_minute:,} requests a minute"] if key.per_minute else []
    state = f"revoked {key.revoked:%Y-%m-%d}" if key.revoked else f"made {key.made:%Y-%m-%d}"
    return "  ".join((key.id, key.name, " ".join(key.scopes), *limits, state))
