from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import NOW, WordEncoder, WordReader, an_article, open_index, take_in
from language_model import Script, ScriptedModel, Told, quotes_in, scripted_model
from ranked import query_of, ranking_of
from test_quotes import texts

from corpus.archive.versions import StoredVersion
from corpus.article import Article
from index.text.analysis import terms
from qa.answer.contract import Answer, SentenceEvent
from qa.answer.generation.language_model import LanguageModel
from qa.answer.generation.writer import Writer
from qa.answer.kinds.answer_kinds import choose_answer
from qa.answer.quotes import Quotes
from qa.answer.reader.large import TwoReaders
from qa.answer.reader.reader import PassageText, Reader, Reading
from qa.answer.sentences.scored_sentence import Copies
from qa.answer.sentences.sentence_scores import read_ranking
from qa.question.base_terms import ASKING_TERMS
from qa.question.request import Ask
from qa.service.ask import Service

ERUPTED = "The Katla volcano erupted on Monday for the first time since 1918."
CLOSED = "Flights over the Katla volcano were grounded by the aviation authority."
ENDED = "Scientists declared the eruption of the Katla volcano over after nine days."


class SubjectReader(WordReader):
    """Reads the subject of a question alone, as a reader does that knows what "tell me about" means."""

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        subject = [word for word in question.split() if not ASKING_TERMS.issuperset(terms(word))]
        return super().read(" ".join(subject), passages)


class Alike(SubjectReader):
    """Takes every sentence for an answer, all as likely."""

    def __init__(self, odds: float) -> None:
        self.odds = odds

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        found = super().read(question, passages)
        return [replace(each, relevance=self.odds, sentences=(self.odds,) * len(each.sentences)) for each in found]


def about(n: int, day: str, text: str, title: str = "", publisher: str = "") -> Article:
    return an_article(
        n, title=title or text.rstrip("."), text=text, published=day, publisher=publisher or f"Paper number {n}"
    )


STORY = (
    about(1, "2025-03-12", ENDED),
    about(2, "2025-03-03", ERUPTED),
    about(3, "2025-03-04", CLOSED),
)


def answer(question: str, *articles: Article, copies: Copies | None = None, reader: Reader | None = None) -> Quotes:
    query = query_of(question)
    read = read_ranking(query.topic, ranking_of(*articles), reader or SubjectReader())
    return choose_answer(query, read, copies or {})


@pytest.mark.parametrize(
    "question", ["What happened at the Katla volcano?", "Tell me about the Katla volcano", "Katla volcano"]
)
def test_an_overview_tells_a_story_from_its_beginning_with_the_day_of_each_line(question: str) -> None:
    told = answer(question, *STORY)
    assert texts(told) == [ERUPTED, CLOSED, ENDED]
    assert [line.day for line in told.brief] == [date(2025, 3, 3), date(2025, 3, 4), date(2025, 3, 12)]
    assert [line.citation for line in told.brief] == [1, 2, 3]


def test_the_latest_comes_newest_first() -> None:
    told = answer("What's the latest on the Katla volcano?", *STORY)
    assert texts(told) == [ENDED, CLOSED, ERUPTED]


def test_the_lines_are_of_the_days_asked_for_or_say_that_they_are() -> None:
    later = about(4, "2025-06-01", "The Katla volcano had grounded 400 flights on March 4, said the airlines.")
    assert texts(answer("What happened at the Katla volcano on March 4?", *STORY, later)) == [CLOSED, later.text]


def test_days_that_only_hint_and_have_no_line_leave_all() -> None:
    assert len(answer("What happened at the Katla volcano this week?", *STORY).quotes) == len(STORY)


def test_an_independent_report_of_a_step_is_counted_and_not_told_again() -> None:
    other = about(4, "2025-03-03", "The Katla volcano erupted on Monday, the first time since 1918, said officials.")
    told = answer("Tell me about the Katla volcano", *STORY, other)
    assert len(told.quotes) == 3
    assert [line.reports for line in told.brief] == [2, 1, 1]


def test_a_publishers_second_report_is_not_independent() -> None:
    again = about(4, "2025-03-03", ERUPTED.replace("Monday", "Monday night"), publisher="Paper number 2")
    assert answer("Tell me about the Katla volcano", *STORY, again).brief[0].reports == 1


def test_copies_of_a_wire_story_are_one_line_and_one_report() -> None:
    copy = about(4, "2025-03-03", "After a century of silence the Katla volcano sent ash over the southern coast.")
    stored = StoredVersion(3, copy, NOW, NOW, None, 1)
    first = StoredVersion(1, STORY[1], NOW, NOW, None, 1)
    told = answer("Tell me about the Katla volcano", *STORY, copy, copies={1: (stored,), 3: (first,)})
    assert [line.day for line in told.brief].count(date(2025, 3, 3)) == 1
    assert told.brief[0].reports == 1


def test_a_story_of_years_ago_is_left_out() -> None:
    old = about(4, "2019-01-01", "The Katla volcano was climbed by two sisters from Bergen in a storm.")
    assert not any("sisters" in text for text in texts(answer("Katla volcano", *STORY, old)))


