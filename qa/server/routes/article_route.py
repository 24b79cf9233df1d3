"""`GET /articles/{id}`: an article's stored text and its versions, and what changed between two of them."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from corpus.archive.protocol import Archive
from corpus.archive.versions import StoredVersion, by_appearance
from corpus.article import Article, publisher_key
from qa.answer.citations import link_to_words
from qa.server.access import TO_READ
from qa.server.bodies import StoredArticle, stored_article
from qa.server.dependencies import TheService
from qa.server.problem import GUARDED, Problem, problems
from qa.server.text_diff import Part, changes

MAX_IDS = 100  # in one request

router = APIRouter(dependencies=[TO_READ], responses=problems(*GUARDED, 404))


class Changes(BaseModel):
    """What changed in an article's headline and text from one version to a later one."""

    before: str
    version: str
    title: tuple[Part, ...]
    text: tuple[Part, ...]


class GoneArticles(BaseModel):
    """Those of the articles that were asked about that are not stored, or no longer."""

    gone: list[str]


@router.get("/articles")
def gone_articles(
    service: TheService, ids: Annotated[list[Annotated[str, Field(max_length=100)]], Query(max_length=MAX_IDS)]
) -> GoneArticles:
    """Which of some articles the archive does not hold, so that whoever keeps their words can let go of them, too."""
    archive = service.passage_index.archive()
    with archive.reading():
        return GoneArticles(gone=[each for each in dict.fromkeys(ids) if not _versions(archive, each)])


@router.get("/articles/{article_id}")
def article(
    article_id: str,
    service: TheService,
    version: str | None = None,
    start: Annotated[int | None, Query(ge=0, description="where the words begin that `link` is to lead to")] = None,
    end: Annotated[int | None, Query(ge=0, description="and where they end, in code points of the text")] = None,
) -> StoredArticle:
    """An article's stored text: the current version, or the one asked for; an id from before it moved will do."""
    archive = service.passage_index.archive()
    with archive.reading():
        versions = _versions(archive, article_id)
        for stored in versions:
            if version in (None, stored.article.version):
                words = stored.article.text[start:end] if start is not None and end is not None else ""
                found = archive.copies_found([stored.number])
                return stored_article(
                    stored,
                    versions,
                    copies=_carried_elsewhere(archive, stored),
                    same_story=found[0].same_as if found else (),
                    link=link_to_words(stored.article.url, words),
                )
    what = f"version {version!r} of article {article_id!r}" if versions else f"article {article_id!r}"
    raise Problem(404, "not-found", "Not found", f"the archive has no {what}")


@router.get("/articles/{article_id}/changes")
def article_changes(
    article_id: str,
    service: TheService,
    version: Annotated[str | None, Query(description="the later version; the current one by default")] = None,
    before: Annotated[str | None, Query(description="the earlier one; by default the one before that")] = None,
) -> Changes:
    """What changed between two versions of an article; an id from before it moved will do."""
    archive = service.passage_index.archive()
    with archive.reading():
        old, new = _two(article_id, _versions(archive, article_id), version, before)
    return Changes(
        before=old.version,
        version=new.version,
        title=changes(old.title, new.title),
        text=changes(old.text, new.text),
    )


def _versions(archive: Archive, article_id: str) -> list[StoredVersion]:
    """An article's versions, the current one first, also by an id from before it moved."""
    return archive.versions(article_id) or archive.versions(archive.new_id(article_id) or "")


def _carried_elsewhere(archive: Archive, stored: StoredVersion) -> list[Article]:
    """Other publishers' articles that carry the same story, the earliest first and each once."""
    own = publisher_key(stored.article.publisher)
    members = archive.versions_by_number(archive.story_members([stored.number]).get(stored.number, ()))
    copies = (copy.article for copy in by_appearance(list(members.values())))
    return list({copy.id: copy for copy in copies if publisher_key(copy.publisher) != own}.values())


def _two(
    article_id: str, versions: Sequence[StoredVersion], version: str | None, before: str | None
) -> tuple[Article, Article]:
    """The earlier and the later of two versions; `versions` has the current one first. Raises `Problem`."""
    articles = {stored.article.version: stored.article for stored in versions}
    order = list(articles)
    later = version if version in articles else None if version else next(iter(order), None)
    if before is None and later is not None:
        before = next(iter(order[order.index(later) + 1 :]), None)
    if later is None or before not in articles:
        raise Problem(
            404, "not-found", "Not found", f"article {article_id!r} has no {_lacking(order, later, version, before)}"
        )
    return articles[before], articles[later]


def _lacking(order: Sequence[str], later: str | None, version: str | None, before: str | None) -> str:
    """What an article lacks of two versions."""
    if not order:
        return "version"
    if later is None:
        return f"version {version!r}"
    return f"version {before!r} to compare with" if before else f"version before {later!r}"
