from collections.abc import Sequence

from conftest import an_article
from ranked import Marking, query_of, ranking_of

from corpus.article import Article
from qa.answer.kinds.lists import ROOM, choose_list
from qa.answer.quotes import USUAL, Quotes
from qa.answer.reader.reader import PassageText, Reader, Reading
from qa.answer.sentences.sentence_scores import read_ranking

ASKED = "Which companies left the port of Malinka?"
NAMED = "Arbo, Kelm and Sorrel left the port of Malinka."


def list_of(question: str, reader: Reader, *articles: Article) -> Quotes:
    query = query_of(question)
    return choose_list(query, read_ranking(query.topic, ranking_of(*articles), reader))


class MarkingAll(Marking):
    """Takes each of several stretches of words for the answer."""

    def __init__(self, *words: str) -> None:
        super().__init__("", 0.9)
        self.all = words

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        found: list[Reading] = []
        for passage in passages:
            self.words = next((words for words in self.all if words in passage.text), "\0")
            found += super().read(question, [passage])
        return found


def test_items_stand_where_they_are_said_to() -> None:
    quotes = list_of(ASKED, Marking("Arbo, Kelm and Sorrel", 0.9), an_article(text=NAMED))
    assert [item.text for item in quotes.items] == ["Arbo", "Kelm", "Sorrel"]
    for item in quotes.items:
        quote = quotes.quotes[item.at.citation - 1]
        assert quote.candidate.stored.article.text[item.at.start : item.at.end] == item.text
        assert quote.span.start <= item.at.start
        assert item.at.end <= quote.span.end


def test_an_item_of_two_articles_counts_once_with_both() -> None:
    other = "Arbo, Ana Kelm and Tarn left the port of Malinka on a cold and windy Friday."
    reader = MarkingAll("Arbo, Kelm and Sorrel", "Arbo, Ana Kelm and Tarn")
    quotes = list_of(ASKED, reader, an_article(1, text=NAMED), an_article(2, text=other))
    assert {item.text: item.citations for item in quotes.items} == {
        "Arbo": (1, 2),
        "Kelm": (1, 2),
        "Sorrel": (1,),
        "Tarn": (2,),
    }


def test_items_of_a_report_that_shares_none_are_not_added() -> None:
    other = "Lutha, Merrow and Nara left the port of Malinka for the sea."
    reader = MarkingAll("Arbo, Kelm and Sorrel", "Lutha, Merrow and Nara")
    quotes = list_of(ASKED, reader, an_article(1, text=NAMED), an_article(2, text=other))
    assert [item.text for item in quotes.items] == ["Arbo", "Kelm", "Sorrel"]


def test_what_the_question_names_is_no_item() -> None:
    quotes = list_of(
        "Which companies besides Arbo left the port of Malinka?",
        Marking("Arbo, Kelm and Sorrel", 0.9),
        an_article(text=f"The companies {NAMED}"),
    )
    assert [item.text for item in quotes.items] == ["Kelm", "Sorrel"]


def test_one_item_is_no_list_and_unlikely_words_name_none() -> None:
    single = "Arbo left the port of Malinka with other companies."
    assert list_of(ASKED, Marking("Arbo", 0.9), an_article(text=single)).items == ()
    assert list_of(ASKED, Marking("Arbo, Kelm and Sorrel", 0.1), an_article(text=NAMED)).items == ()


def test_a_list_may_have_more_quotes_than_other_answers() -> None:
    names = ("Arbo", "Kelm", "Sorrel", "Tarn", "Lutha", "Merrow", "Nara", "Osk")
    articles = [
        an_article(n, text=f"The company {name} left the port of Malinka on day {n}.") for n, name in enumerate(names)
    ]
    assert USUAL.max_quotes < len(list_of(ASKED, Marking("\0", 0.0), *articles).quotes) <= ROOM.max_quotes
