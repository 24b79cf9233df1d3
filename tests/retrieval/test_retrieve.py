import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from conftest import NOW, WordEncoder, WordReader, open_index, take_in

from corpus.archive.sql_archive import database_of
from corpus.article import publisher_key
from index.passages.passage import Hit, Passage
from index.text.analysis import question_terms
from index.vectors import Vectors
from qa.answer.contract import Answer
from qa.answer.reader.reader import PassageText, Reading
from qa.answer.sentences.sentence_scores import READ_PASSAGES
from qa.cli.answer_text import show_answer
from qa.question.filters import visible
from qa.question.request import Ask
from qa.retrieval.features import FIRST
from qa.retrieval.retrieve import READ, Ranking, read_pool, spread
from qa.retrieval.weights import Table
from qa.service.ask import Service

QUESTION = "What did the harbour council agree on?"
WIRE = (
    "The harbour council agreed on Monday to spend 40 million crowns on a new sea wall after three winters of floods."
    " Councillors from all parties voted for the plan in the town hall of Malinka, where some two hundred residents"
    " had come to listen. Work begins in spring and takes four years, the harbour master said, and the ferries will"
    " go on running from the northern pier while the wall is being built."
)

REPORTS = (
    "What the harbour council did agree on is a wall, after eight hours of talk behind closed doors, by one vote."
    " Critics want a referendum. Fishermen fear for their moorings, and the mayor would not comment on who pays if the"
    " budget is overrun, as it was at the last two works of the town.",
    "Malinka has waited for this since the flood of 2022. On Monday its harbour council could agree on money for the"
    " sea front, and neighbours of the old market wept in the gallery. An engineer whom this paper asked doubts that"
    " the ground will bear such a weight.",
)


def write_article(
    folder: Path, n: int, text: str, *, publisher: str = "The Paper", published: str = "2025-10-27"
) -> None:
    head = f"Headline number {n}\nurl: https://paper.example/{n}\npublisher: {publisher}\npublished: {published}"
    (folder / f"{n}.txt").write_text(f"{head}\n\n{text}", encoding="utf-8")


def a_service(home: Path, encoder: WordEncoder) -> Service:
    take_in(home, encoder, home)
    return Service(open_index(home, encoder), encoder, WordReader(), clock=lambda: NOW)


@pytest.fixture
def wire(tmp_path: Path, words: WordEncoder) -> Service:
    """Three publishers with one wire story, the first a day earlier, and two reports of their own."""
    for n, name in enumerate(["Late Post", "Early Post", "Other Post"]):
        published = "2025-10-26" if name == "Early Post" else "2025-10-27"
        write_article(tmp_path, n, WIRE, publisher=name, published=published)
    for n, text in enumerate(REPORTS, start=3):
        write_article(tmp_path, n, text, publisher=f"Report {n}")
    return a_service(tmp_path, words)


def publishers(answer: Answer) -> set[str | None]:
    shown = {evidence.article.publisher for evidence in answer.evidence}
    return shown | {report.publisher for evidence in answer.evidence for report in evidence.also_reported_by}


def test_copies_stand_once_as_the_earliest_and_list_their_publishers(wire: Service) -> None:
    answer = wire.ask(Ask(QUESTION))
    shown = [evidence.article.publisher for evidence in answer.evidence]
    assert sorted(map(str, shown)) == ["Early Post", "Report 3", "Report 4"]
    (copied,) = [evidence for evidence in answer.evidence if evidence.article.publisher == "Early Post"]
    assert [report.publisher for report in copied.also_reported_by] == ["Late Post", "Other Post"]
    assert publishers(answer) == {"Early Post", "Late Post", "Other Post", "Report 3", "Report 4"}


