"""Subjects: where the subject of a question ends and its verb begins.

Words are read from the auxiliary on; for each, the first of `RULES` that fits says whether the subject ends there.
Knows nothing of what comes before the auxiliary.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from qa.english.word_classes import (
    ADVERBS,
    BE,
    DETERMINERS,
    DO,
    FUNCTION_WORDS,
    HAVE,
    MODALS,
    POSSESSIVES,
    PREPOSITIONS,
    Word,
    is_adjective,
    is_base,
    is_noun,
    is_only_noun,
    is_participle,
)

ARTICLES = DETERMINERS | POSSESSIVES
DEMONSTRATIVES = frozenset(("this", "that", "these", "those"))
JOINING = frozenset(("of", "and", "or"))


class Step(Enum):
    """What a word does to the subject."""

    END = auto()  # the subject ends before it
    END_AFTER = auto()  # the subject ends with it
    VERB = auto()  # the subject ends before it, and it is the verb
    PERHAPS_VERB = auto()  # the verb, if no better one comes
    NOUN = auto()  # part of the subject, which can end here
    JOIN = auto()  # part of the subject, and a noun must follow
    PART = auto()  # part of the subject


@dataclass(slots=True)
class Reading:
    """How far a subject has been read."""

    tokens: Sequence[Word]
    start: int
    auxiliary: str
    asks_how: bool
    at: int
    has_noun: bool = False
    verb: int | None = None  # perhaps

    @property
    def word(self) -> Word:
        return self.tokens[self.at]

    @property
    def is_first(self) -> bool:
        return self.at == self.start


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule for the word at which a reading stands, with an example whose subject is in brackets."""

    name: str
    example: str
    step: Step
    fits: Callable[[Reading], bool]


def subject_and_verb(tokens: Sequence[Word], auxiliary: int, *, asks_how: bool) -> tuple[int, int | None]:
    """Where the subject behind an auxiliary ends, and the number of the verb, `None` for none.

    `asks_how`: the question asks why, when, how or yes or no, so that something must be said of its subject.
    """
    reading = Reading(tokens, auxiliary + 1, tokens[auxiliary].lower, asks_how, auxiliary + 1)
    end, verb = _read(reading)
    is_state = verb is None and asks_how and reading.auxiliary in BE and end > reading.start + 1
    if is_state and is_adjective(tokens[end - 1].lower):
        return end - 1, end - 1  # Why was the line late?
    return end, verb


def _read(reading: Reading) -> tuple[int, int | None]:
    while reading.at < len(reading.tokens):
        match next(rule.step for rule in RULES if rule.fits(reading)):
            case Step.END:
                break
            case Step.END_AFTER:
                reading.at += 1
                break
            case Step.VERB:
                return reading.at, reading.at
            case Step.PERHAPS_VERB:
                is_better = reading.verb is None or reading.verb == _behind_name(reading)
                reading.verb = reading.at if is_better else reading.verb
            case Step.NOUN:
                reading.has_noun = True
            case Step.JOIN:
                reading.has_noun = False
            case Step.PART:
                pass
        reading.at += 1
    verb = skip_adverbs(reading.tokens, reading.at, ADVERBS)
    if verb < len(reading.tokens) and _agrees(reading.tokens[verb], reading.auxiliary):
        return reading.at, verb
    return (reading.at if reading.verb is None else reading.verb), reading.verb


def skip_adverbs(tokens: Sequence[Word], at: int, adverbs: frozenset[str] = ADVERBS - {"there"}) -> int:
    """The number of the first word from `at` on that is no adverb."""
    while at < len(tokens) and tokens[at].lower in adverbs:
        at += 1
    return at


def can_be_verb(tokens: Sequence[Word], at: int, auxiliary: str) -> bool:
    """Whether a word can be the auxiliary's verb where it stands."""
    return at < len(tokens) and _agrees(tokens[at], auxiliary) and _is_no_noun_here(tokens, at)


def state_or_verb(tokens: Sequence[Word], at: int, auxiliary: str) -> int | None:
    """The word that says how the thing asked for is: "What was wrong with it?", "Which town was worst hit?"."""
    if at >= len(tokens) or auxiliary not in BE or tokens[at].is_capital or not is_adjective(tokens[at].lower):
        return None
    if can_be_verb(tokens, at + 1, auxiliary):
        return at + 1
    is_alone = ends_after(tokens, at) and not (at + 1 < len(tokens) and tokens[at + 1].is_capital)
    return at if is_alone else None


