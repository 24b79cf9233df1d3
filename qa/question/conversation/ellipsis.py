"""Ellipsis: follow-ups that leave out what they are about, "What did she say?", "How many were hurt?".

The first of `RULES` that fits says whether something is left out. It then stands in the place of pronouns, behind it
("in the Valencia floods") or before it ("As for Mill Bridge, …"). Knows nothing of days.
"""

from collections.abc import Callable
from dataclasses import dataclass

from index.text.analysis import FRAMING_TERMS, terms
from qa.english import vocabulary
from qa.english.word_classes import FUNCTION_WORDS, lemma, words
from qa.question.conversation.antecedents import with_antecedents
from qa.question.conversation.exchanges import Exchange, FollowUp, spoken_terms, uncapitalised
from qa.question.conversation.pronouns import has_open_pronoun, open_pronouns
from qa.question.conversation.rewriting import END, has_name, with_words
from qa.question.conversation.topics import asked_about, event, setting, topic
from qa.question.syntax.clause import Clause, parse
from qa.question.syntax.noun_phrases import NounPhrase, noun_phrases

# The word that leads from a verb to what is spoken of.
SPEAKING_OF = {
    **dict.fromkeys(("say", "think", "write", "speak", "talk", "complain", "warn"), "about"),
    **dict.fromkeys(("react", "respond", "reply", "object"), "to"),
    "comment": "on",
}
SPEECH = vocabulary.words("speech_verbs")
NO_SUBJECTS = frozenset(  # stems of words that name no subject by themselves
    term for word in vocabulary.words("side_nouns") | vocabulary.words("event_words") for term in terms(word)
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of question, whether something is left out of it, and an example: asked, typed, meant."""

    name: str
    fits: Callable[[FollowUp], bool]
    is_incomplete: bool
    example: tuple[str, str, str]


def completed(follow_up: FollowUp) -> Exchange | None:
    """A question that leaves out what it is about, completed; `None` for one that is whole."""
    is_incomplete = next((rule.is_incomplete for rule in RULES if rule.fits(follow_up)), False)
    return going_on(follow_up.text, follow_up) if is_incomplete else None


def points_back_alone(text: str) -> bool:
    """Whether a question has a pronoun that nothing explains, and no other word that says what it is about."""
    return has_open_pronoun(text) and FRAMING_TERMS.issuperset(terms(text))


def going_on(text: str, follow_up: FollowUp) -> Exchange:
    """A question with what it goes on from: in the place of its pronouns, behind it as the setting or as what was said
    of, or else before it."""
    last = follow_up.last
    frame = last.frame
    text = f"{text[0].upper()}{text[1:].rstrip(END)}?"
    clause = parse(text)
    if clause and "," in clause.front:  # And Taiwan, did it pledge too?
        own = text[len(clause.front) :]
        return Exchange(own, own, frame, uncapitalised(clause.front.rstrip(" ,")))
    own = with_antecedents(text, follow_up.exchanges)
    if preposition := _speaking_of(own):
        own = with_words(own, f" {preposition} {_beside_asked(last, own, _without_subject(event(frame), own))}")
        return Exchange(own, own, frame)
    is_open = has_open_pronoun(own)
    if _points_at_what_was_said(own):
        return Exchange(own, own, frame, event(frame))
    is_of_thing = any(pronoun.group != "person" for pronoun in open_pronouns(own))
    before = _beside_asked(last, own, topic(frame)) if is_of_thing and not asked_about(own) else topic(frame)
    if is_open and before.lower() in own.lower():
        return Exchange(text, text, frame, before)
    says_it = own != text and (has_name(own) or before.lower() in own.lower())
    if not is_open and (says_it or (place := setting(frame))):
        own = own if says_it else with_words(own, f" {place}")
        return Exchange(own, own, frame)
    return Exchange(own, own, frame, before)


def _points_at_what_was_said(text: str) -> bool:
    """Whether it asks of a statement: "Who said that?", "Who says so?"."""
    found = words(text)
    return len(found) > 1 and found[-1].lower in ("that", "so") and lemma(found[-2].lower) in SPEECH


def _beside_asked(last: Exchange, own: str, said: str) -> str:
    """What is gone on from, and what the last question asked about beside it."""
    other = asked_about(last.base)
    return f"{said} and {other}" if other and other not in own and " and " not in said else said


def _speaking_of(question: str) -> str | None:
    """The word that leads to what is spoken of, for a question that ends with a verb of speaking."""
    clause = parse(question)
    return SPEAKING_OF.get(lemma(clause.verb.lower())) if clause and not clause.rest else None


def _without_subject(said_of: str, question: str) -> str:
    """ "Being indicted" in "What did Trump say about being indicted?"."""
    clause = parse(question)
    return said_of.removeprefix(f"{clause.subject} ") if clause else said_of


def _points_back(follow_up: FollowUp) -> bool:
    return has_open_pronoun(follow_up.text)


def _asks_what_was_said(question: str) -> bool:
    clause = parse(question)
    return clause is not None and not clause.rest and lemma(clause.verb.lower()) in SPEECH


def _has_own_name(follow_up: FollowUp) -> bool:
    return any(phrase.is_name for phrase in noun_phrases(follow_up.text))


def _names_no_subject(follow_up: FollowUp) -> bool:
    """Whether all that a question names are sides of something else, or things that were said, as things known.

    Its verb counts for nothing: "How many were hurt?" has no subject, whatever verb it has.
    """
    if any(word.text[0].isdigit() for word in words(follow_up.text)):
        return False
    said = spoken_terms(follow_up.exchanges)
    n_unsaid = 0
    for phrase in noun_phrases(follow_up.text):
        own = _own_terms(phrase)
        if not said.issuperset(own):
            n_unsaid += len(own)
        elif len(own) > 2 or (own and not (phrase.is_definite or phrase.is_plural)):
            return False
    too_little = n_unsaid == 1 and (follow_up.has_cue or _says_too_little(follow_up.text))
    clause = parse(follow_up.text)
    counted = (
        clause is not None and _counts_things(clause) and not any(p.preposition for p in noun_phrases(follow_up.text))
    )
    return n_unsaid == 0 or too_little or (counted and n_unsaid <= 2)


def names_subject(text: str) -> bool:
    """Whether the first thing that a text names is a subject by itself: not "the damage"."""
    named = noun_phrases(text)
    return bool(named) and bool(_own_terms(named[0]))


def _own_terms(phrase: NounPhrase) -> list[str]:
    """The stems of the words that can name a subject."""
    found = (word for word in words(phrase.text) if word.lower not in FUNCTION_WORDS)
    return [term for word in found for term in terms(word.bare) if term not in NO_SUBJECTS]


def _counts_things(clause: Clause) -> bool:
    """Whether it asks how many or which things did or suffered something."""
    return bool(clause.noun and not clause.subject)


def _says_too_little(typed: str) -> bool:
    """Whether the one thing that a question names is no subject by itself: how many or which of some things, and no
    more of them ("Which flights were cancelled?"), something known that was not said ("When was the warning given?"),
    or whether there is any ("Is there a lift?")."""
    clause = parse(typed)
    named = [phrase for phrase in noun_phrases(typed) if not phrase.is_time and _own_terms(phrase)]
    if clause is None or len(named) != 1:
        return False
    if sum(word.lower not in FUNCTION_WORDS for word in words(named[0].text)) > 1:
        return False
    return _counts_things(clause) or named[0].is_definite or clause.subject == "there"


RULES = (
    Rule(
        "pronoun",
        _points_back,
        True,
        ("Who won in Pell?", "What did Roake say about it?", "As for who won in Pell, what did Roake say about it?"),
    ),
    Rule(
        "reaction",
        lambda follow_up: _asks_what_was_said(follow_up.text),
        True,
        ("What did Japan pledge?", "How did China react?", "How did China react to what Japan pledged?"),
    ),
    Rule(
        "name of its own",
        _has_own_name,
        False,
        ("What did Japan pledge?", "And what was decided in Norway?", "And what was decided in Norway?"),
    ),
    Rule(
        "no subject",
        _names_no_subject,
        True,
        ("What did Japan pledge?", "How much was paid?", "As for what Japan pledged, how much was paid?"),
    ),
)
