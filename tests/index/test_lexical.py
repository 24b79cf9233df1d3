"""BM25 in tantivy, against the formula written out; filters, against the ranking filtered by hand."""

import math
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine.lexical import TITLE_BOOST, Entry, LexicalIndex
from index.passages.passage import Filter
from index.text.analysis import question_terms, terms

DAY_S = 86_400
FULL = Filter(as_of=2**40)
K1, B = 1.2, 0.75
# Lengths that fit into one byte as Lucene's `SmallFloat.byte4ToInt` has them: exact to 40, then three bits of mantissa.
LENGTHS = [*range(24), *(24 + (i if i < 8 else (8 | i & 7) << (i >> 3) - 1) for i in range(80))]
WORDS = [f"{consonant}{vowel}x" for consonant in "bcdfghjklmnp" for vowel in "aiou"]


def entry(
    number: int,
    title: str = "headline",
    text: str = "words",
    *,
    publisher: str = "the paper",
    published: int | None = 0,
    visible: tuple[int, int | None] = (0, None),
) -> Entry:
    return Entry(number, title, text, publisher, published, *visible)


def an_index(folder: Path, *entries: Entry) -> LexicalIndex:
    index = LexicalIndex(folder)
    index.change([], entries)
    index.reload()
    return index


def random_entries(n: int, seed: int = 1) -> list[Entry]:
    """Entries of very different lengths, some words in them common and some rare, and all kinds of dates."""
    chance = random.Random(seed)
    weights = [1 / (1 + rank) for rank in range(len(WORDS))]
    return [
        entry(
            number,
            " ".join(chance.choices(WORDS, weights, k=chance.randint(1, 12))),
            " ".join(chance.choices(WORDS, weights, k=int(2 ** chance.uniform(0, 9)))),
            publisher=chance.choice(["the paper", "news agency", "gazette"]),
            published=chance.choice([None, chance.randint(0, 60) * DAY_S]),
            visible=(chance.randint(0, 40) * DAY_S, chance.choice([None, chance.randint(40, 80) * DAY_S])),
        )
        for number in range(1, n + 1)
    ]


def bm25(fields: dict[int, list[str]], term: str) -> dict[int, float]:
    """Scores of one field's words, for the entries that have the term."""
    n_with_term = sum(term in words for words in fields.values())
    average = sum(map(len, fields.values())) / len(fields)
    idf = math.log(1 + (len(fields) - n_with_term + 0.5) / (n_with_term + 0.5))
    found = {}
    for number, words in fields.items():
        if n := Counter(words)[term]:
            length = max(known for known in LENGTHS if known <= len(words))
            found[number] = idf * (K1 + 1) * n / (n + K1 * (1 - B + B * length / average))
    return found


def brute_force(entries: list[Entry], question: list[str]) -> dict[int, float]:
    found: Counter[int] = Counter()
    texts = {each.id: terms(each.text) for each in entries}
    titles = {each.id: terms(each.title) for each in entries}
    for term in question:
        for fields, weight in ((texts, 1.0), (titles, TITLE_BOOST)):
            for number, score in bm25(fields, term).items():
                found[number] += weight * score  # type: ignore[assignment]
    return dict(found)


def ranking(
    index: LexicalIndex, question: list[str], visible: Filter | None = None, k: int = 10_000
) -> dict[int, float]:
    ids, scores = index.search(question, k, visible)
    assert (np.diff(scores) <= 0).all()
    assert len(set(ids.tolist())) == len(ids)
    return dict(zip(ids.tolist(), scores.tolist(), strict=True))


@pytest.mark.parametrize("question", [WORDS[:1], WORDS[-1:], WORDS[:5], WORDS[3::9], ["unheard"], []])
def test_scores_equal_the_formula(tmp_path: Path, question: list[str]) -> None:
    entries = random_entries(300)
    expected = brute_force(entries, question)
    assert ranking(an_index(tmp_path, *entries), question) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("k", [0, 1, 10])
def test_the_best_come_first_and_no_more_than_asked_for(tmp_path: Path, k: int) -> None:
    entries = random_entries(300)
    best = sorted(brute_force(entries, WORDS[:3]).values(), reverse=True)[:k]
    assert list(ranking(an_index(tmp_path, *entries), WORDS[:3], k=k).values()) == pytest.approx(best, rel=1e-4)


