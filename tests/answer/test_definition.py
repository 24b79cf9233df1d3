from conftest import an_article
from ranked import Sure, query_of, ranking_of

from qa.answer.kinds.definition import choose_definition
from qa.answer.quotes import Quotes
from qa.answer.sentences.sentence_scores import read_ranking

OLD = an_article(1, text="Ana Tarn is the trade minister of Malinka.", published="2022-01-10", title="News")
NEW = an_article(2, text="Ana Tarn is the prime minister of Malinka.", published="2022-09-10", title="News")


def first(question: str) -> str:
    return answer(question, "Ana Tarn").quotes[0].candidate.text


def answer(question: str, words: str) -> Quotes:
    query = query_of(question)
    return choose_definition(query, read_ranking(query.topic, ranking_of(OLD, NEW), Sure(words, 0.99)))


def test_the_newest_role_of_somebody_is_first() -> None:
    assert first("Who is Ana Tarn?") == NEW.text


def test_of_a_thing_the_likeliest_sentence_is_first() -> None:
    assert first("What is Ana Tarn?") == OLD.text


def test_who_is_asked_for_by_name_is_not_told_by_another_name() -> None:
    assert answer("Who is Ana Tarn?", "Malinka").short_answer is None
    assert answer("Who is Ana Tarn?", "the prime minister").short_answer
    assert answer("Who is the prime minister of Malinka?", "Ana Tarn").quotes
