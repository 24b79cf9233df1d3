from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import NOW, an_article

from corpus.archive.versions import StoredVersion
from corpus.article import Article
from index.engine.lexical import LexicalIndex
from index.passages.passage import Passage
from qa.answer.feature_reader.passage_reader import ReadPassage, read_passage
from qa.answer.feature_reader.question_weights import QuestionWeights, weigh_question
from qa.answer.feature_reader.sentence_scores import learned_weights
from qa.answer.feature_reader.short_answers import FEATURES, features
from qa.answer.feature_reader.short_answers import probabilities as probabilities_by
from qa.question.question_profile import profile_question


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalIndex:
    return LexicalIndex(tmp_path / "lexical")


def weighed(question: str, lexical: LexicalIndex) -> QuestionWeights:
    return weigh_question(profile_question(question), lexical)


def probabilities(question: QuestionWeights, passages: Sequence[ReadPassage]) -> dict[str, float]:
    return probabilities_by(question, passages, learned_weights().short_answer)


def read(articles: Sequence[Article]) -> list[ReadPassage]:
    """Whole articles as passages that are all as good."""
    return [
        read_passage(
            Passage(n, n, 0, len(article.text), article.text), StoredVersion(n, article, NOW, NOW, None, 1), n, 1.0
        )
        for n, article in enumerate(articles)
    ]


def best(question: str, lexical: LexicalIndex, *texts: str) -> str:
    passages = read([an_article(n, text=text, title="Ferry news") for n, text in enumerate(texts)])
    likely = probabilities(weighed(question, lexical), passages)
    assert sum(likely.values()) == pytest.approx(1.0)
    return max(likely, key=lambda key: likely[key])


FERRY = "The ferry Solace sank off Malinka on Sunday. Captain Jan Berg and 17 passengers drowned, the police said."


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many passengers of the ferry drowned?", "17"),
        ("When did the ferry sink?", "sunday"),
        ("Where did the ferry sink?", "malinka"),
        ("Who was the captain of the ferry?", "jan berg"),
    ],
)
def test_the_kind_that_was_asked_for_is_the_likeliest(question: str, answer: str, lexical: LexicalIndex) -> None:
    assert answer in best(question, lexical, FERRY)


def test_what_more_reports_have_is_likelier(lexical: LexicalIndex) -> None:
    one = "The harbour master said that 12 passengers of the ferry drowned."
    two, three = "The police said 17 passengers of the ferry drowned.", "In the ferry 17 passengers drowned, she said."
    assert best("How many passengers of the ferry drowned?", lexical, one, two, three) == "17"


def test_a_part_of_something_is_no_price(lexical: LexicalIndex) -> None:
    said = "Grants paid 40% of the ferry, and the bank lent $9 million."
    passages = read([an_article(text=said, title="Ferry news")])
    column = list(FEATURES).index("money_fits")
    for question, is_price in (("How much was paid for the ferry?", True), ("How much of the ferry was paid?", False)):
        assert features(weighed(question, lexical), passages)[1][:, column].any() == is_price


def test_the_questions_own_words_are_no_answer(lexical: LexicalIndex) -> None:
    passages = read([an_article(text=FERRY)])
    likely = probabilities(weighed("Who was on the Solace off Malinka on Sunday?", lexical), passages)
    assert not {"solace", "malinka", "sunday"} & set(likely)


def test_words_that_are_mostly_the_questions_own_are_no_answer(lexical: LexicalIndex) -> None:
    said = "The Webb Space Telescope showed the Carina Nebula."
    assert best("What did the Webb telescope in space show?", lexical, said) == "carina nebula"
    assert "webb space telescope" not in probabilities(
        weighed("What did the Webb telescope show?", lexical), read([an_article(text=said)])
    )


def test_a_person_is_no_place(lexical: LexicalIndex) -> None:
    said = "The summit was held in Bali. President Tarn spoke at the summit, and President Tarn left the summit."
    assert best("Where was the summit held?", lexical, said) == "bali"


def test_a_title_alone_is_no_answer(lexical: LexicalIndex) -> None:
    passages = read([an_article(text="The President met the Queen. They were in Bali.", title="Meeting")])
    assert probabilities(weighed("Whom did they meet?", lexical), passages).keys() == {"bali"}


def test_nothing_to_choose_from_gives_nothing(lexical: LexicalIndex) -> None:
    question = weighed("Who was it?", lexical)
    assert probabilities(question, []) == {}
    assert features(question, [])[1].shape == (0, len(FEATURES))