@pytest.mark.parametrize(
    ("first", "copy", "source"),
    [
        ("2026-01-15", "2026-01-10", "Post"),  # dated back: it was seen five days after the other
        ("2026-01-15", "2025-10-27", "Post"),
        ("2025-10-27", "2025-10-26", "Copy"),  # both come from an old stock, so only the dates tell
        ("2026-01-15", "2026-01-20", "Post"),
    ],
)
def test_a_copy_that_is_dated_back_does_not_become_the_source(
    tmp_path: Path, words: WordEncoder, first: str, copy: str, source: str
) -> None:
    for n, (name, published, now) in enumerate([("Post", first, NOW), ("Copy", copy, NOW + timedelta(days=5))]):
        folder = tmp_path / name
        folder.mkdir()
        write_article(folder, n, WIRE, publisher=name, published=published)
        take_in(tmp_path, words, folder, now=now)
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW + timedelta(days=6))
    assert [evidence.article.publisher for evidence in service.ask(Ask(QUESTION)).evidence] == [source]


def test_reports_that_are_quoted_are_counted_and_copies_are_not(wire: Service) -> None:
    answer = wire.ask(Ask(QUESTION))
    assert len({citation.article.publisher for citation in answer.citations}) == answer.independent_reports >= 1
    assert wire.ask(Ask("Who won the 1998 World Cup?")).independent_reports == 0


def test_a_citation_lists_all_publishers_of_its_words(wire: Service) -> None:
    (citation,) = [c for c in wire.ask(Ask("When does work on the sea wall begin?")).citations if "spring" in c.quote]
    assert citation.article.publisher == "Early Post"
    assert [report.publisher for report in citation.also_reported_by] == ["Late Post", "Other Post"]


def test_copies_of_a_later_day_are_not_known_on_an_earlier_one(wire: Service) -> None:
    answer = wire.ask(Ask(QUESTION, as_of=datetime(2025, 10, 26, 12, tzinfo=UTC)))
    assert [evidence.also_reported_by for evidence in answer.evidence] == [()]


@pytest.fixture
def dated(tmp_path: Path, words: WordEncoder) -> Service:
    """One report of the council for each of four days, and one that was published later and names a day."""
    for n, day in enumerate(["2025-10-13", "2025-10-21", "2025-10-27", "2024-10-21"]):
        text = f"The harbour council agreed on item {n} of its list. Nobody spoke against it in the hall."
        write_article(tmp_path, n, text, published=day)
    text = "The harbour council agreed on 21 October to sell the pier, the auditors found. They object to it."
    write_article(tmp_path, 9, text, published="2026-01-10", publisher="The Review")
    return a_service(tmp_path, words)


def days(answer: Answer) -> list[str]:
    return sorted(str(e.article.published_at.date()) for e in answer.evidence if e.article.published_at)


def test_a_phrase_that_frames_the_question_filters_and_says_so(dated: Service) -> None:
    answer = dated.ask(Ask("What did the harbour council agree on in 2024?"))
    assert days(answer) == ["2024-10-21"]
    assert (answer.query.since, answer.query.until) == (date(2024, 1, 1), date(2024, 12, 31))
    assert answer.query.time_phrase == "in 2024"
    assert answer.query.hint is None


def test_later_articles_count_if_they_name_the_days(dated: Service) -> None:
    assert days(dated.ask(Ask("What did the harbour council agree on on October 21?"))) == ["2025-10-21", "2026-01-10"]


def test_a_phrase_in_passing_only_hints(dated: Service) -> None:
    question = "After its talks on October 21, what did the harbour council agree on?"
    answer = dated.ask(Ask(question, explain=True))
    assert len(days(answer)) == 5
    assert (answer.query.since, answer.query.until) == (None, None)
    assert answer.query.hint is not None
    assert answer.query.hint.since == date(2025, 10, 21)
    assert answer.explanation is not None
    fits = {
        part.passage_id: value.value
        for part in answer.explanation.evidence
        for value in part.contributions
        if value.feature == "in_period"
    }
    fitting = {str(e.article.published_at)[:10] for e in answer.evidence if fits[e.passage_id] == 1.0}
    assert fitting == {"2025-10-21", "2026-01-10"}


