"""Ellipsis: follow-ups that leave out what they are about, "What did she say?", "How many were hurt?".

The first of `RULES` that fits says whether the last question follows in brackets. Knows nothing of days.
"""

from collections.abc import Callable
from dataclasses import dataclass

from index.text.analysis import terms
from qa.english import vocabulary
from qa.english.word_classes import FUNCTION_WORDS, lemma, words
from qa.question.conversation.exchanges import FollowUp, spoken_terms
from qa.question.conversation.pronouns import has_open_pronoun
from qa.question.conversation.rewriting import in_brackets
from qa.question.syntax.clause import parse
from qa.question.syntax.noun_phrases import NounPhrase, noun_phrases

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


def completed(follow_up: FollowUp) -> str | None:
    """A question that leaves out what it is about, with the last one in brackets; `None` for one that is whole."""
    is_incomplete = next((rule.is_incomplete for rule in RULES if rule.fits(follow_up)), False)
    return in_brackets(follow_up.text, follow_up.last) if is_incomplete else None


def _points_back(follow_up: FollowUp) -> bool:
    return has_open_pronoun(follow_up.text)


def _asks_what_was_said(follow_up: FollowUp) -> bool:
    clause = parse(follow_up.text)
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
    return n_unsaid == 0 or (n_unsaid == 1 and (follow_up.has_cue or _says_too_little(follow_up.text)))


def _own_terms(phrase: NounPhrase) -> list[str]:
    """The stems of the words that can name a subject."""
    found = (word for word in words(phrase.text) if word.lower not in FUNCTION_WORDS)
    return [term for word in found for term in terms(word.bare) if term not in NO_SUBJECTS]


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
    return bool(clause.noun and not clause.subject) or named[0].is_definite or clause.subject == "there"


RULES = (
    Rule(
        "pronoun",
        _points_back,
        True,
        ("Who won in Pell?", "What did Roake say about it?", "What did Roake say about it (who won in Pell)?"),
    ),
    Rule(
        "reaction",
        _asks_what_was_said,
        True,
        ("What did Japan pledge?", "How did China react?", "How did China react (what Japan pledged)?"),
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
        ("What did Japan pledge?", "How much was paid?", "How much was paid (what Japan pledged)?"),
    ),
)
