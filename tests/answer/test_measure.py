import pytest
from conftest import an_article
from ranked import Sure, query_of, ranking_of

from qa.answer.kinds.answer_kinds import choose_answer
from qa.answer.sentences.sentence_scores import read_ranking

VISITED = "The tower of Lutha is visited by six million people each year."
TALL = "The tower of Lutha stands 330 metres high since it has an antenna."
HEAVY = "The iron of the tower of Lutha weighs 7,300 tonnes."


def quoted(question: str, *sentences: str) -> list[str]:
    query = query_of(question)
    articles = (an_article(n, text=text) for n, text in enumerate(sentences))
    quotes = choose_answer(query, read_ranking(query.topic, ranking_of(*articles), Sure("Lutha", 0.1)), {}).quotes
    return [quote.candidate.text for quote in quotes]


@pytest.mark.parametrize(
    ("question", "answers"),
    [("How tall is the tower of Lutha?", TALL), ("how heavy is the tower of lutha", HEAVY)],
)
def test_a_measure_is_answered_by_sentences_that_give_it(question: str, answers: str) -> None:
    assert quoted(question, VISITED, TALL, HEAVY) == [answers]
    assert quoted(question, VISITED) == []


def test_another_question_of_a_number_is_not_narrowed() -> None:
    assert VISITED in quoted("How many people visit the tower of Lutha?", VISITED, TALL)