def test_a_word_in_the_headline_counts_less_than_one_in_the_text(tmp_path: Path) -> None:
    index = an_index(tmp_path, entry(1, "bridge", "river"), entry(2, "river", "bridge"), entry(3, "other", "other"))
    scores = ranking(index, ["bridg"])
    assert list(scores) == [2, 1]
    assert scores[1] == pytest.approx(TITLE_BOOST * scores[2], rel=1e-5)


filters = st.builds(
    Filter,
    as_of=st.integers(0, 90).map(lambda day: day * DAY_S),
    since=st.none() | st.integers(0, 60).map(lambda day: day * DAY_S),
    until=st.none() | st.integers(0, 60).map(lambda day: day * DAY_S),
    publishers=st.sampled_from([(), ("the paper",), ("gazette", "news agency"), ("unknown",)]),
)


@pytest.fixture(scope="module")
def random_index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    return an_index(tmp_path_factory.mktemp("lexical"), *random_entries(200))


def sees(wanted: Filter, each: Entry) -> bool:
    is_shown = each.visible_from <= wanted.as_of and (each.visible_until is None or wanted.as_of < each.visible_until)
    if wanted.since is not None or wanted.until is not None:
        if each.published is None:
            return False
        is_shown &= wanted.since is None or each.published >= wanted.since
        is_shown &= wanted.until is None or each.published < wanted.until
    return is_shown and (not wanted.publishers or each.publisher in wanted.publishers)


@given(filters)
def test_a_filtered_ranking_is_the_ranking_filtered_by_hand(random_index: LexicalIndex, wanted: Filter) -> None:
    shown = {each.id for each in random_entries(200) if sees(wanted, each)}
    everything = ranking(random_index, WORDS[:6])
    expected = {number: score for number, score in everything.items() if number in shown}
    assert ranking(random_index, WORDS[:6], wanted) == pytest.approx(expected, rel=1e-6)


def test_the_moments_at_the_edges_of_a_filter(tmp_path: Path) -> None:
    index = an_index(tmp_path, entry(1, published=100, visible=(200, 300)))
    seen = {as_of: bool(ranking(index, ["word"], Filter(as_of))) for as_of in (199, 200, 299, 300)}
    assert seen == {199: False, 200: True, 299: True, 300: False}
    since = {moment: bool(ranking(index, ["word"], Filter(250, since=moment))) for moment in (99, 100, 101)}
    assert since == {99: True, 100: True, 101: False}
    until = {moment: bool(ranking(index, ["word"], Filter(250, until=moment))) for moment in (99, 100, 101)}
    assert until == {99: False, 100: False, 101: True}


@pytest.mark.parametrize(
    "question",
    [
        'bridge AND OR "x y" title:foo [a TO b] -not ^2 *',
        'bridge "',
        "bridge\\",
        "bridge:(((",
        "bridge~2^9 || !a && {x",
        "/bridge.*/ id:1",
        "bridge \x00 \ud83d",
        "¿bridge? — “bridge”… 🌉",
        "bridge " * 500,
    ],
)
def test_punctuation_in_a_question_means_nothing(tmp_path: Path, question: str) -> None:
    index = an_index(tmp_path, entry(1, text="The bridge is open."), entry(2, text="Nothing here."))
    cleaned = question.encode("utf-8", "ignore").decode()
    assert 1 in ranking(index, question_terms(cleaned), FULL)


@given(st.text(max_size=80))
def test_no_question_is_refused(random_index: LexicalIndex, question: str) -> None:
    found = question_terms(question)
    assert len(found) == len(set(found))
    assert len(ranking(random_index, found, FULL)) <= 200


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("The Café in Łódź", "cafe lodz"),
        ("A cafe in Lodz", "Café Łódź"),
        ("ÉLYSÉE", "elysee"),
        ("tariffs", "TARIFF"),
        ("pledged", "pledges"),
        ("7–2 in 2025", "2025"),
        ("Trump’s visit", "trump"),
    ],
)
def test_case_accents_and_endings_do_not_matter(tmp_path: Path, written: str, asked: str) -> None:
    index = an_index(tmp_path, entry(1, text=written), entry(2, text="unrelated"))
    assert list(ranking(index, question_terms(asked))) == [1]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did the council agree on?", ["council", "agre"]),
        ("Bridge, bridge and BRIDGES", ["bridg"]),
        ("Who was it?", ["who", "was", "it"]),
        ("?!", []),
        ("", []),
    ],
)
def test_framing_words_are_dropped_unless_there_are_no_others(question: str, expected: list[str]) -> None:
    assert question_terms(question) == expected


