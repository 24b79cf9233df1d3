from datetime import UTC, date, datetime
from typing import get_args

import pytest
from conftest import NOW

from qa.answer.contract import Reason
from qa.answer.message import ENGLISH, Message, as_moment, days, in_english
from qa.question.query import Query, understand
from qa.question.request import Ask
from qa.service.abstention import Emptied, refusal
from qa.service.ask import Service

PLAIN = understand(Ask("What did Japan pledge?"), now=NOW)
NARROWED = understand(Ask("What did Japan pledge?", publishers=("The Paper",), since=date(2025, 10, 3)), now=NOW)
AS_OF = understand(Ask("What did Japan pledge?", as_of=datetime(2020, 1, 1, 23, 59, 59, tzinfo=UTC)), now=NOW)


def left(*, publishers: int = 0, days: int = 0, moment: int = 9, dated: bool = True) -> Emptied:
    first, last = (date(2025, 10, 3), date(2025, 11, 14)) if dated else (None, None)
    return Emptied(moment, publishers, days, first, last, ("The Post", "The Herald"))


def refused(reason: Reason, query: Query, n: int, nothing: Emptied | None = None, unknown: tuple[str, ...] = ()) -> str:
    return in_english(refusal(reason, query, n, nothing, unknown))


@pytest.mark.parametrize("reason", sorted({*get_args(Reason)} - {"no_question"}))
def test_a_plain_question_is_refused_in_plain_words(reason: Reason) -> None:
    assert refused(reason, PLAIN, 9) == ENGLISH[reason]


def test_a_refusal_says_within_which_filters_nothing_was_found() -> None:
    only = "Only articles by The Paper since 3 Oct 2025 were looked at. "
    for reason in ("not_covered", "detail_not_covered"):
        assert refused(reason, NARROWED, 9) == only + ENGLISH[reason]


def test_a_time_phrase_lets_later_articles_count_that_are_about_its_days() -> None:
    query = understand(Ask("What did Japan pledge in October 2025?"), now=NOW)
    only = "Only articles of or about “in October 2025” (from 1 Oct 2025 to 31 Oct 2025) were looked at."
    assert refused("not_covered", query, 9) == f"{only} {ENGLISH['not_covered']}"


def test_a_publisher_whose_words_are_asked_for_and_that_the_archive_lacks_is_named() -> None:
    query = understand(Ask("What did the NYT say about Japan?"), now=NOW, known_publishers=("cnn.com",))
    lacking = "The archive has no article by New York Times."
    assert refused("not_covered", query, 9) == f"{lacking} {ENGLISH['not_covered']}"
    of_cnn = understand(Ask("What did CNN say about Japan?"), now=NOW, known_publishers=("cnn.com",))
    assert refused("not_covered", of_cnn, 9) == ENGLISH["not_covered"]


def test_words_that_the_archive_lacks_are_named_a_few_of_them_and_cut() -> None:
    assert refused("not_covered", PLAIN, 9, unknown=("flakka",)) == "No text in the archive has the word “flakka”."
    assert refused("not_covered", PLAIN, 9, unknown=("a" * 50, *"bcdef")) == (
        f"No text in the archive has any of these words: “{'a' * 40}…”, “b”, “c”, “d”, “e” and others."
    )


def test_what_emptied_the_set_is_said() -> None:
    no_publisher = "The archive has no article by The Paper. It has articles by The Post, The Herald."
    assert refused("filtered_out", NARROWED, 9, left()) == no_publisher
    assert refused("filtered_out", NARROWED, 9, left(publishers=5)) == (
        "The archive has no article since 3 Oct 2025. It has articles by The Paper from 3 Oct 2025 to 14 Nov 2025."
    )
    assert refused("filtered_out", NARROWED, 9, left(publishers=5, days=2, dated=False)) == (
        "The archive has articles by The Paper and articles since 3 Oct 2025, but none by The Paper since 3 Oct 2025."
    )


def test_before_the_first_article_the_first_one_is_named() -> None:
    text = refused("nothing_published", AS_OF, 9, left(moment=0))
    assert text == f"{ENGLISH['nothing_published']} Its first dated article is from 3 Oct 2025."
    assert refused("nothing_published", AS_OF, 9, left(moment=0, dated=False)) == ENGLISH["nothing_published"]


