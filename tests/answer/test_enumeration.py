import pytest

from index.text.sentences import Span
from qa.answer.kinds.enumeration import items


def items_of(sentence: str, marked: str) -> list[str]:
    start = sentence.index(marked)
    return [sentence[each.start : each.end] for each in items(sentence, Span(start, start + len(marked)))]


@pytest.mark.parametrize(
    ("sentence", "marked", "expected"),
    [
        ("The states are Delaware, Maine and Minnesota.", "Delaware, Maine and Minnesota", "Delaware|Maine|Minnesota"),
        ("Bring chairs, blankets and bug spray.", "chairs, blankets and bug spray", "chairs|blankets|bug spray"),
        ("It hit Zion in June.", "Zion", "Zion"),
        (
            "It sells arts and crafts, sports, and seasonal items.",
            "arts and crafts, sports, and seasonal items",
            "arts and crafts|sports|seasonal items",
        ),
        ("It showed signs like fever, cough and nausea.", "signs like fever, cough and nausea", "fever|cough|nausea"),
        ("The mines: Lutha (coal), Merrow (iron).", "Lutha (coal), Merrow (iron", "Lutha (coal)|Merrow (iron)"),
        ('They saw "Roma," "The Irishman" and "Mank."', 'Roma," "The Irishman', "Roma|The Irishman|Mank"),
    ],
)  # fmt: skip
def test_an_enumeration_is_taken_apart(sentence: str, marked: str, expected: str) -> None:
    assert items_of(sentence, marked) == expected.split("|")


def test_a_list_of_names_goes_on_to_its_last_name() -> None:
    sentence = "They traded Ana Tarn, Jan Berg, Eva Olsen and a pick for Marta Lopez."
    assert items_of(sentence, "Ana Tarn, Jan Berg") == ["Ana Tarn", "Jan Berg", "Eva Olsen"]


def test_names_that_come_to_no_end_are_left_as_marked() -> None:
    sentence = "They traded Ana Tarn and Jan Berg, the Arizona Republican."
    assert items_of(sentence, "Ana Tarn and Jan Berg") == ["Ana Tarn", "Jan Berg"]


def test_halves_of_one_name_stay_together() -> None:
    assert items_of("Lisa and Kent Callaghan founded it.", "Lisa and Kent Callaghan") == ["Lisa and Kent Callaghan"]


def test_an_apposition_is_no_item() -> None:
    sentence = "Ana Tarn, Lutha's former mayor, and Jan Berg won."
    assert items_of(sentence, "Ana Tarn, Lutha's former mayor, and Jan Berg") == ["Ana Tarn", "Jan Berg"]


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("It bans watering, filling pools and spas and lakes.", "watering, filling pools and spas and lakes"),
        ("It recalls 2016 to 2018 Lark, 2017 and 2018 Lark Sport cars.", "2016 to 2018 Lark, 2017 and 2018 Lark Sport"),
        ("It has a gate and walls.", "a gate and walls"),
    ],
)
def test_what_cannot_be_told_apart_is_left(sentence: str, marked: str) -> None:
    assert items_of(sentence, marked) == []


def test_a_country_behind_a_place_is_no_item_of_its_own() -> None:
    sentence = "It closed the Hilton in Paris, France, and the Ritz in London."
    assert items_of(sentence, "the Hilton in Paris, France, and the Ritz in London") == [
        "the Hilton in Paris, France",
        "the Ritz in London",
    ]
