"""Answers as they were given, kept for a while so that a link shows what was said: a small file each.

The one idea: a kept answer has the words of articles, so it goes when an article that it quotes is removed, and the
folder may be deleted at any time. Evidence and ways out are left out; what has happened to its articles since is
looked up each time. Knows nothing of HTTP.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpus.archive.protocol import Archive
from qa.answer.contract import Answer, ArticleView, Step

ID = re.compile(r"[0-9a-f]{32}")
SPARE = 0.1  # the share that is dropped at once, so that few answers have to look how old all others are
log = logging.getLogger("newsqa")


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer without its evidence, and when it was given."""

    answered_at: datetime
    answer: Answer


KEPT = TypeAdapter(KeptAnswer)


@dataclass(frozen=True, slots=True)
class Since:
    """What has happened to a cited article since: `version` is its current one, dated by its publisher or, without a
    date, when it was first seen. `has_quote` says whether the quoted words still stand in it."""

    citation: int
    version: str
    modified_at: datetime
    has_quote: bool


class KeptAnswers:
    """A folder of answers, `at_most` so many: the oldest are dropped. Where it cannot be written to, none is kept."""

    def __init__(self, folder: Path, at_most: int) -> None:
        self._folder = folder
        self._at_most = at_most

    def keeping(self, steps: Iterator[Step]) -> Iterator[Step]:
        """The same steps; the answer is kept before it is given on."""
        for step in steps:
            if isinstance(step, Answer):
                self.keep(step)
            yield step

    def keep(self, answer: Answer) -> bool:
        """Keep an answer under its id; whether that was possible."""
        if not self._at_most:
            return False
        small = replace(answer, evidence=(), suggestions=(), explanation=None)
        path = self._path(answer.id)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".new")
            unfinished.write_bytes(KEPT.dump_json(KeptAnswer(datetime.now(UTC), small)))
            unfinished.replace(path)  # nobody reads half an answer
            self._drop_oldest()
        except OSError as error:
            log.warning("answers are not kept: %s", error)
            return False
        return True

    def get(self, answer_id: str, archive: Archive) -> KeptAnswer | None:
        """A kept answer; none once an article that it quotes was removed."""
        return _read(self._path(answer_id), archive) if ID.fullmatch(answer_id) else None

    def erase_removed(self, archive: Archive) -> None:
        """Erase the answers that quote an article that was removed."""
        for path in self._folder.glob("*"):
            if path.is_file() and _read(path, archive) is None:  # or it was never finished
                path.unlink(missing_ok=True)

    def _path(self, answer_id: str) -> Path:
        return self._folder / f"{answer_id}.json"

    def _drop_oldest(self) -> None:
        paths = list(self._folder.iterdir())
        if len(paths) > self._at_most:
            n_left = max(1, int(self._at_most * (1 - SPARE)))
            for path in sorted(paths, key=_age)[:-n_left]:
                path.unlink(missing_ok=True)


def changed_since(answer: Answer, archive: Archive) -> tuple[Since, ...]:
    """The citations of what was then an article's current version, and no longer is."""
    found = []
    with archive.reading():
        for citation in answer.citations:
            versions = archive.versions(_current_id(citation.article, archive))
            if not versions or citation.superseded or versions[0].article.version == citation.article.version:
                continue
            article, seen = versions[0].article, versions[0].first_seen
            found.append(
                Since(citation.number, article.version, article.modified or seen, citation.quote in article.text)
            )
    return tuple(found)


def _current_id(article: ArticleView, archive: Archive) -> str:
    return archive.new_id(article.id) or article.id


def _is_removed(article: ArticleView, archive: Archive) -> bool:
    """Whether an article was withdrawn, at the address that it was cited by or the one that it moved to."""
    moved_to = archive.url_of(_current_id(article, archive))
    return archive.is_removed(article.url) or (moved_to is not None and archive.is_removed(moved_to))


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another thread has dropped it
        return 0.0


def _read(path: Path, archive: Archive) -> KeptAnswer | None:
    """A kept answer, unless there is none that can be read or it quotes an article that was removed."""
    try:
        kept = KEPT.validate_json(path.read_bytes())
    except (OSError, ValidationError):  # never kept, dropped, or kept by another release
        return None
    return None if any(_is_removed(citation.article, archive) for citation in kept.answer.citations) else kept
