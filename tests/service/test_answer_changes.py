from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from made_answers import brief, made

from qa.service.standing.answer_changes import ChangeKind, is_corrected, what_changed
from qa.service.standing.asking import Change
from qa.service.standing.change_feeds import parts_of, said
from qa.service.standing.told import Told, ToldQuote, told_of

AT = datetime(2025, 10, 27, 12, tzinfo=UTC)
TOLL = "How many people died in the Osk flood?"


def quote(text: str, n: int = 1, day: int = 0) -> ToldQuote:
    return ToldQuote(f"{n}", "v", 0, len(text), text, "https://paper.example/", "The Paper", AT + timedelta(days=day))


def told(*texts: str, short: str | None = None, confidence: float = 0.6) -> Told:
    return Told(AT, short, confidence, tuple(quote(text, n) for n, text in enumerate(texts)))


def changed(question: str, before: Told, after: Told, *, is_new: bool = True) -> ChangeKind | None:
    return what_changed(question, before, after, lambda _: is_new)


NINE = "Nine people died in the flood in Osk, officials said on Monday."
NINE_AGAIN = "The Osk flood has killed nine people, according to officials."
FOURTEEN = "At least 14 people died in the flood in Osk, officials said on Wednesday."
TWO_MORE = "Two more people died in the Osk flood, and the toll is 59 people."
TRUSS = "Liz Truss became prime minister of Britain on Tuesday."
SUNAK = "Rishi Sunak became prime minister of Britain after Liz Truss resigned."


@pytest.mark.parametrize(
    ("question", "before", "after", "kind"),
    [
        (TOLL, told(), told(NINE), "first"),
        (TOLL, told(NINE), told(FOURTEEN), "value"),
        (TOLL, told(NINE), told(NINE), None),  # a copy of the same story
        (TOLL, told(NINE), told(NINE_AGAIN), None),  # another wording
        (TOLL, told(NINE, FOURTEEN), told(FOURTEEN, NINE), None),  # another order
        (TOLL, told(NINE), told(), None),  # no longer answered, though nothing that was quoted has changed
        (TOLL, told(), told(), None),
        (
            TOLL,
            told(TWO_MORE, short="59"),
            told("Two more died in the Osk flood, so that 61 people died.", short="61"),
            "value",
        ),
        ("Who is prime minister of Britain?", told(TRUSS), told(SUNAK), "value"),
        (
            "What did the council of Osk decide?",
            told("The council of Osk decided to build a bridge over the Lutha."),
            told("Councillors voted on Friday to close two schools and a swimming pool in Osk."),
            "event",
        ),
        (
            "What did the council of Osk decide?",
            told("The council of Osk decided to build a bridge over the Lutha."),
            told("The council in Osk has decided it will build a new bridge over the river Lutha."),
            None,
        ),
    ],
)
def test_a_follower_is_told_of_what_has_changed_and_of_nothing_else(
    question: str, before: Told, after: Told, kind: ChangeKind | None
) -> None:
    assert changed(question, before, after) == kind


def test_nothing_changes_by_what_was_there_before() -> None:
    assert changed(TOLL, told(NINE), told(FOURTEEN), is_new=False) is None
    assert changed(TOLL, told(), told(NINE), is_new=False) is None


def test_another_event_that_answers_less_surely_is_not_told() -> None:
    before = told("The council of Osk decided to build a bridge over the Lutha.", confidence=0.8)
    after = told("Councillors voted on Friday to close two schools and a swimming pool in Osk.", confidence=0.5)
    assert changed("What did the council of Osk decide?", before, after) is None
    assert changed("What did the council of Osk decide?", before, replace(after, confidence=0.8)) == "event"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Osk is under water. {NINE} More rain is to come.", False),
        ("Osk is under water. Nine people have died in the flood in Osk, officials said Monday.", False),
        (f"Osk is under water. {NINE.replace('Nine', 'Seven')} More rain is to come.", True),
        (NINE.replace("Osk", "Nara"), True),
        ("The report was withdrawn.", True),
    ],
)
def test_a_correction_is_what_takes_the_quoted_words_back(text: str, expected: bool) -> None:
    assert is_corrected(quote(NINE), text) is expected


@pytest.mark.parametrize(
    ("confidence", "is_answered", "said_first"),
    [(0.29, False, None), (0.3, True, "There may be an answer now"), (0.4, True, "There is an answer now")],
)
def test_what_is_only_the_nearest_found_is_not_told_as_an_answer(
    confidence: float, is_answered: bool, said_first: str | None
) -> None:
    after = told_of(replace(made(brief()), confidence=confidence), AT)
    assert after.is_answered is is_answered
    if said_first:
        change = Change("first", Told(AT), after)
        assert said(change) == said_first
        remarks = [part.text for part in parts_of(change) if part.kind == "remark"]
        assert ("The nearest that was found:" in remarks) is (confidence < 0.4)
