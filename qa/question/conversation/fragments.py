"""Fragments: follow-ups without a clause, "And China?", "What about in May?", "The price?".

A name takes the place of its like in the last question; what is no name stands before it. The first of `RULES` that
fits says which. Knows nothing of days.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from qa.english.names import TITLES, Kind, Mention, kind_of, mentions
from qa.english.word_classes import (
    AUXILIARIES,
    DETERMINERS,
    FUNCTION_WORDS,
    POSSESSIVES,
    PREPOSITIONS,
    QUESTION_WORDS,
    is_finite,
    is_known,
    is_noun,
    is_verb,
    words,
)
from qa.question.conversation.exchanges import FollowUp
from qa.question.conversation.pronouns import has_open_pronoun
from qa.question.conversation.rewriting import END, WHAT_ABOUT, has_name, in_brackets, with_words
from qa.question.syntax.noun_phrases import NounPhrase, noun_phrases

ARTICLE = re.compile(r"^(?:the|an?)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A few words that name a thing, with the preposition before it; `is_led_to` where words before say that it goes on
    from the last question ("And", "What about")."""

    text: str
    preposition: str
    thing: str
    is_led_to: bool
    last: str
    known: tuple[Mention, ...]

    @property
    def kind(self) -> Kind | Literal["common"] | None:
        """What the thing is; `None` for a name that nothing tells the kind of."""
        return _kind(self.thing, self.known)

    @property
    def named(self) -> list[NounPhrase]:
        """What the last question names, days aside."""
        return [phrase for phrase in noun_phrases(self.last) if not phrase.is_time]


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of fragment, what it becomes (`None`: a question of its own), and an example: asked, typed, meant."""

    name: str
    fits: Callable[[Fragment], bool]
    rewrite: Callable[[Fragment], str | None]
    example: tuple[str, str, str]


def from_fragment(follow_up: FollowUp) -> str | None:
    """The last question with a name in it exchanged, or with the new words before it. `None` for what has a clause, or
    is a question of its own."""
    offered = WHAT_ABOUT.sub("", follow_up.text)
    text = offered.rstrip(END)
    if not words(text) or _has_clause(text):
        return None
    if follow_up.text.startswith(text) and not (follow_up.has_cue or mentions(text)):
        text = text[0].lower() + text[1:]  # Drones?
    first = words(text)[0].lower
    preposition = first if first in PREPOSITIONS else ""
    thing = text[len(preposition) :].strip()
    if not words(thing):
        return None
    is_led_to = follow_up.has_cue or offered != follow_up.text or bool(preposition)
    known = tuple(m for e in follow_up.exchanges[-3:] for told in (e.answer, e.question) for m in mentions(told))
    fragment = Fragment(text, preposition, thing, is_led_to, follow_up.last, known)
    return next(rule for rule in RULES if rule.fits(fragment)).rewrite(fragment)


def _has_clause(text: str) -> bool:
    """Whether a text has a question word, an auxiliary, or a verb that can only be one."""
    for number, word in enumerate(words(text)):
        if word.lower in QUESTION_WORDS | AUXILIARIES:
            return True
        if number and not word.is_capital and is_verb(word.lower) and not is_noun(word.lower) and is_finite(word.lower):
            return True
    return False


def _kind(text: str, known: Sequence[Mention]) -> Kind | Literal["common"] | None:
    bare = ARTICLE.sub("", text)
    if bare.lower() in TITLES and bare[0].isupper():
        return "person"  # the Pope
    kind = kind_of(bare, known)
    has_capital = any(word.is_capital for word in words(bare))
    return "common" if kind != "place" and not has_capital and _is_in_dictionary(bare) else kind


def _is_in_dictionary(text: str) -> bool:
    """Whether all words are: a name typed in small letters mostly is not."""
    return all(is_known(word.bare) or not word.text[0].isalpha() for word in words(text))


def _says_its_subject(fragment: Fragment) -> bool:
    """Whether a few words that nothing leads up to say enough to be searched for: not one name, not "the mayor"."""
    found = [word for word in words(fragment.thing) if word.lower not in FUNCTION_WORDS]
    names = mentions(f"x {fragment.thing}")
    is_name = len(names) == 1 and names[0].text == fragment.thing
    has_article = words(fragment.thing)[0].lower in (DETERMINERS | POSSESSIVES) - {"any"}
    return len(found) > 1 and not is_name and not (has_article and len(found) < 3)


def _has_common_head(fragment: Fragment) -> bool:
    """Whether it is a name with a noun behind it: "the Eastmoor bus fares" says what it is by itself."""
    return has_name(fragment.thing) and not words(fragment.thing)[-1].is_capital


def _like_preposition(fragment: Fragment) -> NounPhrase | None:
    """What stands behind the same preposition."""
    same = [phrase for phrase in fragment.named if phrase.preposition == fragment.preposition]
    return same[-1] if same else None


def _like_name(fragment: Fragment) -> NounPhrase | Mention | None:
    """The first name of the same kind, else one that nothing tells the kind of, else the only name."""
    names = [phrase for phrase in fragment.named if phrase.is_name]
    if fragment.kind is None and fragment.thing.islower():  # perhaps no name
        names = [phrase for phrase in names if not phrase.preposition]
    same = [phrase for phrase in names if fragment.kind and _kind(phrase.text, fragment.known) == fragment.kind]
    unsure = [phrase for phrase in names if fragment.kind is None or _kind(phrase.text, fragment.known) is None]
    chosen = same or unsure or (names if len(names) == 1 else [])
    return _name_in(chosen[0], fragment) if chosen else None


def _name_in(phrase: NounPhrase, fragment: Fragment) -> NounPhrase | Mention:
    """The name inside a phrase: "Boreas" of "the satellite Boreas"."""
    inner = [m for m in mentions(fragment.last) if phrase.start <= m.start and m.end <= phrase.end]
    is_whole = bool(inner) and phrase.text == f"the {inner[0].text}"
    is_inside = not is_whole and phrase.text[0].islower() and not fragment.thing.lower().startswith("the ")
    return inner[0] if inner and is_inside else phrase


def _exchanged(fragment: Fragment, place: NounPhrase | Mention) -> str:
    thing = fragment.thing if has_name(fragment.thing) else fragment.thing[0].lower() + fragment.thing[1:]
    shown = thing[0].upper() + thing[1:] if place.start == 0 else thing
    return fragment.last[: place.start] + shown + fragment.last[place.end :]


def _with_other_circumstance(fragment: Fragment) -> str:
    if place := _like_preposition(fragment):
        return _exchanged(fragment, place)
    return with_words(fragment.last, f" {fragment.text[0].lower()}{fragment.text[1:]}")


def _with_other_name(fragment: Fragment) -> str:
    place = _like_name(fragment)
    return _exchanged(fragment, place) if place else _before_last(fragment)


def _before_last(fragment: Fragment) -> str:
    return in_brackets(fragment.text, fragment.last)


def _nothing(_: Fragment) -> None:
    return None


RULES = (
    Rule(
        "search words",
        lambda fragment: not fragment.is_led_to and _says_its_subject(fragment),
        _nothing,
        ("What did Japan pledge?", "ferry strike talks", "ferry strike talks"),
    ),
    Rule(
        "pronoun",
        lambda fragment: has_open_pronoun(fragment.text),
        _before_last,
        ("What does Northbank sell?", "And its rival Pennymart?", "Its rival Pennymart (what Northbank sells)?"),
    ),
    Rule(
        "preposition",
        lambda fragment: bool(fragment.preposition),
        _with_other_circumstance,
        ("How high are bus fares in Pell?", "And for children?", "How high are bus fares in Pell for children?"),
    ),
    Rule(
        "common noun",
        lambda fragment: fragment.kind == "common",
        _before_last,
        ("What did Japan pledge?", "The reason?", "The reason (what Japan pledged)?"),
    ),
    Rule(
        "name with a noun",
        _has_common_head,
        _nothing,
        ("What did Japan pledge?", "What about the Eastmoor bus fares?", "What about the Eastmoor bus fares?"),
    ),
    Rule(
        "name",
        lambda _: True,
        _with_other_name,
        ("What did Japan pledge?", "And China?", "What did China pledge?"),
    ),
)