@pytest.mark.parametrize(
    "sentence",
    [
        "He said that the Katla volcano had been quiet for a very long time.",
        "Will the Katla volcano erupt again before the end of this year?",
        "Katla volcano erupts again.",
    ],
)
def test_what_cannot_stand_alone_is_no_line(sentence: str) -> None:
    added = about(4, "2025-03-20", sentence, title="Katla volcano in the news")
    assert sentence not in texts(answer("Tell me about the Katla volcano", *STORY, added))


@pytest.mark.parametrize(
    "question",
    ["What happened in Atlantis?", "Tell me about the Hekla volcano", "Katla Jonsdottir", "latest on Katla Airways"],
)
def test_a_subject_that_no_article_names_is_refused(question: str) -> None:
    told = answer(question, *STORY)
    assert not told.quotes
    assert not told.brief


def test_a_subject_whose_words_begin_several_articles_is_told_however_weak_an_answer_each_is() -> None:
    assert len(answer("Tell me about the Katla volcano", *STORY, reader=Alike(-2.0)).brief) == len(STORY)
    assert not answer("Tell me about the Katla glacier", *STORY, reader=Alike(-2.0)).quotes


def test_where_no_article_has_the_names_as_asked_a_sure_answer_is_quoted() -> None:
    told = answer("What happened at the Katla New Year eruption?", *STORY, reader=Alike(6.0))
    assert told.quotes
    assert not told.brief
    assert not answer("What happened at the Katla New Year eruption?", *STORY, reader=Alike(-1.0)).quotes


def test_other_kinds_of_questions_have_no_brief() -> None:
    assert not answer("When did the Katla volcano erupt?", *STORY).brief


@pytest.fixture
def service(tmp_path: Path) -> Service:
    words = WordEncoder()
    for n, (day, text) in enumerate([("2025-03-12", ENDED), ("2025-03-03", ERUPTED), ("2025-03-04", CLOSED)]):
        head = f"{text}\nurl: https://paper-{n}.example/{n}\npublished: {day}\npublisher: Paper {n}"
        (tmp_path / f"{n}.txt").write_text(f"{head}\n\n{text}", encoding="utf-8")
    take_in(tmp_path, words, tmp_path)
    return Service(open_index(tmp_path, words), words, SubjectReader(), clock=lambda: NOW)


@pytest.fixture
def model() -> Iterator[ScriptedModel]:
    with scripted_model() as opened:
        yield opened


class Untouched(WordReader):
    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        raise AssertionError(f"{question!r} was read again beside {len(passages)} passages")


def test_a_brief_is_read_by_the_small_reader_alone(service: Service) -> None:
    both = replace(service, reader=TwoReaders(SubjectReader(), Untouched()))
    assert texts_of(both.ask(Ask("Tell me about the Katla volcano"))) == [ERUPTED, CLOSED, ENDED]


def test_the_latest_is_looked_for_once_more_among_what_is_newer(tmp_path: Path) -> None:
    words = WordEncoder()
    for n in range(40):  # more than are read
        head = f"Katla volcano erupts\nurl: https://paper.example/{n}\npublished: 2025-01-{1 + n // 2:02}"
        (tmp_path / f"{n}.txt").write_text(f"{head}\n\nThe Katla volcano erupted {n} times.", encoding="utf-8")
    text = "Flights resumed over the Katla volcano when its long eruption at last had come to an end."
    head = "Flights resume\nurl: https://paper.example/new\npublished: 2025-02-03"
    (tmp_path / "new.txt").write_text(
        f"{head}\n\n{text} {'Hotels in the south are open again. ' * 9}", encoding="utf-8"
    )
    take_in(tmp_path, words, tmp_path)
    service = Service(open_index(tmp_path, words), words, SubjectReader(), clock=lambda: NOW)
    assert texts_of(service.ask(Ask("What is the latest on the Katla volcano?")))[0] == text


def texts_of(whole: Answer) -> list[str]:
    return [each.text for each in whole.sentences]


def test_sentences_come_in_the_briefs_order(service: Service) -> None:
    *steps, whole = service.answering(Ask("Tell me about the Katla volcano"))
    assert isinstance(whole, Answer)
    assert whole.kind == "overview"
    told = [step.sentence.text for step in steps if isinstance(step, SentenceEvent)]
    assert told == [ERUPTED, CLOSED, ENDED]
    assert [line.citation for line in whole.brief] == [each.number for each in whole.citations]


def test_a_language_model_gets_the_briefs_lines_and_what_it_leaves_out_follows(
    service: Service, model: ScriptedModel
) -> None:
    def second(told: Told) -> list[str]:
        quotes = quotes_in(told)
        assert [each["quote"] for each in quotes] == [ERUPTED, CLOSED, ENDED]
        return [f"{quotes[1]['quote']} [2]"]

    model.script = Script(says=second)
    writing = replace(service, writer=Writer(LanguageModel(model.base_url, "scripted"), service.encoder))
    whole = writing.ask(Ask("Tell me about the Katla volcano", mode="generate"))
    assert [each.text for each in whole.sentences] == [CLOSED, ERUPTED, ENDED]
    assert [each.citations for each in whole.sentences] == [(2,), (1,), (3,)]
