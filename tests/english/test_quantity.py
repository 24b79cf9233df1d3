import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.english.quantities.quantity import Figure, agree, find_figures
from qa.english.quantities.written_number import PARTS, read_number


def only(text: str) -> Figure:
    (figure,) = find_figures(text)
    return figure


@pytest.mark.parametrize(
    ("text", "said", "value", "unit"),
    [
        ("It has 1,187 seats.", "1,187", 1_187, ""),
        ("At least 1.2 million people came.", "At least 1.2 million", 1.2e6, ""),
        ("The £10m bridge is new.", "£10m", 1e7, "GBP"),
        ("It costs US$1.5 billion.", "US$1.5 billion", 1.5e9, "USD"),
        ("It costs 412.6 million crowns.", "412.6 million crowns", 4.126e8, "CZK"),
        ("A fare is 250p now.", "250p", 2.5, "GBP"),
        ("Twenty-three sheep fled.", "Twenty-three", 23, ""),
        ("One hundred and five sheep fled.", "One hundred and five", 105, ""),
        ("Half a million sheep fled.", "Half a million", 500_000, ""),
        ("It takes two and a half hours.", "two and a half hours", 2.5, "time"),
        ("It fell by 12.5 percent.", "12.5 percent", 12.5, "%"),
        ("One in five voted.", "One in five", 20, "%"),
        ("Two-thirds of them voted.", "Two-thirds", 200 / 3, "%"),
        ("It lies 3 miles off.", "3 miles", 4_828, "length"),
        ("They won by 52 votes to 44.", "52 votes to 44", 52, "score"),
    ],
)
def test_a_figure_is_read_where_it_stands(text: str, said: str, value: float, unit: str) -> None:
    figure = next(figure for figure in reversed(find_figures(text)) if figure.unit == unit)
    assert text[figure.start : figure.end].strip() == said
    assert figure.value == pytest.approx(value, rel=1e-3)


@pytest.mark.parametrize(
    "text",
    [
        "It opened on 5 March 2022 at 10:30 a.m.",
        "He was the 3rd, as page 4A of No. 10 says.",
        "The Category 4 storm hit in season 3.",
        "In 1998 nobody came.",
        "She sang hits of the '70s.",
        "Nobody counted them.",
    ],
)
def test_days_years_ordinals_and_labels_are_no_figures(text: str) -> None:
    assert find_figures(text) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("about 1,200 people", "1,187 people"),
        ("nearly 49,000 people", "48,912 people"),
        ("more than 500 people", "512 people"),
        ("up to 300 people", "250 people"),
        ("20 to 30 people", "27 people"),
        ("dozens of people", "45 people"),
        ("a dozen people", "12 people"),
        ("1.2 million people", "1,234,000 people"),
        ("$2 billion", "$1.98 billion"),
        ("6 percent", "5.96 percent"),
        ("two thirds of voters", "66.4 percent of voters"),
        ("half of the archive", "50 percent of it"),
        ("3 miles away", "5 kilometres away"),
        ("90 minutes", "an hour and a half"),
        ("40C today", "104F today"),
        ("two weeks", "14 days"),
        ("3-1 in the end", "1-3 in the end"),
    ],
)
def test_rounded_hedged_and_converted_figures_agree(one: str, other: str) -> None:
    assert agree(find_figures(one)[-1], find_figures(other)[-1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 people", "15 people"),
        ("at least 12 people", "at least 15 people"),
        ("about 500 people", "700 people"),
        ("300 jobs", "350 jobs"),
        ("1.2 million people", "1.3 million people"),
        ("3.1 percent", "3.4 percent"),
        ("$340 million", "$430 million"),
        ("3 miles away", "9 kilometres away"),
        ("3-1 in the end", "3-2 in the end"),
    ],
)
def test_figures_that_differ_in_truth_do_not_agree(one: str, other: str) -> None:
    assert not agree(find_figures(one)[-1], find_figures(other)[-1])


@pytest.mark.parametrize(("number", "example"), [(n, example) for n, (_, example) in enumerate(PARTS)])
def test_each_parts_example_has_that_part_and_is_read_whole(number: int, example: str) -> None:
    written = read_number(example, 0)
    assert written is not None and written.end == len(example)
    assert all(getattr(written, group) is not None for group in PARTS[number][0].groupindex)
    assert any(getattr(written, group) for group in PARTS[number][0].groupindex)


WORDS = "one two thirty hundred million billion and a half of in to - – % $ £ km m p C 12 1,000 3.5 -7 99999999999 feet"


@given(st.lists(st.sampled_from([*WORDS.split(), "9" * 400, "𝟗", "½", "İ", "\n"])).map(" ".join) | st.text())
def test_any_text_is_read_and_each_figure_lies_in_it(text: str) -> None:
    for figure in find_figures(text):
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.low <= figure.value <= figure.high or figure.unit == "score"


def test_numbers_that_fall_from_one_to_the_next_are_a_score() -> None:
    assert [figure.unit for figure in find_figures("Then he scored and they led 3-0.")] == ["score"]
