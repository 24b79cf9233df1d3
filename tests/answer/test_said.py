import pytest
from conftest import WordReader, an_article
from ranked import query_of, ranking_of

from qa.answer.kinds.said import asked_person, choose_said
from qa.answer.sentences.sentence_scores import read_ranking

OWN = "“The wall of Lutha is a good thing,” Mayor Ana Tarn said."
CRITICS = "“The wall of Lutha that Ana Tarn spoke of is a bad thing,” Jan Berg said."


def said(question: str, others: str = CRITICS) -> list[str]:
    query = query_of(question)
    articles = (an_article(1, text=others), an_article(2, text=OWN))
    quotes = choose_said(query, read_ranking(query.topic, ranking_of(*articles), WordReader())).quotes
    return [quote.candidate.text for quote in quotes]


@pytest.mark.parametrize(
    "others",
    [
        CRITICS,
        "The wall of Lutha that Ana Tarn spoke of is a bad thing, said Jan Berg.",
        "Said Jan Berg: “The wall of Lutha that Ana Tarn spoke of is a bad thing.”",
        "“We lost,” Jan Berg said. “The wall of Lutha that Ana Tarn spoke of is a bad thing.”",
        "Jan Berg was angry. “The wall of Lutha that we spoke of is a bad thing,” he said.",
    ],
)
def test_words_of_somebody_else_are_not_what_a_person_said(others: str) -> None:
    assert said("What did Ana Tarn say about the wall of Lutha?", others) == [OWN]


def test_a_person_can_be_asked_for_in_small_letters() -> None:
    assert said("what did ana tarn say about the wall of lutha") == [OWN]


def test_without_a_person_everybodys_words_count() -> None:
    assert sorted(said("What was said about the wall of Lutha?")) == sorted([OWN, CRITICS])


def test_of_a_publisher_that_the_archive_lacks_only_what_others_report_of_it_is_quoted() -> None:
    reported = "The New York Times called the wall of Lutha a folly."
    assert said("What did the New York Times say about the wall of Lutha?", reported) == [reported]
    assert said("What did the New York Times say about the wall of Lutha?") == []


@pytest.mark.parametrize(
    ("question", "person"),
    [
        ("What did Ana Tarn say about Jan Berg?", "Ana Tarn"),
        ("What did Ana Tarn's lawyer say about the trial?", None),
        ("What did the mayor say about Jan Berg?", None),
        ("What did Ana Tarn and Jan Berg say about it?", None),
    ],
)
def test_the_person_asked_for_stands_before_the_subject(question: str, person: str | None) -> None:
    found = asked_person(question)
    assert (found.text if found else None) == person
