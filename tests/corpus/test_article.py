import unicodedata
from datetime import UTC, datetime

import pytest
from conftest import NOW, an_article
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import (
    MAX_TEXT_CHARS,
    MAX_TITLE_CHARS,
    MAX_URL_CHARS,
    Article,
    ArticleError,
    article_id,
    canonical_url,
    clean_line,
    clean_text,
    make_article,
    parse_date,
)


def an_item(url: str = "https://paper.example/1", title: str = "Title", text: str = "Text.") -> Article:
    return make_article(url=url, title=title, text=text, now=NOW)


@pytest.mark.parametrize(
    ("given_url", "canonical"),
    [
        ("https://paper.example/a", "https://paper.example/a"),
        ("  https://paper.example/a\n", "https://paper.example/a"),
        ("HTTPS://Paper.EXAMPLE/News/A", "https://paper.example/News/A"),
        ("https://paper.example", "https://paper.example/"),
        ("https://paper.example./a", "https://paper.example/a"),
        ("http://paper.example:80/a", "http://paper.example/a"),
        ("https://paper.example:443/a", "https://paper.example/a"),
        ("http://paper.example:443/a", "http://paper.example:443/a"),
        ("https://paper.example:8443/a", "https://paper.example:8443/a"),
        ("https://paper.example:/a", "https://paper.example/a"),
        ("https://reader:secret@paper.example/a", "https://paper.example/a"),
        ("https://paper.example/a#comments", "https://paper.example/a"),
        ("https://paper.example/a?", "https://paper.example/a"),
        ("https://paper.example/a?utm_source=x&utm_Medium=y&id=7", "https://paper.example/a?id=7"),
        ("https://paper.example/a?FBCLID=1&gclid=2&smid=3", "https://paper.example/a"),
        ("https://paper.example/a?b=2&a=1", "https://paper.example/a?b=2&a=1"),
        ("https://paper.example/a?q=x+y&z=%20", "https://paper.example/a?q=x+y&z=+"),
        ("https://paper.example/a?page", "https://paper.example/a?page="),
        ("https://paper.example/a b", "https://paper.example/a%20b"),
        ("https://paper.example/a%2Fb", "https://paper.example/a%2Fb"),
        ("https://paper.example/münchen/東京", "https://paper.example/m%C3%BCnchen/%E6%9D%B1%E4%BA%AC"),
        ("https://paper.example/?q=é", "https://paper.example/?q=%C3%A9"),
        ("http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
        ("http://[::1]:80", "http://[::1]/"),
        ("file:///news/a%20b.txt?x#y", "file:///news/a%20b.txt"),
        ("file:///news/a b.txt", "file:///news/a%20b.txt"),
    ],
)
def test_an_article_has_one_canonical_url(given_url: str, canonical: str) -> None:
    assert canonical_url(given_url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "no url"),
        (" \n", "no url"),
        ("paper.example/a", "'paper.example/a' is not an http, https or file address"),
        ("ftp://paper.example/a", "'ftp://paper.example/a' is not an http, https or file address"),
        ("mailto:ann@paper.example", "is not an http, https or file address"),
        ("https:///a", "'https:///a' is not an http, https or file address"),
        ("https://./a", "'https://./a' is not an http, https or file address"),
        ("https://[::1/a", "'https://[::1/a': Invalid IPv6 URL"),
        ("https://paper.example:99999/", "'https://paper.example:99999/': Port out of range"),
        ("https://paper.example:port/", "'https://paper.example:port/': Port could not be cast"),
        ("https://paper.example/\ud800", r"'https://paper.example/\ud800': 'utf-8' codec can't encode"),
        ("https://paper.example/?q=\udfff", "surrogates not allowed"),
        ("file:///\ud800", "surrogates not allowed"),
        ("file://", "names no file"),
        ("file://paper.example/", "names no file"),
        ("https://paper.example/" + "a" * MAX_URL_CHARS, f"url of 4,022 characters, at most {MAX_URL_CHARS:,}"),
    ],
)
def test_an_address_that_is_none_is_refused_with_its_value(url: str, reason: str) -> None:
    with pytest.raises(ArticleError) as raised:
        canonical_url(url)
    assert reason in str(raised.value)


def test_queries_in_another_encoding_stay_different_articles() -> None:
    """`%E8` and `%E9` are no UTF-8; read as the replacement character, both would be one address."""
    first, second = canonical_url("https://paper.example/?q=%E8"), canonical_url("https://paper.example/?q=%E9")
    assert (first, second) == ("https://paper.example/?q=%E8", "https://paper.example/?q=%E9")


