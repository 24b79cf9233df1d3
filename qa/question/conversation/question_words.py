"""Question words: follow-ups that are little more, "Why?", "For how long?", "When was that?", "Who else?".

Each is the last question with another question word: the first of `FORMS` that fits says how. Knows nothing of
questions with words of their own.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from qa.english.word_classes import AUXILIARIES, PREPOSITIONS, QUESTION_WORDS, is_noun, is_verb, words
from qa.question.conversation.exchanges import Exchange, FollowUp
from qa.question.conversation.pronouns import has_open_pronoun
from qa.question.conversation.rewriting import END, WHAT_ABOUT, has_name, with_words
from qa.question.conversation.topics import event, setting, topic
from qa.question.syntax.clause import asked_with, parse, with_others

MAX_WORDS = 5  # of a question without a verb
CIRCUMSTANCE = re.compile(
    r"(?P<word>why|how come|what for|when|since when|until when|by when|where|where to|where from|how|how so"
    r"|(?:for )?how long|how often)(?: (?:was|is|will|did|has) (?:that|this|it)(?: (?:be|been|happen|happened|so))?"
    r"| (?:did|does|do|will|would|has|have|had) (?:he|she|they))?"
    r"(?: exactly| precisely| then| though| tho| so)*\W*",
    re.IGNORECASE,
)
SAME_MEANING = {"how come": "why", "what for": "why", "how so": "how", "where to": "where", "where from": "where"}
OTHERS = re.compile(r"(?P<word>who|what|where) else\W*", re.IGNORECASE)
HOW_MANY = re.compile(r"(?:how (?:many|much)|which|whose)\s\w", re.IGNORECASE)
NEXT = re.compile(
    r"(?:and |but |so )?(?:(?P<now>now|today|these days)|then(?: what)?"
    r"|what (?:(?:happened|happens|came|comes) )?(?:then|next|after(?:wards| that)))\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of follow-up, how it makes a question of the last one, and an example: asked, typed, meant."""

    name: str
    fits: Callable[[str], bool]
    rewrite: Callable[[FollowUp], Exchange]
    example: tuple[str, str, str]


def from_question_word(follow_up: FollowUp) -> Exchange | None:
    """The last question with another question word; `None` for a follow-up that is no question word."""
    form = next((form for form in FORMS if form.fits(follow_up.text)), None)
    return form.rewrite(follow_up) if form else None


def is_question_word(text: str) -> bool:
    """Whether a text only asks why, when or who else, of something that was said before."""
    return any(fits(text) for fits in (_asks_circumstance, _asks_others, _asks_next))


def _asks_circumstance(text: str) -> bool:
    return CIRCUMSTANCE.fullmatch(text) is not None


def _with_word(follow_up: FollowUp) -> Exchange:
    """The last question with the new word in place of its own, where its verb does not need that."""
    match = CIRCUMSTANCE.fullmatch(follow_up.text)
    word = match["word"].lower() if match else follow_up.text
    word = SAME_MEANING.get(word, word)
    clause = parse(follow_up.last.base)
    found = asked_with(clause, word) if clause else None
    return _instead(follow_up, found) if found else _beside(follow_up, word)


def _asks_next(text: str) -> bool:
    return NEXT.fullmatch(text) is not None


def _with_next(follow_up: FollowUp) -> Exchange:
    match = NEXT.fullmatch(follow_up.text)
    own = f"What about {match['now'].lower()}?" if match and match["now"] else "What happened then?"
    return Exchange(own, own, follow_up.last.frame, event(follow_up.last.frame))


def _asks_others(text: str) -> bool:
    return OTHERS.fullmatch(text) is not None


def _with_others(follow_up: FollowUp) -> Exchange:
    match = OTHERS.fullmatch(follow_up.text)
    word = match["word"].lower() if match else ""
    clause = parse(follow_up.last.base)
    found = with_others(clause, word) if clause else None
    return _instead(follow_up, found) if found else _beside(follow_up, f"{word} else")


def _has_no_verb(text: str) -> bool:
    """Whether it has a question word and no clause of its own."""
    found = words(text)
    first = 1 if found and found[0].lower in PREPOSITIONS else 0
    asks = len(found) > first and found[first].lower in QUESTION_WORDS
    verbs = (word for word in found if word.lower in AUXILIARIES or (is_verb(word.lower) and not is_noun(word.lower)))
    is_short = asks and len(found) <= MAX_WORDS and not WHAT_ABOUT.match(text) and not has_open_pronoun(text)
    return is_short and not any(verbs) and not has_name(text) and parse(text) is None


def _with_question(follow_up: FollowUp) -> Exchange:
    """ "How many hurt in the Valencia floods?", else the last question and this one."""
    last = follow_up.last
    if HOW_MANY.match(follow_up.text) and (place := setting(last.frame)):
        own = with_words(follow_up.text, f" {place}")
        return Exchange(own, own, last.frame)
    return _beside(follow_up, f"{follow_up.text[0].lower()}{follow_up.text[1:].rstrip(END)}")


def _instead(follow_up: FollowUp, question: str) -> Exchange:
    """The last question asked otherwise; what comes next goes on from it as it was."""
    return replace(follow_up.last, own=question, answer="")


def _beside(follow_up: FollowUp, asked: str) -> Exchange:
    """The last question with another one behind it; what is no question is said before it."""
    last = follow_up.last
    if parse(last.base) is None:
        own = f"{asked[0].upper()}{asked[1:]}?"
        return Exchange(own, last.base, last.frame, last.topic or topic(last.frame))
    return _instead(follow_up, with_words(last.base, f", and {asked}"))


FORMS = (
    Form(
        "circumstance",
        _asks_circumstance,
        _with_word,
        ("Did Mill Bridge close?", "When exactly?", "When did Mill Bridge close?"),
    ),
    Form(
        "others",
        _asks_others,
        _with_others,
        ("Who shot Ann Lee?", "Who else?", "Who else shot Ann Lee?"),
    ),
    Form(
        "next",
        _asks_next,
        _with_next,
        ("When did Mill Bridge close?", "And then?", "As for Mill Bridge closing, what happened then?"),
    ),
    Form(
        "any other question word",
        _has_no_verb,
        _with_question,
        ("What did Japan pledge?", "To whom?", "What did Japan pledge, and to whom?"),
    ),
)
