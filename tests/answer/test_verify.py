"""What a language model may say of a quote. `answers/generated.jsonl` was written by hand: true sentences, most of
them as a model that was told to copy writes them, and sentences that no reader may see, each with what is wrong."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from conftest import ANSWERS
from hypothesis import assume, given
from hypothesis import strategies as st

from index.encoder.encoder import Encoder
from qa.answer.generation.plain_tokens import Token, tokens
from qa.answer.generation.verify import is_supported
from qa.answer.generation.writer import MIN_COSINE, written

CASES = [json.loads(line) for line in (ANSWERS / "generated.jsonl").read_text(encoding="utf-8").splitlines()]
SUPPORTED = [case for case in CASES if case["supported"]]
UNSUPPORTED = [case for case in CASES if not case["supported"]]
KINDS = sorted({case["kind"] for case in UNSUPPORTED})
FREE = {"a", "an", "the", "that", "also", "has", "have"}  # may be missing or added
QUOTES = sorted({quote["quote"] for case in SUPPORTED for quote in case["quotes"]})
IN_ONE_ORDER = [quote for quote in QUOTES if not re.search("said|found|reported|announced|according", quote)]


def shown(case: dict[str, Any]) -> list[tuple[str, str]]:
    """The sentences of a case that would be shown, each with a quote that bears it out."""
    return list(_shown(case["sentence"], case["quotes"]))


def _shown(sentence: str, quotes: list[dict[str, str]]) -> Iterator[tuple[str, str]]:
    for text, cited in written(iter([sentence])):
        if all(1 <= number <= len(quotes) for number in cited):
            for number in cited:
                if is_supported(text, quotes[number - 1]["quote"], quotes[number - 1]["publisher"]):
                    yield text, quotes[number - 1]["quote"]


def test_there_are_enough_cases_of_both_sorts() -> None:
    assert (len(UNSUPPORTED) >= 220, len(SUPPORTED) >= 60) == (True, True)


@pytest.mark.parametrize("kind", KINDS)
def test_no_unsupported_sentence_is_shown(kind: str) -> None:
    assert [case["sentence"] for case in UNSUPPORTED if case["kind"] == kind and shown(case)] == []


def test_most_supported_sentences_are_shown() -> None:
    assert sum(bool(shown(case)) for case in SUPPORTED) / len(SUPPORTED) >= 0.7


def test_what_is_shown_is_near_in_meaning_to_its_quote(encoder: Encoder) -> None:
    pairs = [pair for case in SUPPORTED for pair in shown(case)]
    texts, quotes = (encoder.encode(list(part)) for part in zip(*pairs, strict=True))
    assert ((texts * quotes).sum(axis=1) >= MIN_COSINE).all()


@pytest.mark.parametrize("quote", QUOTES)
def test_a_quote_bears_itself_out(quote: str) -> None:
    assert is_supported(quote, quote) or quote.startswith(("It ", "He "))


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Ana Tarn was arrested.", "Ana Tarn was arrested and later released."),
        ("Ana Tarn and Jan Berg were arrested.", "Ana Tarn and Jan Berg were arrested and released within minutes."),
        ("Berg beat Tarn in the final.", "Berg beat Tarn in the final and was disqualified."),
        ("Berg beat Tarn in the final.", "Berg beat Tarn in the final and then handed back the cup."),
        ("A ceasefire was signed on Monday.", "A ceasefire was signed on Monday, ending within an hour."),
        ("The bridge will open in June.", "The bridge will open in June, more than a year late, at the earliest."),
        ("The law bans smoking in bars.", "The law bans smoking in bars after 10 p.m."),
        ("Nobody was hurt in the fire.", "Nobody was hurt in the fire and 12 in the panic."),
        ("Ana Tarn has died at 81.", "Ana Tarn has died at 81, up from last week's hoax."),
    ],
)
def test_what_undoes_or_limits_a_sentence_is_not_left_out(sentence: str, quote: str) -> None:
    assert not is_supported(sentence, quote)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("That bridge in Port Varn was closed.", "The bridge in Port Varn was closed."),
        ("Ana Tarn was arrested in Oslo.", "Ana Tarn, whose partner met Jan Berg – was arrested in Oslo."),
        ("The ferry sank with 14 sailors.", "The ferry sank with 12 sailors."),
    ],
)
def test_what_is_said_of_something_else_is_refused(sentence: str, quote: str) -> None:
    assert not is_supported(sentence, quote)


@given(st.sampled_from(QUOTES), st.data())
def test_a_word_more_is_refused(quote: str, data: st.DataObject) -> None:
    words = quote.split()
    added = data.draw(
        st.sampled_from(["not", "never", "allegedly", "only", "Korea", "12", "Friday", "former", "again"])
    )
    place = data.draw(st.integers(0, len(words) - 1))
    assert not is_supported(" ".join([*words[:place], added, *words[place:]]), quote)


@given(st.sampled_from(QUOTES), st.data())
def test_a_word_of_another_quote_in_the_place_of_one_is_refused(quote: str, data: st.DataObject) -> None:
    words = quote.split()
    place = data.draw(st.sampled_from([n for n, word in enumerate(words) if word.lower() not in FREE]))
    others = {word for each in QUOTES for word in each.split() if word.lower() not in FREE}
    other = data.draw(st.sampled_from(sorted(others - set(words))))
    if place == len(words) - 1 and not any(c.isalnum() for c in other):
        return
    changed = " ".join([*words[:place], other, *words[place + 1 :]])
    bare = [tokens(word.strip(".,;“”").lower()) for word in (words[place], other)]  # "3" is "three"
    assert bare[0] == bare[1] or not is_supported(changed, quote)


@given(st.sampled_from(QUOTES), st.data())
def test_two_names_or_numbers_that_change_places_are_refused(quote: str, data: st.DataObject) -> None:
    words = quote.split()
    free = {"The", "A", "An"}
    places = [n for n, word in enumerate(words) if (word[0].isupper() or word[0].isdigit()) and word not in free]
    if len(places) < 2:
        return
    one, other = data.draw(st.lists(st.sampled_from(places), min_size=2, max_size=2, unique=True))
    bare = [word.strip(".,;“”").lower() for word in (words[one], words[other])]
    words[one], words[other] = words[other], words[one]
    assert bare[0] == bare[1] or not is_supported(" ".join(words), quote)


@given(st.sampled_from(QUOTES), st.data())
def test_what_denies_limits_or_says_who_said_it_cannot_be_left_out(quote: str, data: st.DataObject) -> None:
    decisive = {
        "not",
        "never",
        "denied",
        "only",
        "if",
        "without",
        "neither",
        "nor",
        "said",
        "claimed",
        "about",
        "plans",
    }
    words = quote.split()
    places = [n for n, word in enumerate(words) if word.lower().strip(".,”") in decisive]
    if places:
        place = data.draw(st.sampled_from(places))
        assert not is_supported(" ".join([*words[:place], *words[place + 1 :]]), quote)


def is_subsequence(part: Sequence[Token], whole: Sequence[Token]) -> bool:
    rest = iter(whole)
    return all(any(token.says(other) for other in rest) for token in part)


@given(st.sampled_from(IN_ONE_ORDER), st.data())
def test_what_is_supported_has_the_quotes_tokens_in_their_order(quote: str, data: st.DataObject) -> None:
    words = quote.split()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(words) - 1))
        end = data.draw(st.integers(start, len(words)))
        words[start:end] = data.draw(
            st.sampled_from([[], [], [], words[start:end][::-1], ["not"], ["Berg"], ["12"], ["the"]])
        )
        assume(words)
    told = [token for token in tokens(" ".join(words)) if token.key not in FREE | {","}]
    assert is_subsequence(told, tokens(quote)) or not is_supported(" ".join(words), quote)


@given(st.text(max_size=200), st.sampled_from(QUOTES))
def test_any_text_at_all_is_judged(text: str, quote: str) -> None:
    assert is_supported(text, quote) in (True, False)
    assert is_supported(quote, text) in (True, False)