def test_the_same_change_twice_is_harmless(tmp_path: Path) -> None:
    index = an_index(tmp_path, *(entry(number, text=f"old bridge {number}") for number in range(1, 11)))
    for _ in range(2):
        index.change([2, 3, 99], [entry(3, text="new tunnel")])
    index.reload()
    assert index.n_passages == 9
    assert set(ranking(index, ["bridg"])) == {1, 4, 5, 6, 7, 8, 9, 10}
    assert set(ranking(index, ["tunnel"])) == {3}


def test_an_entry_that_is_put_in_again_is_seen_as_it_is_now(tmp_path: Path) -> None:
    index = an_index(tmp_path, entry(1, text="bridge", visible=(0, None)))
    index.change([1], [entry(1, text="bridge", visible=(0, 500), publisher="gazette")])
    index.reload()
    assert set(ranking(index, ["bridg"], Filter(499, publishers=("gazette",)))) == {1}
    assert set(ranking(index, ["bridg"], Filter(500))) == set()
    assert set(ranking(index, ["bridg"], Filter(499, publishers=("the paper",)))) == set()


def test_a_change_is_seen_after_reload_only(tmp_path: Path) -> None:
    index = an_index(tmp_path, entry(1, text="bridge"))
    index.change([1], [entry(2, text="tunnel")])
    assert (index.n_passages, list(ranking(index, ["bridg"])), list(ranking(index, ["tunnel"]))) == (1, [1], [])
    index.reload()
    assert (index.n_passages, list(ranking(index, ["bridg"])), list(ranking(index, ["tunnel"]))) == (1, [], [2])


def test_the_folder_keeps_the_index(tmp_path: Path) -> None:
    entries = random_entries(50)
    before = ranking(an_index(tmp_path, *entries), WORDS[:4])
    assert ranking(LexicalIndex(tmp_path), WORDS[:4]) == before


def test_scores_of_given_ids_are_those_of_the_ranking(random_index: LexicalIndex) -> None:
    question = [WORDS[2], WORDS[30]]
    known = ranking(random_index, question)
    ids = np.random.default_rng(1).permutation(np.arange(1, 203)).astype(np.int64)  # 201 and 202 do not exist
    expected = [known.get(number, 0.0) for number in ids.tolist()]
    assert 0.0 in expected
    np.testing.assert_allclose(random_index.scores(dict.fromkeys(question, 1.0), ids), expected, rtol=1e-5)
    np.testing.assert_allclose(random_index.scores(dict.fromkeys(question, 1.0), ids[:3]), expected[:3], rtol=1e-5)


def test_scores_without_ids_or_terms(random_index: LexicalIndex) -> None:
    assert random_index.scores({WORDS[0]: 1.0}, np.zeros(0, np.int64)).tolist() == []
    assert random_index.scores({}, np.array([1, 2])).tolist() == [0.0, 0.0]


def test_frequency_counts_the_texts_that_have_a_term(random_index: LexicalIndex) -> None:
    texts = [set(terms(each.text)) for each in random_entries(200)]
    for term in (WORDS[0], WORDS[20], WORDS[-1], "unheard"):
        assert random_index.term_frequency(term) == sum(term in text for text in texts)


def test_frequency_is_of_what_questions_see(tmp_path: Path) -> None:
    index = an_index(tmp_path, entry(1, text="fares"))
    assert index.term_frequency("fare") == 1
    index.change([], [entry(2, text="fares")])
    assert index.term_frequency("fare") == 1
    index.reload()
    assert index.term_frequency("fare") == 2


def test_a_word_of_any_length_can_be_indexed(tmp_path: Path) -> None:
    index = an_index(tmp_path, entry(1, text="x" * 100_000 + " bridge"), entry(2, text="東" * 5_000))
    assert list(ranking(index, question_terms("bridge"))) == [1]
    assert ranking(index, question_terms("y" * 100_000)) == {}
