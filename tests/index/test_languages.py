"""Articles in ten languages, found by questions in theirs; what makes that so, by language and script."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import WordEncoder

from corpus.archive.sqlite import SqliteArchive
from corpus.article import article_id
from corpus.language import detected_language
from index.engine.lexical import Entry, LexicalIndex
from index.engine.local_index import LocalIndex
from index.ingest.refresh import refresh
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.passage import Filter
from index.passages.passage_store import Facts
from index.text.analysis import question_terms
from index.text.language_terms import asked_terms, text_terms
from index.text.sentences import sentences

FOLDER = Path(__file__).parent / "languages"
ARTICLES, QUESTIONS = (
    [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
    for name in ("articles.jsonl", "questions.jsonl")
)
FOUND_FIRST = 0.9  # share of the questions whose passage is among the first three


def test_articles_of_ten_languages_are_stored_right_and_found_by_their_words(
    tmp_path: Path, words: WordEncoder
) -> None:
    with SqliteArchive(tmp_path / "archive.db", create=True) as archive:
        report = refresh(archive, words, [FOLDER / "articles.jsonl"], now=datetime(2025, 11, 1, tzinfo=UTC))
        assert (report.new, report.failures) == (len(ARTICLES), [])
        stored = {url: archive.versions(article_id(url))[0].article for url in (each["url"] for each in ARTICLES)}
    for record in ARTICLES:
        article = stored[record["url"]]
        assert (article.title, article.text) == (record["title"], record["text"])
        assert article.language == record["url"].rpartition("/")[2].partition("-")[0]
    index = LocalIndex(tmp_path / "archive.db", tmp_path, Facts(words.digest, words.dimension, PASSAGE_TOKENS))
    allowed = index.allowed(Filter(as_of=2**40))
    first = 0
    for asked in QUESTIONS:
        terms = [*question_terms(asked["question"]), *asked_terms(asked["question"])]
        passages, versions = index.passages(index.matching(terms, 3, allowed)[0])
        found = [(versions[each.version_number].article.url, each.text) for each in passages.values()]
        first += any(url == asked["article"] and asked["answer"] in text for url, text in found)
    assert first >= FOUND_FIRST * len(QUESTIONS)


@pytest.mark.parametrize(
    ("language", "written", "asked"),
    [
        ("de", "Die Häuser der Stadt wurden verkauft.", "Welches Haus wird in der Stadt verkauft?"),
        ("fr", "Les ministres ont voté les lois.", "Quel ministre votera la loi nationale ?"),
        ("es", "Los trabajadores cerraron las fábricas.", "¿Qué trabajador cerraba la fábrica de coches?"),
        ("pt-br", "Os ministros fecharam as fábricas.", "Qual ministro fechou a fábrica ontem à noite?"),
        ("ru", "Новые мосты открыли министры.", "Какой министр открыл новый мост?"),
        ("uk", "Нові лікарні відкрили міністри.", "Яку лікарню відкриває міністр?"),
        ("el", "Οι γέφυρες άνοιξαν στην πόλη.", "Ποια γέφυρα άνοιξε στις πόλεις;"),
        ("ar", "افتتح الوزير المستشفيات.", "أين افتتح الوزير مستشفى جديدا؟"),
        ("he", "הגשרים נפתחו בירושלים.", "איזה גשר נפתח ליד ירושלים?"),
        ("hi", "पुलों पर रोक लगी।", "किस पुल पर रोक है?"),
        ("ko", "다리가 월요일에 개통됐다.", "다리는 언제 개통되었나요?"),
        ("pl", "Mieszkańcy otworzyli szkołę.", "Który mieszkaniec otwiera szkoły w mieście?"),
    ],
)
def test_words_are_found_in_another_form(language: str, written: str, asked: str) -> None:
    shared = set(text_terms(written, language)) & set(asked_terms(asked))
    assert len(shared) >= 2, (text_terms(written, language), asked_terms(asked))


@pytest.mark.parametrize(
    "text", ["The Cafés' prices rose, says Müller.", "Who said “il faut”?", "", "12 %", "What is Lula's plan?"]
)
def test_english_has_no_other_terms(text: str) -> None:
    assert text_terms(text, "en") == text_terms(text, None) == text_terms(text, "EN-GB") == asked_terms(text) == []


def test_terms_of_other_languages_change_no_score_of_english(tmp_path: Path) -> None:
    def an_index(name: str, language: str | None) -> LexicalIndex:
        index = LexicalIndex(tmp_path / name)
        texts = [
            "The council met in the old house.",
            "Der Rat tagte im alten Haus, so the council.",
            "会议在北京召开。",
        ]
        index.change([], [Entry(n, "A house", text, "p", None, 0, None, language) for n, text in enumerate(texts)])
        index.reload()
        return index

    asked = question_terms("Where did the council meet?")
    with_them, without = an_index("de", "de").search(asked, 9, None), an_index("en", None).search(asked, 9, None)
    assert [each.tolist() for each in with_them] == [each.tolist() for each in without]
    assert an_index("zh", None).search(asked_terms("北京的会议"), 9, None)[0].tolist() == [2]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Brücke wurde am Montag für den Verkehr freigegeben.", "de"), ("大桥星期一正式建成通车。", "zh"),
        ("The bridge was opened to traffic on Monday.", "en"), ("", None), ("12 345 !?", None), ("Brexit news", None),
    ],
)  # fmt: skip
def test_a_language_is_detected_or_not_said(text: str, language: str | None) -> None:
    assert detected_language(text) == language


@pytest.mark.parametrize(
    "parts",
    [
        ["पुल खुला।", "लोग आए।", "यह अच्छा है॥"], ["هل فتح الجسر؟", "نعم، فتح أمس."], ["پل کھل گیا۔", "لوگ آئے۔"],
        ["「橋が開通した。」と市長は述べた。", "次の日も来た。"], ["他说：“桥通了。”", "居民很高兴！", "（完。）"],
        ["ስብሰባው ተጀመረ።", "ሰዎች መጡ።"], ["ស្ពានបើក។", "មនុស្សមក។"],
    ],
)  # fmt: skip
@pytest.mark.parametrize("between", ["", " "])
def test_sentences_end_where_their_script_ends_them(parts: list[str], between: str) -> None:
    text = (between if parts[0][0] > "\u2fff" or between else " ").join(parts)
    assert [text[span.start : span.end] for span in sentences(text)] == parts


@pytest.mark.parametrize(
    ("with_joiner", "without"), [("می\u200cشود", "میشود"), ("ക്ഷേ\u200dത്രം", "ക്ഷേത്രം"), ("क्\u200dया", "क्या")]
)
def test_words_are_found_with_and_without_their_joiners(tmp_path: Path, with_joiner: str, without: str) -> None:
    index = LexicalIndex(tmp_path)
    index.change([], [Entry(n, "x", text, "p", None, 0, None, None) for n, text in enumerate((with_joiner, without))])
    index.reload()
    for asked in (with_joiner, without):
        for terms in (question_terms(asked), asked_terms(asked)):
            assert sorted(index.search(terms, 9, None)[0].tolist()) == [0, 1]
