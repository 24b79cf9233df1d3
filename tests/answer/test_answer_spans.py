import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.feature_reader.answer_spans import answer_spans
from qa.answer.reading import key_of


def found(sentence: str, kind: str) -> list[str]:
    return [sentence[span.start : span.end] for span in answer_spans(sentence) if span.kind == kind]


@pytest.mark.parametrize(
    ("sentence", "kind", "words"),
    [
        ("Japan pledged about $550 billion on Monday.", "number", "$550 billion"),
        ("Turnout rose to 61.4 percent of voters.", "number", "61.4 percent"),
        ("Turnout rose to 61.4% of voters.", "number", "61.4%"),
        ("Some 1,200 people left.", "number", "1,200"),
        ("Thirty-four people fell ill.", "number", "Thirty-four"),
        ("The fine came to £10m.", "number", "£10m"),
        ("She takes office on 13 May 2025.", "date", "13 May 2025"),
        ("She takes office on May 13, 2025.", "date", "May 13, 2025"),
        ("It was built in the 1960s.", "date", "1960s"),
        ("Prime Minister Sanae Takaichi spoke.", "name", "Sanae Takaichi"),
        ("The court heard Takaichi’s lawyer.", "name", "Takaichi"),
        ("She met Japan’s Ryosei Akazawa.", "name", "Ryosei Akazawa"),
        ("It was the Bank of England that acted.", "name", "Bank of England"),
        ("Teams from USC and UCLA met.", "name", "USC and UCLA"),
        ("Teams from USC and UCLA met.", "name", "UCLA"),
        ("He sang “Blue Harbour,” a ballad.", "title", "Blue Harbour"),
        ('He sang "Blue Harbour" again.', "title", "Blue Harbour"),
    ],
)
def test_what_could_be_a_short_answer_is_found(sentence: str, kind: str, words: str) -> None:
    assert words in found(sentence, kind)


@pytest.mark.parametrize("sentence", ["But he said so.", "The March was long.", "It is what it is."])
def test_words_that_only_begin_a_sentence_are_no_names(sentence: str) -> None:
    assert found(sentence, "name") in ([], ["The March"])


def test_a_day_of_a_month_is_no_number() -> None:
    assert found("On Tuesday, July 12, 2022, 3 of 40 mourners came.", "number") == ["2022", "3", "40"]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_spans_lie_in_any_sentence_and_have_words(sentence: str) -> None:
    for span in answer_spans(sentence):
        assert 0 <= span.start < span.end <= len(sentence)
        assert span.key == key_of(sentence[span.start : span.end]) != ""


def test_a_key_is_the_same_for_each_way_to_write_it() -> None:
    assert key_of("The “Blue  Harbour”") == key_of("blue harbour") == "blue harbour"
    assert key_of("Århus") == "århus"