URL_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    scheme=st.sampled_from(["http", "HTTPS", "file"]),
    host=st.one_of(st.sampled_from(["Paper.example", "[::1]", "münchen.example.", "a..b.", "1.2.3.4"]), URL_TEXT),
    port=st.sampled_from(["", ":", ":80", ":443", ":8000"]),
    path=URL_TEXT,
    query=st.one_of(URL_TEXT, st.sampled_from(["%ff=%E9&a", "a=1;b=2", "utm_x=1&&c", "%75tm_x=1&d=%26"])),
)
def test_a_canonical_url_is_its_own_canonical_url(scheme: str, host: str, port: str, path: str, query: str) -> None:
    try:
        canonical = canonical_url(f"{scheme}://{host}{port}/{path}?{query}")
    except ArticleError:
        return
    assert canonical_url(canonical) == canonical
    assert len(article_id(canonical)) == 16


def test_the_id_is_of_the_address_and_the_version_of_the_words() -> None:
    article = an_item()
    assert article.id == "782f091f2b08a5ae" == article_id("https://paper.example/1")
    same_page = an_item(url="https://PAPER.example/1?utm_source=feed")
    assert (same_page.id, same_page.version) == (article.id, article.version)
    elsewhere = an_item(url="https://paper.example/2")
    assert elsewhere.id != article.id and elsewhere.version == article.version
    for changed in (an_item(title="Title!"), an_item(text="Text!"), an_item(title="Title\0Text", text=".")):
        assert changed.id == article.id and changed.version != article.version
    assert an_item(title="a", text="b c").version != an_item(title="a b", text="c").version


def test_details_do_not_change_the_version() -> None:
    assert (
        an_article(publisher="A", published="2025-01-01").version == an_article(publisher="B", published=None).version
    )


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2025-10-27", datetime(2025, 10, 27, tzinfo=UTC)),
        (" 2025-10-27\n", datetime(2025, 10, 27, tzinfo=UTC)),
        ("2025-10-27T09:30Z", datetime(2025, 10, 27, 9, 30, tzinfo=UTC)),
        ("2025-10-27T09:30:00+09:00", datetime(2025, 10, 27, 0, 30, tzinfo=UTC)),
        ("2025-10-27T01:30:00-05:30", datetime(2025, 10, 27, 7, 0, tzinfo=UTC)),
        ("2025-10-27T00:30:00+0900", datetime(2025, 10, 26, 15, 30, tzinfo=UTC)),
        ("2025-10-27 09:30:00", datetime(2025, 10, 27, 9, 30, tzinfo=UTC)),
        ("1761557400999", datetime(2025, 10, 27, 9, 30, tzinfo=UTC)),  # milliseconds since 1970
        ("1600-01-01", datetime(1600, 1, 1, tzinfo=UTC)),
        ("1912-04-15T02:20:00", datetime(1912, 4, 15, 2, 20, tzinfo=UTC)),
        ("2026-01-16T12:00:00Z", datetime(2026, 1, 16, 12, tzinfo=UTC)),  # a day ahead of NOW: still its today
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_dates_are_aware_utc_or_none(value: str | None, moment: datetime | None) -> None:
    parsed = parse_date(value, "published", NOW)
    assert parsed == moment
    assert parsed is None or parsed.tzinfo is UTC


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("0001-01-01", "lies before the year 1600"),
        ("0001-01-01T00:00:00+14:00", "is not an ISO 8601 date"),
        ("9999-12-31T23:00:00-14:00", "is not an ISO 8601 date"),
        ("1599-12-31", "lies before the year 1600"),
        ("2026-01-16T12:00:01Z", "lies in the future"),
        ("2026-01-17", "lies in the future"),
        ("2205-10-27", "lies in the future"),
        ("2025-02-30", "is not an ISO 8601 date"),
        ("2025", "is not an ISO 8601 date"),
        ("yesterday", "is not an ISO 8601 date"),
        ("27 October 2025", "is not an ISO 8601 date"),
        ("1761523200", "is not an ISO 8601 date"),
        ("171201041234567", "is not an ISO 8601 date"),
        ("2025-10-27110:00", "is not an ISO 8601 date"),
        ("2025-10-27T10:00:00+25:00", "is not an ISO 8601 date"),
        ("\ud800", "is not an ISO 8601 date"),
    ],
)
def test_a_date_that_cannot_be_is_refused_by_field_and_value(value: str, reason: str) -> None:
    with pytest.raises(ArticleError) as published:
        an_article(published=value)
    assert str(published.value) == f"published {value!r} {reason}"
    with pytest.raises(ArticleError) as modified:
        an_article(modified=value)
    assert str(modified.value) == f"modified {value!r} {reason}"


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("", "Text.", "no title (url https://paper.example/1)"),
        ("\ufeff\x00 \n", "Text.", "no title (url https://paper.example/1)"),
        ("Title", "", "no text (url https://paper.example/1)"),
        ("Title", "\n \t\u2029", "no text (url https://paper.example/1)"),
        (
            "T" * (MAX_TITLE_CHARS + 1),
            "Text.",
            "title of 1,001 characters, at most 1,000 (url https://paper.example/1)",
        ),
        ("Title", "ten bytes " * 1_000_000, "text of 9,999,999 characters, at most 2,000,000"),
    ],
    ids=["no title", "unprintable title", "no text", "blank text", "long title", "10 MB text"],
)
def test_a_title_or_text_that_cannot_be_kept_is_refused_by_name(title: str, text: str, reason: str) -> None:
    with pytest.raises(ArticleError) as raised:
        an_item(title=title, text=text)
    assert reason in str(raised.value)
    assert len(str(raised.value)) < 200


