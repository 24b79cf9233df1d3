"""Whether an answer has changed, so that a follower is told: another value, a quote of another event, a first answer.

The one idea: only what is new can change an answer. The best quote has to be of a version that has come since the
question was last asked, and to say something else than all that was told: a value that cannot be the one before, or
words that few of the old quotes have. So copies, other wordings and other orders change nothing. Knows nothing of
archives.
"""

import re
from collections.abc import Callable
from typing import Literal

from index.text.analysis import FRAMING_TERMS
from qa.answer.sentences.repetition import names_in
from qa.answer.sentences.scored_sentence import key_of, without_dateline
from qa.answer.values.expected import ExpectedAnswer, asked_for
from qa.answer.values.sentence_values import values
from qa.answer.values.value import Value, agrees
from qa.english.normal_form import plain_names
from qa.question.base_terms import base_terms
from qa.service.standing.told import Told, ToldQuote

# First answer at all; another value; a quote of another event; another wording of what was quoted; removed.
ChangeKind = Literal["first", "value", "event", "corrected", "removed"]

AS_SURE = 0.05  # how much less sure another event's quote may be than what was told
SAME_TOLD = 0.5  # share of the shorter quote's terms from which two quotes tell the same
SAME_SENTENCE = 0.6  # share of a quote's terms in a later version's sentence from which that is the same one
NUMBER = re.compile(r"\d[\d.,]*\d|\d")

IsNew = Callable[[ToldQuote], bool]


def what_changed(question: str, before: Told, after: Told, is_new: IsNew) -> ChangeKind | None:
    """What kind of change the answer after another is; `None` where a follower need not be told."""
    if not after.is_answered or not is_new(after.quotes[0]):
        return None
    if not before.is_answered:
        return "first"
    best = after.quotes[0]
    if any(_tells_the_same(best, quote) and _names_the_same(best, quote) for quote in before.quotes):
        return None  # it was told, first or not
    told = _same_value(question, before, after)
    if told is not None:
        return None if told else "value"
    is_other = not any(_tells_the_same(best, quote) for quote in before.quotes)
    return "event" if is_other and after.confidence >= before.confidence - AS_SURE else None


def is_corrected(quote: ToldQuote, text: str) -> bool:
    """Whether a later text of the quoted article no longer says what was quoted: not the sentence, or one with another
    name or number in its place."""
    if quote.text in text:
        return False
    told, names = frozenset(base_terms(quote.text)), names_in(plain_names(quote.text))
    numbers = _numbers(quote.text)
    for line in re.split(r"(?<=[.!?”\"])\s+|\n", text):
        said = frozenset(base_terms(line))
        is_same = len(told & said) >= SAME_SENTENCE * max(1, len(told))
        if is_same and numbers == _numbers(line) and names == names_in(plain_names(line)):
            return False
    return True


def _same_value(question: str, before: Told, after: Told) -> bool | None:
    """Whether the best quotes give the same for what is asked; `None` where one of them gives nothing of it."""
    asked = asked_for(question)
    if asked:
        new, old = _values(asked, after), _values(asked, before)
        if new and old:
            return any(agrees(new[0], other) for other in old)
    if before.short_answer and after.short_answer:
        old_key, new_key = key_of(before.short_answer), key_of(after.short_answer)
        told = " ".join(key_of(quote.text) for quote in before.quotes)
        return new_key in told or old_key in key_of(after.quotes[0].text)
    return None


def _values(asked: ExpectedAnswer, told: Told) -> list[Value]:
    """What the best quote gives for what is asked; where its likeliest words give it, only that."""
    quote = told.quotes[0]
    found = values(asked, quote.text, quote.published_at.date() if quote.published_at else None)
    start = quote.text.find(told.short_answer) if told.short_answer else -1
    end = start + len(told.short_answer or "")
    return [each for each in found if start >= 0 and start < each.end and each.start < end] or found


def _tells_the_same(one: ToldQuote, other: ToldQuote) -> bool:
    terms, others = _terms(one), _terms(other)
    return len(terms & others) >= SAME_TOLD * max(1, min(len(terms), len(others)))


def _names_the_same(one: ToldQuote, other: ToldQuote) -> bool:
    """Whether neither has a number, or both a name, that the other lacks."""
    names, others = names_in(plain_names(one.text)), names_in(plain_names(other.text))
    return _numbers(one.text) == _numbers(other.text) and (names <= others or others <= names)


def _numbers(text: str) -> frozenset[str]:
    return frozenset(NUMBER.findall(text))


def _terms(quote: ToldQuote) -> frozenset[str]:
    return frozenset(base_terms(without_dateline(plain_names(quote.text)))) - FRAMING_TERMS
