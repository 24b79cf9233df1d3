"""An answer as a chat shows it, piece by piece: quotes with the numbers of their sources, then what is to be known of
them, then the sources. It is Markdown.

The one idea: the pieces make the whole, so what is streamed and what is sent at once cannot differ. A quote stands in
its piece character for character. One in which CommonMark, or GitHub's, would find markup, or a number that looks like
a source's, stands in a fence of backticks, which nothing in it can close; every other word of an article, a client or a
language model is escaped. So no article makes a link, picture, heading or source here. What front ends read beyond
that, such as formulas between dollar signs, is theirs to bound.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa.answer.contract import Answer, Citation, Sentence, SentenceEvent, Step
from qa.answer.exports.footnotes import address, plain
from qa.answer.exports.wording import narrowed, numbers, of_claim, source, standing, written_by

REMARKS = "\n\n---\n\n"  # between the quotes and what is said of them
MARKUP = re.compile(
    r"[\\`*_\[\]<~\r\n]|&#?\w+;|://|(?i:www\.)|\$\$|[\u202a-\u202e\u2066-\u2069]"
)  # not for quotation marks
MADE = re.compile(  # a sentence that was made here, and the numbers behind it
    r"(?:“(?P<quote>[^\n]*)” |(?P<fence>`{3,})\n(?P<fenced>.*?)\n(?P=fence)\n|(?P<words>[^\n]*) )"
    r"(?:\[\d+\])+(?:\n\n|\Z)",
    re.DOTALL,
)
ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


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
                yield Piece(plain(step.answer))
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
    """What an answer itself said, of a text that was made here: without marks, escapes, remarks and sources."""
    said, at = [], 0
    while made := MADE.match(text, at):
        said.append(made["quote"] or made["fenced"] or ESCAPED.sub("", made["words"] or ""))
        at = made.end()
    rest = "" if text.startswith(REMARKS.lstrip(), at) else text[at:].partition(REMARKS)[0]
    if rest == text:
        return text
    return " ".join(filter(None, (*said, ESCAPED.sub("", rest))))


def _sentence(sentence: Sentence, cited: tuple[Citation, ...], before: str) -> Piece:
    """A sentence as a quote if it is one, else a language model's."""
    marks = numbers(sentence.citations)
    quoted = next((each for each in cited if each.quote == sentence.text), None)
    if quoted is None:
        return Piece(f"{before}{plain(sentence.text)} {marks}")
    return _quoted(quoted, before, before, marks)


def _quoted(citation: Citation, before: str, before_fence: str, marks: str = "") -> Piece:
    """A quote in quotation marks, or in a fence where Markdown would take something in it for markup."""
    if not MARKUP.search(citation.quote):
        return Piece(f"{before}“{citation.quote}” {marks}".rstrip(" "), citation, len(before) + 1)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", citation.quote)), default=0))
    opening = f"{before_fence}{fence}\n"
    return Piece(f"{opening}{citation.quote}\n{fence}\n{marks}".rstrip("\n"), citation, len(opening))


def _remarks(answer: Answer) -> Iterator[Piece]:
    said = [
        f"Understood as: {plain(answer.query.text)}" if answer.query.text != " ".join(answer.question.split()) else "",
        of_claim(answer),
        _named(answer),
        *(f"{plain(side.name)}: {numbers(side.citations) or 'no quote found.'}" for side in answer.sides),
        plain(standing(answer)) if answer.status == "answered" else "",
        plain(written_by(answer.generated)) if answer.generated else "",
        *(f"Note: {plain(notice.text)} {numbers(notice.citations)}" for notice in answer.notices),
        f"Searched only articles {plain(limits)}." if (limits := narrowed(answer.query)) else "",
        *(f"This is answered: {plain(each.question)}" for each in answer.suggestions if each.kind == "other_question"),
    ]
    if remarks := [each for each in said if each]:
        yield Piece(REMARKS + "\n\n".join(remarks))


def _named(answer: Answer) -> str:
    items = ", ".join(f"{plain(item.text)} {numbers(item.citations)}" for item in answer.items)
    return f"Named in these quotes; there may be others: {items}" if items else ""


def _source(citation: Citation, is_told: bool) -> Piece:
    """A source's line, with its quote where no sentence shows it."""
    later = " (earlier version)" if citation.superseded else ""
    carrying = ", ".join(report.publisher or report.url for report in citation.also_reported_by)
    carried = f", also carried by {carrying}" if carrying else ""
    said = plain(f"{source(citation.article)}{later}{carried}")
    line = f"\n\n[{citation.number}] {said}. {address(citation.article.url)}"
    return Piece(line) if is_told else _quoted(citation, f"{line} ", f"{line}\n\n")
