"""Lemmatisation of irregular verbs: the index's terms of a text, with "met" as "meet" and "US" as "United States"."""

from index.text.analysis import FRAMING_TERMS, terms
from qa.english.normal_form import plain_names
from qa.english.vocabulary import lines

BASE = {form: base for verb in lines("irregular_verbs") for base, *forms in [terms(verb)] for form in forms}


def base_terms(text: str) -> list[str]:
    """The words of a text as the index has them, in order; short names written out, irregular verbs as their base."""
    return [BASE.get(term, term) for term in terms(plain_names(text))]


ASKING_TERMS = frozenset(base_terms(" ".join(lines("asking_words")))) | FRAMING_TERMS  # they name no subject
