import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.english.names import Name, find_names, same_name


def only(text: str) -> Name:
    (name,) = find_names(text)
    return name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("On Monday the mayor, Rosa Vidmar, met Dr Lee.", ["Rosa Vidmar", "Dr Lee"]),
        ("Norvia's king arrived.", ["Norvia"]),
        ("The Bank of England and J. L. Morvane agreed.", ["Bank of England and J. L. Morvane"]),
        ("Nobody came in April.", []),
    ],
)
def test_names_are_found_without_days_and_small_words(text: str, names: list[str]) -> None:
    assert [name.text for name in find_names(text)] == names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sanae Takaichi", "Prime Minister Takaichi"),
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("Oleksandr Kravchuk", "Alexander Kravchuk"),
        ("Bjørn Sæther", "Bjorn Saether"),
        ("Jean-Luc Morvane", "J. L. Morvane"),
        ("Bill Gates", "William Gates"),
        ("World Health Organization", "WHO"),
        ("Khoresh", "Horesh"),
        ("Manchester United", "United"),
    ],
)
def test_titles_short_forms_and_spellings_are_one_name(one: str, other: str) -> None:
    assert same_name(only(f"It is {one}."), only(f"It is {other}."))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Peter Malk", "Stefan Orrin"),
        ("Castrum United", "Athletic Corvo"),
        ("Anna Smith", "Robert Smith"),
        ("Geneva", "Vienna"),
    ],
)
def test_different_names_are_told_apart(one: str, other: str) -> None:
    assert not same_name(only(f"It is {one}."), only(f"It is {other}."))


@given(st.text(st.sampled_from("AÉøb’' .-\nS&")), st.text())
def test_any_text_is_read_and_each_name_is_like_itself(text: str, other: str) -> None:
    for name in (*find_names(text), *find_names(other)):
        assert name.words and same_name(name, name)
    for name in find_names(text):
        assert text[name.start : name.end] == name.text
