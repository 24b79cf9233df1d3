import json
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import BENCH, NOW, WordEncoder, WordReader, needs_bench, open_index, take_in
from ranked import Sure

from corpus.archive.sqlite import SqliteArchive
from index.encoder.encoder import Encoder
from index.text.sentences import Span
from index.vectors import Vectors
from qa.answer.citations import MisquoteError, cite
from qa.answer.quotes import Quote
from qa.answer.reader.reader import Reader
from qa.answer.sentences.scored_sentence import ScoredSentence
from qa.question.conversation.standalone import Turn
from qa.question.request import Ask
from qa.service.ask import Service


def test_the_pledge_is_quoted_and_cited(sample: Service) -> None:
    answer = sample.ask(Ask("What did Japan pledge?"))
    assert answer.status == "answered"
    assert "$550 billion" in answer.citations[0].quote
    assert answer.sentences[0].citations == (1,)
    assert 0 < answer.confidence < 1


def test_a_wire_story_is_cited_once_with_all_its_publishers(sample: Service) -> None:
    first, *others = sample.ask(Ask("What did Japan pledge?")).citations
    names = {report.publisher for report in first.also_reported_by}
    assert first.article.publisher == "Harbour Wire (sample)"
    assert names == {"Pacific Ledger (sample)", "Eastmoor Gazette (sample)"}
    assert all(other.quote != first.quote for other in others)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How much investment did Japan pledge?", "$550 billion"),
        ("Whom did Trump meet at the Imperial Palace?", "Emperor Naruhito"),
        ("What did Lutnick and Akazawa discuss?", "power-grid infrastructure"),
        ("Who is Japan's first woman prime minister?", "Sanae Takaichi"),
        ("Where is the largest concentration of US forces abroad?", "Japan hosts"),
        ("Where was Trump due to meet Xi?", "South Korea"),
        ("What share of Japan's LNG imports came from the United States?", "about 10%"),
        ("How much will an Eastmoor bus fare be?", "£2.40"),
        ("How many metals are rare earths?", "17 metals"),
    ],
)
def test_what_the_sample_says_is_quoted(question: str, words: str, sample: Service) -> None:
    assert words in sample.ask(Ask(question)).answer


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 1998 World Cup?",
        pytest.param(
            "Who is Japan's defence minister?",
            marks=pytest.mark.xfail(reason="what is said of the prime minister is taken for an answer", strict=True),
        ),
        "How much did South Korea pledge to invest?",
        "What did the European Union agree on steel tariffs?",
        "What is the capital of Mongolia?",
    ],
)
def test_what_the_sample_does_not_say_is_unanswered_with_a_reason(question: str, sample: Service) -> None:
    answer = sample.ask(Ask(question))
    assert answer.status == "unanswered"
    assert answer.reason in ("not_covered", "detail_not_covered")
    assert answer.answer
    assert not answer.citations
    assert not answer.sentences


def test_as_of_brings_back_the_version_of_then(sample: Service) -> None:
    question = "What share of Japan's LNG imports came from the United States?"
    then = sample.ask(Ask(question, as_of=datetime(2025, 10, 28, 23, tzinfo=UTC)))
    assert "about 20%" in then.answer
    assert then.citations[0].superseded
    assert not sample.ask(Ask(question)).citations[0].superseded


def test_nothing_later_than_as_of_is_shown(sample: Service) -> None:
    as_of = datetime(2025, 10, 20, tzinfo=UTC)
    answer = sample.ask(Ask("What did Japan pledge?", as_of=as_of, top_k=50))
    shown = [*(evidence.article for evidence in answer.evidence), *(citation.article for citation in answer.citations)]
    assert shown
    assert all(article.published_at and article.published_at <= as_of for article in shown)


def test_before_anything_was_published_there_is_nothing(sample: Service) -> None:
    answer = sample.ask(Ask("What did Japan pledge?", as_of=datetime(2020, 1, 1, tzinfo=UTC)))
    assert (answer.status, answer.reason, answer.evidence) == ("unanswered", "nothing_published", ())


