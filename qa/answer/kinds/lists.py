"""Lists ("Which companies …?"): every sentence that answers, and the items that they name, each with its citations.

Items are the words that the reader marked, taken apart where they enumerate. The same item in other words counts once.
Knows nothing of how an enumeration is taken apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.text.analysis import terms
from index.text.sentences import Span
from qa.answer.contract import ListItem, Place
from qa.answer.kinds.enumeration import items
from qa.answer.quotes import Quotes, Room, choose_quotes
from qa.answer.sentences.scored_sentence import ScoredSentence, key_of
from qa.answer.sentences.sentence_scores import ReadRanking
from qa.question.query import Query

ROOM = Room(max_quotes=6, max_words=160, close=2.0, least=0.0)
# Items are shown of a sentence that answers with these log-odds, where the words that name them do with this
# probability, both by the reader: of 120 read, 111 were right.
SURE, MIN_MARKED = 2.5, 0.2
NEAR_BEST = 1.0  # below the best quote's score, in which the first items are looked for
MIN_SINGLE = 0.4  # the same of an item that stands alone, over all articles that have it


@dataclass(slots=True)
class _Item:
    """An item as it was found first, its terms, and the citations that have it."""

    text: str
    at: Place
    words: frozenset[str]
    citations: list[int]


def choose_list(query: Query, read: ReadRanking) -> Quotes:
    """The quotes that answer, and their items where at least two can be told apart."""
    chosen = choose_quotes(query, read, ROOM)
    return replace(chosen, items=list_items(query, [quote.candidate for quote in chosen.quotes]))


def list_items(query: Query, quoted: Sequence[ScoredSentence]) -> tuple[ListItem, ...]:
    """The items of quoted sentences, which are numbered from 1, in the order in which they stand.

    The best sentence that has some says which, and others add to them if they have one of them, too.
    """
    asked = frozenset(terms(query.text))
    found: list[_Item] = []
    best = max((sentence.score for sentence in quoted), default=0.0)
    for number, sentence in sorted(enumerate(quoted, start=1), key=lambda each: -each[1].score):
        own = [item for item in _items(number, sentence) if not item.words <= asked]
        is_first = not found and sentence.score >= best - NEAR_BEST
        if sentence.features["sentence"] >= SURE and (is_first or any(_find(item, found) for item in own)):
            _add(own, found)
    in_order = sorted(found, key=lambda each: (min(each.citations), each.at.start))
    shown = tuple(ListItem(each.text, each.at, tuple(sorted(each.citations))) for each in in_order)
    return shown if len(shown) > 1 else ()


def _add(items_: Sequence[_Item], found: list[_Item]) -> None:
    for item in items_:
        known = _find(item, found)
        if known is None:
            found.append(item)
        elif item.citations[0] not in known.citations:
            known.citations += item.citations


def _find(item: _Item, found: Sequence[_Item]) -> _Item | None:
    """The item that is the same: of the same words, or one is the other's last: "Palin", "Sarah Palin"."""
    return next((each for each in found if item.words in (each.words, _last(each)) or each.words == _last(item)), None)


def _items(number: int, sentence: ScoredSentence) -> Iterator[_Item]:
    for span in _marked_items(sentence):
        text = sentence.text[span.start : span.end]
        words = frozenset(terms(key_of(text)))
        start = sentence.span.start
        if words:
            yield _Item(text, Place(number, start + span.start, start + span.end), words, [number])


def _last(item: _Item) -> frozenset[str]:
    """The last word of a name of several, as terms."""
    own = item.text.split()
    return frozenset(terms(own[-1])) if len(own) > 1 and own[-1][:1].isupper() else frozenset()


def _marked_items(sentence: ScoredSentence) -> list[Span]:
    """The items that the reader's likeliest words name."""
    marked = max(sentence.answers, key=lambda each: each.probability, default=None)
    if marked is None or marked.probability < MIN_MARKED:
        return []
    found = items(sentence.text, Span(marked.start, marked.end))
    return found if len(found) > 1 or marked.agreed >= MIN_SINGLE else []
