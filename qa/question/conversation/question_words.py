"""Question words: follow-ups that are little more, "Why?", "For how long?", "On what condition?".

Each is the last question with another question word: the first of `FORMS` that fits says how. Knows nothing of
questions with words of their own.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from qa.english.word_classes import AUXILIARIES, QUESTION_WORDS, is_noun, is_verb, words
from qa.question.conversation.exchanges import FollowUp
from qa.question.conversation.rewriting import END, WHAT_ABOUT, has_name, with_words
from qa.question.syntax.clause import asked_with, core, parse

MAX_WORDS = 5  # of a question without a verb
CIRCUMSTANCE = re.compile(
    r"(?P<word>why|how come|what for|when|since when|until when|by when|where|where to|where from|how|how so"
    r"|(?:for )?how long|how often)(?: exactly| precisely| then| though| so)*\W*",
    re.IGNORECASE,
)
SAME_MEANING = {"how come": "why", "what for": "why", "how so": "how", "where to": "where", "where from": "where"}


@dataclass(frozen=True, slots=True)
class Form:
    """A form of follow-up, how it makes a question of the last one, and an example: asked, typed, meant."""

    name: str
    fits: Callable[[str], bool]
    rewrite: Callable[[str, str], str]
    example: tuple[str, str, str]


def from_question_word(follow_up: FollowUp) -> str | None:
    """The last question with another question word; `None` for a follow-up that is no question word."""
    form = next((form for form in FORMS if form.fits(follow_up.text)), None)
    return form.rewrite(follow_up.last, follow_up.text) if form else None


def _asks_circumstance(text: str) -> bool:
    return CIRCUMSTANCE.fullmatch(text) is not None


def _with_word(last: str, text: str) -> str:
    """The last question with the new word in place of its own, where its verb does not need that."""
    match = CIRCUMSTANCE.fullmatch(text)
    word = match["word"].lower() if match else text
    word = SAME_MEANING.get(word, word)
    clause = parse(core(last))
    return (asked_with(clause, word) if clause else None) or with_words(last, f", and {word}")


def _has_no_verb(text: str) -> bool:
    """Whether it has a question word and no clause of its own."""
    found = words(text)
    asks = any(word.lower in QUESTION_WORDS for word in found[:2])
    verbs = (word for word in found if word.lower in AUXILIARIES or (is_verb(word.lower) and not is_noun(word.lower)))
    is_short = asks and len(found) <= MAX_WORDS and not WHAT_ABOUT.match(text)
    return is_short and not any(verbs) and not has_name(text) and parse(text) is None


def _with_question(last: str, text: str) -> str:
    return with_words(last, f", and {text[0].lower()}{text[1:].rstrip(END)}")


FORMS = (
    Form(
        "circumstance",
        _asks_circumstance,
        _with_word,
        ("Did Mill Bridge close?", "When exactly?", "When did Mill Bridge close?"),
    ),
    Form(
        "any other question word",
        _has_no_verb,
        _with_question,
        ("What did Japan pledge?", "To whom?", "What did Japan pledge, and to whom?"),
    ),
)