def test_a_filter_that_matches_nothing_gives_nothing(sample: Service) -> None:
    for answer in (
        sample.ask(Ask("What did Japan pledge?", publishers=("No Such Paper",))),
        sample.ask(Ask("What did Japan pledge?", since=date(1990, 1, 1), until=date(1990, 1, 2))),
    ):
        assert (answer.reason, answer.evidence, answer.citations) == ("filtered_out", (), ())


def test_publishers_and_days_restrict_the_evidence(sample: Service) -> None:
    answer = sample.ask(
        Ask(
            "What did Japan pledge?",
            publishers=("pacific ledger (SAMPLE)",),
            since=date(2025, 10, 27),
            until=date(2025, 10, 28),
        )
    )
    assert answer.evidence
    for evidence in answer.evidence:
        assert evidence.article.publisher == "Pacific Ledger (sample)"
        assert evidence.article.published_at is not None
        assert date(2025, 10, 27) <= evidence.article.published_at.date() <= date(2025, 10, 28)


def test_evidence_is_ranked_and_bounded(sample: Service) -> None:
    answer = sample.ask(Ask("What did Japan pledge?", top_k=3))
    scores = [evidence.score for evidence in answer.evidence]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Thanks!", "You’re welcome"),
        ("Hello", "Hello"),
        ("👍", "Hello"),
        ("What can you do?", "in your own words"),
        ("Great, thanks for your help", "You’re welcome"),
        ("never mind", "whenever you like"),
        ("ok", "whenever you like"),
        ("shorter, please", "cannot be shortened"),
        ("can you say that in Spanish?", "translated"),
        ("tell me more", "cannot be continued"),
        ("are you sure?", "word for word"),
        ("source?", "publisher"),
        ("the second one", "whole question"),
        ("Who made you?", "a program"),
    ],
)
def test_a_courtesy_is_met_and_not_searched_for(said: str, words: str, sample: Service) -> None:
    answer = sample.ask(Ask(said, history=(Turn("user", "What did Japan pledge?"), Turn("assistant", "It …"))))
    assert (answer.status, answer.reason, answer.evidence) == ("unanswered", "no_question", ())
    assert words in answer.answer
    assert answer.query.conditions == ()


def test_a_follow_up_to_nothing_is_asked_back(sample: Service) -> None:
    answer = sample.ask(Ask("Why?"))
    assert (answer.reason, answer.evidence) == ("no_question", ()) and "whole question" in answer.answer


@pytest.mark.parametrize("asked", ["Thanks to whom did Japan pledge?", "Who said hello to Trump?", "What is help?"])
def test_a_question_with_a_courtesys_words_is_searched_for(asked: str, sample: Service) -> None:
    assert sample.ask(Ask(asked)).reason != "no_question"


def test_an_empty_archive_answers_politely(tmp_path: Path, words: WordEncoder) -> None:
    with SqliteArchive(tmp_path / "archive.db", create=True):
        pass
    answer = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW).ask(
        Ask("What did Japan pledge?")
    )
    assert (answer.status, answer.reason) == ("unanswered", "nothing_published")
    assert "newsqa refresh" in answer.answer


def test_every_quote_of_the_sample_is_its_stored_text(sample: Service) -> None:
    for question in (
        "What did Japan pledge?",
        "What happened in Tokyo?",
        "Why did shares rise?",
        "What is planned for the bridge?",
    ):
        for citation in sample.ask(Ask(question)).citations:
            stored = sample.passage_index.archive().versions(citation.article.id)
            text = next(
                version.article.text for version in stored if version.article.version == citation.article.version
            )
            assert text[citation.start : citation.end] == citation.quote


