"""What pronouns can stand for in a conversation, the likeliest first.

What the last question was about comes before what its answer names, and both before older turns; an answer to "who"
puts its person first. Knows nothing of the question in which the pronoun stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from qa.english.names import FEMALE, MALE, TITLES, Gender, Kind, Mention, is_time_word, kind_of, mentions
from qa.english.word_classes import is_only_noun, is_plural, lemma, listed, words
from qa.question.conversation.clause import Clause, Phrase, core, embedded, parse, phrases, whole

RECENT = 4  # exchanges that a pronoun can reach back
TIMES = listed("day week weekend month year decade morning afternoon evening night time hour today")
PLACES_AFTER = listed("in at to near from inside outside across around throughout into")
COLLECTIVES = listed(
    "government council company firm police team party army court parliament committee ministry union bank"
    " board agency group staff family senate congress cabinet administration"
    " public city county state country university club crew jury"
)
ARTICLE = re.compile(r"^(?:the|an?|this|that|these|those|its|their|his|her)\s", re.IGNORECASE)
PEOPLE = listed(
    "man woman boy girl child person student teacher driver pilot victim suspect owner winner loser player"
    " striker keeper referee umpire trainer manager boss worker farmer fisherman sailor nurse villager patient witness"
    " thief burglar gunman attacker killer murderer author writer artist painter singer actor actress inventor"
    " engineer scientist researcher founder chairman chairwoman spokesman spokeswoman candidate defendant"
    " plaintiff lawyer lender roofer widow mother father son daughter brother sister husband wife neighbour"
    " resident reporter editor officer guard soldier heir"
)
SPEAKING = listed("say tell think believe claim announce argue promise write warn add speak talk complain ask want")
SPOKEN_OF = re.compile(r"(?:.*\s)?(?:about|on|of|regarding)\s\w", re.IGNORECASE)
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
    unsure: str | None = None
    for exchange in _latest(exchanges):
        asked, answered = (_people(text, known) for text in (exchange.question, exchange.answer))
        asks_who = exchange.question.lower().startswith(("who ", "whom ", "which "))
        if asks_who:
            asked, answered = [each for each in answered if each.last_word not in {a.last_word for a in asked}], asked
        candidates = [each for each in chain(asked, answered) if each.last_word not in excluded]
        fitting = [each for each in candidates if said.get(each.last_word, gender) == gender]
        sure = [each for each in fitting if each.last_word in said]
        is_named = any(each.kind == "person" or each in sure for each in asked)
        if not is_named and not asks_who and (role := _role(exchange, gender)):
            return role
        if gender == "she" and sure:  # a text that tells of a woman mostly says so; of a man it mostly does not
            return sure[0].text
        if fitting and gender == "he":
            return fitting[0].text
        unsure = unsure or (fitting[0].text if fitting else None)
    return unsure or _role(exchanges[-1], gender)


def thing(
    exchanges: Sequence[Exchange], *, is_acting: bool, is_object: bool = False, without: Iterable[str] = ()
) -> str | None:
    """What "it" means. One that acts is what the last question's subject names; one that something happens to is what
    it asked for, what was pledged and not who pledged it; one that is acted on is rather what was an object."""
    known = _known(exchanges)
    excluded = {name.lower() for name in without}
    for exchange in _latest(exchanges):
        question = core(exchange.question)
        clause = parse(question)
        about = SPOKEN_OF.match(clause.rest) if clause and lemma(clause.verb.lower()) in SPEAKING else None
        is_asked_for = clause and clause.verb and not about and not clause.is_about_circumstance
        if clause and is_asked_for and not is_acting and _is_agent(clause, known):
            return embedded(clause)
        found = phrases(question)
        usable = [number for number, phrase in enumerate(found) if _is_thing(phrase, known, excluded)]
        if clause and (is_object or about):
            usable.sort(key=lambda number: found[number].text in clause.subject)
        if clause:
            usable.sort(key=lambda number: found[number].text in clause.noun)
        is_subject = bool(usable) and clause is not None and found[usable[0]].text in clause.subject
        if clause and is_object and is_asked_for and is_subject and _is_agent(clause, known):
            return embedded(clause)
        if clause and not is_acting and is_subject and clause.verb and _is_agent(clause, known):
            objects = [n for n in usable if found[n].text in clause.rest and not found[n].preposition]
            return definite(question, whole(found, objects[0])) if objects else None  # none: the event is meant
        if usable and not (clause and found[usable[0]].text in clause.noun):
            return definite(question, whole(found, usable[0]))
        if clause and not clause.subject and clause.question_word.lower() == "what" and not clause.noun:
            return embedded(clause)
        for mention in mentions(exchange.answer):
            if kind_of(mention.text, known) == "other" and mention.text.lower() not in excluded:
                return mention.text
        if clause and clause.noun and not is_plural(words(clause.noun)[-1].bare):
            return embedded(clause)
    return None


def group(exchanges: Sequence[Exchange], *, is_acting: bool, without: Iterable[str] = ()) -> str | None:
    """Whom or what "they" means: a pair of names, a plural, a body of people, else a name or a subject."""
    known = _known(exchanges)
    excluded = {name.lower() for name in without}
    for exchange in _latest(exchanges):
        question = exchange.question
        if pair := PAIR.search(question[1:]):
            return pair[0]
        found = [p for p in phrases(question) if not is_time(p) and p.text.lower() not in excluded]
        clause = parse(core(question))
        bodies = [phrase for phrase in found if phrase.is_plural or phrase.head in COLLECTIVES or _is_team(phrase)]
        if is_acting and clause and clause.noun and _is_agent(clause, known):
            return clause.subject
        if not is_acting or (clause and clause.noun):
            bodies.sort(key=lambda phrase: not phrase.is_plural)
        if bodies:
            return definite(question, (bodies[0].start, bodies[0].end))
        if clause is None or not clause.subject:
            answer = exchange.answer[:300]
            told = phrases(answer)
            plural = [n for n, phrase in enumerate(told) if phrase.is_plural and not phrase.is_name]
            if plural:
                return definite(answer, whole(told, plural[0 if is_acting else min(1, len(plural) - 1)]))
        named = [p for p in found if p.is_name and p.preposition not in PLACES_AFTER]
        named.sort(key=lambda phrase: kind_of(phrase.text, known) == "person")
        if named:
            return definite(question, (named[0].start, named[0].end))
        if pair := PAIR.search(exchange.answer[1:]):
            return pair[0]
        if clause and clause.subject and words(clause.subject)[0].text not in ("it", "there"):
            return clause.subject
        if clause and clause.noun:
            return embedded(clause)
        if exchange.answer and (others := mentions(exchange.answer)):
            return others[0].text
    return None


def place(exchanges: Sequence[Exchange]) -> tuple[str, str] | None:
    """Where "there" is: a preposition and a place."""
    known = _known(exchanges)
    for exchange in _latest(exchanges):
        found = phrases(exchange.question)
        for phrase in reversed(found):
            if phrase.preposition in PLACES_AFTER and not is_time(phrase) and kind_of(phrase.text, known) != "person":
                return ("in" if phrase.preposition in ("to", "from", "into") else phrase.preposition), phrase.text
        for phrase in chain(found, phrases(exchange.answer[:500])):
            if phrase.is_name and kind_of(phrase.text, known) == "place":
                return "in", phrase.text
        for mention in mentions(exchange.answer):
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
                        return bare if bare.istitle() else f"the {bare}"
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


def company(exchanges: Sequence[Exchange]) -> str | None:
    """What "that company" means: the name that is no person's and no place's, in an answer first."""
    known = _known(exchanges)
    for exchange in _latest(exchanges):
        for text in (exchange.answer, exchange.question):
            for mention in mentions(text):
                if kind_of(mention.text, known) in ("other", None) and mention.kind not in ("person", "place"):
                    return mention.text
    return None


def _people(text: str, known: Sequence[Mention]) -> list[Mention]:
    """The names that can be a person's."""
    found = []
    for mention in mentions(text):
        kind: Kind | None = mention.kind or kind_of(mention.text, known)
        if kind == "person" or (kind is None and _may_be_person(text, mention)):
            found.append(mention)
    return found


