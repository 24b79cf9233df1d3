from itertools import pairwise

import pytest
from conftest import WordReader, an_article
from hypothesis import given
from hypothesis import strategies as st
from ranked import query_of, ranking_of

from qa.answer.quotes import choose_quotes
from qa.answer.sentences.sentence_scores import read_ranking
from qa.answer.sentences.speech import hides_speaker, speakers, speech


@pytest.mark.parametrize(
    ("sentence", "hidden"),
    [
        ("“We will build the wall,” she said.", True),
        ("“We will build the wall,” Ana Tarn said.", False),
        ("“We will build the wall,” one farmer said.", False),
        ('"We will build the wall of stone.', True),
        ("She said the wall will be built.", False),
        ('Ana Tarn said she "will build the wall of stone".', False),
        ('It was called "Fine".', False),
    ],
)
def test_a_pronoun_alone_does_not_say_who_speaks(sentence: str, hidden: bool) -> None:
    assert hides_speaker(sentence) is hidden


def test_a_sentence_inside_a_quotation_does_not_say_who_speaks() -> None:
    assert hides_speaker("We will build the wall.", inside=True)


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("“We won,” Ana Tarn said.", ["Ana Tarn"]),
        ("“We won,” said Jan Berg, who beat Ana Tarn.", ["Jan Berg"]),
        ("“We won,” the mayor told CNN.", []),
        ("Ana Tarn said: “We won.”", ["Ana Tarn"]),
        ("Said Ana Tarn: “We won.”", ["Ana Tarn"]),
        ("It was won, said coach Ana Tarn.", ["Ana Tarn"]),
        ("Ana Tarn, a guard, has also said that Jan Berg lost.", ["Ana Tarn"]),
        ("“Jan Berg said that we lost,” the mayor said.", []),
        ("The mayor told Ana Tarn that it was won.", []),
    ],
)
def test_the_speaker_is_named_behind_the_words_or_beside_a_verb_of_saying(sentence: str, named: list[str]) -> None:
    assert [name.text for name in speakers(sentence)] == named


@given(st.text(alphabet='ab “”".,’'))
def test_parts_in_quotation_marks_lie_in_order_in_the_text(text: str) -> None:
    parts = speech(text).parts
    assert all(0 <= part.start < part.end <= len(text) for part in parts)
    assert all(one.end <= other.start for one, other in pairwise(parts))


@pytest.mark.parametrize(
    ("before", "said", "after", "shown"),
    [
        ("Ana Tarn spoke on Friday. ", "“The wall will cost 40 million,” she said.", "", (True, False)),
        ("“We have a plan,” Ana Tarn said. ", "“The wall will cost 40 million.”", "", (True, False)),
        ("Rain fell. ", "“The wall will cost 40 million.", ' We will pay," Ana Tarn said.', (False, True)),
    ],
)
def test_a_quotation_comes_with_who_speaks(before: str, said: str, after: str, shown: tuple[bool, bool]) -> None:
    article = an_article(text=f"{before}{said}{after}", title="News")
    query = query_of("What will the wall cost?")
    quotes = choose_quotes(query, read_ranking(query.topic, ranking_of(article), WordReader())).quotes
    first = quotes[0]
    assert first.candidate.text == said
    expected = (before if shown[0] else "") + said + (after if shown[1] else "")
    assert article.text[first.span.start : first.span.end] == expected.strip()


def test_a_second_sentence_of_a_quotation_is_one_quote_with_the_first() -> None:
    text = "“The wall of Lutha will cost 40 million,” Ana Tarn said. “The wall of Lutha will be paid by all.”"
    query = query_of("What about the wall of Lutha?")
    (only,) = choose_quotes(query, read_ranking(query.topic, ranking_of(an_article(text=text)), WordReader())).quotes
    assert (only.span.start, only.span.end) == (0, len(text))
