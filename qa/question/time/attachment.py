"""Attachment: whether a time phrase says when the thing asked for was, or belongs to what the question is about.

Only the first may filter, since a filter hides what it leaves out: the phrase stands at an edge of the question, in
no clause about something else ("the man who was arrested in May"), and the question asks about the past. What each of
these is worth: LOG.md, 2026-11-27. Knows nothing of days.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from index.text.sentences import sentences
from qa.english import vocabulary
from qa.english.word_classes import (
    AUXILIARIES,
    BE,
    DO,
    HAVE,
    QUESTION_WORDS,
    Word,
    is_base,
    listed,
    words,
)
from qa.question.question_kind import Kind
from qa.question.time.time_phrase import TimePhrase

PAST_AUXILIARIES = HAVE | (DO & listed("did didn't")) | (BE & listed("was were wasn't weren't"))
PRESENT_AUXILIARIES = AUXILIARIES - PAST_AUXILIARIES
PAST_FORMS = frozenset(form for verb in vocabulary.lines("irregular_verbs") for form in verb.split()[1:]) | {"been"}
NO_PAST = listed("need feed speed seed breed bleed exceed proceed succeed indeed hundred red bed")
BACK = re.compile(r"\b(?:since|last|past|ago|yesterday)\b", re.IGNORECASE)  # can mean nothing that is to come
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# With these behind its first verb, a question has a clause of its own there.
CLAUSE = listed("who whom whose which that where when because while if whether after before since until than")
CLAUSE |= AUXILIARIES - listed("do have")
END = Word("", 0, 0)


def place_of(question: str, phrase: str) -> tuple[int, int]:
    """Where a phrase of a question stands: at its end, or else where it first occurs."""
    start = question.rfind(phrase)
    if any(c.isalnum() for c in question[start + len(phrase) :]):
        start = question.find(phrase)
    return start, start + len(phrase)


def says_when(question: str, phrase: TimePhrase, kind: Kind = "fact") -> bool:
    """Whether a phrase says when the thing asked for was; it is explicit, and opens or ends a question of one sentence.

    Of an overview or the latest it may also stand behind the verb, "What happened last week in Osk?", needs none where
    it has a year, and may be "this week": a story of other days would be another one.
    """
    of_story = kind in ("overview", "latest")
    start, end = place_of(question, phrase.phrase)
    before, after = question[:start], question[end:]
    opens, ends = (not any(c.isalnum() for c in part) for part in (before, after))
    ends = ends or (of_story and _goes_on_without_verb(words(after)))
    if not (phrase.is_explicit or of_story) or not (opens or ends) or len(sentences(question)) != 1:
        return False
    if phrase.phrase.lower().startswith("from ") and phrase.until is None:
        return False  # what is so from October on has been announced before
    rest = words(after if opens else before)
    is_of_past = BACK.search(phrase.phrase) is not None or _asks_of_past(rest)
    is_of_past = is_of_past or (of_story and YEAR.search(phrase.phrase) is not None)
    is_of_now = kind == "latest" and not phrase.is_explicit
    return (is_of_past or is_of_now) and (opens or not _ends_in_clause(rest))


def _goes_on_without_verb(rest: Sequence[Word]) -> bool:
    """Whether what stands behind a phrase says no more than where, or asks: "fire in Osk last May what happened".

    Of "June 19 1865" the phrase is no date.
    """
    has_verb = any(word.lower in AUXILIARIES or _is_past_form(word) for word in rest)
    first = rest[0].lower if rest else ""
    return not first.isdigit() and (not has_verb or first.removesuffix("'s") in QUESTION_WORDS)


def _asks_of_past(rest: Sequence[Word]) -> bool:
    """Whether a question's first auxiliary is in the past, or without one any verb; not so where there is neither."""
    for word, then in pairwise([*rest, END]):
        low = word.lower
        if low in PAST_AUXILIARIES:
            return then.text != "to"
        if low.endswith("'s") and low[:-2] in QUESTION_WORDS:
            return _is_past_form(then)
        if low in PRESENT_AUXILIARIES or low.endswith(("'re", "'ll")):
            return False
    return any(map(_is_past_form, rest))


def _is_past_form(word: Word) -> bool:
    return word.text in PAST_FORMS or (word.text.endswith("ed") and word.text not in NO_PAST)


def _ends_in_clause(rest: Sequence[Word]) -> bool:
    """Whether words end in a clause of their own: "the man who was arrested", "said it would pay", "agreed to pay"."""
    verbs = [number for number, word in enumerate(rest) if word.lower in AUXILIARIES or _is_past_form(word)]
    behind = rest[verbs[0] + 1 :] if verbs else ()
    return any(
        word.text in CLAUSE or word.lower.endswith(("'d", "'ll")) or (word.text == "to" and is_base(then.text))
        for word, then in pairwise([*behind, END])
    )
