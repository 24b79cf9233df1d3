"""What pronouns can stand for in a conversation, the likeliest first.

What the last question was about comes before what its answer names, and both before older turns; an answer to "who"
puts its person first. Knows nothing of the question in which the pronoun stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from qa.clause import Clause, Phrase, embedded, parse, phrases, whole
from qa.mentions import Gender, Kind, Mention, is_time_word, kind_of, mentions
from qa.wordclass import listed, words

RECENT = 4  # exchanges that a pronoun can reach back
TIMES = listed("day week weekend month year decade morning afternoon evening night time hour today")
PLACES_AFTER = listed("in at to near from inside outside across around throughout into")
COLLECTIVES = listed(
    "government council company firm police team party army court parliament committee ministry union bank"
    " board agency group staff family public city county state country university club crew jury"
)
ARTICLE = re.compile(r"^(?:the|an?|this|that|these|those|its|their|his|her)\s", re.IGNORECASE)
PAIR = re.compile(r"[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*\sand\s(?:the\s)?[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as it stands alone, and the answer's text; empty if there was none."""

    question: str
    answer: str


def person(exchanges: Sequence[Exchange], gender: Gender, without: Iterable[str] = ()) -> str | None:
    """Whom "he" or "she" means; `without` are names that the new question has itself."""
    known = _known(exchanges)
    said = {mention.last_word: mention.gender for mention in known if mention.gender}
    excluded = {name.split()[-1].lower() for name in without}
    for exchange in _latest(exchanges):
        asked, answered = (_people(text, known) for text in (exchange.question, exchange.answer))
        if exchange.question.lower().startswith(("who ", "whom ", "which ")):
            asked, answered = [each for each in answered if each.last_word not in {a.last_word for a in asked}], asked
        candidates = [each for each in chain(asked, answered) if each.last_word not in excluded]
        fitting = [each for each in candidates if said.get(each.last_word, gender) == gender]
        if gender == "she":  # a text that tells of a woman mostly says so; of a man it mostly does not
            fitting.sort(key=lambda each: each.last_word not in said)
        if fitting:
            return fitting[0].text
    last = parse(exchanges[-1].question)
    return _one(exchanges[-1].question, last) if last else None


def thing(exchanges: Sequence[Exchange], *, is_acting: bool, without: Iterable[str] = ()) -> str | None:
    """What "it" means. One that acts is what the last question's subject names, one that something happens to what it
    asked for: what was pledged, not who pledged it."""
    known = _known(exchanges)
    excluded = {name.lower() for name in without}
    for exchange in _latest(exchanges):
        clause = parse(exchange.question)
        if clause and not is_acting and clause.verb and not clause.is_about_circumstance and _is_agent(clause, known):
            return embedded(clause)
        found = phrases(exchange.question)
        for number, phrase in enumerate(found):
            if phrase.is_plural or phrase.preposition == "of" or is_time(phrase) or phrase.text.lower() in excluded:
                continue
            kind = kind_of(phrase.text, known)
            if kind == "person" or (phrase.preposition in PLACES_AFTER and (kind == "place" or phrase.is_name)):
                continue
            if clause and phrase.text in clause.noun:
                continue
            return definite(exchange.question, whole(found, number))
        for mention in mentions(exchange.answer):
            if kind_of(mention.text, known) == "other" and mention.text.lower() not in excluded:
                return mention.text
        if clause and clause.noun:
            return embedded(clause)
    return None


def group(exchanges: Sequence[Exchange], *, is_acting: bool, without: Iterable[str] = ()) -> str | None:
    """Whom or what "they" means: a pair of names, a plural, a body of people, else a subject."""
    excluded = {name.lower() for name in without}
    for exchange in _latest(exchanges):
        question = exchange.question
        if pair := PAIR.search(question[1:]):
            return pair[0]
        found = [p for p in phrases(question) if not is_time(p) and p.text.lower() not in excluded]
        clause = parse(question)
        bodies = [phrase for phrase in found if phrase.is_plural or phrase.head in COLLECTIVES]
        if not is_acting or (clause and clause.noun):
            bodies.sort(key=lambda phrase: not phrase.is_plural)
        if bodies:
            return definite(question, (bodies[0].start, bodies[0].end))
        if clause and clause.subject and words(clause.subject)[0].text not in ("it", "there"):
            return clause.subject
        if pair := PAIR.search(exchange.answer[1:]):
            return pair[0]
        for phrase in found:
            if phrase.is_name and phrase.preposition not in PLACES_AFTER:
                return phrase.text
        if exchange.answer and (named := mentions(exchange.answer)):
            return named[0].text
    return None


