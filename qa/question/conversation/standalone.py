"""Conversational question rewriting: a typed question and the turns before it → the question that stands alone.

The turns are resolved from the oldest, and each follow-up goes on from the last question that was typed whole, with the
parts exchanged since in their places: a completed question is not completed again. What is carried over was typed or
quoted before, or is a date counted from one; a question that names its own subject stays as it is. Knows nothing of
HTTP, archives or the clock: the asker's day is passed in.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from traceback import extract_tb
from typing import Literal

from index.text.analysis import terms
from qa.english.word_classes import words
from qa.question.conversation.courtesy import courtesy, without_courtesy
from qa.question.conversation.ellipsis import completed, points_back_alone
from qa.question.conversation.exchanges import RECENT, Exchange, FollowUp, whole
from qa.question.conversation.fragments import from_fragment
from qa.question.conversation.other_times import at_other_time
from qa.question.conversation.question_words import from_question_word, is_question_word
from qa.question.conversation.rewriting import END, without_cue
from qa.question.syntax.clause import written_out

BACK = re.compile(r"(?:(?:go(?:ing)?|coming) )?back to (?P<to>[^,.:?]+)[,.:?]\s+(?P<rest>.+)", re.IGNORECASE)
log = logging.getLogger("newsqa")

MAX_TURNS = 20
MAX_CHARS = 2_000  # of a turn are read: as many as a question may have, and an answer's first sentences
MAX_WORDS = 40  # a longer question says what it is about, and one that would grow longer stays as it was typed


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    text: str


def standalone(question: str, history: Sequence[Turn], today: date) -> str:
    """The question as it stands alone; itself where it already does. `history` is the oldest first."""
    exchanges: list[Exchange] = []
    asks = False  # whether what the user said last was a question
    for turn in history:
        text = turn.text[:MAX_CHARS]
        if turn.role == "user":
            asks = bool(words(text)) and courtesy(text) is None
            exchanges += [_resolved(text, exchanges, today)] if asks else []
        elif asks:
            last = exchanges[-1]
            exchanges[-1] = replace(last, answer=f"{last.answer} {text}".strip()[:MAX_CHARS])
    return _resolved(question, exchanges, today).question


def is_lost(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question goes on from another and there is none: "Why?", "Who is he?"."""
    is_behind_question = any(turn.role == "user" and courtesy(turn.text[:MAX_CHARS]) is None for turn in history)
    text, _ = without_cue(written_out(without_courtesy(question[:MAX_CHARS])))
    return not is_behind_question and (is_question_word(text) or points_back_alone(text))


def _resolved(typed: str, exchanges: Sequence[Exchange], today: date) -> Exchange:
    """What was typed as it stands alone, and what later questions go on from."""
    bare = without_courtesy(typed)
    if courtesy(typed) or not exchanges or not 0 < len(words(typed)) <= MAX_WORDS:
        return whole(bare)
    try:
        found = _completed(bare, tuple(exchanges[-RECENT:]), today)
    except Exception as error:  # a rule that fails leaves the question as it was typed; what that was is not logged
        log.error("a follow-up rule failed: %s in %s", type(error).__name__, extract_tb(error.__traceback__)[-1].name)
        found = None
    return found if found and len(words(found.question)) <= MAX_WORDS else whole(bare)


@lru_cache(maxsize=512)
def _completed(typed: str, exchanges: tuple[Exchange, ...], today: date) -> Exchange | None:
    """The whole question, `None` for one that is whole; kept, since each request brings the same conversation."""
    text, has_cue = without_cue(written_out(typed))
    if match := BACK.match(text):
        said = [each for each in exchanges if set(terms(match["to"])) <= set(terms(each.frame))]
        to = replace(said[-1], answer="") if said else whole(match["to"])
        return _completed(match["rest"], (*exchanges, to), today) or whole(match["rest"])
    first, _, second = text.partition("? ")
    if words(second):  # And the union? What does it plan?
        before = _completed(f"{first}?", exchanges, today) or whole(f"{first}?")
        return _completed(second, (*exchanges, before), today)
    follow_up = FollowUp(text, has_cue, exchanges, today)
    rewritten = (rewrite(follow_up) for rewrite in (from_question_word, at_other_time, from_fragment, completed))
    found = next(filter(None, rewritten), None)
    return replace(found, own=f"{found.own.rstrip(END)}?") if found else None
