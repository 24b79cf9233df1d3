from collections.abc import Sequence
from dataclasses import replace

import pytest
from conftest import WordEncoder, WordReader, an_article, open_index, take_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ranked import Marking, Sure, a_ranking, query_of, ranking_of

from corpus.article import Article
from index.passages.passage import Hit, Passage
from index.text.sentences import Span
from qa.answer.quotes import USUAL, Quotes, choose_quotes
from qa.answer.reader.reader import Reader
from qa.answer.sentences.quotable import is_whole
from qa.answer.sentences.scored_sentence import AnswerSpan
from qa.answer.sentences.sentence_scores import read_ranking
from qa.answer.short_answer import is_of_other_kind, likeliest
from qa.english.normal_form import plain_names

PLEDGE = "Japan pledged about $550 billion of investment in the United States."
TEXT = f"{PLEDGE} The two sides met in Tokyo on Monday. Prime Minister Takaichi set defence spending at 2% of GDP."


def quotes_for(question: str, *articles: Article, reader: Reader | None = None) -> Quotes:
    query = query_of(question)
    return choose_quotes(query, read_ranking(query.topic, ranking_of(*articles), reader or WordReader()))


def texts(quotes: Quotes) -> list[str]:
    return [quote.candidate.text for quote in quotes.quotes]


def test_the_sentence_with_the_questions_words_is_quoted_first() -> None:
    assert texts(quotes_for("What did Japan pledge?", an_article(text=TEXT)))[0] == PLEDGE


def test_only_the_first_passages_are_read_and_quoted_and_the_others_follow_in_the_searchs_order() -> None:
    ranking = ranking_of(*(an_article(n, text=f"{TEXT} Paper {n}.") for n in range(4)))
    read = read_ranking("What did Japan pledge?", ranking, WordReader(), n_read=2)
    assert {sentence.stored.article.id for sentence in read.sentences} == {
        stored.article.id for number, stored in ranking.versions.items() if number < 2
    }
    assert [hit.passage.id for hit in read.ranking.hits[2:]] == [2, 3]
    assert len(read.features) == 4


def test_no_hits_give_no_quotes_and_no_confidence() -> None:
    assert quotes_for("What did Japan pledge?") == Quotes((), 0.0, False)


def test_copies_become_one_quote_of_the_earliest_with_the_others_listed() -> None:
    first, second, third = (
        an_article(n, text=TEXT, publisher=f"Paper {n}", published=f"2025-10-2{n}") for n in (1, 2, 3)
    )
    quotes = quotes_for("What did Japan pledge?", first, second, third)
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
def test_reports_that_differ_in_a_figure_or_name_are_no_copies(one: str, other: str) -> None:
    first, second = an_article(1, text=one, publisher="One"), an_article(2, text=other, publisher="Two")
    question = (
        "How many police officers will be on duty in Tokyo?" if "police" in one else "Who won the seat in Upper Hill?"
    )
    quotes = quotes_for(question, first, second)
    assert sorted(texts(quotes)) == sorted([one, other])
    assert all(not quote.copies for quote in quotes.quotes)


def test_a_dateline_does_not_hide_a_copy() -> None:
    first = an_article(1, text=f"TOKYO, 27 October - {PLEDGE}", publisher="Wire", published="2025-10-26")
    quotes = quotes_for("What did Japan pledge?", an_article(2, text=PLEDGE, publisher="Paper"), first)
    assert [stored.article.publisher for stored in quotes.quotes[0].copies] == ["Paper"]


def test_headings_and_datelines_are_not_quoted() -> None:
    article = an_article(text=f"What did Japan pledge\n\n{TEXT}")
    assert "What did Japan pledge" not in texts(quotes_for("What did Japan pledge?", article))


def test_a_picture_gallerys_labels_are_not_quoted() -> None:
    label = "Hide Caption 3 of 44 Photos: What Japan did pledge Trump stands in Tokyo."
    assert label not in texts(quotes_for("What did Japan pledge?", an_article(text=f"{label} {TEXT}")))


@pytest.mark.parametrize(
    "caption",
    [
        "Jo Silk/Getty Images Japan did pledge what Trump asked for.",
        "Jo Silk/Zuma Press/AP Japan did pledge what Trump asked for.",
        "Jo Silk/AFP via Getty Images Japan did pledge what Trump asked for.",
        "Jo Silk/Visum/Redux Japan did pledge what Trump asked for.",
        "Jo Silk for CNN Japan did pledge what Trump asked for.",
    ],
)
def test_a_caption_behind_its_credit_is_not_quoted(caption: str) -> None:
    assert caption not in texts(quotes_for("What did Japan pledge?", an_article(text=f"{caption} {TEXT}")))


