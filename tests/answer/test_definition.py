from conftest import an_article
from ranked import Sure, query_of, ranking_of

from qa.answer.kinds.definition import choose_definition
from qa.answer.sentences.sentence_scores import read_ranking

OLD = an_article(1, text="Ana Tarn is the trade minister of Malinka.", published="2022-01-10", title="News")
NEW = an_article(2, text="Ana Tarn is the prime minister of Malinka.", published="2022-09-10", title="News")


def first(question: str) -> str:
    query = query_of(question)
    read = read_ranking(query.topic, ranking_of(OLD, NEW), Sure("Ana Tarn", 0.9))
    return choose_definition(query, read).quotes[0].candidate.text


def test_the_newest_role_of_somebody_is_first() -> None:
    assert first("Who is Ana Tarn?") == NEW.text


def test_of_a_thing_the_likeliest_sentence_is_first() -> None:
    assert first("What is Ana Tarn?") == OLD.text