def test_the_longest_title_and_text_are_kept_whole() -> None:
    article = an_item(title="T" * MAX_TITLE_CHARS, text="x" * MAX_TEXT_CHARS)
    assert (len(article.title), len(article.text)) == (MAX_TITLE_CHARS, MAX_TEXT_CHARS)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("One.\nTwo.", "One.\nTwo."),
        ("One.\n\n\n \n\nTwo.", "One.\n\nTwo."),
        (
            "One.\r\nTwo.\rThree.\u2028Four.\u2029Five.\x85Six.\x0bSeven.",
            "One.\nTwo.\nThree.\nFour.\nFive.\nSix.\nSeven.",
        ),
        ("\n\n  One \t two.  \n\n", "One two."),
        ("a\xa0b\u3000c", "a b c"),
        ("a\x00b\x07c\x1b[31md\x7fe\x9df", "abc[31mdef"),
        ("\x93Stay\x94 \x96 it\x92s 5\x80", "“Stay” – it’s 5€"),
        ("\ufeffOne.\ufeff", "One."),
        ("\ud800One.\udc00", "One."),
        ("Cafe\u0301", "Café"),
        ("e\ufeff\u0301", "é"),
        ("👩‍👩‍👧 «naïve»… 50 % – “quoted”", "👩‍👩‍👧 «naïve»… 50 % – “quoted”"),
        ("ﬁ ² №", "ﬁ ² №"),  # NFC, not NFKC: quotes stay verbatim
    ],
)
def test_text_keeps_its_paragraphs_and_loses_only_what_cannot_be_seen(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean
    assert an_item(text="x" + raw).text == clean_text("x" + raw)


@given(st.text())
def test_cleaning_is_done_once_for_all(raw: str) -> None:
    text = clean_text(raw)
    assert clean_text(text) == text == text.strip()
    assert "\n\n\n" not in text and "\r" not in text
    line = clean_line(raw)
    assert clean_line(line) == line and len(line.splitlines()) <= 1
    (text + line).encode()  # no lone surrogates


def test_a_title_is_one_line() -> None:
    assert an_item(title=" \ufeffTwo\r\nlines \x00 and a\ttab ").title == "Two lines and a tab"


@pytest.mark.parametrize(
    ("url", "publisher", "kept"),
    [
        ("https://www.paper.example:8443/a", "The  Paper\n", "The Paper"),
        ("https://www.Paper.example:8443/a", None, "www.paper.example"),
        ("https://www.paper.example/a", " \x00", "www.paper.example"),
        ("http://[::1]/a", None, "::1"),
        ("file:///news/a.txt", None, None),
        ("file:///news/a.txt", "The Paper", "The Paper"),
    ],
)
def test_the_publisher_falls_back_to_the_host_and_is_unknown_for_a_file(
    url: str, publisher: str | None, kept: str | None
) -> None:
    assert an_article(url=url, publisher=publisher).publisher == kept


def test_details_are_one_line_each_or_none() -> None:
    article = make_article(
        url="https://paper.example/1",
        title="T",
        text="x",
        authors=["Ann  Lee", " ", "\x00", "Bo\nCho"],
        language=" EN-gb",
        section=" ",
        now=NOW,
    )
    assert (article.authors, article.language, article.section) == (("Ann Lee", "Bo Cho"), "en-gb", None)
    assert (article.published, article.modified) == (None, None)


@pytest.mark.parametrize("marks", ["\u0301\u0327", "\u0327\u0301\u0316", "\u05b0\u0301"])
def test_marks_that_no_text_has_are_cut_before_they_cost_their_number_squared(marks: str) -> None:
    text = clean_text(f"Caf{'e' + marks * 300_000} opens")  # minutes, without
    assert text.startswith("Caf") and text.endswith(" opens") and len(text) < 50
    assert unicodedata.normalize("NFC", text) == text


@pytest.mark.parametrize("text", ["Cafe\u0301", "บ้านที่", "הַמֶּלֶךְ", "Việt Nam", "a\u0328\u0301", "각하", "हिन्दी"])
def test_marks_that_text_has_stay(text: str) -> None:
    assert clean_text(text) == unicodedata.normalize("NFC", text)
