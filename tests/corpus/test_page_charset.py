"""Pages in encodings that their servers or they name, rightly and wrongly, and with broken bytes."""

import json

import pytest
from conftest import NOW

from corpus.formats.extract import Extracted
from corpus.formats.feed import read_feed
from corpus.formats.page_charset import in_utf8
from corpus.formats.sniff import read_json
from corpus.source import read_content

WORDS = "Žofie Çelik’s “no” to Müller – wörtlich: «für 5 €»"


def page(words: str, label: str = "") -> str:
    return f'<html><head><meta charset="{label}"></head><body><p>{words}</p></body></html>'


@pytest.mark.parametrize(
    ("words", "encoding", "label"),
    [
        ("He said “no” – it’s 5 €", "cp1252", "ISO-8859-1"), ("It’s", "cp1252", "us-ascii"),
        ("İstanbul’da", "cp1254", "iso-8859-9"), ("①髙橋は言った", "cp932", "Shift_JIS"), ("①髙橋", "cp932", "x-sjis"),
        ("朱镕基说", "gbk", "gb2312"), ("橋は高い", "iso2022_jp", "iso-2022-jp"), ("뷁을 봤다", "cp949", "euc-kr"),
        ("Привет", "cp1251", "windows-1251"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["server", "page"])
def test_a_label_means_what_browsers_take_it_for(words: str, encoding: str, label: str, where: str) -> None:
    content = page(words, label if where == "page" else "").encode(encoding)
    assert words in in_utf8(content, f"text/html; charset={label}" if where == "server" else "text/html").decode()


@pytest.mark.parametrize("label", ["utf-8", "", "iso-8859-1"])
@pytest.mark.parametrize("broken", [b"\xe2\x82", b"\xff", b"\xc3"])
def test_a_broken_byte_costs_itself_alone(label: str, broken: bytes) -> None:
    content = page(WORDS, label).encode().replace(b"</p>", broken + b"</p>")
    assert f"{WORDS}\ufffd</p>" in in_utf8(content).decode()


def test_a_broken_byte_of_another_encoding_costs_itself_alone() -> None:
    content = page("首相は火曜日に新しい橋を開いた。" * 5, "euc-jp").encode("euc-jp").replace(b"</p>", b"\xff</p>")
    assert "首相は火曜日に新しい橋を開いた。\ufffd</p>" in in_utf8(content).decode()


@pytest.mark.parametrize("label", ["utf-8", "hex", "utf-7", "nonsense", ""])
def test_a_label_that_cannot_be_true_is_not_believed(label: str) -> None:
    content = page("Zürich für alle", label).encode("latin-1")
    assert in_utf8(content) == page("Zürich für alle", label).encode()


@pytest.mark.parametrize(
    "words",
    [
        "Der Bürgermeister sagte „nie wieder“ – und ging für 5 € nach Hause.", "Élu à Nîmes, il dit : « Oui ».",
        "El niño comió más", "Smørrebrød på torget", "It’s over", "A decisão não saiu à tarde",
    ],
)  # fmt: skip
@pytest.mark.parametrize("label", ["utf-8", ""])
def test_western_letters_without_a_true_label_are_windows_1252(words: str, label: str) -> None:
    assert in_utf8(page(words, label).encode("cp1252")) == page(words, label).encode()


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Городской совет одобрил третью линию", "cp1251"), ("Sąd w Łodzi podjął decyzję, że wróci", "cp1250"),
        ("Příští týden otevřou třetí můstek", "cp1250"), ("Belediye başkanı bugün açıkladı", "cp1254"),
        ("Şedinţa începe mâine, spune primăria", "cp1250"), ("وافق المجلس البلدي", "cp1256"), ("我是北京人", "gbk"),
    ],
)  # fmt: skip
def test_letters_of_other_languages_are_not_taken_for_windows_1252(words: str, encoding: str) -> None:
    assert in_utf8(page(words, "utf-8").encode(encoding)) == page(words, "utf-8").encode(encoding)


def test_what_is_utf_8_or_says_so_by_its_first_bytes_is_read_so() -> None:
    assert in_utf8(page(WORDS).encode(), "text/html; charset=latin-1") == page(WORDS).encode()
    assert in_utf8(page(WORDS).encode("utf-16")) == page(WORDS).encode()


def test_a_page_in_a_file_keeps_its_quotation_marks() -> None:
    words = "The mayor said that the bridge was “a gift” and left the hall – for good – on Monday evening."
    content = page(f"{words}</p><p>{words}", "iso-8859-1").replace("<body>", "<body><h1>Mayor’s gift</h1>")
    (found,) = read_content(content.encode("cp1252"), "https://paper.example/1", "there", NOW)
    assert isinstance(found, Extracted)
    assert (found.article.title, found.article.text.split("\n")[0]) == ("Mayor’s gift", words)


def test_a_broken_byte_in_a_feed_or_in_json_costs_itself_alone() -> None:
    item = f"<item><title>{WORDS}~</title><link>https://paper.example/1</link></item>"
    feed = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{item}</channel></rss>'
    (entry,) = read_feed(feed.encode().replace(b"~", b"\xff"), "", NOW).entries
    assert (entry.item or {})["title"] == f"{WORDS}\ufffd"
    record = json.dumps({"title": f"{WORDS}~"}, ensure_ascii=False)
    assert read_json(record.encode().replace(b"~", b"\xff")) == {"title": f"{WORDS}\ufffd"}
