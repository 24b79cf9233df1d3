from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from archives import lines, record
from conftest import NOW, WordEncoder, WordReader, open_index, take_in

from qa.answer.contract import Answer, Suggestion
from qa.answer.reader.reader import PassageText, Reading
from qa.question.conversation.standalone import Turn
from qa.question.request import Ask
from qa.service import ask as answering
from qa.service.ask import Service
from qa.service.search_state import SearchState
from qa.service.suggestions import MAX_TRIES, OFFERED, READ_OF_TRY, Tries

PLEDGE = "What did Japan pledge?"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is offered must not depend on how busy the machine is."""
    monkeypatch.setattr(answering, "Tries", partial(Tries, max_s=1e9))


def request(offered: Suggestion, history: tuple[Turn, ...] = ()) -> Ask:
    """A suggestion as a client asks it."""
    filters = (offered.as_of, offered.since, offered.until, offered.publishers)
    return Ask(offered.question, history, *filters, without=frozenset(offered.without))


def by_kind(answer: Answer, kind: str) -> Iterator[Suggestion]:
    return (each for each in answer.suggestions if each.kind == kind)


REFUSED = [
    Ask("What did Japan pledge in 2024?"),
    Ask(PLEDGE, publishers=("No Such Paper",)),
    Ask(PLEDGE, since=date(1990, 1, 1), until=date(1990, 1, 2)),
    Ask(PLEDGE, since=date(1990, 1, 1), until=date(1990, 1, 2), publishers=("No Such Paper",)),
    Ask(PLEDGE, as_of=datetime(2020, 1, 1, tzinfo=UTC)),
    Ask("What did they pledge in 2024?", history=(Turn("user", "Whom did Trump meet?"), Turn("assistant", "Naruhito"))),
]


@pytest.mark.parametrize("ask", REFUSED, ids=lambda ask: ask.text)
def test_what_a_refusal_offers_answers(ask: Ask, sample: Service) -> None:
    answer = sample.ask(ask)
    assert answer.status == "unanswered"
    assert len(answer.suggestions) <= OFFERED
    for offered in answer.suggestions:
        assert sample.ask(request(offered, ask.history)).status == "answered"


@pytest.mark.parametrize(
    ("ask", "text", "without"),
    [
        (REFUSED[0], "Search all dates: ", ("time",)),
        (REFUSED[1], "Search all publishers: ", ("publisher",)),
        (REFUSED[2], "Search all dates: ", ("time",)),
        (REFUSED[3], "Search without these conditions: ", ("publisher", "time")),
        (REFUSED[4], "Search what is known now: ", ()),
    ],
)
def test_the_condition_that_leaves_nothing_can_be_left_out(
    ask: Ask, text: str, without: tuple[str, ...], sample: Service
) -> None:
    (offered,) = by_kind(sample.ask(ask), "without_condition")
    assert offered.text.startswith(text)
    assert (offered.without, offered.since, offered.publishers, offered.as_of) == (without, None, (), None)
    first = sample.ask(request(offered)).citations[0].article
    assert f"“{first.title}” ({first.publisher}, " in offered.text


def test_the_nearest_days_have_articles_that_answer(sample: Service) -> None:
    (offered,) = by_kind(sample.ask(REFUSED[2]), "other_days")
    assert offered.since and offered.until
    for citation in sample.ask(request(offered)).citations:
        assert citation.article.published_at
        assert offered.since <= citation.article.published_at.date() <= offered.until


@pytest.fixture
def osk(tmp_path: Path, words: WordEncoder) -> Service:
    """An archive of three articles, whose reader goes by words alone."""
    texts = {
        "Byrne leaves": "Mayor Ada Byrne told reporters that the old bridge would stay. It rained.",
        "Rain in Nara": "Nara announced a holiday for the rain. Nobody came.",
        "Harrow Lane Museum opens": "The Harrow Lane Museum opened in Osk.",
    }
    source = lines(tmp_path / "a.jsonl", *(record(n, title=title, text=texts[title]) for n, title in enumerate(texts)))
    take_in(tmp_path, words, source)
    return Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)


def test_an_archives_own_question_is_on_the_subject_and_answered_from_its_article(osk: Service) -> None:
    answer = osk.ask(Ask("Where did the grandmother of Ada Byrne buy her famous umbrella?"))
    assert answer.status == "unanswered"
    (offered,) = answer.suggestions
    assert offered.question == "What did Mayor Ada Byrne tell reporters?"
    assert (offered.kind, offered.text) == (
        "other_question",
        "What did Mayor Ada Byrne tell reporters? “Byrne leaves” (paper.example, 27 Oct 2025)",
    )
    assert osk.ask(request(offered)).citations[0].article.title == "Byrne leaves"


def test_a_question_that_several_articles_lead_to_is_tried_once(
    tmp_path: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ("Mayor Ada Byrne told reporters that the old bridge would stay.", "It rained.", "Nobody came.")
    reports = (record(n, title=f"Report {n}", text=f"{told[0]} {told[n]}") for n in (1, 2))
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *reports))
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)
    searched: list[str] = []
    plain = Service.found

    def noted(self: Service, ask: Ask) -> SearchState | None:
        searched.append(ask.text)
        return plain(self, ask)

    monkeypatch.setattr(Service, "found", noted)
    assert service.ask(Ask("Where did the grandmother of Ada Byrne buy her famous umbrella?")).suggestions
    assert searched.count("What did Mayor Ada Byrne tell reporters?") == 1


class Counting(WordReader):
    """Remembers how many passages it read for each question."""

    def __init__(self) -> None:
        self.n_read: list[int] = []

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        self.n_read.append(len(passages))
        return super().read(question, passages)


def test_fewer_passages_are_read_of_what_is_only_tried(tmp_path: Path, words: WordEncoder) -> None:
    told = "Mayor Ada Byrne told reporters that the old bridge would stay."
    reports = (record(n, title=f"Report {n}", text=f"{told} Paper {n} has it.") for n in range(9))
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *reports))
    reader = Counting()
    service = Service(open_index(tmp_path, words), words, reader, clock=lambda: NOW)
    service.ask(Ask("Where did the grandmother of Ada Byrne buy her famous umbrella?"))
    asked, *tried = reader.n_read
    assert asked > READ_OF_TRY and tried and max(tried) == READ_OF_TRY


def test_the_name_that_headlines_have_is_offered_by_itself(osk: Service) -> None:
    answer = osk.ask(Ask("Where did the grandmother at Harrow Lane Museum buy her red silk umbrella last winter?"))
    assert answer.status == "unanswered"
    (offered,) = answer.suggestions
    assert offered.question == "Harrow Lane Museum"
    assert offered.text == (
        "What there is on Harrow Lane Museum: “Harrow Lane Museum opens” (paper.example, 27 Oct 2025)"
    )
    assert osk.ask(request(offered)).citations[0].article.title == "Harrow Lane Museum opens"


def test_where_nothing_near_is_found_nothing_is_offered(osk: Service) -> None:
    answer = osk.ask(Ask("Who won the 1998 World Cup?"))
    assert (answer.status, answer.suggestions) == ("unanswered", ())


def test_an_answer_and_a_courtesy_need_no_way_out(sample: Service) -> None:
    assert sample.ask(Ask(PLEDGE)).suggestions == sample.ask(Ask("Thanks!")).suggestions == ()


def test_few_searches_are_made_for_a_refusal(sample: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[Ask] = []

    def found(service: Service, ask: Ask) -> SearchState | None:
        searched.append(ask)
        return plain(service, ask)

    plain = Service.found
    monkeypatch.setattr(Service, "found", found)
    for ask in REFUSED:
        searched.clear()
        sample.ask(ask)
        assert 0 < len(searched) <= MAX_TRIES


def test_after_its_time_nothing_more_is_tried() -> None:
    asked: list[Ask] = []
    tries = Tries(lambda ask: asked.append(ask), left=2)
    tries.search(Ask(PLEDGE))
    tries = replace(tries, max_s=0.0)
    assert tries.are_over and tries.search(Ask(PLEDGE)) is None
    assert len(asked) == 1
