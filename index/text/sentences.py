"""Sentence splitting: a text's sentences as spans with exact offsets.

The one idea: a splitter for news text from a library, and its few early stops joined again. Knows nothing of passages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import sentencex

# Where a sentence ends at the latest: at an empty line; at a line break, unless the line looks as if it were only
# folded (no stop at its end, small letters after it); after stops that the splitter passes over, with the marks that
# close what they end, unless Japanese goes on behind these: 「開通した。」と述べた.
BREAK = re.compile(
    r"\n{2,}|\n(?![a-z])|(?<=[.!?…:;\"”’)])\n|(?<=[。！？។])(?![」』”’）】》〉])|(?<=[。！？][」』”’）】》〉])(?![」』”’）】》〉\u3041-\u3096、])"
)


# Where the sentence splitter stops too early in news text; the next piece belongs to the same sentence.
ENDS_EARLY = re.compile(
    r"(?:\b(?:a\.m|p\.m|Ft|St|Mt|No|Gen|Lt|Col|Sgt|Maj|Capt|Cmdr|Adm|Sen|Rep|Gov|Rev|Hon|Pres"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
    r"|\b(?:[A-Z]\.)*[A-Z]|\([RDI]-[A-Z][A-Za-z]*)\.$"
)


STARTS_ANEW = re.compile(
    r"[\"“‘'(\[]?(?:The|A|An|He|She|It|They|We|I|In|On|At|But|And|This|That|These|Those|His|Her|Its|Their|As|For|If"
    r"|When|While|After|Before)\b"
)


SAYING = re.compile(r"[\u3041-\u3096、]")  # goes on after quoted words in Japanese
MAX_LINE_CHARS = 10_000  # that the splitter is given at once; quotation marks cost it their number squared


OPENING = re.compile(r"\s([\"“‘'(\[]+)\Z")


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]`, in code points."""

    start: int
    end: int


def sentences(text: str) -> list[Span]:
    """The sentences of a text, in order, without the white space around them; none spans an empty line."""
    spans: list[Span] = []
    start = 0
    for end in [*(match.start() for match in BREAK.finditer(text)), len(text)]:
        spans += _sentences_of_line(text, start, end)
        start = end
    return spans


def _sentences_of_line(text: str, start: int, end: int) -> list[Span]:
    """Sentences of one paragraph, whose splitter's early stops are joined again."""
    spans: list[Span] = []
    position = start
    for boundary in _boundaries(text, start, end):
        stop = _without_opening_mark(text, position, boundary)
        piece = text[position:stop]
        stripped = piece.strip()
        if stripped:
            begin = position + piece.index(stripped)
            joined = spans and _is_early_stop(text[spans[-1].start : spans[-1].end], stripped)
            span = Span(spans.pop().start if joined else begin, begin + len(stripped))
            spans.append(span)
        position = stop
    return spans


def _boundaries(text: str, start: int, end: int) -> Iterator[int]:
    """Where the splitter ends the sentences of a paragraph. Of a long one it reads a part, then on from there where the
    last sentence of that begins."""
    while start < end:
        stop = min(end, start + MAX_LINE_CHARS)
        found = [start + each["end_index"] for each in sentencex.get_sentence_boundaries("en", text[start:stop])]
        if stop < end and len(found) > 1:
            found.pop()
        yield from found
        start = max(found, default=stop) if stop < end else end


def _without_opening_mark(text: str, start: int, end: int) -> int:
    """Where a piece ends if the mark that opens the next one is not counted to it: 'she said. "' before 'We won'."""
    opening = OPENING.search(text, start, end)
    return opening.start(1) if opening and end < len(text) and not text[end].isspace() else end


def _is_early_stop(before: str, after: str) -> bool:
    if SAYING.match(after):
        return before.endswith(("」", "』"))
    return ENDS_EARLY.search(before[-12:]) is not None and STARTS_ANEW.match(after) is None
