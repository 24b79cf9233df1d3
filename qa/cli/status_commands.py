"""`newsqa status` and `doctor`: what the archive holds, and whether all is well with it."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from corpus.archive.archive_place import open_archive
from corpus.archive.jobs import queue_state
from corpus.archive.protocol import Archive
from qa.cli.conventions import DONE, FAILED, Json
from qa.service.opening import index_folder
from qa.service.settings import Settings, load_settings


def doctor(as_json: Json = False) -> None:
    """Check the archive and its indexes; say what mends what is wrong."""
    from index.ingest.doctor import examine

    settings = load_settings()
    with open_archive(settings.archive) as archive:
        findings = examine(archive, index_folder(settings), datetime.now(UTC))
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{finding.what}\n    mend it: {finding.mend}")
        print(f"Wrong: {len(findings)}." if findings else f"All is well with {settings.archive}.")
    raise typer.Exit(FAILED if findings else DONE)


def status(
    failed: Annotated[bool, typer.Option("--failed", help="List what could not be taken in, and why.")] = False,
    as_json: Json = False,
) -> None:
    """Say what the archive holds."""
    settings = load_settings()
    with open_archive(settings.archive) as archive:
        if failed:
            from qa.cli.terminal import show_failures

            show_failures(archive, as_json=as_json)
            return
        facts = archive_facts(archive, settings)
    if as_json:
        print(json.dumps(facts, indent=2))
    else:
        for name, value in facts.items():
            print(f"{name.replace('_', ' '):20} {f'{value:,}' if isinstance(value, int) else value or '-'}")


def archive_facts(archive: Archive, settings: Settings) -> dict[str, str | int | None]:
    """What `newsqa status` says, by name."""
    from index.passages.passage_store import count_passages

    counts, queue = archive.counts(), queue_state(archive)
    waiting = (
        {"queue": queue.jobs, "queue_oldest_at": queue.oldest.isoformat() if queue.oldest else None} if queue else {}
    )
    return {
        "archive": str(settings.archive),
        "revision": counts.revision,
        "articles": counts.articles,
        "versions": counts.versions,
        "passages": count_passages(archive),
        "failed": len(archive.failures.kept()),
        "newest_published_at": counts.newest.isoformat() if counts.newest else None,
        "model": archive.fact("model"),
        "last_refresh_at": next((each["started"].isoformat() for each in archive.reports.last(1)), None),
        **waiting,
    }
