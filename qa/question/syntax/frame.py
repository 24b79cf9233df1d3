"""Shallow parsing: where the parts of a question begin.

English questions have a tight order: question word, noun, auxiliary, subject, verb, rest. The auxiliary says which
form its verb has, and that finds the verb without a model. A frame is word numbers alone; `clause.py` has the text.
"""

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache

from qa.english.word_classes import (
    AUXILIARIES,
    PREPOSITIONS,
    QUESTION_WORDS,
    Word,
    is_finite,
    is_noun,
    is_plural,
    is_verb,
    words,
)
from qa.question.syntax.subject import can_be_verb, ends_after, skip_adverbs, state_or_verb, subject_and_verb

OPENING = "|".join(sorted(QUESTION_WORDS | AUXILIARIES))
FRONT = re.compile(rf"^[^,?]*,\s+(?=(?:(?:in|by|to|since|for|from)\s)?(?:{OPENING})\b)", re.IGNORECASE)
TAKES_NOUN = frozenset(("what", "which", "whose"))  # question words that a noun can follow
ASKS_SUBJECT = frozenset(("who", "what", "which", "how many", "how much"))  # that can stand for the subject
ASKS_HOW = frozenset(("why", "when", "how", "long"))
MAX_NOUN_WORDS = 9


@dataclass(frozen=True, slots=True)
class Frame:
    """The word numbers at which the parts of a question begin; a part ends where the next one begins.

    "In 2024, | which | city | did | Norway's king | often | visit | by train?" Only the question word or the auxiliary
    is sure to be there.
    """

    question_word: int
    noun: int
    auxiliary: int
    subject: int
    adverbs: int
    verb: int
    rest: int

    @property
    def bounds(self) -> tuple[int, ...]:
        """Where the parts behind the first begin, in order."""
        return astuple(self)


@lru_cache(maxsize=1_024)
def find_frame(question: str) -> Frame | None:
    """The frame of a question that begins with a question word or an auxiliary; `None` for anything else."""
    tokens = words(question)
    front = match.end() if (match := FRONT.match(question)) else 0
    first = next((number for number, word in enumerate(tokens) if word.start >= front), len(tokens))
    asks = first + (_is_a(tokens, first, PREPOSITIONS) and _is_a(tokens, first + 1, QUESTION_WORDS))  # in which city
    if _is_a(tokens, asks, QUESTION_WORDS):
        noun = _question_word_end(tokens, asks)
        auxiliary = _noun_end(tokens, asks, noun)
    elif _is_a(tokens, asks, AUXILIARIES):
        noun = auxiliary = asks
    else:
        return None
    if auxiliary is None or auxiliary >= len(tokens):
        return None
    return _with_subject(tokens, first, noun, auxiliary)


def _is_a(tokens: Sequence[Word], number: int, kind: frozenset[str]) -> bool:
    return number < len(tokens) and tokens[number].lower in kind


def _question_word_end(tokens: Sequence[Word], asks: int) -> int:
    """The word behind "who", "who else", "how many"."""
    end = asks + 1 + (asks + 1 < len(tokens) and tokens[asks + 1].lower == "else")
    if tokens[asks].lower == "how" and end < len(tokens) and tokens[end].lower not in AUXILIARIES:
        return end + 1
    return end


def _noun_end(tokens: Sequence[Word], asks: int, noun: int) -> int | None:
    """Where the noun behind "which" or "how many" ends, and an auxiliary or a verb begins; `None` if none does."""
    opening = tokens[asks].lower
    if opening not in TAKES_NOUN and (noun != asks + 2 or opening != "how"):
        return noun
    stop = min(len(tokens), noun + MAX_NOUN_WORDS)
    for number in range(noun, stop):
        low = tokens[number].lower
        if low in AUXILIARIES:
            return number
        if low in PREPOSITIONS and low != "of" and not _has_auxiliary_first(tokens[number:]):
            break
    if opening == "what" and noun < len(tokens) and is_finite(tokens[noun].lower):
        return noun
    found = [number for number in range(noun + 1, stop) if is_verb(tokens[number].lower)]
    return next((number for number in found if _is_its_verb(tokens, number, is_many=opening == "how")), None)


def _is_its_verb(tokens: Sequence[Word], number: int, *, is_many: bool) -> bool:
    """Whether a verb is that of the noun before it: "court suspended", not "court work"."""
    low = tokens[number].lower
    is_past = is_finite(low) and not is_plural(low)
    agrees = is_past or is_finite(low) or is_many or is_plural(tokens[number - 1].bare)
    return is_past or not is_noun(low) or (ends_after(tokens, number) and agrees)


def _has_auxiliary_first(rest: Sequence[Word]) -> bool:
    """Whether an auxiliary comes before any word that can only be a finite verb: "people in hospital were"."""
    for word in rest:
        if word.lower in AUXILIARIES:
            return True
        if is_finite(word.lower) and not is_noun(word.lower):
            return False
    return False


def _with_subject(tokens: Sequence[Word], first: int, noun: int, auxiliary: int) -> Frame | None:
    """The frame with subject and verb, once it is known where question word, noun and auxiliary begin."""
    if tokens[auxiliary].lower not in AUXILIARIES:  # Who resigned?
        verb = auxiliary
        return Frame(first, noun, verb, verb, verb, verb, verb + 1) if is_verb(tokens[verb].lower) else None
    asked = " ".join(word.lower for word in tokens[first:noun])
    subject = auxiliary + 1
    if noun < auxiliary or asked in ASKS_SUBJECT:
        at = skip_adverbs(tokens, subject)
        is_verb_here = can_be_verb(tokens, at, tokens[auxiliary].lower)
        state = at if is_verb_here else state_or_verb(tokens, at, tokens[auxiliary].lower)
        if state is not None:
            return Frame(first, noun, auxiliary, subject, subject, state, state + 1)
    asks_how = not asked or asked.split()[-1] in ASKS_HOW
    end, found = subject_and_verb(tokens, auxiliary, asks_how=asks_how)
    if found is None:
        return Frame(first, noun, auxiliary, subject, end, end, end)
    return Frame(first, noun, auxiliary, subject, end, found, found + 1)
