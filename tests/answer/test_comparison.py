import pytest
from conftest import an_article
from ranked import Sure, query_of, ranking_of

from corpus.article import Article
from qa.answer.kinds.comparison import choose_comparison, compared
from qa.answer.quotes import Quotes
from qa.answer.sentences.sentence_scores import read_ranking

ONE = an_article(1, text="The drive-thru of Arbo takes five minutes to serve.", title="News")
OTHER = an_article(2, text="The drive-thru of Kelm Grill takes nine minutes to serve.", title="News")


def answer(question: str, *articles: Article) -> Quotes:
    query = query_of(question)
    return choose_comparison(query, read_ranking(query.topic, ranking_of(*articles), Sure("The drive-thru", 0.9)))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How does Arbo compare with Kelm Grill at the drive-thru?", ["Arbo", "Kelm Grill"]),
        ("Arbo vs Kelm Grill drive-thru", ["Arbo", "Kelm Grill"]),
        ("What is the difference between Arbo and Kelm Grill at the drive-thru?", ["Arbo", "Kelm Grill"]),
        ("Whose drive-thru is slower, Arbo or Kelm Grill?", ["Arbo", "Kelm Grill"]),
        ("arbo vs kelm grill", ["arbo", "kelm grill"]),
    ],
)
def test_sides_are_called_as_the_question_does_with_their_own_quotes(question: str, names: list[str]) -> None:
    quotes = answer(question, ONE, OTHER)
    assert [side.name for side in quotes.sides] == names
    texts = [[quotes.quotes[n - 1].candidate.text for n in side.citations] for side in quotes.sides]
    assert texts == [[ONE.text], [OTHER.text]]


@pytest.mark.parametrize(
    "question",
    ["Is the drive-thru of Arbo slow?", "Arbo vs Kelm vs Sorrel drive-thru", "How do we see it compared with Arbo?"],
)
def test_without_two_sides_in_the_question_there_are_no_columns(question: str) -> None:
    assert answer(question, ONE, OTHER).sides == ()


def test_a_side_that_no_report_is_about_leaves_an_ordinary_answer() -> None:
    quotes = answer("How does the drive-thru of Arbo compare with Kelm Grill?", ONE)
    assert quotes.sides == ()
    assert [quote.candidate.text for quote in quotes.quotes] == [ONE.text]


def test_one_sentence_on_both_sides_makes_no_columns() -> None:
    both = an_article(1, text="The drive-thru of Arbo takes less time than that of Kelm Grill to serve.")
    assert answer("Arbo vs Kelm Grill drive-thru", both).sides == ()


def test_sides_that_are_named_alike_are_none() -> None:
    assert compared("Arbo vs Arbo", ()) is None
