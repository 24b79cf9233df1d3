"""What somebody said ("What did X say about Y?"): words of X, and not what others say of X or of the subject.

Which sentences answer the reader tells; who speaks is only looked at where somebody else is named beside the words.
Knows nothing of how a quote is made clear (`quotes.py`).
"""

import re
from dataclasses import replace

from qa.answer.quotes import USUAL, Quotes, choose_quotes
from qa.answer.sentences.sentence_scores import ReadRanking
from qa.answer.sentences.speech import speakers
from qa.english.names import Name, find_names, kind_of, same_name
from qa.question.query import Query

ROOM = replace(USUAL, max_words=120)  # for the sentences that say whose words are quoted
# Where what is spoken of begins in a question: "What did X say about …".
SUBJECT = re.compile(r"\b(?:about|on|regarding|over|after|when|if|to|of)\b", re.IGNORECASE)


def choose_said(query: Query, read: ReadRanking) -> Quotes:
    """Quotes without the direct speech of others, where the question names a person whose words it asks for."""
    asked = asked_person(query.text)
    if asked is None:
        return choose_quotes(query, read, ROOM)
    kept = [each for each in read.sentences if not _is_of_another(each.text, asked)]
    return choose_quotes(query, replace(read, sentences=kept), ROOM)


def _is_of_another(text: str, asked: Name) -> bool:
    named = speakers(text)
    return bool(named) and not any(same_name(name, asked) for name in named)


def asked_person(question: str) -> Name | None:
    """The person whose words a question asks for: named before its subject, and not only as whose somebody is."""
    subject = SUBJECT.search(question)
    before = question[: subject.start()] if subject else question
    names = [name for name in find_names(before) if kind_of(name.text) == "person"]
    if len(names) != 1 or re.match(r"['’]", before[names[0].end :]):
        return None
    return names[0]
