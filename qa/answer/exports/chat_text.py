"""An answer as a chat shows it, piece by piece: quotes with the numbers of their sources, then what is to be known of
them, then the sources.

The one idea: the pieces make the whole, so what is streamed and what is sent at once cannot differ. A quote stands in
its piece as it stands in its article, marks of Markdown included; nothing of it is escaped.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa.answer.contract import Answer, Citation, Sentence, SentenceEvent, Step
from qa.answer.exports.wording import narrowed, numbers, of_claim, source, standing, written_by

REMARKS = "\n\n---\n\n"  # between the quotes and what is said of them
MARKS = re.compile(r" (?:\[\d+\])+(?:\n\n|\Z)")  # the numbers behind a sentence


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the text, and the citation whose quote begins at `at` in it, if it has one."""

    text: str
    citation: Citation | None = None
    at: int = 0


@dataclass(frozen=True, slots=True)
class Annotation:
    """A citation whose quote is `text[start:end]` of the whole, in code points."""

    citation: Citation
    start: int
    end: int


def pieces(steps: Iterable[Step]) -> Iterator[Piece]:
    """The text of an answer while its steps come; the words of a refusal come with the last one."""
    told: set[str] = set()
    for step in steps:
        if isinstance(step, SentenceEvent):
            yield _sentence(step.sentence, step.cited, "\n\n" if told else "")
            told.add(step.sentence.text)
        elif isinstance(step, Answer):
            if not told:
                yield Piece(step.answer)
            yield from _remarks(step)
            for citation in step.citations:
                yield _source(citation, citation.quote in told)


def annotated(parts: Iterable[Piece]) -> Iterator[Annotation]:
    """Where the quotes stand in the whole that the pieces make."""
    length = 0
    for piece in parts:
        if piece.citation:
            start = length + piece.at
            yield Annotation(piece.citation, start, start + len(piece.citation.quote))
        length += len(piece.text)


def spoken(text: str) -> str:
    """What an answer itself said, of a text that was made here: without marks, remarks and sources."""
    *sentences, rest = MARKS.split(text.split(REMARKS)[0])
    said = [each[1:-1] if each.startswith("“") and each.endswith("”") else each for each in sentences]
    return " ".join([*said, rest] if rest else said)


def _sentence(sentence: Sentence, cited: tuple[Citation, ...], before: str) -> Piece:
    """A sentence in quotation marks if it is a quote, else a language model's."""
    marks = numbers(sentence.citations)
    quoted = next((each for each in cited if each.quote == sentence.text), None)
    if quoted is None:
        return Piece(f"{before}{sentence.text} {marks}")
    return Piece(f"{before}“{quoted.quote}” {marks}", quoted, len(before) + 1)


def _remarks(answer: Answer) -> Iterator[Piece]:
    said = [
        f"Understood as: {answer.query.text}" if answer.query.text != " ".join(answer.question.split()) else "",
        of_claim(answer),
        _named(answer),
        *(f"{side.name}: {numbers(side.citations) or 'no quote found.'}" for side in answer.sides),
        standing(answer) if answer.status == "answered" else "",
        written_by(answer.generated) if answer.generated else "",
        *(f"Note: {notice.text} {numbers(notice.citations)}" for notice in answer.notices),
        f"Searched only articles {limits}." if (limits := narrowed(answer.query)) else "",
        *(f"This is answered: {each.question}" for each in answer.suggestions if each.kind == "other_question"),
    ]
    if remarks := [each for each in said if each]:
        yield Piece(REMARKS + "\n\n".join(remarks))


def _named(answer: Answer) -> str:
    items = ", ".join(f"{item.text} {numbers(item.citations)}" for item in answer.items)
    return f"Named in these quotes; there may be others: {items}" if items else ""


def _source(citation: Citation, is_told: bool) -> Piece:
    """A source's line, with its quote where no sentence shows it."""
    later = " (earlier version)" if citation.superseded else ""
    carrying = ", ".join(report.publisher or report.url for report in citation.also_reported_by)
    carried = f", also carried by {carrying}" if carrying else ""
    line = f"\n\n[{citation.number}] {source(citation.article)}{later}{carried}. {citation.article.url}"
    return Piece(line) if is_told else Piece(f"{line} “{citation.quote}”", citation, len(line) + 2)
