"""Follow-ups that leave out what they are about: "How many were hurt?", "And what did China say?".

What the last question asked for is put behind them, in brackets. Knows nothing of pronouns or days.
"""

import re
from collections.abc import Sequence

from index.text.analysis import terms
from qa.english.names import mentions
from qa.english.word_classes import FUNCTION_WORDS, lemma, listed, words
from qa.question.conversation.antecedents import PEOPLE, SPEAKING, Exchange, called, is_time
from qa.question.conversation.clause import Phrase, core, embedded, parse, phrases

CUE = re.compile(
    r"^(?:(?:(?:and|but|or|so|also|plus|ok(?:ay)?|well|then|right|hm+|yes|sorry|i mean(?:t(?: to ask)?)?)\b"
    r"|(?:thanks|thank you|great|interesting|i see|no)(?=[,.!]|\si\smean))[,.!\s]*)+",
    re.IGNORECASE,
)
WHAT_ABOUT = re.compile(r"^(?:what|how)\s+about\s+|^same\s+(?:question\s+)?for\s+", re.IGNORECASE)
PLACE_WORD = re.compile(r"^(?:in|at|on|during|to|near|with)\s", re.IGNORECASE)
PLACED = re.compile(r"(?:in|at|near)\s(?:the\s)?(?:[A-Z][\w’'-]*\s?)+$")
BRACKETED = re.compile(r"\(([^()]*)\)")
OPEN = frozenset(("he", "she", "it", "they", "him", "her", "them", "that", "this", "there", "so"))
# Nouns that name a part or a side of something else, and words that any event has: by themselves they name no subject.
SIDES = frozenset(
    terms(
        "price cost amount sum money total result outcome reason cause purpose aim goal plan date time place venue"
        " location size length age name winner loser victim suspect driver owner author leader head damage death toll"
        " casualty injury effect impact consequence response reaction details terms condition deadline step difference"
        " share percentage rate budget penalty sentence verdict charge score turnout work repair project building"
        " company firm country city team party people person man woman child side number figure deal agreement"
        " talk meeting decision vote pledge law rule ban proposal offer statement announcement report study survey"
        " rise increase fall drop change end start beginning next last part rest others day week month year thing way"
        " evidence proof chance risk benefit problem issue motive weapon police official government court critics"
        " opponent supporter resident neighbour expert alternative exception schedule timetable opening closure route"
        " visitor passenger resident worker staff customer member answer question goal design material colour distance"
        " weight speed funding fund finance union board committee agency group bank army parliament ministry crew jury"
        " source link proof value size owner tenant buyer seller name family mother father public"
    )
)
ROLES = frozenset(term for word in PEOPLE for term in terms(word))
EVENTS = frozenset(
    terms(
        "do be have happen occur die kill hurt injure wound win lose say tell speak attend pay cost take get start"
        " begin end finish last go come make give sign vote agree decide announce arrest charge react respond reply"
        " affect involve expect change work help need want know think mean call see find use find hold close open"
        " reopen stop continue cause lead include survive escape rescue visit meet leave arrive return follow build"
        " rise fall drop grow increase decrease cut spend receive support oppose object comment apply approve reject"
        " big large long high much many old far often soon fast more most less new exactly likely possible"
        " important first second third fourth fifth last"
    )
)
REACTIVE = listed("react respond reply answer agree disagree object comment")


def without_cue(typed: str) -> tuple[str, bool]:
    """The question without "And", "But", and whether it had one, which says that it goes on from what was said."""
    bare = CUE.sub("", typed).strip()
    return (bare, True) if bare and bare != typed else (typed, False)


def incomplete(typed: str, has_cue: bool, exchanges: Sequence[Exchange]) -> str | None:
    """A question that names no subject, or asks what someone else did "And what did China say?", completed from the
    last one; `None` for one that needs nothing."""
    clause = parse(typed)
    if clause is None or not clause.verb:
        own = phrases(typed)
        if clause is None or any(phrase.is_name for phrase in own) or not _names_no_subject(typed, has_cue, exchanges):
            return None
        return completed(typed, exchanges)
    base = lemma(clause.verb.lower())
    last = parse(core(exchanges[-1].question))
    names = any(phrase.is_name for phrase in phrases(typed))
    if names:
        same = last is not None and lemma(last.verb.lower()) == base and last.rest and not clause.rest
        if last and same and (has_cue or clause.question_word.lower() == last.question_word.lower()):
            return f"{typed.rstrip(' ?!.')} {last.rest}?"
        return completed(typed, exchanges) if base in REACTIVE | SPEAKING and not clause.rest else None
    if base in REACTIVE | SPEAKING and not clause.rest:
        return completed(typed, exchanges)
    if any(word.lower == "else" for word in words(typed)):
        return completed(typed, exchanges)
    return completed(typed, exchanges) if _names_no_subject(typed, has_cue, exchanges) else None


