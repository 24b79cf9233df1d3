"""Which parts of a quote may be missing: each reason's example, and generated parts that may not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.generation.omissions import ASIDES, LEADS, TAILS, Reason
from qa.answer.generation.plain_tokens import tokens
from qa.answer.generation.verify import is_supported

REASONS = (*LEADS, *ASIDES, *TAILS)
NAMED = pytest.mark.parametrize("reason", REASONS, ids=[reason.example for reason in REASONS])

DENIES = "not never nobody denied refused cancelled wrongly failed withdrew retracted without acquitted"
LIMITS = "only except unless until partly hardly nearly once least provided pending instead"
SUPPOSES = "if likely perhaps planned hopes expected proposed allegedly apparently suspected attempted"
ATTRIBUTES = "said claimed reportedly according told wrote insisted warned announced suggested estimated"
INVENTS = "film novel dreamed hoax drill scenario joked"
DECISIVE = st.sampled_from(f"{DENIES} {LIMITS} {SUPPOSES} {ATTRIBUTES} {INVENTS}".split())
NEUTRAL_WORDS = "the storm in Port Varn, four sailors his brother of boats near June 2019"
NEUTRAL = st.lists(st.sampled_from(NEUTRAL_WORDS.split()), max_size=4)
LEAD_OPENERS = [
    *("meanwhile", "speaking in Oslo", "visiting the port", "under the deal", "on Monday", "also", "in June", ""),
]  # fmt: skip
ASIDE_OPENERS = [
    *("who", "whose brother", "including", "along", "aged", "founded", "born", "based", "the minister", "Jan", "81"),
]  # fmt: skip
TAIL_OPENERS = [
    *("after", "amid", "following", "because", "and", "and two men", "on Monday", "in June"),
    *(", who", ", leaving", ", including", ", and", ", after", ", up", ", on Monday", ", the minister", " –", ""),
]  # fmt: skip
STATEMENTS = [
    ("Berg", "resigned from the board"),
    ("The ferry", "sank off Port Varn in June"),
    ("Four sailors", "were rescued near Oslo"),
    ("The deal", "cut tariffs to 12 percent"),
    ("Ana Tarn and Jan Berg", "won the final"),
]
GENERAL_STATEMENTS = [
    "Nobody smokes in bars",
    "All ferries stop in Port Varn",
    "Every driver pays four crowns",
    "Trams are free of charge",
    "The bridge can carry 40 tonnes",
    "Dogs must wear a collar",
]
WHEN_OR_WHERE = [
    *("on Sundays", "on Sunday", "on Monday morning", "in June", "at night", "in winter", "this week", "today"),
    *("after dark", "after 10 p.m.", "following a storm", "amid a strike", "because of rain", "where children play"),
]  # fmt: skip


def whole_and_part(example: str) -> tuple[str, str, str]:
    """The quote, the sentence without the part in brackets, and that part."""
    before, part, after = re.split(r"[\[\]]", example)
    return before + part + after, (before + after).strip(), part


@NAMED
def test_the_part_in_brackets_may_be_missing_for_this_reason_alone(reason: Reason) -> None:
    quote, sentence, part = whole_and_part(reason.example)
    assert is_supported(sentence, quote)
    reasons = next(each for each in (LEADS, ASIDES, TAILS) if reason in each)
    asked_of = tokens(part)[1:] if reasons is ASIDES else tokens(part)  # without the comma that opens an aside
    assert [each for each in reasons if each.holds(asked_of, tokens(sentence))] == [reason]


@NAMED
@given(DECISIVE, st.data())
def test_the_part_in_brackets_stays_with_a_decisive_word(reason: Reason, word: str, data: st.DataObject) -> None:
    _, sentence, part = whole_and_part(reason.example)
    place = data.draw(st.sampled_from([match.start() for match in re.finditer(r"(?<!\S)\w", part)]))
    assert not is_supported(sentence, reason.example.replace(f"[{part}]", f"{part[:place]}{word} {part[place:]}"))


@st.composite
def counterexamples(draw: st.DrawFn) -> tuple[str, str]:
    """A statement, and a quote that has it with a lead, an aside or a tail with a decisive word."""
    subject, predicate = draw(st.sampled_from(STATEMENTS))
    rest = " ".join([*draw(NEUTRAL), draw(DECISIVE), *draw(NEUTRAL)])
    match draw(st.sampled_from(["lead", "aside", "tail"])):
        case "lead":
            quote = f"{draw(st.sampled_from(LEAD_OPENERS))} {rest}, {subject} {predicate}."
        case "aside":
            marks = draw(st.sampled_from([", ,", " – –", " ( )"]))
            opening, closing = marks.rsplit(" ", 1)
            quote = f"{subject}{opening} {draw(st.sampled_from(ASIDE_OPENERS))} {rest} {closing} {predicate}."
        case _:
            opener = draw(st.sampled_from(TAIL_OPENERS))
            quote = f"{subject} {predicate}{'' if opener.startswith(',') else ' '}{opener} {rest}."
    return f"{subject} {predicate}.", quote


@given(counterexamples())
def test_no_part_with_a_decisive_word_is_missing(case: tuple[str, str]) -> None:
    assert not is_supported(*case)


@given(
    st.sampled_from(GENERAL_STATEMENTS),
    st.sampled_from(WHEN_OR_WHERE),
    st.sampled_from(["{0} {1}.", "{0}, {1}.", "{1}, {0}."]),
)
def test_what_is_said_in_general_keeps_where_and_when_it_holds(statement: str, limit: str, form: str) -> None:
    assert not is_supported(f"{statement}.", form.format(statement, limit))
    assert is_supported(f"{statement}.", f"{statement}.")
