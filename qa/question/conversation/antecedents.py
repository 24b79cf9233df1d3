"""Antecedents: what the open pronouns of a follow-up stand for, where only one thing can be meant.

"When was it built?" after "When will Mill Bridge close?" is "When was Mill Bridge built?". Where two things can be
meant, or none, a pronoun stays as it is. What is put in was typed or, for persons, quoted.
"""

import re
from collections.abc import Iterator, Sequence

from qa.english.names import TITLES, Mention, kind_of, mentions
from qa.english.word_classes import AUXILIARIES, FUNCTION_WORDS, PREPOSITIONS, is_plural, lemma, words
from qa.question.conversation.exchanges import Exchange, known_names
from qa.question.conversation.pronouns import Pronoun, has_open_pronoun, open_pronouns
from qa.question.conversation.topics import asked_about, definite, things
from qa.question.syntax.clause import MEASURED, Clause, parse
from qa.question.syntax.noun_phrases import NounPhrase

ANY_NUMBER = frozenset(("did", "will", "would", "can", "could", "should", "may", "might", "must", "had"))
HE = frozenset(("he", "him", "his"))
HAPPENED = re.compile(r"what (?:is )?happen(?:s|ed|ing)\b", re.IGNORECASE)
MOVING = frozenset(("get", "go", "come", "travel", "fly", "move", "return"))
DOER = re.compile(r"(?:[eo]r|ist|man)$")  # the driver
PLACES_IN = frozenset(("in", "at", "near", "on"))


def with_antecedents(text: str, exchanges: Sequence[Exchange]) -> str:
    """The words with what each open pronoun stands for in its place, where only one thing can be meant."""
    for pronoun in open_pronouns(text):
        if (found := _antecedent(pronoun, exchanges)) and not has_open_pronoun(found):
            shown = f"{found}{_ending(found)}" if pronoun.owns else found
            replaced = f"{text[: pronoun.word.start]}{shown}{text[pronoun.word.end :]}"
            return with_antecedents(replaced, exchanges)
    return text


def _ending(name: str) -> str:
    return "'" if name.endswith("s") and not name.istitle() else "'s"


def _antecedent(pronoun: Pronoun, exchanges: Sequence[Exchange]) -> str | None:
    match pronoun.group:
        case "person":
            return _person("he" if pronoun.low in HE else "she", exchanges)
        case "thing":
            return None if _is_of_what_is_asked(pronoun, exchanges[-1]) else _only(_singular(exchanges[-1]))
        case "many":
            return _many(pronoun, exchanges[-1])
        case "place":
            return _place(pronoun, exchanges[-1])
        case "pointing":
            return None


def _is_of_what_is_asked(pronoun: Pronoun, last: Exchange) -> bool:
    """Whether "it" can stand for what the question that is gone on from asks for: what the bank decided."""
    clause = parse(last.frame)
    asks_thing = clause is not None and clause.question_word.lower() == "what" and bool(clause.subject and clause.verb)
    is_price = clause is not None and lemma(clause.verb.lower()) in MEASURED
    return pronoun.neighbour(-1) == "of" or (asks_thing and not is_price and not pronoun.owns)


def _only(found: Sequence[str]) -> str | None:
    """The one thing, where no other is found."""
    different = list(dict.fromkeys(each.strip() for each in found))
    return different[0] if len(different) == 1 else None


def _person(gender: str, exchanges: Sequence[Exchange]) -> str | None:
    """The one person of the nearest words that have any; whoever was asked for is nearer than whoever was named."""
    for told in _told_persons(exchanges, known_names(exchanges)):
        if fitting := [name for name, his in told if his in ("", gender)]:
            return _only(fitting)
    return None


def _told_persons(exchanges: Sequence[Exchange], known: Sequence[Mention]) -> Iterator[list[tuple[str, str]]]:
    """The persons and their genders, the nearest first."""
    last = exchanges[-1]
    answered = [_in_answer(each) for each in reversed(exchanges[-2:])]
    if _asks_who(last.base):
        yield answered[0][:1]
        return
    yield _named_in(last.own, known)
    if _asks_who(last.frame):
        yield from (told[:1] for told in answered)
        return
    yield _named_in(last.frame, known)
    yield from answered


def _named_in(question: str, known: Sequence[Mention]) -> list[tuple[str, str]]:
    return _persons(question, known) or [(role, "") for role in filter(None, [_role(question)])]


def _asks_who(question: str) -> bool:
    clause = parse(question)
    if clause is None:
        return False
    asked = words(clause.noun)
    return clause.question_word.lower().startswith("who") or (bool(asked) and asked[-1].bare in TITLES)


def _in_answer(exchange: Exchange) -> list[tuple[str, str]]:
    """The persons whom an answer names and its question does not."""
    asked = {word.bare for word in words(exchange.question)}
    new = (name for name in mentions(exchange.answer) if name.kind == "person" and name.last_word not in asked)
    first: dict[str, tuple[str, str]] = {}
    for name in new:
        title = f"{name.title} " if " " not in name.text and name.title else ""
        first.setdefault(name.last_word, (f"{title}{name.text}", name.gender))
    return list(first.values())


