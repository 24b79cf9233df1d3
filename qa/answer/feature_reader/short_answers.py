"""Short-answer scoring: a probability for each name, number, date and title in the best passages.

What speaks for words is how many reports have them beside the question's own words, the headline, and whether they are
the kind of thing that was asked for: named features, each between 0 and about 3, added up with learned weights. The
probabilities are a softmax of the sums, so they compare the words found with each other; whether any of them is right
is the answer's confidence. Knows nothing of quotes.
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from index.text.analysis import FRAMING_TERMS
from index.vectors import Vectors
from qa.answer.feature_reader.passage_reader import ReadPassage, ReadSentence
from qa.answer.feature_reader.question_weights import QuestionWeights
from qa.answer.reading import AnswerSpan, SpanKind
from qa.english.word_classes import listed
from qa.question.base_terms import base_terms
from qa.question.question_profile import AnswerKind
from qa.retrieval.features import share
from qa.retrieval.weights import Weights

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
KIND_FITS: Mapping[AnswerKind, frozenset[SpanKind]] = {
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
class _Mentions:
    """What the passages have of one candidate."""

    kinds: set[SpanKind] = field(default_factory=set)
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


def probabilities(question: QuestionWeights, passages: Sequence[ReadPassage], weights: Weights) -> dict[str, float]:
    """How likely each candidate is to be what was asked for, by its key; they add up to 1."""
    keys, table = features(question, passages)
    if not keys:
        return {}
    scores = table @ weights.row
    drawn = np.exp(scores - scores.max())
    return dict(zip(keys, (drawn / drawn.sum()).tolist(), strict=True))


def features(question: QuestionWeights, passages: Sequence[ReadPassage]) -> tuple[list[str], Vectors]:
    """The candidates' keys and their features, `(n, len(FEATURES))`; the question's own words are none."""
    found = _collect(question, passages)
    if not found:
        return [], np.zeros((0, len(FEATURES)), np.float32)
    _share_surnames(found)
    rows = [_row(question, key, each, found) for key, each in found.items()]
    assert all(row.keys() == FEATURES.keys() for row in rows)
    table = np.array([[row[name] for name in FEATURES] for row in rows], np.float32)
    agreement = table[:, list(FEATURES).index("agreement")]
    agreement /= max(float(agreement.max()), 1e-9)
    return list(found), table


def _collect(question: QuestionWeights, passages: Sequence[ReadPassage]) -> dict[str, _Mentions]:
    found: defaultdict[str, _Mentions] = defaultdict(_Mentions)
    skipped: set[str] = set()
    for passage in passages:
        headline = frozenset(passage.headline)
        before: frozenset[str] = frozenset()
        for sentence in passage.sentences:
            own = share(question.weights, sentence.bag)
            near = share(question.weights, sentence.bag | before | headline)
            support = passage.weight * max(own, NEIGHBOUR * near) ** 2
            before = sentence.bag
            for span in sentence.answer_spans:
                if span.key in skipped:
                    continue
                if span.key not in found and _is_in_question(question, span.key):
                    skipped.add(span.key)
                    continue
                found[span.key].add(passage, sentence, span, support)
    return dict(found)


def _is_in_question(question: QuestionWeights, key: str) -> bool:
    """Whether words are the question's own or mostly so: "Webb Space Telescope" where it has "the Webb telescope"."""
    if f" {key} " in question.key:
        return True
    found = base_terms(key)
    known = sum([term in question.weights or term in FRAMING_TERMS for term in found])
    return known > MOSTLY_KNOWN * len(found)


def _share_surnames(found: Mapping[str, _Mentions]) -> None:
    """A surname alone speaks for each full name that ends in it."""
    single = {key: dict(each.reports) for key, each in found.items() if " " not in key}
    for key, each in found.items():
        if "name" in each.kinds and " " in key:
            for article, support in single.get(key.rsplit(" ", 1)[1], {}).items():
                each.reports[article] = max(each.reports.get(article, 0.0), support)


def _row(question: QuestionWeights, key: str, each: _Mentions, found: Mapping[str, _Mentions]) -> dict[str, float]:
    """A candidate's features by name."""
    words, wanted = key.split(), question.profile.kind
    is_name, is_date, is_title = ("name" in each.kinds, "date" in each.kinds, "title" in each.kinds)
    is_full = is_name and len(words) > 1
    is_number = "number" in each.kinds and not is_date
    asks_price = any(word in question.key for word in PRICE) and " how much of " not in question.key
    return {
        "agreement": sum(sorted(each.reports.values(), reverse=True)[:REPORTS]),
        "headline": each.headline,
        "repeated": math.log1p(each.times),
        "surname": is_full and words[-1] in found,
        "is_name": is_name,
        "is_number": is_number,
        "is_date": is_date,
        "is_title": is_title,
        "is_small": is_number and key in SMALL,
        "number_fits": wanted == "number" and is_number,
        "money_fits": each.is_money and asks_price,
        "date_fits": wanted == "date" and is_date,
        "person_fits": wanted == "person" and is_full,
        "place_fits": wanted == "place" and is_name,
        "place_titled": wanted == "place" and each.is_titled,
        "place_after_in": wanted == "place" and is_name and each.is_after_in,
        "place_unasked": wanted != "place" and is_name and each.is_after_in,
        "name_fits": wanted == "name" and (is_name or is_title),
    }
