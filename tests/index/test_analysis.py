"""The words of a question as the index has them, without those that only frame it."""

from conftest import ROOT

from index.text.analysis import FRAMING_WORDS, question_terms, terms


def test_framing_words_are_a_sorted_list_that_says_who_uses_it() -> None:
    first, *words = (ROOT / "index" / "text" / "framing_words.txt").read_text(encoding="utf-8").splitlines()
    assert first.startswith("# ") and "index/text/analysis.py" in first
    assert words == sorted(set(words)) and set(words) == FRAMING_WORDS
    assert all(word.isalpha() and word == word.lower() for word in words)


def test_a_questions_terms_leave_out_what_only_frames_it() -> None:
    assert question_terms("What did the Council agree on, and why did it agree?") == ["council", "agre"]
    assert question_terms("Who is who?") == ["who", "is"], "unless there is nothing else"
    assert terms("The Cafés' prices") == ["the", "cafe", "price"]
