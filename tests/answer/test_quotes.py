from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import NOW, WordEncoder, an_article, open_index, take_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.archive.versions import StoredVersion
from corpus.article import Article
from index.engine.lexical import LexicalIndex
from index.engine.passage_index import TermCounts
from index.passages.passage import Hit, Passage
from qa.answer.feature_reader.question_weights import weigh_question
from qa.answer.feature_reader.sentence_scores import learned_weights, score_sentences
from qa.answer.quotes import MAX_QUOTES, Quotes, choose_quotes
from qa.answer.reading import ScoredSentence
from qa.english.normal_form import plain_names
from qa.question.query import Query, understand
from qa.question.question_profile import profile_question
from qa.question.request import Ask
from qa.retrieval.features import FEATURES
from qa.retrieval.retrieve import Ranking

PLEDGE = "Japan pledged about $550 billion of investment in the United States."
TEXT = f"{PLEDGE} The two sides met in Tokyo on Monday. Prime Minister Takaichi set defence spending at 2% of GDP."


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalIndex:
    return LexicalIndex(tmp_path / "lexical")


def ranking_of(*articles: Article) -> Ranking:
    """A ranking whose hits are whole articles, best first."""
    versions = {n: StoredVersion(n, article, NOW, NOW, None, 1) for n, article in enumerate(articles)}
    hits = [
        Hit(Passage(n, n, 0, len(stored.article.text), stored.article.text), 2.0 - n / 10)
        for n, stored in versions.items()
    ]
    return a_ranking(hits, versions)


def a_ranking(hits: list[Hit], versions: dict[int, StoredVersion], meaning: float = 0.5) -> Ranking:
    return Ranking(
        hits,
        {hit.passage.id: {**dict.fromkeys(FEATURES, 0.0), "meaning": meaning} for hit in hits},
        versions,
        len(hits),
        len(hits),
        {},
    )


def query_of(question: str) -> Query:
    return understand(Ask(question), now=NOW)


def scored(ranking: Ranking, question: str, lexical: TermCounts) -> list[ScoredSentence]:
    return score_sentences(ranking, weigh_question(profile_question(question), lexical), learned_weights())


def quotes_for(question: str, lexical: LexicalIndex, *articles: Article) -> Quotes:
    return choose_quotes(query_of(question), ranking_of(*articles), lexical)


def texts(quotes: Quotes) -> list[str]:
    return [quote.candidate.text for quote in quotes.quotes]


def test_the_sentence_with_the_questions_words_is_quoted_first(lexical: LexicalIndex) -> None:
    assert texts(quotes_for("What did Japan pledge?", lexical, an_article(text=TEXT)))[0] == PLEDGE


@pytest.mark.parametrize(
    ("question", "covered"),
    [
        ("Who won the 1998 World Cup?", False),
        ("How much did South Korea pledge to invest?", False),
        ("Who is Japan's defence minister?", True),
        ("What did the European Union agree on steel tariffs?", False),
    ],
)
def test_what_the_article_does_not_say_is_not_answered(question: str, covered: bool, lexical: LexicalIndex) -> None:
    quotes = quotes_for(question, lexical, an_article(text=TEXT, title="Japan and the United States meet"))
    assert not quotes.quotes
    assert quotes.is_subject_covered is covered


def test_no_hits_give_no_quotes_and_no_confidence(lexical: LexicalIndex) -> None:
    assert quotes_for("What did Japan pledge?", lexical) == Quotes((), 0.0, False)


def test_copies_become_one_quote_of_the_earliest_with_the_others_listed(lexical: LexicalIndex) -> None:
    first, second, third = (
        an_article(n, text=TEXT, publisher=f"Paper {n}", published=f"2025-10-2{n}") for n in (1, 2, 3)
    )
    quotes = quotes_for("What did Japan pledge?", lexical, first, second, third)
    assert texts(quotes).count(PLEDGE) == 1
    assert quotes.quotes[0].candidate.stored.article.publisher == "Paper 1"
    assert [stored.article.publisher for stored in quotes.quotes[0].copies] == ["Paper 2", "Paper 3"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "About 18,000 police officers will be on duty in Tokyo.",
            "About 12,500 police officers will be on duty in Tokyo.",
        ),
        (
            "The seat in Upper Hill was won by Marta Lopez on Sunday.",
            "The seat in Upper Hill was won by Jan Berg on Sunday.",
        ),
    ],
)
def test_reports_that_differ_in_a_figure_or_name_are_no_copies(one: str, other: str, lexical: LexicalIndex) -> None:
    first, second = an_article(1, text=one, publisher="One"), an_article(2, text=other, publisher="Two")
    question = (
        "How many police officers will be on duty in Tokyo?" if "police" in one else "Who won the seat in Upper Hill?"
    )
    quotes = quotes_for(question, lexical, first, second)
    assert sorted(texts(quotes)) == sorted([one, other])
    assert all(not quote.copies for quote in quotes.quotes)