def _may_be_person(text: str, mention: Mention) -> bool:
    """Whether a name of no certain kind stands as a person's would: not behind "in" or "the", not before a noun."""
    before = text[max(0, mention.start - 12) : mention.start].lower().split()
    after = text[mention.end :].split(maxsplit=1)
    modifies = bool(after) and text[mention.end : mention.end + 1] == " " and is_only_noun(after[0].strip(".,;:?!"))
    is_placed = bool(before) and before[-1] in PLACES_AFTER - {"to", "from"} | {"the"}  # in Leeds, the Fed
    return not (modifies or is_placed or mention.text.isupper() or len(mention.text.split()) > 3)


def _is_agent(clause: Clause, known: Sequence[Mention]) -> bool:
    """Whether a subject is someone who does things, not a thing itself."""
    if not clause.subject:
        return False
    found = phrases(clause.subject)
    is_body = any(phrase.head in COLLECTIVES or phrase.is_plural for phrase in found[:1])
    return is_body or (clause.subject[0].isupper() and kind_of(clause.subject, known) != "other")


def _is_thing(phrase: Phrase, known: Sequence[Mention], excluded: Iterable[str]) -> bool:
    """Whether "it" can mean it: one thing, no person, no time, no place that something is in."""
    if phrase.is_plural or phrase.preposition == "of" or is_time(phrase) or phrase.text.lower() in excluded:
        return False
    if phrase.head in PEOPLE or phrase.head in TITLES:
        return False
    if not (phrase.is_name or " " in phrase.text or phrase.text.lower() in excluded):
        return False  # "part" of "took part", "board" of "on board"
    kind = kind_of(phrase.text, known)
    return kind != "person" and not (phrase.preposition in PLACES_AFTER and (kind == "place" or phrase.is_name))


def _is_team(phrase: Phrase) -> bool:
    return phrase.is_name and kind_of(phrase.text) == "other" and is_plural(phrase.head)


def _role(exchange: Exchange, gender: Gender) -> str | None:
    """The first person that a question names by what they are: "the mayor"."""
    other = FEMALE if gender == "he" else MALE
    for phrase in phrases(core(exchange.question)):
        if phrase.is_definite and phrase.head not in other and (phrase.head in PEOPLE or phrase.head in TITLES):
            return phrase.text
    return None