def ends_after(tokens: Sequence[Word], at: int) -> bool:
    """Whether what is named cannot go on after a word: the next one is of another kind."""
    if at + 1 >= len(tokens):
        return True
    after = tokens[at + 1]
    return after.is_capital or after.lower in FUNCTION_WORDS or not after.text[0].isalpha() or after.is_apart


def _agrees(word: Word, auxiliary: str) -> bool:
    """Whether a word, if it is a verb, has the form that follows an auxiliary."""
    if word.is_capital:
        return False
    if auxiliary in DO | MODALS:
        return is_base(word.lower)
    return auxiliary in HAVE | BE and is_participle(word.lower)


def _is_no_noun_here(tokens: Sequence[Word], at: int) -> bool:
    return not is_noun(tokens[at].lower) or ends_after(tokens, at)


def _is_alone(reading: Reading) -> bool:
    """Whether the subject is one function word: "they", "there"."""
    alone = FUNCTION_WORDS - ARTICLES - PREPOSITIONS - (ADVERBS - {"there"})
    return reading.is_first and reading.word.bare in alone and not reading.word.is_capital


def _is_pointing(reading: Reading) -> bool:
    """Whether "that" stands for itself, not before a noun."""
    if not reading.is_first or reading.word.bare not in DEMONSTRATIVES:
        return False
    if reading.at + 1 >= len(reading.tokens):
        return True
    after = reading.tokens[reading.at + 1]
    is_verb_here = can_be_verb(reading.tokens, reading.at + 1, reading.auxiliary)
    return not after.is_capital and (not is_noun(after.lower) or is_verb_here)


def _is_joined(reading: Reading) -> bool:
    return reading.word.bare in JOINING and reading.has_noun and reading.at + 1 < len(reading.tokens)


def _takes_preposition(reading: Reading) -> bool:
    """Whether a preposition belongs to the subject, since a verb that must come has not come yet."""
    if reading.word.lower not in PREPOSITIONS or reading.verb is not None:
        return False
    after = reading.tokens[reading.at + 1 :]
    if reading.auxiliary not in BE:
        return any(_agrees(word, reading.auxiliary) for word in after)
    return reading.asks_how and len(after) > 1 and _is_predicate(after[-1])


def _is_predicate(word: Word) -> bool:
    """Whether a word says how something is: "closed", "late"."""
    is_state = is_participle(word.lower) or (is_adjective(word.lower) and not is_only_noun(word.lower))
    return is_state and not word.is_capital


def _is_agreeing(reading: Reading) -> bool:
    return reading.has_noun and not reading.word.is_possessive and _agrees(reading.word, reading.auxiliary)


def _behind_name(reading: Reading) -> int | None:
    """The word that a name behind an article says more of: "telescope" of "the James Webb telescope"."""
    at = reading.start + 1
    while at < len(reading.tokens) and reading.tokens[at].is_capital:
        at += 1
    return at if at > reading.start + 1 and reading.tokens[reading.start].lower in DETERMINERS else None


RULES = (
    Rule(
        "punctuation", "Has [Norway], Europe's oil giant, paid?", Step.END, lambda r: not r.is_first and r.word.is_apart
    ),
    Rule("pronoun", "Did [they] agree?", Step.END_AFTER, _is_alone),
    Rule("that, for itself", "Was [that] agreed?", Step.END_AFTER, _is_pointing),
    Rule("name", "How deep did [Pip] drill?", Step.NOUN, lambda r: r.word.is_capital),
    Rule("and, of", "What was [the cause of the flood]?", Step.JOIN, _is_joined),
    Rule("article", "Did [the king] resign?", Step.PART, lambda r: r.word.bare in ARTICLES and not r.has_noun),
    Rule(
        "adverb behind an article",
        "Did [the first attempt] fail?",
        Step.PART,
        lambda r: r.word.bare in ADVERBS and not (r.has_noun or r.is_first),
    ),
    Rule("preposition inside", "Why was [the airport in Lisbon] closed?", Step.JOIN, _takes_preposition),
    Rule("function word", "Is [the bridge] in Pell?", Step.END, lambda r: r.word.bare in FUNCTION_WORDS),
    Rule(
        "verb",
        "How did [Keane's career] come to an end?",
        Step.VERB,
        lambda r: _is_agreeing(r) and _is_no_noun_here(r.tokens, r.at) and r.at != _behind_name(r),
    ),
    Rule("verb or noun", "Will [the ferry company] close routes?", Step.PERHAPS_VERB, _is_agreeing),
    Rule("noun", "Did [the new king] resign?", Step.NOUN, lambda r: is_noun(r.word.bare)),
    Rule("anything else", "Was [the very old bridge] closed?", Step.PART, lambda _: True),
)
