"""Cited articles as RIS, which EndNote, Zotero, Mendeley and Citavi read: a tag and a value a line."""

from collections.abc import Iterator
from datetime import datetime

from qa.answer.contract import Answer
from qa.answer.exports.cited_works import CitedWork, cited_works, one_line


def ris(answer: Answer, read_at: datetime) -> str:
    """A record for each cited article; empty where nothing is cited."""
    records = [
        "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in _fields(work, read_at)) + "ER  - \r\n"
        for work in cited_works(answer, read_at)
    ]
    return "\r\n".join(records)


def _fields(work: CitedWork, read_at: datetime) -> Iterator[tuple[str, str]]:
    article = work.article
    yield "TY", "NEWS"
    yield "ID", work.key
    yield "TI", article.title
    for name in article.authors:
        yield "AU", name
    if article.publisher:
        yield "T2", article.publisher
    if article.published_at:
        yield "PY", f"{article.published_at:%Y}"
        yield "DA", f"{article.published_at:%Y/%m/%d}"
    if article.language:
        yield "LA", article.language
    yield "UR", article.url
    yield "Y2", f"{read_at:%Y/%m/%d}"
    for note in work.notes:
        yield "N1", note