def test_a_dateline_does_not_hide_a_copy(lexical: LexicalIndex) -> None:
    first = an_article(1, text=f"TOKYO, 27 October - {PLEDGE}", publisher="Wire", published="2025-10-26")
    quotes = quotes_for("What did Japan pledge?", lexical, an_article(2, text=PLEDGE, publisher="Paper"), first)
    assert [stored.article.publisher for stored in quotes.quotes[0].copies] == ["Paper"]


def test_headings_and_datelines_are_not_quoted(lexical: LexicalIndex) -> None:
    article = an_article(text=f"What did Japan pledge\n\n{TEXT}")
    assert "What did Japan pledge" not in texts(quotes_for("What did Japan pledge?", lexical, article))


def test_a_picture_gallerys_labels_are_not_quoted(lexical: LexicalIndex) -> None:
    label = "Hide Caption 3 of 44 Photos: What Japan did pledge Trump stands in Tokyo."
    assert label not in texts(quotes_for("What did Japan pledge?", lexical, an_article(text=f"{label} {TEXT}")))


def test_a_question_for_an_amount_prefers_a_sentence_with_a_number(lexical: LexicalIndex) -> None:
    article = an_article(
        text="Japan pledged much investment in the United States. Investment that Japan pledged came to $550 billion."
    )
    assert "$550 billion" in texts(quotes_for("How much investment did Japan pledge?", lexical, article))[0]


@pytest.mark.parametrize("name", ["U.S.", "US", "USA", "United States of America", "United States"])
def test_spellings_of_a_state_are_one(name: str) -> None:
    assert plain_names(f"the {name} agreed") == "the United States agreed"


def test_every_feature_lies_between_0_and_1(lexical: LexicalIndex) -> None:
    ranking = ranking_of(an_article(text=TEXT), an_article(2))
    for candidate in scored(ranking, "When did Trump meet Takaichi in Tokyo?", lexical):
        assert all(0 <= value <= 1 for value in candidate.features.values()), candidate.features


WORDS = st.sampled_from(
    [
        "Japan",
        "pledged",
        "billion",
        "euros",
        "the U.S.",
        "met",
        "Dr. Smith",
        "“yes”",
        "2.5%",
        "on Monday",
        "東京",
        "😀",
        "é",
    ]
)
SENTENCES = st.lists(WORDS, min_size=3, max_size=12).map(lambda words: " ".join(words) + ".")
BODIES = st.lists(SENTENCES, min_size=1, max_size=12).flatmap(
    lambda parts: st.lists(st.sampled_from([" ", "\n", "\n\n"]), min_size=len(parts), max_size=len(parts)).map(
        lambda gaps: "".join(part + gap for part, gap in zip(parts, gaps, strict=True))
    )
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(BODIES, min_size=1, max_size=4))
def test_every_quote_is_verbatim_for_random_articles(
    bodies: Sequence[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("random")
    encoder = WordEncoder()
    for n, body in enumerate(bodies):
        (home / f"{n}.txt").write_text(f"Headline {n}\nurl: https://paper.example/{n}\n\n{body}", encoding="utf-8")
    take_in(home, encoder, home)
    passage_index = open_index(home, encoder)
    passages, versions = passage_index.passages(passage_index.visibility.ids)
    hits = []
    for passage in passages.values():
        assert versions[passage.version_number].article.text[passage.start : passage.end] == passage.text
        hits.append(Hit(passage, 1.0))
    ranking = a_ranking(hits, versions, 0.9)
    quotes = choose_quotes(query_of("What has Japan pledged in billion euros?"), ranking, passage_index)
    assert len(quotes.quotes) <= MAX_QUOTES
    for candidate in scored(ranking, "What has Japan pledged in billion euros?", passage_index):
        text = candidate.stored.article.text[candidate.span.start : candidate.span.end]
        assert text == candidate.text == candidate.text.strip() != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The owners of the ferry Blue Star will face criminal charges over the accident, prosecutors said.",
            "The owners of the ferry Blue Star will not face criminal charges over the accident, prosecutors said.",
        ),
        (
            "Zubrowka United beat Malinka Rovers in the final of the regional cup on Saturday evening.",
            "Malinka Rovers beat Zubrowka United in the final of the regional cup on Saturday evening.",
        ),
        (
            "The storm killed two people on the northern coast of the island on Sunday night.",
            "The storm killed three people on the northern coast of the island on Sunday night.",
        ),
    ],
)
def test_a_report_of_the_opposite_is_neither_copy_nor_repetition(one: str, other: str, lexical: LexicalIndex) -> None:
    articles = an_article(1, text=one, publisher="One"), an_article(2, text=other, publisher="Two")
    quotes = quotes_for(one.rstrip(".") + "?", lexical, *articles)
    assert sorted(texts(quotes)) == sorted([one, other])
    assert all(not quote.copies for quote in quotes.quotes)


