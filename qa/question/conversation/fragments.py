"""Fragments: follow-ups without a clause, "And China?", "What about in May?", "The price?".

A part takes the place of its like in the question that they go on from; what has none there is asked about beside it.
The first of `RULES` that fits says which. Knows nothing of days.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from qa.english.names import mentions
from qa.english.word_classes import (
    AUXILIARIES,
    DETERMINERS,
    FUNCTION_WORDS,
    POSSESSIVES,
    PREPOSITIONS,
    QUESTION_WORDS,
    is_base,
    is_finite,
    is_noun,
    is_only_noun,
    is_participle,
    is_verb,
    words,
)
from qa.question.conversation.ellipsis import going_on, names_subject
from qa.question.conversation.exchanges import Exchange, FollowUp, known_names, whole
from qa.question.conversation.likes import Fragment, fits, is_name, known_kind, like_head, like_in, name_in
from qa.question.conversation.pronouns import has_open_pronoun
from qa.question.conversation.rewriting import END, WHAT_ABOUT, has_name, with_words
from qa.question.conversation.topics import event, things
from qa.question.syntax.clause import parse

ASKED_BEHIND = re.compile(r"\s(?:how (?:much|many)|when|why|where)\W*$", re.IGNORECASE)  # And Turkey how much?
ANY = re.compile(r"^any\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of fragment, what it becomes (`None`: a question of its own), and an example: asked, typed, meant."""

    name: str
    fits: Callable[[Fragment], bool]
    rewrite: Callable[[Fragment], Exchange | None]
    example: tuple[str, str, str]


def from_fragment(follow_up: FollowUp) -> Exchange | None:
    """The question that it goes on from with a part exchanged, or what is asked about beside it. `None` for what has a
    clause, or is a question of its own."""
    offered = ASKED_BEHIND.sub("", WHAT_ABOUT.sub("", follow_up.text))
    text = offered.rstrip(END)
    if not words(text) or _has_clause(text):
        return None
    if follow_up.text.startswith(text) and not (follow_up.has_cue or mentions(text)):
        text = text[0].lower() + text[1:]  # Drones?
    first = words(text)[0].lower
    preposition = first if first in PREPOSITIONS | {"according"} else ""
    thing = text[len(preposition) :].strip()
    if not words(thing):
        return None
    is_led_to = follow_up.has_cue or offered != follow_up.text or bool(preposition)
    fragment = Fragment(text, preposition, thing, is_led_to, follow_up, known_names(follow_up.exchanges))
    return next(rule for rule in RULES if rule.fits(fragment)).rewrite(fragment)


def _has_clause(text: str) -> bool:
    """Whether a text has a question word, an auxiliary, or a verb that can only be one."""
    for number, word in enumerate(words(text)):
        if word.lower in QUESTION_WORDS | AUXILIARIES:
            return True
        if number and not word.is_capital and is_verb(word.lower) and not is_noun(word.lower) and is_finite(word.lower):
            return True
    return False


def _says_its_subject(fragment: Fragment) -> bool:
    """Whether a few words that nothing leads up to say enough to be searched for: not one name, not "the mayor"."""
    found = [word for word in words(fragment.thing) if word.lower not in FUNCTION_WORDS]
    names = mentions(f"x {fragment.thing}")
    is_name = len(names) == 1 and names[0].text == fragment.thing
    has_article = words(fragment.thing)[0].lower in (DETERMINERS | POSSESSIVES) - {"any"}
    return len(found) > 1 and not is_name and not (has_article and len(found) < 3)


def _is_subject(fragment: Fragment) -> bool:
    """Whether it is a name with a noun behind it, "the Eastmoor bus fares", or a thing and its place, "the weather in
    Melbourne", which say what they are by themselves."""
    found = words(fragment.thing)
    if has_name(fragment.thing) and not found[-1].is_capital:
        return True
    return any(word.lower in PREPOSITIONS for word in found[1:-1]) and names_subject(fragment.thing)


def _with_other_circumstance(fragment: Fragment) -> Exchange:
    """What stands behind the same preposition exchanged, or the words behind the last question."""
    last = fragment.last
    for question in dict.fromkeys((last.base, last.frame)):
        same = [phrase for phrase in things(question) if phrase.preposition == fragment.preposition]
        if same:
            return _exchanged(same[-1].text, fragment)
    clause = parse(last.frame)
    if fragment.kind == "place" and clause and known_kind(clause.subject, fragment.known) == "place":
        return _exchanged(clause.subject, fragment)  # how many did Ireland cull, and in the Netherlands?
    own = with_words(last.base, f" {fragment.text[0].lower()}{fragment.text[1:]}")
    return Exchange(own, own, own if last.base == last.frame else last.frame, last.topic)


