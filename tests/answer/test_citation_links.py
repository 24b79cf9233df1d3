import pytest
from conftest import an_article
from hypothesis import given
from hypothesis import strategies as st
from ranked import Marking, query_of, ranking_of

from qa.answer.citations import CONTEXT_CHARS, cite, link_to_words
from qa.answer.contract import Citation
from qa.answer.quotes import choose_quotes
from qa.answer.sentences.sentence_scores import read_ranking

LONG = " ".join(f"w{n}" for n in range(20))


@pytest.mark.parametrize(
    ("quote", "url", "link"),
    [
        ("A short, well-known quote.", "https://a.example/1", "https://a.example/1#:~:text=A%20short%2C%20well%2Dknown%20quote."),
        (LONG, "https://a.example/1#top", "https://a.example/1#top:~:text=w0%20w1%20w2%20w3%20w4%20w5,w14%20w15%20w16%20w17%20w18%20w19"),
        ("He left.\n\nShe stayed & won.", "http://a.example/", "http://a.example/#:~:text=He%20left.,She%20stayed%20%26%20won."),
        ("A quote.", "file:///home/a.txt", "file:///home/a.txt"),
        ("A quote.", "javascript:alert(1)", "javascript:alert(1)"),
        ("A quote.", "https://a.example/#:~:text=other", "https://a.example/#:~:text=other"),
        (" \n ", "https://a.example/", "https://a.example/"),
    ],
)  # fmt: skip
def test_a_link_leads_to_the_words(quote: str, url: str, link: str) -> None:
    assert link_to_words(url, quote) == link


@given(st.text(min_size=1))
def test_nothing_in_a_quote_ends_the_fragment_or_adds_a_part(quote: str) -> None:
    fragment = link_to_words("https://a.example/", quote).partition(":~:text=")[2]
    assert fragment.count(",") <= 1
    assert not set(fragment) & set(" -&#<>\"'()\n")


def test_a_citation_has_the_words_around_its_quote() -> None:
    text = "The council met for hours on Monday. Japan pledged $550 billion. It was the largest sum so far, it said."
    citation = cited(text)
    assert citation.quote == "Japan pledged $550 billion."
    assert (citation.prefix, citation.suffix) == (
        "ouncil met for hours on Monday. ",
        " It was the largest sum so far, ",
    )
    assert f"{citation.prefix}{citation.quote}{citation.suffix}" in text
    assert len(citation.prefix) <= CONTEXT_CHARS
    alone = cited("Japan pledged $550 billion.")
    assert (alone.prefix, alone.suffix) == ("", "")
    assert alone.link == "https://paper.example/1#:~:text=Japan%20pledged%20%24550%20billion."


def cited(text: str) -> Citation:
    """The first citation of what Japan pledged in an article of these words."""
    query = query_of("What did Japan pledge?")
    read = read_ranking(query.topic, ranking_of(an_article(text=text)), Marking("$550 billion", 0.9))
    return cite(1, choose_quotes(query, read).quotes[0], {})