def _persons(question: str, known: Sequence[Mention]) -> list[tuple[str, str]]:
    """The persons whom a question names, or a name that can be a person's if it is the subject."""
    named = [(name, _kind(name, known)) for name in mentions(question)]
    sure = [name for name, kind in named if kind == "person"]
    subject = clause.subject if (clause := parse(question)) else ""
    perhaps = [name for name, kind in named if kind is None and name.text == subject and " " not in subject]
    return [(name.text, name.gender) for name in sure or perhaps]


def _kind(name: Mention, known: Sequence[Mention]) -> str | None:
    """The kind of a name by itself; "in the Derek Chauvin trial" makes no place of a person."""
    kind = kind_of(name.text, known)
    return kind if kind == "person" or name.kind is None else name.kind


def _role(question: str) -> str | None:
    """The one who is named by a role, "the prime minister of Japan", or by a name in small letters."""
    clause = parse(question)
    named = clause.subject if clause else asked_about(question)
    found = words(named)
    if not found:
        return None
    before = [word.lower for word in found]
    until = next((n for n, word in enumerate(before) if word in PREPOSITIONS), len(before))
    is_person = until > 0 and (
        found[until - 1].bare in TITLES or (clause is None and DOER.search(found[until - 1].bare))
    )
    if before[0] == "the" and is_person and not is_plural(found[until - 1].bare):
        return named
    is_name = question.islower() and len(found) <= 2 and [phrase.text for phrase in things(named)] == [named]
    return named if is_name and kind_of(named) != "place" and not is_plural(found[-1].bare) else None


def _units(question: str) -> list[tuple[NounPhrase, str]]:
    """What a question names, "the price of gold" as one: its first phrase, and the whole."""
    units: list[tuple[NounPhrase, int]] = []
    for phrase in things(question):
        is_attached = bool(units) and question[units[-1][1] : phrase.start].strip() == phrase.preposition != ""
        if is_attached and not (units[-1][0].is_name and phrase.preposition != "of"):
            units[-1] = (units[-1][0], phrase.end)
        elif any(word.lower not in FUNCTION_WORDS for word in words(phrase.text)):
            units.append((phrase, phrase.end))
    return [(first, _definite(first, question[first.start : end])) for first, end in units]


def _definite(first: NounPhrase, text: str) -> str:
    """A thing as one that was named before: "the hackers"; what has a name in its first words stays as it is."""
    return definite(first.text) + text[len(first.text) :] if first.text.islower() else text


def _singular(last: Exchange) -> list[str]:
    """The things that "it" can stand for: not what only says of another where or whose it is."""
    found = [(q, *unit) for q in (last.base, last.frame) for unit in _units(q)]
    return [
        text
        for question, first, text in found
        if not (first.is_plural or _is_person(first.text) or _is_vague(first, text))
        and (not first.preposition or HAPPENED.match(question) or parse(question) is None)
    ]


def _is_vague(first: NounPhrase, text: str) -> bool:
    """Whether it is one word in small letters, which can be a name, "apple", or no one thing, "labour"."""
    return first.text.islower() and " " not in first.text and text.removeprefix("the ") == first.text


def _is_person(text: str) -> bool:
    return kind_of(text) == "person" or words(text)[-1].bare in TITLES


def _many(pronoun: Pronoun, last: Exchange) -> str | None:
    if pronoun.neighbour(-1) == "of":
        return None  # many of them
    clause = parse(last.frame)
    found = [unit for question in (last.base, last.frame) for unit in _units(question)]
    if plural := [text for first, text in found if first.is_plural]:
        only = _only(plural)
        if only is None or _is_asked_for(only, clause):
            return None
        return clause.subject if clause and " and " in clause.subject and only in clause.subject else only
    if clause and " and " in clause.subject:
        return clause.subject
    is_free = pronoun.neighbour(-1) in ANY_NUMBER or pronoun.neighbour(-1) not in AUXILIARIES
    is_body = clause is not None and bool(clause.subject) and not _is_person(clause.subject)
    return clause.subject if clause and is_free and is_body and last.base == last.frame else None


def _is_asked_for(text: str, clause: Clause | None) -> bool:
    """Whether a question asks how many or which of them."""
    return clause is not None and clause.noun != "" and text.removeprefix("the ").startswith(clause.noun)


def _place(pronoun: Pronoun, last: Exchange) -> str | None:
    """Where something was, with the word before it: "in Pell", but "to Pell" behind "get", and "Pell" behind "from"."""
    clause = parse(last.base)
    if clause and clause.question_word.lower() == "where":
        return None
    before = pronoun.neighbour(-1)
    named = [phrase for question in (last.base, last.frame) for phrase in things(question)]
    found = [
        f"{phrase.preposition if phrase.preposition in PLACES_IN else 'in'} {phrase.text}"
        for phrase in named
        if (phrase.preposition in PLACES_IN and phrase.is_name) or kind_of(phrase.text) == "place"
    ]
    only = _only(found)
    if only and (before in PREPOSITIONS or lemma(before) in MOVING):
        return f"{'' if before in PREPOSITIONS else 'to '}{only.partition(' ')[2]}"
    return only