def test_days_on_which_nothing_was_published_are_filtered_out(dated: Service) -> None:
    answer = dated.ask(Ask("What did the harbour council agree on in 2019?"))
    assert (answer.status, answer.reason, answer.evidence) == ("unanswered", "filtered_out", ())


def test_filters_that_are_set_stand_above_phrases(dated: Service) -> None:
    answer = dated.ask(
        Ask("What did the harbour council agree on in 2024?", since=date(2025, 10, 20), until=date(2025, 10, 22))
    )
    assert days(answer) == ["2025-10-21"]
    assert answer.query.time_phrase is None


def test_the_terminal_says_how_the_search_was_narrowed(dated: Service, capsys: pytest.CaptureFixture[str]) -> None:
    shown = {
        "What did the harbour council agree on?": None,
        "What did the harbour council agree on this week?": None,
        "What did the harbour council agree on in 2024?": "from 1 Jan 2024 until 31 Dec 2024 or 2 days later"
        " (“in 2024”), or later still if they name that time.",
        "What did the harbour council agree on before 2025?": "until 31 Dec 2024 or 2 days later"
        " (“before 2025”), or later still if they name that time.",
        "What did the harbour council agree on since 2025?": "from 1 Jan 2025 (“since 2025”).",
        "What did the harbour council agree on, according to the Review?": "by the review.",
    }
    for question, told in shown.items():
        show_answer(dated.ask(Ask(question)))
        said = capsys.readouterr().out
        assert ("Searched only" not in said) if told is None else said.endswith(f"\nSearched only articles {told}\n")
    show_answer(dated.ask(Ask(QUESTION, since=date(2025, 10, 1), until=date(2025, 10, 31), as_of=NOW)))
    assert "articles from 1 Oct 2025 until 31 Oct 2025, as known on " in capsys.readouterr().out


def test_a_publisher_that_the_question_names_is_the_only_one(dated: Service) -> None:
    answer = dated.ask(Ask("What did the harbour council agree on, according to the Review?"))
    assert answer.query.publishers == ("the review",)
    assert {e.article.publisher for e in answer.evidence} == {"The Review"}
    assert dated.ask(Ask("What did the council agree on, according to the mayor?")).query.publishers == ()


def test_every_contribution_is_shown_and_they_add_up(dated: Service) -> None:
    answer = dated.ask(Ask(QUESTION, explain=True))
    assert answer.explanation is not None
    assert [part.passage_id for part in answer.explanation.evidence] == [e.passage_id for e in answer.evidence]
    for part in answer.explanation.evidence:
        assert part.score == pytest.approx(sum(c.contribution for c in part.contributions), abs=0.01)
        sizes = [abs(c.contribution) for c in part.contributions]
        assert sizes == sorted(sizes, reverse=True)
    assert answer.explanation.passages == answer.explanation.allowed == answer.explanation.candidates == 5
    assert dated.ask(Ask(QUESTION)).explanation is None


@pytest.mark.parametrize("n_kept", [1, 3, 40, 119, 120])
def test_a_filter_of_any_selectivity_is_exact(n_kept: int, tmp_path: Path, words: WordEncoder) -> None:
    """What is read are the best of the passages that a filter leaves, as comparing them all by hand finds them."""
    rng = np.random.default_rng(n_kept)
    places = ["Malinka", "Zubrowka", "Lutha", "Borogravia", "Syldavia", "Freedonia"]
    for n in range(120):
        some = " ".join(rng.choice(places, 3))
        name = "Kept" if n < n_kept else "Other"
        write_article(tmp_path, n, f"The council of {some} agreed on item {n}.", publisher=name)
    service = a_service(tmp_path, words)
    query = service.understand(Ask("What did the council of Malinka agree on?", publishers=("kept",)))
    (vector,) = words.encode([query.text])
    pool = read_pool(service.passage_index, vector, query, visible(query, NOW), 10)
    expected = _brute_force(service, vector, query.text, "kept")
    assert pool.n_allowed == n_kept
    assert {passage.id for passage in pool.passages} == set(expected[:READ])


