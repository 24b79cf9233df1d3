from pathlib import Path

import numpy as np
import pytest
from conftest import NOW

from index.engine.lexical import Entry, LexicalIndex
from index.engine.passage_index import UNDATED
from qa.retrieval.features import feedback_terms, freshness, passage_terms, share, term_weights, text_features

DAY_S = 86_400
PASSAGES = (
    "The ferry ran aground near the harbour of Malinka.",
    "Divers searched the hull of the ferry for survivors.",
    "The council of Zubrowka agreed on a budget for schools.",
)


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalIndex:
    index = LexicalIndex(tmp_path / "lexical")
    index.change([], [Entry(n, "Headline", text, "paper", None, 0, None) for n, text in enumerate(PASSAGES)])
    index.reload()
    return index


def test_freshness_falls_with_age_and_matters_most_this_week() -> None:
    now = int(NOW.timestamp())
    ages = [0, 1, 7, 30, 365, 366, 4000]
    today, day, week, month, year, next_day, decade = freshness(
        np.array([now - age * DAY_S for age in ages]), now
    ).tolist()
    assert today == 1.0
    assert today > day > week > month > year > next_day > decade == 0.0
    assert today - day > 50 * (year - next_day)


def test_undated_articles_get_no_freshness() -> None:
    assert freshness(np.array([UNDATED]), int(NOW.timestamp())).tolist() == [0.0]


def test_feedback_has_the_words_of_the_first_passages_and_not_the_questions(lexical: LexicalIndex) -> None:
    best = [passage_terms(text, "Headline") for text in PASSAGES[:2]]
    terms = feedback_terms({"happen", "ferri"}, best, [1.0, 0.9], lexical)
    assert {"malinka", "aground", "hull"} <= set(terms)
    assert not {"ferri", "the", "zubrowka"} & set(terms)
    assert max(terms.values()) == 1.0
    assert min(terms.values()) > 0.0


def test_feedback_of_no_passages_is_nothing(lexical: LexicalIndex) -> None:
    assert feedback_terms({"happen"}, [], [], lexical) == {}


def test_covered_counts_the_headline_and_phrases_only_the_passage(lexical: LexicalIndex) -> None:
    passages = [
        passage_terms("It sank in the evening.", "Malinka ferry"),
        passage_terms("The Malinka ferry sank.", "A night"),
    ]
    pairs = [("the", "malinka"), ("malinka", "ferri"), ("ferri", "sink")]
    features = text_features(["malinka", "ferri", "sink"], pairs, passages, lexical)
    in_headline, in_text = features["covered"].tolist()
    assert in_headline == pytest.approx(in_text)
    assert features["phrases"][0] == 0.0
    assert features["phrases"][1] > 0.0


def test_a_rarer_word_counts_more(lexical: LexicalIndex) -> None:
    weights = term_weights(["ferri", "malinka"], lexical)
    assert weights["malinka"] > weights["ferri"] > 0
    assert share(weights, {"malinka"}) > 0.5
    assert share({}, {"malinka"}) == 0.0
