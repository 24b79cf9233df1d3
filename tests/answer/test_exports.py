"""Exports, each read by a library that knows nothing of newsqa."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import made_answers
import pytest
import rispy
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from made_answers import made
from markdown_it import MarkdownIt
from pybtex.database import parse_string
from pybtex.richtext import Text
from pyld import jsonld

from corpus.errors import UsageError
from qa.answer.contract import Answer
from qa.answer.exports.cited_works import one_line
from qa.answer.exports.formats import FORMATS, FormatName, format_named

AT = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
ANSWERS = {
    kind: made(getattr(made_answers, kind)())
    for kind in ("hostile", "copied", "brief", "items", "comparison", "differing", "claim", "refusal")
}


def written(name: FormatName, answer: Answer) -> str:
    return FORMATS[name].write(answer, AT)


def n_works(answer: Answer) -> int:
    return len({(each.article.id, each.article.version) for each in answer.citations})


def quoted(answer: Answer) -> list[str]:
    """The quotes of the work that is cited first, as one line each."""
    first = answer.citations[0].article
    return [f"“{one_line(each.quote)}”" for each in answer.citations if each.article == first]


each_answer = pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)


@each_answer
def test_ris_reads_back(answer: Answer) -> None:
    records = rispy.loads(written("ris", answer))
    assert len(records) == n_works(answer)
    for record in records[:1]:
        article = answer.citations[0].article
        assert (record["type_of_reference"], record["title"]) == ("NEWS", one_line(article.title))
        assert record.get("authors", []) == list(article.authors)
        assert record["secondary_title"] == article.publisher
        assert record["date"] == f"{article.published_at:%Y/%m/%d}"
        assert (record["urls"], record["access_date"]) == ([article.url], "2026/11/27")
        notes = "\n".join(record["notes"])
        assert all(quote in notes for quote in quoted(answer))
        assert f"revision {answer.revision}, article version {article.version}" in notes


@each_answer
def test_bibtex_reads_back(answer: Answer) -> None:
    entries = list(parse_string(written("bibtex", answer), "bibtex").entries.values())
    assert len(entries) == n_works(answer)
    for entry in entries[:1]:
        article = answer.citations[0].article
        assert entry.type == "article"
        assert _read(entry.fields["title"]) == one_line(article.title)
        assert [_read(str(person)) for person in entry.persons["author"]] == list(article.authors)
        assert _read(entry.fields["journal"]) == article.publisher
        assert entry.fields["date"] == f"{article.published_at:%Y-%m-%d}"
        assert entry.fields["urldate"] == "2026-11-27"
        assert unquote(entry.fields["url"]) == unquote(article.url)
        note = _read(entry.fields["note"])
        assert all(quote in note for quote in quoted(answer))
        assert f"revision {answer.revision}, article version {article.version}" in note


PASSED_OVER = {r"\textbraceleft{}": "{", r"\textbraceright{}": "}", r"\textasciicircum{}": "^", r"\$": "$"}


def _read(field: str) -> str:
    """A field as TeX sets it, with the commands of TeX that the library passes over."""
    for n, command in enumerate(PASSED_OVER):
        field = field.replace(command, chr(0xE000 + n))
    text = str(Text.from_latex(field))
    for n, mark in enumerate(PASSED_OVER.values()):
        text = text.replace(chr(0xE000 + n), mark)
    return text


def test_braces_of_bibtex_balance_whatever_an_article_says() -> None:
    for entry in written("bibtex", ANSWERS["hostile"]).strip().split("\n\n"):
        assert entry.count("{") == entry.count("}")
        assert not re.search(r"(?<!\\)[&%$#_~^]", re.sub(r"^  url = .*$|@article\S+", "", entry, flags=re.MULTILINE))


@each_answer
def test_csl_makes_a_bibliography(answer: Answer) -> None:
    items = json.loads(written("csl", answer))
    assert len(items) == n_works(answer)
    source = CiteProcJSON(items)
    bibliography = CitationStylesBibliography(CitationStylesStyle("harvard-cite-them-right"), source, formatter.plain)
    for item in items:
        bibliography.register(Cited([CitationItem(item["id"])]))
    for item in items[:1]:
        article = answer.citations[0].article
        assert item["title"] == article.title
        assert [name["literal"] for name in item["author"]] == list(article.authors)
        assert item["accessed"] == {"date-parts": [[2026, 11, 27]]}
        assert all(quote in item["note"] for quote in quoted(answer))
        assert article.url in item["URL"]
    assert len(bibliography.bibliography()) == len(items)


@each_answer
def test_json_ld_is_a_graph_of_the_quotes(answer: Answer) -> None:
    graph = jsonld.flatten(json.loads(written("jsonld", answer)), {}, {"documentLoader": _schema_org})["@graph"]
    quotations = [node for node in graph if node["@type"] == "http://schema.org/Quotation"]
    assert sorted(node["http://schema.org/text"] for node in quotations) == sorted(
        {each.quote for each in answer.citations}
    )
    articles = [node for node in graph if node["@type"] == "http://schema.org/NewsArticle"]
    assert {node["http://schema.org/version"] for node in articles} == {
        each.article.version for each in answer.citations
    }


def _schema_org(url: str, _: Any) -> dict[str, Any]:
    assert url == "https://schema.org"
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": {"@vocab": "http://schema.org/"}}}


def test_annotations_select_the_quotes_by_their_words_and_places() -> None:
    answer = ANSWERS["hostile"]
    first = replace(answer.citations[0], prefix="before ", suffix=" after")
    page = json.loads(written("annotations", replace(answer, citations=(first,))))
    (annotation,) = page["items"]
    publisher, stored = annotation["target"]
    assert publisher["source"] == first.article.url
    assert publisher["selector"] == {
        "type": "TextQuoteSelector", "exact": first.quote, "prefix": "before ", "suffix": " after",
    }  # fmt: skip
    assert stored["source"] == f"/articles/{first.article.id}?version={first.article.version}"
    assert stored["selector"] == {"type": "TextPositionSelector", "start": first.start, "end": first.end}
    assert annotation["created"] == "2026-11-27T23:30:00+00:00"


@each_answer
def test_markdown_shows_the_words_and_nothing_of_them_is_markup(answer: Answer) -> None:
    text = written("markdown", answer)
    tokens = MarkdownIt("commonmark", {"html": False}).parse(re.sub(r"^\[\^\d+\]: ", "", text, flags=re.MULTILINE))
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {"text", "text_special", "em_open", "em_close", "link_open", "link_close", "softbreak"}
    assert {token.type for token in tokens} <= {
        "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "blockquote_open",
        "blockquote_close",
    }  # fmt: skip
    links = [child.attrs["href"] for token in tokens for child in token.children or () if child.type == "link_open"]
    assert len(links) == len(answer.citations)
    shown = "".join(child.content for token in tokens for child in token.children or ())
    assert all(one_line(each.quote) in shown for each in answer.citations)
    assert one_line(answer.question) in shown
    for notice in answer.notices:
        assert one_line(notice.text) in shown


def test_markdown_says_how_likely_an_answer_is_and_a_refusal_why() -> None:
    assert "\nLikely answer · 1 report, carried by 3 publishers · marked: “$550 billion”\n" in written(
        "markdown", ANSWERS["copied"]
    )
    assert "\nThe archive has nothing from 2024.\n" in written("markdown", ANSWERS["refusal"])
    assert "Not compared with what you asked." in written("markdown", ANSWERS["claim"])


def test_a_work_that_is_quoted_twice_stands_once_with_both_quotes() -> None:
    answer = ANSWERS["hostile"]
    assert (n_works(answer), len(answer.citations)) == (2, 3)
    (first, _) = json.loads(written("csl", answer))
    assert len(re.findall("of the stored text", first["note"])) == 2


def test_another_format_is_named_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match="format 'endnote' is none of ris, bibtex, csl, markdown, jsonld, annotations"):
        format_named("endnote")
