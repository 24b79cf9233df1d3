"""Omissions: which parts of a quote a sentence may leave out.

Three parts can be missing: a lead, an aside, a tail. For each there is a list of reasons, and what no reason names has
to stay. A part that denies, limits, supposes or says who said it stays, whatever else it is. So does where or when
something holds that is said in general: "Nobody may smoke on Sundays". Knows words alone and nothing of their meaning.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from qa.answer.generation.limiting_words import (
    AGREEMENTS,
    ASIDE_STARTS,
    DAYS,
    DECISIVE,
    DETERMINERS,
    GENERAL,
    JOINS,
    LATER_STARTS,
    LEAD_STARTS,
    LIMITS,
    MODALS,
    RANKS,
    ROLES,
    TAIL_STARTS,
    TIME_STARTS,
    TIMES,
)
from qa.answer.generation.plain_tokens import DASH, QUOTE, Token
from qa.english.calendar import MONTHS

ASIDE_MARKS = (",", DASH, "(", ")")
Tokens: TypeAlias = Sequence[Token]


class Reason(NamedTuple):
    """Why a part may be missing from what is said, and a quote with such a part in brackets."""

    holds: Callable[[Tokens, Tokens], bool]
    example: str


def may_lack_lead(lead: Tokens, said: Tokens) -> bool:
    """Whether what is said may begin after a lead and its comma."""
    return bool(lead) and not _is_general(said) and any(reason.holds(lead, said) for reason in LEADS)


def may_lack_aside(aside: Tokens, said: Tokens) -> bool:
    """Whether a part between two marks may be missing from what is said."""
    return _is_harmless(aside, said) and any(reason.holds(aside, said) for reason in ASIDES)


def may_lack_tail(tail: Tokens, said: Tokens) -> bool:
    """Whether what is said may end before the rest of a quote."""
    return not tail or any(reason.holds(tail, said) for reason in TAILS)


def _is_time_lead(lead: Tokens, _: Tokens) -> bool:
    return _is_time(lead)


def _is_agreement(lead: Tokens, said: Tokens) -> bool:
    is_named = any(token.key in AGREEMENTS for token in lead)
    return lead[0].key == "under" and is_named and _is_harmless(lead, said)


def _is_setting(lead: Tokens, said: Tokens) -> bool:
    return lead[0].key in LEAD_STARTS and _is_harmless(lead, said)


def _is_name_or_age(aside: Tokens, _: Tokens) -> bool:
    return all(token.is_capitalised or token.key[0].isdigit() for token in aside)


def _is_office(aside: Tokens, _: Tokens) -> bool:
    return _is_role(aside)


def _is_description(aside: Tokens, _: Tokens) -> bool:
    return aside[0].key in ASIDE_STARTS


def _is_addition(tail: Tokens, said: Tokens) -> bool:
    """More after a comma; one with "ending" or "within" is not harmless."""
    part = _after_comma(tail)
    if not _is_harmless(part, said):
        return False
    return part[0].key in LATER_STARTS or part[0].key.endswith("ing") or _is_role(part)


def _is_later_time(tail: Tokens, said: Tokens) -> bool:
    part = _after_comma(tail)
    return _is_time(part) and _is_harmless(part, said)


def _is_closing_time(tail: Tokens, said: Tokens) -> bool:
    return _is_time(tail) and not _is_general(said)


def _is_second_statement(tail: Tokens, said: Tokens) -> bool:
    """Another statement, if the first stands without it: not after "both", and not "and then", which may undo it."""
    stands_alone = not any(token.key in JOINS or token.key.endswith("est") for token in said)
    part = [token for token in tail if token.key not in MODALS]
    is_undoing = any(token.key == "then" for token in part)
    return tail[0].key == "and" and stands_alone and not is_undoing and _is_harmless(part, said)


def _is_circumstance(tail: Tokens, said: Tokens) -> bool:
    """What it came after or because of; "after 10 p.m." is when a law holds."""
    is_hour = tail[0].key == "after" and any(token.key[0].isdigit() for token in tail)
    return tail[0].key in TAIL_STARTS and not is_hour and _is_harmless(tail, said)


LEADS = (
    Reason(_is_time_lead, "[On Monday,] Berg resigned from the board"),
    Reason(_is_agreement, "[Under the deal reached in July,] Japan pledged loans of $550 billion"),
    Reason(_is_setting, "[Speaking in Port Varn,] Berg named four ministers"),
)
ASIDES = (
    Reason(_is_name_or_age, "The founder[, Jan Berg,] resigned from the board"),
    Reason(_is_office, "Jan Berg[, the transport minister,] resigned from the board"),
    Reason(_is_description, "Jan Berg[, who ran the port,] resigned from the board"),
)
TAILS = (
    Reason(_is_addition, "Jan Berg resigned from the board[, leaving four members]"),
    Reason(_is_later_time, "Jan Berg resigned from the board[, on Monday]"),
    Reason(_is_closing_time, "Jan Berg resigned from the board[ on Monday]"),
    Reason(_is_second_statement, "Four sailors were hurt[ and two were flown home]"),
    Reason(_is_circumstance, "The port was closed[ because of the storm]"),
)


def _is_harmless(part: Tokens, said: Tokens) -> bool:
    """Whether nothing decisive is in a part, nor where or when something holds that is said in general."""
    keys = [token.key for token in part]
    if not keys or any(DECISIVE.fullmatch(key) or key in (QUOTE, "?", ":") for key in keys):
        return False
    return ("other", "than") not in pairwise(keys) and not (keys[0] in LIMITS and _is_general(said))


def _is_general(said: Tokens) -> bool:
    return any(GENERAL.fullmatch(token.key) for token in said)


def _after_comma(tail: Tokens) -> Tokens:
    """What stands after a comma or dash, without further ones; nothing if the tail does not begin with one."""
    return [token for token in tail[1:] if token.key not in ASIDE_MARKS] if tail[0].key in (",", DASH) else []


def _is_role(part: Tokens) -> bool:
    """Whether a part is such as "the transport minister" or "the first woman to hold the office"."""
    if len(part) < 2 or part[0].key not in DETERMINERS:
        return False
    return part[-1].key in ROLES or (part[1].key in RANKS and any(token.key == "to" for token in part))


def _is_time(part: Tokens) -> bool:
    """Whether a part is such as "on Monday" or "early last year" and nothing else."""
    if not part or not (part[0].key in TIME_STARTS or part[0].day):
        return False
    named = [bool(token.day) or token.is_year or token.key in MONTHS or token.key in DAYS for token in part]
    return any(named) and all(is_day or token.key in TIMES for is_day, token in zip(named, part, strict=True))
