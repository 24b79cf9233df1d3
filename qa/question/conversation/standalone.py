"""Conversational question rewriting: a typed question and the turns before it → the question that stands alone.

The turns are resolved from the oldest, so that a follow-up to a follow-up has whole questions behind it. What is
carried over was typed or quoted before, or is a date counted from one; a question that names its own subject stays as
it is. Knows nothing of HTTP, archives or the clock: the asker's day is passed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from qa.english.word_classes import words
from qa.question.conversation.courtesy import courtesy
from qa.question.conversation.ellipsis import completed
from qa.question.conversation.exchanges import RECENT, Exchange, FollowUp
from qa.question.conversation.fragments import from_fragment
from qa.question.conversation.other_times import at_other_time
from qa.question.conversation.question_words import from_question_word
from qa.question.conversation.rewriting import without_cue
from qa.question.syntax.clause import written_out

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
            exchanges += [Exchange(_resolved(text, exchanges, today), "")] if asks else []
        elif asks:
            exchanges[-1] = Exchange(exchanges[-1].question, f"{exchanges[-1].answer} {text}".strip()[:MAX_CHARS])
    return _resolved(question, exchanges, today)


def _resolved(typed: str, exchanges: Sequence[Exchange], today: date) -> str:
    if courtesy(typed) or not exchanges or not 0 < len(words(typed)) <= MAX_WORDS:
        return typed
    found = _completed(typed, tuple(exchanges[-RECENT:]), today)
    if not found or len(words(found)) > MAX_WORDS:
        return typed
    return found if found.endswith("?") else f"{found.rstrip('.! ')}?"


@lru_cache(maxsize=512)
def _completed(typed: str, exchanges: tuple[Exchange, ...], today: date) -> str | None:
    """The whole question, `None` for one that is whole; kept, since each request brings the same conversation."""
    text, has_cue = without_cue(written_out(typed))
    first, _, second = text.partition("? ")
    if words(second):  # And the union? What does it plan?
        said = Exchange(_completed(f"{first}?", exchanges, today) or f"{first}?", "")
        return _completed(second, (*exchanges, said), today)
    follow_up = FollowUp(text, has_cue, exchanges, today)
    rewritten = (rewrite(follow_up) for rewrite in (at_other_time, from_fragment, from_question_word, completed))
    return next(filter(None, rewritten), None)
