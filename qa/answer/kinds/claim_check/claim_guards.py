"""Guards: what in a sentence keeps it from saying that something is so: doubt, denial, another thing of the name.

Knows words alone, and nothing of the parts that are matched.
"""

import re
from collections.abc import Sequence

from qa.answer.kinds.claim_check.claim_comparison import Found
from qa.answer.kinds.claim_check.claim_statement import NEGATIONS, Statement, key_of_word
from qa.answer.kinds.claim_check.report_sentence import ASIDE, ReportSentence
from qa.english import vocabulary
from qa.english.word_classes import (
    CONJUNCTIONS,
    DETERMINERS,
    QUESTION_WORDS,
    Word,
    is_finite,
    is_noun,
    is_participle,
    words,
)
from qa.question.base_terms import base_terms

UNSURE = re.compile("|".join(line.replace("*", ".*") for line in vocabulary.lines("claim_unsure")))
DOUBTED = re.compile(
    r"claim.*|alleg.*|accus.*|den(?:y|ies|ied|ying)|false.*|untrue|disput.*|retract.*|if|unless|instead|except|unlike"
    r"|rather|wrong.*|mistak.*|incorrect.*"
)
DENIALS = NEGATIONS | frozenset(("nor", "zero", "hardly", "scarcely"))
ASKING = QUESTION_WORDS | {"whether", "if"}
OTHER_THINGS = vocabulary.words("claim_other_things")
# Before these another clause has ended; not "that", behind which something is only said.
CLAUSES = (CONJUNCTIONS - {"that"}) | frozenset(("after", "before", "since", "as"))


def _sides() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """By each word the others of its side, which say the same, and those of the other side, which deny it."""
    alike: dict[str, frozenset[str]] = {}
    contrary: dict[str, frozenset[str]] = {}
    for line in vocabulary.lines("claim_opposites"):
        one, other = (frozenset(base_terms(word)[0] for word in side.split()) for side in line.split(" / "))
        for own, against in ((one, other), (other, one)):
            for key in own:
                alike[key] = alike.get(key, frozenset()) | own
                contrary[key] = contrary.get(key, frozenset()) | against
    return alike, contrary


ALIKE, OPPOSITES = _sides()


def is_itself(sentence: ReportSentence, first: int) -> bool:
    """Whether no word before a noun makes another thing of it: "South Sudan", "the deputy minister"."""
    if not first or sentence.words[first].is_apart:
        return True
    before = sentence.words[first - 1]
    return before.lower not in OTHER_THINGS and before.text != "New"


def _denies(word: Word) -> bool:
    return word.lower in NEGATIONS or word.lower.endswith("n't")


def count_negations(sentence: ReportSentence, subject: Found, verb: int) -> int | None:
    """How many words between a subject's beginning and its verb deny what is said; `None` if another word of the
    sentence denies something, as what that is cannot be told: "pleaded not guilty", "found no signs"."""
    first = min(sentence.number_at(subject.start), verb)
    start = first - 1 if first and sentence.words[first - 1].lower in NEGATIONS else first
    if has_denial((*sentence.words[:start], *sentence.words[verb + 1 :])):
        return None
    return sum(map(_denies, sentence.words[start : verb + 1]))


def has_denial(some: Sequence[Word]) -> bool:
    """Whether one of the words denies something."""
    return any(_denies(word) or word.lower in DENIALS for word in some)


def is_told_of(sentence: ReportSentence, subject: Found) -> bool:
    """Whether what begins with a subject is somebody's words, a question, or what a noun is about ("the lie that …"),
    and not what the report says itself or has somebody say, report or confirm."""
    before_it = sentence.text[: subject.start]
    if before_it.count("“") > before_it.count("”") or before_it.count('"') % 2:
        return True
    at = sentence.number_at(subject.start)
    while at and (sentence.words[at - 1].lower in DETERMINERS - {"that"} or sentence.words[at - 1].is_capital):
        at -= 1
    if not at or sentence.words[at].is_apart:
        return False
    before = sentence.words[at - 1].lower
    if before == "that":
        governing = sentence.words[at - 2].lower if at > 1 else ""
        return not is_finite(governing) or is_noun(governing)
    return before in ASKING or (before.endswith("ing") and is_participle(before))


def is_unsure(claim: Statement, sentence: ReportSentence, subject: Found, verb: int, question: str) -> bool:
    """Whether a sentence says that something may be, was once, or is somebody's claim, and the claim does not."""
    if sentence.text.rstrip(" ”\"'").endswith("?"):
        return True
    asked = {word.lower for word in words(question)} | {claim.auxiliary}
    keys = {key_of_word(word) for word in words(question)}
    first = min(sentence.number_at(subject.start), verb)
    start = next((n for n in range(first, 0, -1) if n < verb and sentence.words[n].lower in CLAUSES), 0)
    own = sentence.words
    between = ASIDE.sub(" ", sentence.text[own[first].end : own[verb].start], count=1) if first < verb else ""

    def has_new(some: Sequence[Word], pattern: re.Pattern[str]) -> bool:
        new = [word for word in some if word.lower not in asked and key_of_word(word) not in keys]
        return any(pattern.fullmatch(word.lower) for word in new)

    return has_new((*own[start:first], *words(between)), UNSURE) or has_new(own[verb + 1 :], DOUBTED)