def test_the_end_of_a_sentence_too_long_for_a_passage_is_not_quoted(lexical: LexicalIndex) -> None:
    end = "that Japan had pledged about $550 billion of investment in the United States."
    article = an_article(text=f"The minister denied, {end}")
    (stored,) = ranking_of(article).versions.values()
    start = article.text.index(end)
    ranking = a_ranking([Hit(Passage(0, 0, start, len(article.text), end), 1.0)], {0: stored}, 0.9)
    assert choose_quotes(query_of("What did Japan pledge?"), ranking, lexical).quotes == ()


@pytest.mark.parametrize("question", ["the", "what", "who is he", "Why?"])
def test_a_question_without_a_subject_is_not_answered(question: str, lexical: LexicalIndex) -> None:
    assert quotes_for(question, lexical, an_article(text=f"He is the one. {TEXT}")) == Quotes((), 0.0, False)


def test_the_short_answer_is_in_a_quote(lexical: LexicalIndex) -> None:
    quotes = quotes_for("How much did Japan pledge?", lexical, an_article(text=TEXT, title="Japan's pledge"))
    assert quotes.short_answer is not None
    text = quotes.quotes[quotes.short_answer.position].candidate.stored.article.text
    assert text[quotes.short_answer.span.start : quotes.short_answer.span.end] == "$550 billion"


@pytest.mark.parametrize("question", ["Why did Japan pledge investment?", "Did Japan pledge investment?"])
def test_a_question_that_no_name_or_number_answers_has_no_short_answer(question: str, lexical: LexicalIndex) -> None:
    assert quotes_for(question, lexical, an_article(text=TEXT, title="Japan's pledge")).short_answer is None


def test_what_is_said_of_another_name_is_no_short_answer(lexical: LexicalIndex) -> None:
    about_japan = an_article(1, text=TEXT, title="Japan's pledge")
    about_china = an_article(
        2, text="China pledged little investment in talks with others.", title="China at the talks"
    )
    quotes = quotes_for("How much investment did China pledge?", lexical, about_china, about_japan)
    assert quotes.short_answer is None


@pytest.mark.parametrize("number", [0, 1, 2])
def test_what_a_sentence_adds_by_the_model_speaks_for_it(number: int, lexical: LexicalIndex) -> None:
    said = "The bus left at noon. The tram left at noon too. The ferry left at noon as well."
    ranking = ranking_of(an_article(text=said, title="Timetable"))
    near = np.full(3, -0.3, np.float32)
    near[number] = 0.3
    first, *others = scored(replace(ranking, asked={0: near}), "What departed?", lexical)
    assert first.text == said.split(". ")[number].removesuffix(".") + "."
    assert [first.features["asked"], *(each.features["asked"] for each in others)] == pytest.approx([0.3, -0.3, -0.3])


def test_sentences_that_were_cut_otherwise_when_they_were_embedded_are_all_alike(lexical: LexicalIndex) -> None:
    ranking = replace(ranking_of(an_article(text=TEXT)), asked={0: np.ones(2, np.float32)})
    assert {each.features["asked"] for each in scored(ranking, "What did Japan pledge?", lexical)} == {0.0}
