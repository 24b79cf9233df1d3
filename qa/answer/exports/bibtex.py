"""Cited articles as BibTeX, with the fields that BibLaTeX adds for what is read online (`date`, `urldate`)."""

from collections.abc import Iterator
from datetime import datetime

from qa.answer.contract import Answer
from qa.answer.exports.cited_works import CitedWork, cited_works, one_line

# Braces count for BibTeX even behind a backslash, so that each is a command of its own.
ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{mark: f"\\{mark}" for mark in "&%$#_"},
    }
)
URL_ESCAPES = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20"})


def bibtex(answer: Answer, read_at: datetime) -> str:
    """An entry for each cited article; empty where nothing is cited."""
    entries = []
    for work in cited_works(answer, read_at):
        fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(work, read_at))
        entries.append(f"@article{{{work.key},\n{fields}}}\n")
    return "\n".join(entries)


def _fields(work: CitedWork, read_at: datetime) -> Iterator[tuple[str, str]]:
    article = work.article
    yield "title", f"{{{_escaped(article.title)}}}"  # keeps its capitals
    if article.authors:  # each kept in one piece: which of the names is the last one is not known
        yield "author", " and ".join(f"{{{_escaped(name)}}}" for name in article.authors)
    if article.publisher:
        yield "journal", _escaped(article.publisher)
    if article.published_at:
        yield "date", f"{article.published_at:%Y-%m-%d}"
        yield "year", f"{article.published_at:%Y}"
    if article.language:
        yield "language", _escaped(article.language)
    yield "url", one_line(article.url).translate(URL_ESCAPES)
    yield "urldate", f"{read_at:%Y-%m-%d}"
    yield "note", _escaped(". ".join(work.notes))


def _escaped(text: str) -> str:
    """Words with nothing in them that TeX would take for a command."""
    return one_line(text).translate(ESCAPES)
