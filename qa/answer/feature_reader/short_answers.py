"""Which words answer: a probability for each name, number, date and title in the best passages.

What speaks for words is how many reports have them beside the question's own words, the headline, and whether they are
the kind of thing that was asked for: named features, each between 0 and about 3, added up with learned weights. The
probabilities are a softmax of the sums, so they compare the words found with each other; whether any of them is right
is the answer's confidence. Knows nothing of quotes.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from index.text.analysis import FRAMING_TERMS
from index.vectors import Vectors
from qa.answer.feature_reader.passage_reader import ReadPassage, ReadSentence
from qa.answer.feature_reader.question_profile import Target, Wanted
from qa.answer.reading import AnswerSpan, Kind
from qa.english.normal_form import base_terms
from qa.english.word_classes import listed
from qa.retrieval.features import share
from qa.retrieval.weights import load_weights

FEATURES = {
    "agreement": "weight of the reports that have it beside the question's words, as a share of the best",
    "headline": "in the headline of a good passage",
    "repeated": "logarithm of how often it stands there",
    "surname": "a name whose last word also stands alone",
    "is_name": "a name",
    "is_number": "a number",
    "is_date": "a date",
    "is_title": "between quotation marks",
    "is_small": "a number up to ten",
    "number_fits": "a number was asked for",
    "money_fits": "an amount of money where a price was asked for",
    "date_fits": "a date was asked for",
    "person_fits": "a full name where a person was asked for",
    "place_fits": "a name where a place was asked for",
    "place_titled": "a name after a person's title, where a place was asked for",
    "place_after_in": "a name after in, at, to, from, near or off, where a place was asked for",
    "place_unasked": "a name after such a word, where no place was asked for",
    "name_fits": "a name or title where another named thing was asked for",
}
# The kinds of words that can be what a question asks for.
KIND_FITS: Mapping[Wanted, frozenset[Kind]] = {
    "number": frozenset({"number"}),
    "date": frozenset({"date"}),
    "person": frozenset({"name"}),
    "place": frozenset({"name"}),
    "name": frozenset({"name", "title"}),
}
MOSTLY_KNOWN = 0.65  # words with more of the question's own in them are no answer
REPORTS = 4  # so many of the reports that have it count
NEIGHBOUR = 0.6  # what the question's words count in the sentence before, or in the headline
MONEY = ("$", "£", "€", "¥", "dollar", "pound", "euro")
PLACE_BEFORE = tuple(f"{word} {the}" for word in ("in", "at", "to", "from", "near", "off") for the in ("", "the "))
PERSON_BEFORE = re.compile(
    r"\b(?:President|Minister|Chancellor|Secretary|Sen\.?|Senator|Rep\.?|Gov\.?|Governor|Mayor|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Sir|King"
    r"|Queen|Prince|Princess|Judge|Justice|CEO|actor|actress|director|professor|coach|captain) $"
)
PRICE = ("how much", "cost", "worth", "price", "paid", "pay ")
SMALL = listed("0 1 2 3 4 5 6 7 8 9 10 one two three four five six seven eight nine ten first half third")


@dataclass(slots=True)
class _Found:
    """What the passages have of one candidate."""

    kinds: set[Kind] = field(default_factory=set)
    reports: dict[str, float] = field(default_factory=dict)
    headline: float = 0.0
    times: int = 0
    is_after_in: bool = False
    is_money: bool = False
    is_titled: bool = False

    def add(self, passage: ReadPassage, sentence: ReadSentence, span: AnswerSpan, support: float) -> None:
        text = sentence.text[span.start : span.end]
        article = passage.stored.article.id
        self.kinds.add(span.kind)
        self.times += 1
        self.reports[article] = max(self.reports.get(article, 0.0), support)
        if f" {span.key} " in passage.headline_key:
            self.headline = max(self.headline, passage.weight)
        self.is_after_in |= sentence.text[max(0, span.start - 9) : span.start].lower().endswith(PLACE_BEFORE)
        self.is_titled |= PERSON_BEFORE.search(sentence.text[max(0, span.start - 12) : span.start]) is not None
        self.is_money |= any(sign in text for sign in MONEY)


def probabilities(target: Target, passages: Sequence[ReadPassage]) -> dict[str, float]:
    """How likely each candidate is to be what was asked for, by its key; they add up to 1."""
    keys, table = features(target, passages)
    if not keys:
        return {}
    scores = table @ load_weights("short_answer", FEATURES).row
    drawn = np.exp(scores - scores.max())
    return dict(zip(keys, (drawn / drawn.sum()).tolist(), strict=True))


def features(target: Target, passages: Sequence[ReadPassage]) -> tuple[list[str], Vectors]:
    """The candidates' keys and their features, `(n, len(FEATURES))`; the question's own words are none."""
    found = _collect(target, passages)
    if not found:
        return [], np.zeros((0, len(FEATURES)), np.float32)
    _share_surnames(found)
    rows = [list(_row(target, key, each, found)) for key, each in found.items()]
    table = np.array(rows, np.float32)
    table[:, 0] /= max(float(table[:, 0].max()), 1e-9)
    return list(found), table


def _collect(target: Target, passages: Sequence[ReadPassage]) -> dict[str, _Found]:
    found: defaultdict[str, _Found] = defaultdict(_Found)
    skipped: set[str] = set()
    for passage in passages:
        headline = frozenset(passage.headline)
        before: frozenset[str] = frozenset()
        for sentence in passage.sentences:
            own = share(target.weights, sentence.bag)
            near = share(target.weights, sentence.bag | before | headline)
            support = passage.weight * max(own, NEIGHBOUR * near) ** 2
            before = sentence.bag
            for span in sentence.answer_spans:
                if span.key in skipped:
                    continue
                if span.key not in found and _is_in_question(target, span.key):
                    skipped.add(span.key)
                    continue
                found[span.key].add(passage, sentence, span, support)
    return dict(found)


def _is_in_question(target: Target, key: str) -> bool:
    """Whether words are the question's own or mostly so: "Webb Space Telescope" where it has "the Webb telescope"."""
    if f" {key} " in target.key:
        return True
    found = base_terms(key)
    known = sum([term in target.weights or term in FRAMING_TERMS for term in found])
    return known > MOSTLY_KNOWN * len(found)


