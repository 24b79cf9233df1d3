import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.english.names import Name, find_names, kind_of, mentions, same_name


def only(text: str) -> Name:
    (name,) = find_names(text)
    return name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("On Monday the mayor, Rosa Vidmar, met Dr Lee.", ["Rosa Vidmar", "Lee"]),
        ("Norvia's king arrived.", ["Norvia"]),
        ("The Bank of England and J. L. Morvane agreed.", ["Bank of England", "J. L. Morvane"]),
        ("Nobody came in April.", []),
        ("They’ve met the WHO. In US courts Biden Tuesday won.", ["WHO", "US", "Biden"]),
        ("Captain Jan Berg was taken to al-Shifa Hospital on Jan. 5.", ["Jan Berg", "al-Shifa Hospital"]),
        ("In May Theresa May met Will Smith.", ["Theresa May", "Will Smith"]),
        ("Maria de la Cruz met Bashar al-Assad.", ["Maria de la Cruz", "Bashar al-Assad"]),
        (
            "Stephen King sued General Motors and the Prince of Wales.",
            ["Stephen King", "General Motors", "Prince of Wales"],
        ),
        (
            "The Department of Health and Human Services hired Ann Lee.",
            ["Department of Health and Human Services", "Ann Lee"],
        ),
        ("The Food and Drug Administration met the House.", ["Food and Drug Administration", "House"]),
        ("It was signed by Ann Lee of Norvia for Bob Ray.", ["Ann Lee", "Norvia", "Bob Ray"]),
        ("He left the U.S. Officials know of Act I.", ["U.S.", "Act I"]),
        ("A Taiwanese, an Arab-Israeli and a Puerto Rican met in Puerto Rico.", ["Puerto Rico"]),
    ],
)
def test_names_are_found_without_titles_days_and_small_words(text: str, names: list[str]) -> None:
    assert [name.text for name in find_names(text)] == names


@pytest.mark.parametrize(
    ("text", "title", "name"),
    [
        ("It was Mr. Lee.", "Mr.", "Lee"),
        ("It was Prime Minister Takaichi.", "Prime Minister", "Takaichi"),
        ("Police Chief Maria de la Cruz spoke.", "Police Chief", "Maria de la Cruz"),
        ("It was the former First Lady Hillary Clinton.", "First Lady", "Hillary Clinton"),
        ("President-elect Joe Biden spoke.", "President-elect", "Joe Biden"),
        ("It was Ann Lee.", "", "Ann Lee"),
    ],
)
def test_a_title_is_no_part_of_the_name_behind_it(text: str, title: str, name: str) -> None:
    found = only(text)
    assert (found.title, found.text) == (title, name)
    assert text[found.title_start : found.end] == f"{title} {name}".strip()


def test_persons_places_and_bodies_are_told_apart() -> None:
    text = (
        "Japan's Ryosei Akazawa met U.S. Commerce Secretary Howard Lutnick of Cantor Fitzgerald in Kuala Lumpur."
        " She is at al-Shifa Hospital."
    )
    assert [(mention.text, mention.kind) for mention in mentions(text)] == [
        ("Japan", "place"),
        ("Ryosei Akazawa", "person"),
        ("U.S.", "place"),
        ("Howard Lutnick", "person"),
        ("Cantor Fitzgerald", "other"),
        ("Kuala Lumpur", "place"),
        ("al-Shifa Hospital", "other"),
    ]


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Mrs Lee spoke.", "she"),
        ("King Harald spoke.", "he"),
        ("Ann Lee spoke. She left.", "she"),
        ("Kim Lee, a father of two, spoke.", "he"),
        ("Kim Lee spoke.", ""),
    ],
)
def test_titles_and_words_after_a_name_tell_its_gender(text: str, gender: str) -> None:
    assert [mention.gender for mention in mentions(text)] == [gender]


@pytest.mark.parametrize("text", ["The British said no.", "Ferries sailed.", "Bridges fall."])
def test_peoples_and_first_words_of_sentences_are_no_mentions(text: str) -> None:
    assert mentions(text) == ()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Japan", "place"),
        ("the UK", "place"),
        ("Mill Bridge", "other"),
        ("Typhoon Odile", "other"),
        ("Ostwick Rovers", "other"),
        ("Ann Lee", "person"),
        ("Maria de la Cruz", "person"),
        ("Norvia", None),
    ],
)
def test_a_names_own_words_tell_its_kind(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


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