def test_of_an_empty_archive_nothing_else_is_said() -> None:
    assert refused("nothing_published", NARROWED, 0) == ENGLISH["empty_archive"]


@pytest.mark.parametrize(
    ("ask", "text"),
    [
        (
            Ask("What did Japan pledge in 2012?"),
            "The archive has no article of “in 2012” (from 1 Jan 2012 to 31 Dec 2012)."
            " It has articles from 6 Oct 2025 to 14 Nov 2025.",
        ),
        (
            Ask("What did Japan pledge?", since=date(2025, 12, 1), as_of=datetime(2025, 12, 24, 8, tzinfo=UTC)),
            "The archive has no article since 1 Dec 2025, as known on 24 Dec 2025 08:00 UTC."
            " It has articles from 6 Oct 2025 to 14 Nov 2025.",
        ),
    ],
)
def test_the_sample_has_what_its_refusals_say(ask: Ask, text: str, sample: Service) -> None:
    assert sample.ask(ask).answer == text


def test_only_publishers_of_that_moment_are_said_to_be_there(sample: Service) -> None:
    ask = Ask("What did Japan pledge?", publishers=("CNN",), as_of=datetime(2025, 10, 6, 23, 59, 59, tzinfo=UTC))
    archive = sample.passage_index.archive()
    (first,) = {
        stored.article.publisher for stored in archive.newest(99) if str(stored.article.published) < "2025-10-07"
    }
    assert sample.ask(ask).answer == (
        f"The archive has no article by CNN, as known on 6 Oct 2025. It has articles by {first}."
    )


def test_days_and_moments_in_words() -> None:
    day, other = date(2025, 10, 3), date(2025, 11, 14)
    assert in_english(days(day, other)) == "from 3 Oct 2025 to 14 Nov 2025"
    assert in_english(days(day, day)) == "of 3 Oct 2025"
    assert in_english(days(day, None)) == "since 3 Oct 2025"
    assert in_english(days(None, day)) == "up to 3 Oct 2025"
    for moment, said in (("2025-10-03T23:59:59Z", "3 Oct 2025"), ("2025-10-03T09:05:00Z", "3 Oct 2025 09:05 UTC")):
        at = as_moment(datetime.fromisoformat(moment))
        assert in_english([Message("as_known", {"moment": at})]) == f"as known on {said}"


def test_a_publisher_that_the_archive_lacks_is_said_to_be_missing_with_a_way_out(sample: Service) -> None:
    answer = sample.ask(Ask("According to Reuters, how much did Japan pledge?"))
    assert answer.reason == "filtered_out"
    assert answer.answer.startswith("The archive has no article by Reuters. It has articles by ")
    (way_out,) = (each for each in answer.suggestions if each.kind == "without_condition")
    assert way_out.without == ("publisher",)
    assert sample.ask(Ask(way_out.question, without=frozenset(way_out.without))).short_answer == "$550 billion"


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("asdf qwer zxcv", "any of these words: “asdf”, “qwer”, “zxcv”."),
        ("asdf qwer zxcv " * 130, "any of these words: “asdf”, “qwer”, “zxcv”."),
        ("Lorem ipsum dolor sit amet, consectetur", "any of these words: “Lorem”, “ipsum”,"),
        ("What is flakka?", "the word “flakka”."),
    ],
)
def test_a_question_of_words_that_the_archive_lacks_is_refused_for_them(
    question: str, named: str, sample: Service
) -> None:
    answer = sample.ask(Ask(question.strip()))
    assert (answer.reason, answer.confidence) == ("not_covered", 0.0)
    assert answer.answer.startswith(f"No text in the archive has {named}")


@pytest.mark.parametrize(
    "question", ["How much did Japan pledge, asdf?", "日本は何を約束しましたか", "What did Flibbertigib pledge?"]
)
def test_a_question_with_as_many_known_words_is_searched_for(question: str, sample: Service) -> None:
    assert not sample.ask(Ask(question)).answer.startswith("No text")
