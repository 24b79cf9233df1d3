import pytest
from conftest import NOW

from corpus.formats.extract import Extracted, from_html

BEFORE = "A fire destroyed the old paper mill on the bank of the Lune early on Sunday, the brigade said."
AFTER = "Forty people who live beside it spent the night in a school, and nobody was hurt."
WORDS = "I saw the roof fall in. Nobody warned us!"


def read(post: str) -> Extracted:
    body = f"<article><h1>Mill burns down</h1><p>{BEFORE}</p>{post}<p>{AFTER}</p></article>"
    return from_html(f"<html><title>Mill</title><body>{body}</body></html>".encode(), "https://g.example/1", NOW)


@pytest.mark.parametrize(
    ("post", "author"),
    [
        (
            f"<blockquote class='twitter-tweet'><p lang='en'>{WORDS}</p>&mdash; Ines Prado (@ines)"
            " <a href='https://x.example/1'>26 October 2025</a></blockquote>",
            "Ines Prado (@ines) 26 October 2025",
        ),
        (
            f"<blockquote class='twitter-tweet'><p>{WORDS.replace(' Nobody', '<br>Nobody')}</p><p>— Ines Prado (@ines)"
            " <a href='#'>26 October 2025</a></p></blockquote>",
            "Ines Prado (@ines) 26 October 2025",
        ),
        (
            f"<blockquote class='bluesky-embed'><p>{WORDS}</p>— Ines Prado (<a href='#'>@ines.example</a>)"
            " <a href='#'>October 26, 2025 at 8:14 AM</a></blockquote>",
            "Ines Prado (@ines.example) October 26, 2025 at 8:14 AM",
        ),
        (
            f"<blockquote class='instagram-media'><div><p><a href='#'>{WORDS}</a></p>"
            "<p></p></div><a href='#'>A post shared by Ines Prado (@ines)</a></blockquote>",
            "Ines Prado (@ines)",
        ),
        (
            f"<blockquote class='fb-xfbml-parse-ignore'><p>{WORDS}</p>Posted by <a href='#'>Ines Prado</a> on"
            " <a href='#'>Sunday, October 26, 2025</a></blockquote>",
            "Ines Prado on Sunday, October 26, 2025",
        ),
        (
            f"<blockquote class='tiktok-embed'><section><a href='#'>@ines</a> <p>{WORDS}</p></section></blockquote>",
            "@ines",
        ),
    ],
)
def test_a_post_is_kept_as_its_authors_words(post: str, author: str) -> None:
    extracted = read(post)
    before, line, after = [each for each in extracted.article.text.split("\n") if each]
    assert (before, after, extracted.cut) == (BEFORE, AFTER, ())
    assert line.startswith(f"{author}: “") and WORDS in line and line.endswith("”")


def test_a_post_of_nobody_is_taken_out_and_reported() -> None:
    extracted = read(f"<blockquote class='twitter-tweet'><p>{WORDS}</p><a href='#'>26 October 2025</a></blockquote>")
    assert WORDS not in extracted.article.text
    assert extracted.cut == (f"{WORDS}26 October 2025",)


def test_a_quotation_is_no_post() -> None:
    assert WORDS in read(f"<blockquote class='quote'><p>{WORDS}</p></blockquote>").article.text.split("\n")