@needs_bench
def test_the_clients_article_answers_its_questions(tmp_path: Path, encoder: Encoder, reader: Reader) -> None:
    (article,) = (BENCH / "seed").glob("*.txt")
    take_in(tmp_path, encoder, article)
    service = Service(open_index(tmp_path, encoder), encoder, reader)
    (stored,) = service.passage_index.archive().versions_by_number([1]).values()
    for leftover in ("One thought on", "Leave a Reply", "Required fields", "Source: Reuters"):
        assert leftover not in stored.article.text
    refused = []
    for line in (BENCH / "seed" / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        if not line:
            continue
        case = json.loads(line)
        answer = service.ask(Ask(case["question"]))
        if case["expect"] is None:
            refused.append(answer.status == "unanswered")
        else:
            assert any(all(words in citation.quote for words in case["expect"]) for citation in answer.citations), case
    assert refused.count(False) <= 1  # "Who is Japan's defence minister?" is answered with the prime minister


def test_a_quote_that_is_not_the_stored_text_never_leaves(sample: Service) -> None:
    (stored,) = sample.passage_index.archive().versions_by_number([1]).values()
    wrong = ScoredSentence(stored, Span(4, 20), "Words that are not there.", 0, {}, ())
    with pytest.raises(MisquoteError, match="Words that are not there"):
        cite(1, Quote(wrong, (), wrong.span), {})


def test_an_answer_never_shows_what_changed_after_its_revision(tmp_path: Path, words: WordEncoder) -> None:
    story = tmp_path / "story.txt"
    body = "url: https://paper.example/1\npublished: {}\npublisher: {}\n\nThe bridge over the river will open in June."
    story.write_text("The bridge\n" + body.format("2025-10-27", "Old Name"))
    take_in(tmp_path, words, story)
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)
    before = service.ask(Ask("When will the bridge over the river open?"))
    story.write_text("The bridge\n" + body.format("2025-10-30", "New Name"))
    take_in(tmp_path, words, story)
    after = service.ask(Ask("When will the bridge over the river open?"))
    assert before.citations[0].article.publisher == "Old Name"
    assert after.revision > before.revision
    assert after.citations[0].article.publisher == "New Name"
    earlier = service.ask(Ask("When will the bridge over the river open?", as_of=datetime(2025, 10, 29, tzinfo=UTC)))
    assert earlier.reason == "nothing_published"


@pytest.mark.parametrize("question", ["What did Japan pledge in 2019?", "What did Japan pledge in 2024?"])
def test_a_sentence_that_only_names_the_year_asked_for_does_not_answer(sample: Service, question: str) -> None:
    assert sample.ask(Ask(question)).status == "unanswered"


def test_a_question_of_the_right_days_is_answered(sample: Service) -> None:
    answer = sample.ask(Ask("What did Japan pledge in October 2025?"))
    assert "$550 billion" in answer.citations[0].quote
    assert (answer.query.since, answer.query.until) == (date(2025, 10, 1), date(2025, 10, 31))


def test_questions_that_fail_give_their_turn_back(sample: Service) -> None:
    class Failing(WordEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:  # noqa: ARG002
            raise RuntimeError("out of order")

    one_at_a_time = replace(sample, encoder=Failing(), turns=threading.Semaphore(1))
    for _ in range(2):
        with pytest.raises(RuntimeError, match="out of order"):
            one_at_a_time.ask(Ask("What did Japan pledge?"))
    assert replace(one_at_a_time, encoder=sample.encoder).ask(Ask("What did Japan pledge?")).status == "answered"


@pytest.mark.parametrize(("told", "short"), [("twelve", "Twelve"), ("nine", None)])
def test_of_what_reports_differ_in_no_words_are_the_answer(tmp_path: Path, told: str, short: str | None) -> None:
    words = WordEncoder()
    for n, said in enumerate(
        (
            "Twelve people died in the Osk ferry fire.",
            f"In the fire on the Osk ferry {told} people died, the coroner said.",
        )
    ):
        head = f"The ferry of Osk\nurl: https://paper-{n}.example/{n}\npublished: 2025-03-02\npublisher: Paper {n}"
        (tmp_path / f"{n}.txt").write_text(f"{head}\n\n{said}", encoding="utf-8")
    take_in(tmp_path, words, tmp_path)
    service = Service(open_index(tmp_path, words), words, Sure("Twelve", 0.99), clock=lambda: NOW)
    answer = service.ask(Ask("How many people died in the Osk ferry fire?"))
    assert [note.kind for note in answer.notices].count("conflict") == (told == "nine")
    assert answer.citations[0].quote.startswith("Twelve")
    assert answer.short_answer == short
    assert (answer.short_answer_at is None) == (short is None)