@pytest.mark.parametrize(
    "note",
    [
        "Editor’s note: The bridge was closed when this was written.",
        "This story has been updated to include new information on the bridge.",
        "(This article will be updated as more is known of the bridge.)",
        "Need a break? Play the crossword puzzle on the bridge.",
    ],
)
def test_what_a_page_says_of_itself_is_not_quoted(note: str) -> None:
    assert not is_whole(note)


def test_what_was_corrected_and_what_a_story_says_of_updates_is_quoted() -> None:
    assert is_whole("This story has been updated to correct the length of the bridge, which is 90 metres.")
    assert is_whole("The ministry said that its forecast was updated on Friday.")


def test_a_sentence_about_an_agency_is_quoted() -> None:
    said = "Japan did pledge what Kyodo/Reuters reported."
    assert said in texts(quotes_for("What did Japan pledge?", an_article(text=said)))


@pytest.mark.parametrize(
    ("text", "is_quoted"),
    [
        ("What did Japan pledge to Trump?", False),
        ("“What did Japan pledge to Trump?”", True),
        ("Ana Tarn asked: “What did Japan pledge to Trump?”", True),
        ("“We will see. What did Japan pledge to Trump? Nothing,” Ana Tarn said.", True),
        ("Who said “nothing”, and what did Japan pledge to Trump?", False),
    ],
)
def test_a_question_is_quoted_only_as_somebodys_words(text: str, is_quoted: bool) -> None:
    shown = quotes_for("What did Japan pledge to Trump?", an_article(text=text, title="News")).quotes
    assert any("pledge" in quote.candidate.text for quote in shown) is is_quoted


@pytest.mark.parametrize("name", ["U.S.", "US", "USA", "United States of America", "United States"])
def test_spellings_of_a_state_are_one(name: str) -> None:
    assert plain_names(f"the {name} agreed") == "the United States agreed"


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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    read = read_ranking("What has Japan pledged in billion euros?", ranking, WordReader())
    quotes = choose_quotes(query_of("What has Japan pledged in billion euros?"), read)
    assert len(quotes.quotes) <= USUAL.max_quotes
    for candidate in read.sentences:
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
def test_a_report_of_the_opposite_is_neither_copy_nor_repetition(one: str, other: str) -> None:
    articles = an_article(1, text=one, publisher="One"), an_article(2, text=other, publisher="Two")
    quotes = quotes_for(" ".join(word for word in one.split() if word in other.split()), *articles)
    assert sorted(texts(quotes)) == sorted([one, other])
    assert all(not quote.copies for quote in quotes.quotes)


def test_the_end_of_a_sentence_too_long_for_a_passage_is_not_quoted() -> None:
    end = "that Japan had pledged about $550 billion of investment in the United States."
    article = an_article(text=f"The minister denied, {end}")
    (stored,) = ranking_of(article).versions.values()
    start = article.text.index(end)
    ranking = a_ranking([Hit(Passage(0, 0, start, len(article.text), end), 1.0)], {0: stored}, 0.9)
    assert choose_quotes(query_of("What did Japan pledge?"), read_ranking("", ranking, WordReader())).quotes == ()


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        ("Ana Tarn runs the port of Malinka.", True),
        ("Ana Tarn runs the port of Malinka. She was born there in 1970.", True),
        ("She was born there in 1970.", False),
        ("Ana Tarn runs the port of Malinka" + " and many others" * 30 + ".", False),
        ("Harbour\n\n", False),
    ],
)
def test_a_quote_that_begins_with_a_pronoun_comes_with_who_it_is(before: str, shown: bool) -> None:
    said = "She pledged 40 million crowns for a new wall."
    article = an_article(text=f"{before} {said} Nobody spoke against it.", title="News")
    (first, *_) = quotes_for("What was pledged for a new wall?", article).quotes
    text = article.text[first.span.start : first.span.end]
    assert first.candidate.text == said
    assert text == (f"{before} {said}" if shown else said)


@pytest.mark.parametrize(
    ("said", "points_back"),
    [
        ("But she pledged 40 million crowns for a new wall.", True),
        ("However, the company pledged 40 million crowns for a new wall.", True),
        ("That means 40 million crowns are pledged for a new wall.", True),
        ("This week 40 million crowns were pledged for a new wall.", False),
        ("Those who pledged 40 million crowns for a new wall were cheered.", False),
        ("Now the council pledged 40 million crowns for a new wall.", False),
    ],
)
def test_a_quote_that_points_back_comes_with_what_it_points_to(said: str, points_back: bool) -> None:
    before = "Ana Tarn of Lutha Stone spoke on Monday."
    (first, *_) = quotes_for(
        "What was pledged for a new wall?", an_article(text=f"{before} {said}", title="News")
    ).quotes
    text = first.candidate.stored.article.text[first.span.start : first.span.end]
    assert text == (f"{before} {said}" if points_back else said)


