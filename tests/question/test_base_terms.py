import pytest

from index.text.analysis import terms
from qa.question.base_terms import BASE, base_terms


@pytest.mark.parametrize(("form", "base"), [("met", "meet"), ("paid", "pays"), ("led", "leads"), ("stolen", "steal")])
def test_forms_of_a_verb_are_one(form: str, base: str) -> None:
    assert base_terms(form) == base_terms(base)


def test_other_words_are_as_the_index_has_them() -> None:
    assert base_terms("Ferries sailed to the U.S.") == terms("Ferries sailed to the United States")


def test_no_base_is_itself_another_verbs_form() -> None:
    assert not set(BASE) & set(BASE.values())
