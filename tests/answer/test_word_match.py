"""Questions in other languages than English: read by their words, quoted, and refused with what was done."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import WordEncoder, WordReader, open_index, take_in

from index.text.language_terms import foreign_language
from index.text.sentences import sentences
from qa.answer.message import ENGLISH
from qa.answer.reader.reader import PassageText, Reading
from qa.answer.reader.word_match import ReaderByLanguage
from qa.answer.sentences.quotable import is_whole
from qa.question.request import Ask
from qa.retrieval.weights import Table
from qa.service.ask import Service

FOLDER = Path(__file__).parent.parent / "index" / "languages"
ARTICLES, QUESTIONS = (
    [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
    for name in ("articles.jsonl", "questions.jsonl")
)
NOW = datetime(2025, 11, 2, tzinfo=UTC)
RIGHT_FIRST = 0.75  # share of the questions whose first quote has the answer; .82 with the packaged model


class Blind:
    """A reader that says the same of everything, and keeps what it was asked."""

    digest = "blind"
    confidence: Table = "confidence"

    def __init__(self) -> None:
        self.read_texts: list[str] = []

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        assert question
        self.read_texts += [each.text for each in passages]
        return [Reading(1.0, (1.0,) * len(each.sentences), ()) for each in passages]


class Counts:
    """Five passages, in each of which every word is."""

    n_passages = 5

    def term_frequency(self, term: str) -> int:
        return len(term) > 0


def passage(head: str, text: str) -> PassageText:
    return PassageText(head, text, tuple(sentences(text)))


GERMAN = passage(
    "Neue Brücke in Oste eröffnet.",
    "In Oste wurde am Montag die neue Brücke eröffnet. Der Bau der Brücke hat 40 Millionen Euro gekostet.",
)
JAPANESE = passage("新しい橋が開通。", "青瀬川に架かる新しい橋が月曜日に開通した。建設費は120億円だった。")


def test_a_passage_in_another_language_is_read_by_its_words_and_one_in_english_by_the_reader() -> None:
    blind = Blind()
    reader = ReaderByLanguage(blind, Counts())
    english = passage("Bridge", "The new bridge of Oste was opened by the mayor on Monday morning.")
    found = reader.read("Wie viel hat der Bau der Brücke in Oste gekostet?", [english, GERMAN])
    assert blind.read_texts == [english.text]
    assert found[0].relevance == 1.0
    assert found[1].relevance > 0 and found[1].sentences[1] > found[1].sentences[0]


def test_a_question_in_english_is_left_to_the_reader() -> None:
    blind = Blind()
    ReaderByLanguage(blind, Counts()).read("How much did the bridge cost?", [GERMAN, JAPANESE])
    assert blind.read_texts == [GERMAN.text, JAPANESE.text]


def test_a_passage_without_a_questions_words_does_not_answer_it() -> None:
    other = passage("Streik beendet.", "Die Busfahrer haben ihren Streik am Freitag nach drei Wochen beendet.")
    near, far = ReaderByLanguage(Blind(), Counts()).read("Wie teuer war der Bau der Brücke in Oste?", [GERMAN, other])
    assert near.relevance > 0 > far.relevance


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("建設費は120億円だった。", True),
        ("橋が開通", False),
        ("पुल पर अस्सी करोड़ रुपये ख़र्च हुए।", True),
        ("سيبلغ سعر التذكرة أربعة دنانير؟", True),
        ("การก่อสร้างใช้เงินสามร้อยล้านบาท", True),
        ("สะพาน", False),
        ("Photos of the summer of 2022", False),
        ("The council met on Monday.", True),
    ],
)
def test_what_a_sentence_is_depends_on_its_script(text: str, is_one: bool) -> None:
    assert is_whole(text) is is_one


@pytest.fixture
def service(tmp_path: Path, words: WordEncoder) -> Service:
    take_in(tmp_path, words, FOLDER / "articles.jsonl", now=NOW)
    return Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)


def test_questions_in_ten_languages_are_answered_by_the_sentence_that_answers(service: Service) -> None:
    first: Counter[bool] = Counter()
    for asked in QUESTIONS:
        answer = service.ask(Ask(asked["question"]))
        first[bool(answer.citations) and asked["answer"] in answer.citations[0].quote] += 1
    assert first[True] >= RIGHT_FIRST * len(QUESTIONS), first


@pytest.mark.parametrize(
    "question",
    [
        "Wann wurde das Theater von Kassel wieder eröffnet?",
        "大阪の美術館の館長は誰ですか。",
        "كم عدد زوار المتحف في القاهرة؟",
    ],
)
def test_a_refusal_in_another_language_says_that_words_alone_were_compared(service: Service, question: str) -> None:
    answer = service.ask(Ask(question))
    assert (answer.status, answer.answer) == ("unanswered", ENGLISH["in_other_languages"])


def test_a_question_in_english_is_refused_in_the_usual_words(service: Service) -> None:
    answer = service.ask(Ask("Who won the chess final in Velm?"))
    assert answer.status == "unanswered" and ENGLISH["in_other_languages"] not in answer.answer


@pytest.mark.parametrize(
    ("question", "language"), [("Was kostet die neue Fährlinie nach Osk?", "de"), ("Who is Li 李?", None)]
)
def test_a_language_that_is_not_sure_is_english(question: str, language: str | None) -> None:
    assert foreign_language(question) == language