def test_a_sentence_that_a_lead_shows_is_not_quoted_again() -> None:
    lead, said = "Ana Tarn pledged a wall of stone.", "She pledged 40 million crowns for a new wall."
    quotes = quotes_for("What was pledged for a new wall?", an_article(text=f"{lead} {said}", title="News")).quotes
    (only,) = quotes
    assert only.candidate.text == said
    assert only.span == Span(0, len(f"{lead} {said}"))


def test_a_pronouns_sentence_in_another_article_is_no_copy() -> None:
    said = "She pledged 40 million crowns for a new wall."
    first = an_article(1, text=f"Eva Olsen runs a shop in Lutha. {said}", published="2024-10-26")
    second = an_article(2, text=f"Ana Tarn runs the port of Malinka. {said}", published="2025-10-26")
    quotes = quotes_for("What was pledged for a new wall?", second, first).quotes
    assert quotes[0].candidate.stored.article.url.endswith("/2")
    assert quotes[0].copies == ()


@pytest.mark.parametrize("question", ["the", "what", "who is he", "Why?"])
def test_a_question_without_a_subject_is_not_answered(question: str) -> None:
    assert quotes_for(question, an_article(text=f"He is the one. {TEXT}")) == Quotes((), 0.0, False)


def test_the_short_answer_is_in_the_first_quote() -> None:
    quotes = quotes_for("How much did Japan pledge?", an_article(text=TEXT), reader=Marking("$550 billion", 0.95))
    assert quotes.short_answer is not None
    text = quotes.quotes[0].candidate.stored.article.text
    assert text[quotes.short_answer.start : quotes.short_answer.end] == "$550 billion"


def test_words_that_are_unlikely_are_no_short_answer() -> None:
    quotes = quotes_for("How much did Japan pledge?", an_article(text=TEXT), reader=Marking("$550 billion", 0.001))
    assert quotes.short_answer is None


DIED = "Queen Ana, 96, of Lutha died at her castle on 8 September."


def test_words_of_the_kind_asked_for_go_before_others() -> None:
    read = read_ranking("When did Queen Ana die?", ranking_of(an_article(text=DIED)), Marking("96", 0.9))
    (best,) = read.sentences
    day = AnswerSpan(DIED.index("8 Sep"), len(DIED) - 1, "8 september", 0.2, 0.2)
    both = replace(best, answers=(*best.answers, day))
    assert likeliest("When did Queen Ana die?", both) == day
    assert likeliest("How old was Queen Ana?", both) == best.answers[0]
    unlikely = replace(best, answers=(*best.answers, replace(day, agreed=0.01)))
    assert likeliest("When did Queen Ana die?", unlikely) == best.answers[0]


@pytest.mark.parametrize(
    ("question", "text", "words", "is_other"),
    [
        ("When did Queen Ana die?", DIED, "96", True),
        ("When did Queen Ana die?", DIED, "8 September", False),
        ("How much did Tarn pay for the paper?", "Tarn paid $54.20 a share for the paper.", "$54.20", True),
        ("How much a share did Tarn pay for the paper?", "Tarn paid $54.20 a share for the paper.", "$54.20", False),
        ("How much does the paper cost?", "The paper costs $8 a month.", "$8", False),
        ("What did Tarn buy?", "Tarn bought the paper.", "the paper", False),
    ],
)
def test_words_are_of_another_kind_than_asked_for(question: str, text: str, words: str, is_other: bool) -> None:
    (best,) = read_ranking(question, ranking_of(an_article(text=text)), Marking(words, 0.9)).sentences
    assert is_of_other_kind(question, best, best.answers[0]) is is_other


@pytest.mark.parametrize(
    ("question", "is_given"),
    [
        ("Who is the prime minister of Osk?", False),
        ("who's the president of osk", False),
        ("Who was elected prime minister of Osk?", True),
        ("Who is buying Osk Rovers?", True),
    ],
)
def test_no_words_say_who_holds_an_office_now(question: str, is_given: bool) -> None:
    text = "Ana Tarn was elected prime minister and president of Osk and is buying Osk Rovers."
    quotes = quotes_for(question, an_article(text=text), reader=Sure("Ana Tarn", 0.99))
    assert quotes.quotes
    assert (quotes.short_answer is not None) is is_given


def test_a_long_stretch_of_words_is_no_short_answer() -> None:
    long = "Japan pledged so much that nobody could count it in a year or in two or three of them"
    assert (
        quotes_for("What did Japan pledge?", an_article(text=f"{long}."), reader=Marking(long, 0.95)).short_answer
        is None
    )


def test_words_count_over_all_articles_that_have_them() -> None:
    one, other = an_article(1, text=TEXT), an_article(2, text="The $550 billion that Japan pledged is a lot of money.")
    reader = Marking("$550 billion", 0.5)
    ranking = ranking_of(one, other)
    (span,) = read_ranking("What did Japan pledge?", ranking, reader).sentences[0].answers
    assert (span.probability, span.agreed) == (0.5, 0.75)