def on_topic(question: str, exchanges: Sequence[Exchange]) -> str:
    """A completed question without any name, with what bears one in the latest question that has one: in brackets."""
    if mentions(f"x {question}"):
        return question
    for exchange in reversed(exchanges[-3:]):
        asked = exchange.question
        if "(" in question:
            return question
        if bracketed := [part for part in BRACKETED.findall(asked) if mentions(f"x {part}")]:
            return f"{question.rstrip(' ?!.')} ({bracketed[0]})?"
        if mentions(f"x {core(asked)}"):
            clause = parse(core(asked))
            if clause and PLACED.match(clause.rest) and not any(map(is_time, phrases(clause.rest))):
                return f"{question.rstrip(' ?!.')} {clause.rest}?"
            return behind(question.rstrip(" ?!."), core(asked))
    return question


def spaced(text: str) -> str:
    return re.sub(r"\s+([?,.])", r"\1", " ".join(text.split()))


def was_said(thing: str, exchanges: Sequence[Exchange]) -> bool:
    """Whether the last turns have all its words."""
    said = set(terms(" ".join(f"{e.question} {e.answer[:1_500]}" for e in exchanges[-2:])))
    return all(term in said or term in SIDES for term in terms(thing) if term not in ("the", "a", "an"))


def _names_no_subject(typed: str, has_cue: bool, exchanges: Sequence[Exchange]) -> bool:
    """Whether all that a question names are sides of something else, or things that were said, as things known.

    Its verb counts for nothing: "How many were hurt?" has no subject, whatever verb it has.
    """
    if any(word.text[0].isdigit() for word in words(typed)):
        return False
    said = set(terms(" ".join(f"{e.question} {e.answer[:1_500]}" for e in exchanges[-2:])))
    unsaid = 0
    for phrase in phrases(typed):
        own = [
            term
            for word in words(phrase.text)
            if word.lower not in FUNCTION_WORDS
            for term in terms(word.bare)
            if term not in SIDES and term not in EVENTS and not (phrase.is_definite and term in ROLES)
        ]
        if any(term not in said for term in own):
            unsaid += len(own)
        elif (own and not (phrase.is_definite or phrase.is_plural)) or len(own) > 2:
            return False
    return unsaid == 0 or (unsaid == 1 and (has_cue or _says_too_little(typed)))


def _says_too_little(typed: str) -> bool:
    """Whether the one thing that a question names is no subject by itself: how many or which of some things, and no
    more of them ("Which flights were cancelled?"), something known that was not said ("When was the warning given?"),
    or whether there is any ("Is there a lift?")."""
    clause = parse(typed)
    if clause is None:
        return False
    named = [phrase for phrase in phrases(typed) if not is_time(phrase) and not _is_side(phrase)]
    counts = bool(clause.noun) and not clause.subject
    if len(named) != 1 or sum(word.lower not in FUNCTION_WORDS for word in words(named[0].text)) > 1:
        return False
    return counts or named[0].is_definite or clause.subject == "there"


def _is_side(phrase: Phrase) -> bool:
    return all(term in SIDES or term in EVENTS for word in words(phrase.text) for term in terms(word.bare))


def completed(typed: str, exchanges: Sequence[Exchange]) -> str:
    """The question with what the last one was about."""
    last = core(exchanges[-1].question)
    clause = parse(last)
    bare = typed.rstrip(" ?!.")
    for phrase in reversed(phrases(typed)):
        if phrase.is_definite and (named := called(exchanges, phrase.head)) and len(words(phrase.text)) == 2:
            return f"{typed[: phrase.start]}{named}{typed[phrase.end :]}"
    if clause and not clause.subject and lemma(clause.verb.lower()) in ("happen", "occur", "go") and clause.rest:
        is_of_its_own = any(phrase.is_definite for phrase in phrases(typed))
        return f"{bare} ({PLACE_WORD.sub('', clause.rest)})?" if is_of_its_own else f"{bare} {clause.rest}?"
    return behind(bare, exchanges[-1].question)


def behind(bare: str, last: str) -> str:
    """New words and, in brackets, what the last question was about: its own brackets, where it says less itself."""
    clause = parse(core(last))
    bracketed = BRACKETED.findall(last)
    is_open = any(word.lower in OPEN for word in words(core(last)))
    parts = [embedded(clause) if clause else core(last).rstrip(" ?!.")] if not (is_open and bracketed) else []
    return f"{bare} ({', '.join([*parts, *bracketed[:1]])})?"