def _share_surnames(found: Mapping[str, _Found]) -> None:
    """A surname alone speaks for each full name that ends in it."""
    single = {key: dict(each.reports) for key, each in found.items() if " " not in key}
    for key, each in found.items():
        if "name" in each.kinds and " " in key:
            for article, support in single.get(key.rsplit(" ", 1)[1], {}).items():
                each.reports[article] = max(each.reports.get(article, 0.0), support)


def _row(target: Target, key: str, each: _Found, found: Mapping[str, _Found]) -> Iterator[float]:
    """A candidate's features in the order of `FEATURES`."""
    words = key.split()
    is_name = "name" in each.kinds
    is_full = is_name and len(words) > 1
    is_number = "number" in each.kinds and "date" not in each.kinds
    is_date = "date" in each.kinds
    is_title = "title" in each.kinds
    person, place = target.wanted == "person", target.wanted == "place"
    yield sum(sorted(each.reports.values(), reverse=True)[:REPORTS])
    yield each.headline
    yield math.log1p(each.times)
    yield is_full and words[-1] in found
    yield is_name
    yield is_number
    yield is_date
    yield is_title
    yield is_number and key in SMALL
    yield target.wanted == "number" and is_number
    asks_price = any(word in target.key for word in PRICE) and " how much of " not in target.key
    yield each.is_money and asks_price
    yield target.wanted == "date" and is_date
    yield person and is_full
    yield place and is_name
    yield place and each.is_titled
    yield place and is_name and each.is_after_in
    yield not place and is_name and each.is_after_in
    yield target.wanted == "name" and (is_name or is_title)
