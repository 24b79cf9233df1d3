"""The word lists that questions are read with."""

from importlib.resources import files

import pytest

from qa.english import vocabulary

USED = (
    "adverbs conjunctions determiners event_words judging_adjectives prepositions pronouns side_nouns speech_verbs"
    " subordinators time_nouns"
)


@pytest.mark.parametrize("name", USED.split(" "))
def test_a_list_says_who_uses_it_and_has_each_word_once(name: str) -> None:
    first, *entries = files(vocabulary).joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert first.startswith("# ") and "Used by " in first
    assert len(entries) == len(set(entries)) == len(vocabulary.words(name)) >= 8
    assert all(entry == entry.strip().lower() for entry in entries)


def test_an_unknown_list_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        vocabulary.words("nothing")