def place(exchanges: Sequence[Exchange]) -> tuple[str, str] | None:
    """Where "there" is: a preposition and a place."""
    known = _known(exchanges)
    for exchange in _latest(exchanges):
        found = phrases(exchange.question)
        for phrase in reversed(found):
            if phrase.preposition in PLACES_AFTER and not is_time(phrase) and kind_of(phrase.text, known) != "person":
                return ("in" if phrase.preposition in ("to", "from", "into") else phrase.preposition), phrase.text
        for mention in chain(mentions(exchange.question), mentions(exchange.answer)):
            if kind_of(mention.text, known) == "place":
                return "in", mention.text
    return None


def called(exchanges: Sequence[Exchange], noun: str) -> str | None:
    """What a noun was last said with: "shipbuilding deal" for "deal"; `None` if it was not said, or said bare."""
    for exchange in _latest(exchanges):
        for text in (exchange.question, exchange.answer[:1_500]):
            for phrase in phrases(text):
                if phrase.head == noun and len(words(phrase.text)) > 1 + phrase.is_definite:
                    bare = re.sub(
                        r"^(?:the|an?|this|that|these|those|its|their|his|her)\s", "", phrase.text, flags=re.I
                    )
                    if " " in bare:
                        return bare
    return None


def is_time(phrase: Phrase) -> bool:
    """Whether a phrase names a time."""
    return phrase.head in TIMES or is_time_word(phrase.head) or re.fullmatch(r"(?:19|20)\d\d", phrase.head) is not None


def definite(text: str, at: tuple[int, int]) -> str:
    """A part of a text as something known: "a new bridge" as "the new bridge"."""
    found = text[at[0] : at[1]]
    bare = re.sub(r"^(?:an?|any|some|this|that|these|those|many|much)\s", "the ", found, flags=re.IGNORECASE)
    first = bare[0].lower() + bare[1:] if at[0] == 0 else bare
    has_article = first.lower().startswith(("the ", "his ", "her ", "its ", "their "))
    return first if has_article or first[0].isupper() or first[0] in "$£€" or "'s " in first else f"the {first}"


def _latest(exchanges: Sequence[Exchange]) -> Iterator[Exchange]:
    return reversed(exchanges[-RECENT:])


def _known(exchanges: Sequence[Exchange]) -> list[Mention]:
    """All names that were said, the latest first."""
    return [
        mention
        for exchange in _latest(exchanges)
        for text in (exchange.answer, exchange.question)
        for mention in mentions(text)
    ]


def _people(text: str, known: Sequence[Mention]) -> list[Mention]:
    """The names that can be a person's."""
    found = []
    for mention in mentions(text):
        kind: Kind | None = mention.kind or kind_of(mention.text, known)
        if kind == "person" or (kind is None and not mention.text.isupper() and len(mention.text.split()) < 4):
            found.append(mention)
    return found


def _is_agent(clause: Clause, known: Sequence[Mention]) -> bool:
    """Whether a subject is someone who does things, not a thing itself."""
    if not clause.subject:
        return False
    found = phrases(clause.subject)
    is_body = any(phrase.head in COLLECTIVES or phrase.is_plural for phrase in found[:1])
    return is_body or (clause.subject[0].isupper() and kind_of(clause.subject, known) != "other")


def _one(question: str, clause: Clause) -> str | None:
    """The first single thing that a question names with an article: "the mayor"."""
    for phrase in phrases(question):
        if phrase.is_definite and not phrase.is_plural and not is_time(phrase):
            return phrase.text
    return f"the {clause.noun}" if clause.noun else None