def _brute_force(service: Service, vector: Vectors, question: str, publisher: str) -> list[int]:
    """The ids of a publisher's passages, without any index but for BM25, best first."""
    rows = database_of(service.passage_index.archive()).run(
        "SELECT p.id, v.publisher, x.value FROM passage p JOIN version v ON v.number = p.version_number"
        " JOIN vector x ON x.hash = p.vector_hash"
    )
    kept = [(number, value) for number, name, value in rows if publisher_key(name) == publisher]
    ids = np.array([number for number, _ in kept])
    cosines = np.stack([np.frombuffer(value, "<f2").astype(np.float32) for _, value in kept]) @ vector
    words = service.passage_index.lexical_scores(dict.fromkeys(question_terms(question), 1.0), ids)
    order = np.lexsort((ids, -(FIRST["meaning"] * cosines + FIRST["words"] * words / words.max())))
    return [int(number) for number in ids[order]]


class LastFirst:
    """A reader for which a passage is the better the higher the number in it."""

    digest = "last first"
    confidence: Table = "confidence"

    def read(self, _question: str, passages: Sequence[PassageText]) -> list[Reading]:
        numbers = [int(re.findall(r"\d+", passage.text)[0]) for passage in passages]
        return [Reading(float(number), (100.0 * number,), ()) for number in numbers]


def test_the_evidence_is_in_the_readers_order(tmp_path: Path, words: WordEncoder) -> None:
    for n in range(1, 31):
        write_article(tmp_path, n, f"The council agreed on item {n} of its list.")
    service = replace(a_service(tmp_path, words), reader=LastFirst())
    answer = service.ask(Ask("What did the council agree on?", top_k=20, explain=True))
    numbers = [int(re.findall(r"\d+", evidence.text)[0]) for evidence in answer.evidence]
    assert len(numbers) == 20
    read = numbers[:READ_PASSAGES]
    assert read == sorted(read, reverse=True)
    scores = [evidence.score for evidence in answer.evidence]
    assert scores == sorted(scores, reverse=True)
    assert answer.explanation is not None
    for part in answer.explanation.evidence[:READ_PASSAGES]:
        assert part.score == pytest.approx(sum(c.contribution for c in part.contributions), abs=0.02)
        assert part.contributions[0].feature == "sentence"


def test_the_words_of_a_filter_are_nothing_that_an_answer_has_to_say(dated: Service) -> None:
    """A later article that only names the year must not answer; one of those days answers without naming them."""
    query = dated.understand(Ask("What did the harbour council agree on in 2024?"))
    assert query.topic == "What did the harbour council agree on?"
    assert dated.understand(Ask("In 2024, who agreed?")).topic.strip(" ,") == "who agreed?"
    assert dated.understand(Ask("Who agreed, according to the Review?")).topic.split() == ["Who", "agreed,", "?"]
    assert dated.understand(Ask("Who agreed, according to the mayor?")).topic == "Who agreed, according to the mayor?"
    passing = "After its talks on October 21, what did the council agree on?"
    assert dated.understand(Ask(passing)).topic == passing


def test_a_spread_ranking_has_the_best_of_each_article_first_and_the_rest_after() -> None:
    hits = [Hit(Passage(n, version, 0, 1, "x"), 9.0 - n) for n, version in enumerate([1, 1, 1, 2, 1, 3])]
    ranking = Ranking(hits, {}, {}, len(hits), len(hits))
    assert [hit.passage.id for hit in spread(ranking, 6, per_article=2).hits] == [0, 1, 3, 5, 2, 4]
    assert [hit.passage.id for hit in spread(ranking, 3, per_article=1).hits] == [0, 3, 5]
