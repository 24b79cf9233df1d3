"""Pronouns: whether a question has one that it does not explain itself.

"What did she say about it?" is open. "What did Takaichi say about her plans?" explains its pronoun, as one of `RULES`
says, and in "Is it true that …" there is nothing to explain. Knows nothing of the conversation.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from qa.english import vocabulary
from qa.english.names import kind_of
from qa.english.word_classes import AUXILIARIES, BE, MODALS, PREPOSITIONS, Word, is_noun, is_verb, words
from qa.question.syntax.clause import parse
from qa.question.syntax.noun_phrases import TIME_NOUNS, NounPhrase, noun_phrases
from qa.question.syntax.subject import DEMONSTRATIVES

Group = Literal["person", "thing", "many", "place", "pointing"]
GROUPS: dict[str, Group] = {
    **dict.fromkeys(("he", "him", "his", "she", "her", "hers"), "person"),
    **dict.fromkeys(("it", "its"), "thing"),
    **dict.fromkeys(("they", "them", "their", "theirs"), "many"),
    **dict.fromkeys(DEMONSTRATIVES, "pointing"),
    "there": "place",
}
# What a question can name that explains a pronoun of each group.
EXPLAINS: dict[Group, Callable[[NounPhrase], bool]] = {
    "person": lambda phrase: (phrase.is_name or phrase.is_definite) and kind_of(phrase.text) != "place",
    "thing": lambda phrase: not phrase.is_plural and kind_of(phrase.text) != "person",
    "many": lambda phrase: phrase.is_plural or phrase.is_name or phrase.is_definite,
    "place": lambda phrase: phrase.is_name,
    "pointing": lambda phrase: phrase.is_name or phrase.is_plural,
}
SUBORDINATORS = vocabulary.words("subordinators")
JUDGED = "|".join(sorted(vocabulary.words("judging_adjectives")))
# An "it" that stands for nothing, with an example of each.
EMPTY_IT = (
    (
        rf"\bit (?:(?:is|was|be|been|being|still|not|too|really|so|will|would|ever) )*(?:{JUDGED})\b"
        r"(?=.*\b(?:to|that|for|if)\b)",
        "Is it true that Mill Bridge will close?",
    ),
    (
        r"\bit (?:\w+ )?(?:takes?|took|taken|costs?|means?|seems?|appears?)\b.*\bto \w+ \w",
        "How long does it take to reach Pell?",
    ),
    (r"\b(?:is|was) it (?:\w+ )?(?:that|who|which)\b", "What is it that the union wants?"),
    (r"\bit matters?\b", "Why does it matter that Pell floods?"),
)
EMPTY = re.compile("|".join(pattern for pattern, _ in EMPTY_IT), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A word of a question that can be a pronoun, and what the question names; `at` is the word's number."""

    question: str
    at: int
    group: Group
    named: tuple[NounPhrase, ...]

    @property
    def tokens(self) -> tuple[Word, ...]:
        return words(self.question)

    @property
    def word(self) -> Word:
        return self.tokens[self.at]

    @property
    def low(self) -> str:
        return self.word.lower

    @property
    def explaining(self) -> list[NounPhrase]:
        """What the question names before that can explain it, or asks for: "which actor"."""
        clause = parse(self.question)
        asked = clause.noun if clause and self.group in ("person", "many") else ""
        before = (phrase for phrase in self.named if phrase.end <= self.word.start)
        return [phrase for phrase in before if EXPLAINS[self.group](phrase) or phrase.text in asked]

    @property
    def owns(self) -> bool:
        """Whether it stands before what is someone's: "her plans", not "met her"."""
        if self.low in ("her", "hers"):
            return self.neighbour(1) != "" and is_noun(self.neighbour(1))
        return self.low in ("his", "its", "their", "theirs")

    def neighbour(self, distance: int) -> str:
        """The word so far away, in small letters; "" beyond the question."""
        at = self.at + distance
        return self.tokens[at].bare if 0 <= at < len(self.tokens) else ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Why a pronoun is not open, the pronouns that the rule is for, and an example."""

    name: str
    groups: tuple[Group, ...]
    closes: Callable[[Pronoun], bool]
    example: str


def open_pronouns(question: str) -> list[Pronoun]:
    """The pronouns of a question that it does not explain itself, in order."""
    named = tuple(phrase for phrase in noun_phrases(question) if not phrase.is_time)
    pronouns = (
        Pronoun(question, at, GROUPS[word.lower], named)
        for at, word in enumerate(words(question))
        if word.lower in GROUPS
    )
    return [each for each in pronouns if not any(each.group in rule.groups and rule.closes(each) for rule in RULES)]


def has_open_pronoun(question: str) -> bool:
    """Whether a question has a pronoun that it does not explain itself."""
    return bool(open_pronouns(question))


def _is_named_before(pronoun: Pronoun) -> bool:
    """Whether the question names it before: "its" in the same clause, "it" in another."""
    named = pronoun.explaining
    return bool(named) and (pronoun.owns or _begins_clause(pronoun, named[0].end))


def _begins_clause(pronoun: Pronoun, end: int) -> bool:
    """Whether a clause begins between what ends there and a pronoun: behind a mark, behind a word like "when", or with
    "she" itself where it stands between two verbs ("say she would")."""
    between = [word for word in pronoun.tokens[: pronoun.at] if word.start >= end]
    after = pronoun.neighbour(1)
    is_between_verbs = bool(between) and is_verb(between[-1].lower) and (after in AUXILIARIES or is_verb(after))
    if pronoun.low in ("he", "she", "they", "it") and is_between_verbs:
        return True
    return any(word.is_apart or word.lower in SUBORDINATORS for word in (*between, pronoun.word))


def _is_named_behind_comma(pronoun: Pronoun) -> bool:
    comma = pronoun.question.find(",", pronoun.word.end)
    return comma >= 0 and any(p.is_name and p.start > comma and EXPLAINS[pronoun.group](p) for p in pronoun.named)


def _has_owner(pronoun: Pronoun) -> bool:
    return any("'s " in phrase.text.replace("’", "'") for phrase in pronoun.explaining)


def _is_empty(pronoun: Pronoun) -> bool:
    return EMPTY.search(pronoun.question) is not None


def _exists(pronoun: Pronoun) -> bool:
    """Whether "there" only says that something is: beside a form of "to be" and with something after it."""
    after = pronoun.neighbour(1)
    if not after:
        counts = [word.lower for word in pronoun.tokens[:2]] == ["how", "many"]
        return counts and pronoun.tokens[2].lower not in ("people", "others", *BE)
    return pronoun.neighbour(-1) in BE or after in BE | MODALS | {"be", "been"}


def _joins_clause(pronoun: Pronoun) -> bool:
    """Whether "that" only joins a clause."""
    before, after = pronoun.neighbour(-1), pronoun.neighbour(1)
    if pronoun.low != "that" or not after:
        return False
    if pronoun.at == 0:
        return not is_noun(after)
    return before not in PREPOSITIONS | AUXILIARIES | {"all", "why", "how"} and after not in PREPOSITIONS


def _is_explained_behind(pronoun: Pronoun) -> bool:
    return pronoun.low == "those" and pronoun.neighbour(1) in ("who", "whose", "with", "in", "from")


def _stands_before_noun(pronoun: Pronoun) -> bool:
    """Whether "these" stands before a noun, in a question that has a name."""
    after = pronoun.neighbour(1)
    return after != "" and is_noun(after) and any(phrase.is_name for phrase in pronoun.named)


def _is_told_before(pronoun: Pronoun) -> bool:
    return bool(pronoun.explaining) and "," in pronoun.question[: pronoun.word.start]


RULES = (
    Rule("named before", ("person", "thing", "many", "place"), _is_named_before, "What did Norway say of its plans?"),
    Rule(
        "named behind a comma",
        ("person", "thing", "many"),
        _is_named_behind_comma,
        "In his will, what did Ann Lee say?",
    ),
    Rule("owner", ("thing",), _has_owner, "When did the zoo's ape leave it?"),
    Rule("empty it", ("thing",), _is_empty, "Is it true that Mill Bridge will close?"),
    Rule("there is", ("place",), _exists, "Are there trains to Pell?"),
    Rule("time", ("pointing",), lambda p: p.neighbour(1) in TIME_NOUNS, "What happened this week?"),
    Rule("joining that", ("pointing",), _joins_clause, "Who said that the bridge is closed?"),
    Rule("those who", ("pointing",), _is_explained_behind, "Who helps those who lost homes?"),
    Rule("before a noun", ("pointing",), _stands_before_noun, "Which of these cities did Trump visit?"),
    Rule("told before", ("pointing",), _is_told_before, "Which ships sail, and is Boreas among those?"),
)
