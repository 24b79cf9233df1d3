from datetime import UTC, datetime

import pytest

from corpus.seen_name import bare_name
from qa.question.conversation.standalone import Turn
from qa.question.publishers import publishers_called, source_phrases
from qa.question.query import Query, understand
from qa.question.request import Ask

KNOWN = ("cnn.com", "theweek.co.uk", "harbour wire (sample)", "bbc sport")
NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def named(question: str) -> list[tuple[str, ...]]:
    return [phrase.publishers for phrase in source_phrases(question, KNOWN)]


def understood(question: str) -> Query:
    return understand(Ask(question), now=NOW, known_publishers=KNOWN)


@pytest.mark.parametrize(
    ("question", "publisher"),
    [
        ("What does Reuters say about Ukraine?", "Reuters"),
        ("what is the guardian saying about the strike", "Guardian"),
        ("Tell me what the New York Times says about tax.", "New York Times"),
        ("according to Reuters, who won?", "Reuters"),
        ("According to the AP how many died?", "AP"),
        ("How many died, according to NYT?", "New York Times"),
        ("In the Guardian, who is blamed?", "Guardian"),
        ("What was said about tax in the Guardian?", "Guardian"),
        ("latest on the ferry strike from Al Jazeera", "Al Jazeera"),
        ("Reuters news on the ferry strike", "Reuters"),
        ("Show me Guardian articles about the railway", "Guardian"),
        ("Has Al Jazeera reported on the quake?", "Al Jazeera"),
        ("Did Reuters report who won?", "Reuters"),
    ],
)
def test_a_well_known_publisher_whose_reports_are_asked_for_is_understood(question: str, publisher: str) -> None:
    assert named(question) == [(publisher,)]


@pytest.mark.parametrize(
    "question",
    [
        "What did the BBC announce?",
        "What did the Guardian say about its own layoffs?",
        "the Guardian angel case",
        "Who resigned at the Washington Post?",
        "Who bought a stake in the Telegraph?",
        "According to the BBC's John Simpson, who won?",
        "according to BBC reporter John Simpson who won",
        "How many died according to the Times of Malta?",
        "How many died according to the police?",
        "How many people watched Little Women on the BBC?",
        "What did Mike Pompeo say on Fox News about TikTok?",
        "What did the LA Times report reveal about the voters?",
        "How big was New York Times coverage of the final?",
        "What was said about tax in the week?",
        "Has CNN verified the Journal's story?",
        "Why did NBC hire Snoop Dogg?",
    ],
)
def test_a_publisher_that_is_spoken_of_narrows_nothing(question: str) -> None:
    assert named(question) == []


@pytest.mark.parametrize(
    ("name", "publishers"),
    [
        ("CNN", ("cnn.com",)),
        ("Cable News Network", ("cnn.com",)),
        ("The Week", ("theweek.co.uk",)),
        ("Harbour Wire", ("harbour wire (sample)",)),
        ("the BBC", ("bbc sport",)),
        ("The Daily Bugle", ()),
    ],
)
def test_an_archives_own_publisher_stands_above_the_well_known_ones(name: str, publishers: tuple[str, ...]) -> None:
    assert publishers_called(name, KNOWN) == publishers


def test_several_publishers_can_be_named_together() -> None:
    assert named("Who won, according to CNN and Reuters?") == [("cnn.com", "Reuters")]
    assert named("Who won, according to CNN and the mayor?") == []


def test_names_are_compared_without_domain_article_and_spaces() -> None:
    assert bare_name("www.TheGuardian.co.uk") == bare_name("The Guardian") == bare_name("guardian (sample)")


def test_what_a_publisher_says_on_a_subject_is_an_overview_of_it() -> None:
    query = understood("What does CNN say about the ferry strike?")
    assert (query.kind, query.publishers) == ("overview", ("cnn.com",))
    assert "CNN" not in query.topic


def test_a_publisher_that_the_archive_lacks_is_a_condition_with_its_place() -> None:
    query = understood("Who won last week, according to Reuters?")
    publisher = query.conditions[-1]
    assert (publisher.kind, publisher.text) == ("publisher", "Reuters")
    assert query.text[publisher.start : publisher.end] == "Reuters"
    assert query.publishers == ("Reuters",)


def test_a_follow_up_can_ask_for_another_publishers_reports() -> None:
    history = (Turn("user", "How much did Japan pledge?"), Turn("assistant", "It pledged $550 billion."))
    query = understand(Ask("And according to Reuters?", history=history), now=NOW, known_publishers=KNOWN)
    assert query.text == "How much did Japan pledge according to Reuters?"
    assert query.publishers == ("Reuters",)
