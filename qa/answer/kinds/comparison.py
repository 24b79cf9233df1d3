"""Comparisons ("How does X differ from Y?", "X or Y"): what is reported of each side, in two columns.

The question says what is compared, and the reports what of its words is a name: a side is called by the longest run of
its words that a report has, too. Knows nothing of what differs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.text.analysis import FRAMING_TERMS, terms
from index.text.sentences import Span
from qa.answer.contract import Side
from qa.answer.quotes import USUAL, Quotes, choose, choose_quotes
from qa.answer.sentences.scored_sentence import ScoredSentence
from qa.answer.sentences.sentence_scores import ReadRanking
from qa.question.query import Query

ROOM = replace(USUAL, max_quotes=4, max_words=120)
FOR_OTHER_SIDE = 3.0  # below the best quote's score, in which a quote of a side that has none is looked for
MAX_NAME_WORDS = 4  # of what a side is called
WORD = re.compile(r"[^\s,;:?!“”\"()]+")
AUXILIARY = r"\b(?:do|does|did|is|are|was|were|has|have|had|can|will|would)"
COMPARED = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bdifferen\w+ between (?P<one>[^,]+?) and (?P<other>.+)",
        rf"{AUXILIARY} (?P<one>.+?) (?:compare|differ) (?:with|to|from|against) (?P<other>.+)",
        rf"{AUXILIARY} (?P<one>[^,]+?) and (?P<other>[^,]+?) (?:compare|differ)\b",
        r"\bmakes? (?P<one>.+?) different (?:from|to|than) (?P<other>.+)",
        r"^(?P<one>(?:(?! vs| versus).)+) (?:vs\.?|versus) (?!.* (?:vs|versus)\b)(?P<other>.+)",
        r"[,:] (?P<one>[^,:]+?) or (?P<other>[^,:]+)$",
    )
]
# Of this the first side is only known where it is a name: "How do they see the economy compared with 2008?"
NAMES_ONLY = re.compile(r"(?P<one>.+?),? compared (?:with|to) (?P<other>.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a question calls a side, and the terms that tell it from the other."""

    name: str
    words: frozenset[str]

    def is_in(self, sentence: ScoredSentence) -> bool:
        return self.words <= frozenset(terms(sentence.text))


def choose_comparison(query: Query, read: ReadRanking) -> Quotes:
    """The quotes, with one for each side where the question has two and both are reported on."""
    sides = compared(query.text, read.sentences)
    if not sides or not read.sentences:
        return choose_quotes(query, read)
    chosen = choose(read.sentences, ROOM)
    also = [found for side in sides if (found := _for_side(side, sides, chosen, read.sentences)) is not None]
    quotes = choose_quotes(query, read, ROOM, also)
    columns = tuple(
        Side(side.name, tuple(n for n, quote in enumerate(quotes.quotes, start=1) if side.is_in(quote.candidate)))
        for side in sides
    )
    is_told = all(column.citations for column in columns) and columns[0].citations != columns[1].citations
    return replace(quotes, sides=columns if is_told else ())


def _for_side(
    side: Compared, sides: Sequence[Compared], chosen: Sequence[ScoredSentence], candidates: Sequence[ScoredSentence]
) -> ScoredSentence | None:
    """A sentence on a side that no chosen one is on alone; it has to answer, too, by the reader."""
    if any(side.is_in(each) and sum(one.is_in(each) for one in sides) == 1 for each in chosen):
        return None
    for each in candidates:
        if each.score < candidates[0].score - FOR_OTHER_SIDE:
            break
        if each.features["sentence"] >= 0 and side.is_in(each) and sum(one.is_in(each) for one in sides) == 1:
            return each
    return None


def compared(question: str, candidates: Sequence[ScoredSentence]) -> tuple[Compared, Compared] | None:
    """The two sides of a question, named in its own words; `None` if it has not two that reports name, too."""
    match = next((found for pattern in (*COMPARED, NAMES_ONLY) if (found := pattern.search(question))), None)
    if match is None:
        return None
    texts = [_plain(each.text) for each in candidates]
    names = [_name(match[group], texts, is_first=group == "one") for group in ("one", "other")]
    one, other = (frozenset(terms(name)) - FRAMING_TERMS for name in names)
    if not one - other or not other - one or (match.re is NAMES_ONLY and not all(map(_has_name, names))):
        return None
    return Compared(names[0], one - other), Compared(names[1], other - one)


def _name(side: str, texts: Sequence[str], *, is_first: bool) -> str:
    """The run of a side's words that a report has, with a name if the side has any: the nearest to the other side, and
    of those the longest."""
    known = [run for run in _runs(side) if any(_plain(side[run.start : run.end]) in text for text in texts)]
    known = [run for run in known if _has_name(side[run.start : run.end])] or known
    if not known:
        return ""
    nearest = max(known, key=lambda run: (run.end if is_first else -run.start, run.end - run.start))
    return side[nearest.start : nearest.end]


def _has_name(text: str) -> bool:
    return any(c.isdigit() or c.isupper() for c in text)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def _runs(side: str) -> Iterator[Span]:
    """Each run of a side's words that does not begin or end with a word that only frames, in order."""
    found = list(WORD.finditer(side))
    for first, word in enumerate(found):
        for last in found[first : first + MAX_NAME_WORDS]:
            if not any(FRAMING_TERMS.issuperset(terms(end)) for end in (word[0], last[0])):
                yield Span(word.start(), last.end())