def _with_like_head(fragment: Fragment) -> Exchange:
    return _exchanged(like_head(fragment) or "", fragment)


def _with_other_thing(fragment: Fragment) -> Exchange:
    """What was done exchanged, "injured" for "killed", or the part exchanged last; else what is asked about."""
    last = fragment.last
    own = words(fragment.thing)
    clause = parse(last.frame)
    if clause and len(own) == 1 and not is_only_noun(own[0].lower) and _is_same_form(own[0].lower, clause.verb):
        return _exchanged(clause.verb, fragment)
    has_article = own[0].lower in DETERMINERS | POSSESSIVES
    if last.exchanged and not has_article and known_kind(last.exchanged, fragment.known) == "common":
        return _exchanged(last.exchanged, fragment)
    return _asked_about(fragment)


def _is_same_form(word: str, verb: str) -> bool:
    """Whether two words are verbs of one form, "hurt" and "killed"; a noun is a verb only by chance."""
    both = (word, verb.lower())
    if all(is_participle(each) for each in both):
        return True
    return not is_noun(word) and all(is_base(each) for each in both)


def _with_other_name(fragment: Fragment) -> Exchange:
    """A name exchanged for its like: the only name of the last question, a like one of the question that it goes on
    from, the part exchanged last, or one of the same kind in an earlier question."""
    last = fragment.last
    if last.base != last.frame:
        names = [phrase for phrase in things(last.base) if is_name(phrase.text, fragment)]
        if len(names) == 1 and fits(names[0].text, fragment):
            return _exchanged(name_in(names[0].text), fragment)
    if last.exchanged and fits(last.exchanged, fragment):
        return _exchanged(last.exchanged, fragment)
    if found := like_in(last.frame, fragment):
        return _exchanged(found, fragment)
    for earlier in reversed(fragment.follow_up.exchanges[:-1]):
        if fragment.kind in ("place", "person") and (found := like_in(earlier.frame, fragment)):
            back = replace(fragment.follow_up, exchanges=(whole(earlier.frame),))
            return _exchanged(found, replace(fragment, follow_up=back))
    return _asked_about(fragment)


def _exchanged(old: str, fragment: Fragment) -> Exchange:
    """The question that it goes on from with a part exchanged; the last one too, where it has the same part and words
    of its own."""
    last = fragment.last
    thing = fragment.thing if has_name(fragment.thing) else fragment.thing[0].lower() + fragment.thing[1:]
    part = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)")

    def put(text: str) -> str:
        return part.sub(lambda match: thing[0].upper() + thing[1:] if match.start() == 0 else thing, text, count=1)

    frame = put(last.frame)
    spoken_of = re.compile(rf"\b(?:about|to|on) {re.escape(event(last.frame))}")
    if part.search(spoken_of.sub("", last.base)) and last.base != last.frame:
        own = put(last.base)
        return Exchange(own, own, frame, put(last.topic), thing)
    return Exchange(frame, frame, frame, exchanged=thing)


def _asked_about(fragment: Fragment) -> Exchange:
    """What is asked about beside the question that it goes on from."""
    thing = ANY.sub("", fragment.text)
    return going_on(
        f"What about {thing[0].lower() if not has_name(thing) else thing[0]}{thing[1:]}", fragment.follow_up
    )


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
        _asked_about,
        ("What does Northbank sell?", "And its rival Pennymart?", "What about Northbank's rival Pennymart?"),
    ),
    Rule(
        "preposition",
        lambda fragment: bool(fragment.preposition),
        _with_other_circumstance,
        ("How high are bus fares in Pell?", "And for children?", "How high are bus fares in Pell for children?"),
    ),
    Rule(
        "same last word",
        lambda fragment: like_head(fragment) is not None,
        _with_like_head,
        ("When was the Suez canal dug?", "And the Panama canal?", "When was the Panama canal dug?"),
    ),
    Rule(
        "thing with a name",
        _is_subject,
        _nothing,
        ("What did Japan pledge?", "What about the Eastmoor bus fares?", "What about the Eastmoor bus fares?"),
    ),
    Rule(
        "common noun",
        lambda fragment: fragment.kind == "common",
        _with_other_thing,
        ("How many people were killed in Pell?", "And injured?", "How many people were injured in Pell?"),
    ),
    Rule(
        "name",
        lambda _: True,
        _with_other_name,
        ("What did Japan pledge?", "And China?", "What did China pledge?"),
    ),
)
