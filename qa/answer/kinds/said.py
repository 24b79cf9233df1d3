"""What somebody said ("What did X say about Y?"): words of X, and not what others say of X or of the subject.

Which sentences answer the reader tells; who speaks is only looked at where somebody else is named beside the words.
Knows nothing of how a quote is made clear (`quotes.py`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from index.text.sentences import sentences
from qa.answer.quotes import USUAL, Quotes, choose_quotes
from qa.answer.sentences.scored_sentence import ScoredSentence, place
from qa.answer.sentences.sentence_scores import ReadRanking
from qa.answer.sentences.speech import hides_speaker, is_inside_speech, speakers
from qa.answer.sentences.surroundings import understood
from qa.english.names import Name, find_names, kind_of, same_name
from qa.question.publishers import is_named
from qa.question.query import Query

ROOM = replace(USUAL, max_words=120)  # for the sentences that say whose words are quoted
# Where what is spoken of begins in a question: "What did X say about …".
SUBJECT = re.compile(r"\b(?:about|on|regarding|over|after|when|if|to|of)\b", re.IGNORECASE)


def choose_said(query: Query, read: ReadRanking) -> Quotes:
    """Quotes without the direct speech of others, where the question names a person whose words it asks for; of a
    publisher that the archive lacks only what others report of it."""
    if query.absent_speaker:
        of_it = [each for each in read.sentences if is_named(query.absent_speaker, each.text)]
        return choose_quotes(query, replace(read, sentences=of_it), ROOM)
    who = {place(each): _speakers(each) for each in read.sentences}
    asked = asked_person(query.text) or _named_in_small_letters(query.text, chain.from_iterable(who.values()))
    if asked is None:
        return choose_quotes(query, read, ROOM)
    kept = [each for each in read.sentences if not _are_others(who[place(each)], asked)]
    return choose_quotes(query, replace(read, sentences=kept), ROOM)


def _speakers(candidate: ScoredSentence) -> tuple[Name, ...]:
    """Who speaks in a sentence or, where it does not say so, in those that it is shown with."""
    text = candidate.stored.article.text
    if not hides_speaker(candidate.text, inside=is_inside_speech(text, candidate.span.start)):
        return speakers(candidate.text)
    whole, _ = understood(candidate)
    shown = text[whole.start : whole.end]
    parts = [shown[each.start : each.end] for each in sentences(shown)]
    return tuple(chain.from_iterable(map(speakers, parts))) or tuple(chain.from_iterable(map(find_names, parts)))


def _are_others(speaking: Sequence[Name], asked: Name) -> bool:
    return bool(speaking) and not any(same_name(name, asked) for name in speaking)


def asked_person(question: str) -> Name | None:
    """The person whose words a question asks for: named before its subject, and not only as whose somebody is."""
    before = _before_subject(question)
    names = [name for name in find_names(before) if kind_of(name.text) == "person"]
    if len(names) != 1 or re.match(r"['’]", before[names[0].end :]):
        return None
    return names[0]


def _before_subject(question: str) -> str:
    subject = SUBJECT.search(question)
    return question[: subject.start()] if subject else question


def _named_in_small_letters(question: str, speaking: Iterable[Name]) -> Name | None:
    """The person among those speaking whose whole name a question has before its subject, however it is written."""
    before = set(re.findall(r"\w+(?:['’]\w+)*", _before_subject(question).lower()))
    named = [name for name in speaking if before.issuperset(name.words) and kind_of(name.text) == "person"]
    return named[0] if named and all(same_name(name, named[0]) for name in named) else None
