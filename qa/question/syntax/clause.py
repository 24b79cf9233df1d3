"""Clauses: the parts of a question as text, and what a question can be turned into.

A question that was asked can become a part of the next one ("what Japan pledged") or be asked with another question
word ("When did Japan pledge it?"). Knows nothing of conversations.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from qa.english.word_classes import AUXILIARIES, BE, DETERMINERS, POSSESSIVES, QUESTION_WORDS, inflected, lemma, words
from qa.question.syntax.frame import find_frame

CONTRACTED = re.compile(r"\b(who|what|when|where|why|how|that|it|he|she|there)['’]s\b", re.IGNORECASE)
BRACKETS = re.compile(r"\s*\([^()]*\)")
OPENING = "|".join(sorted(QUESTION_WORDS | AUXILIARIES))
TAIL = re.compile(rf",\sand\s(?:[a-z]+\s)?(?:{OPENING})\b[^,?()]{{0,30}}(\?)$", re.IGNORECASE)
CIRCUMSTANCES = frozenset(("when", "where", "why", "how", "long", "often", "soon", "far", "quickly", "fast"))


@dataclass(frozen=True, slots=True)
class Clause:
    """The parts of a question as typed; `subject` is empty where the question word asks for it ("Who resigned?").

    `noun` is what "which", "what" or "how many" stands before; `adverb` is what stands between subject and verb
    ("finally"); `rest` is everything behind the verb.
    """

    front: str
    question_word: str
    noun: str
    auxiliary: str
    subject: str
    adverb: str
    verb: str
    rest: str

    @property
    def asks_how_many(self) -> bool:
        return self.question_word.lower() in ("how many", "how much")

    @property
    def asks_circumstance(self) -> bool:
        """Whether it asks when, where, why or how, or for yes or no: nothing that its verb needs."""
        first = self.question_word.lower().split()
        return not self.noun and (not first or first[-1] in CIRCUMSTANCES)


def written_out(question: str) -> str:
    """A question in one line, with "what's" and its like written out, so that each word is one."""
    return CONTRACTED.sub(r"\1 is", " ".join(question.split()))


@lru_cache(maxsize=1_024)
def parse(question: str) -> Clause | None:
    """The parts of a question that begins with a question word or an auxiliary; `None` for anything else."""
    if (frame := find_frame(question)) is None:
        return None
    tokens = words(question)
    question_word, noun, auxiliary, subject, adverb, verb = (
        question[tokens[start].start : tokens[end - 1].end] if start < end else ""
        for start, end in pairwise(frame.bounds)
    )
    front = question[: tokens[frame.question_word].start] if frame.question_word else ""
    rest = question[tokens[frame.rest].start :].rstrip(" ?!.") if frame.rest < len(tokens) else ""
    return Clause(front, question_word, noun.removeprefix("of "), auxiliary, subject, adverb, verb, rest)


def core(question: str) -> str:
    """The question without what was put behind it: a topic in brackets, ", and why"."""
    return TAIL.sub(r"\1", BRACKETS.sub("", question))


def embedded(clause: Clause) -> str:
    """What a question asks for, as a part of another sentence: "what Japan pledged"; it claims nothing."""
    if clause.asks_circumstance:
        return _as_event(clause)
    if not (clause.noun or clause.verb or clause.rest) and clause.question_word.lower() in ("who", "what"):
        return clause.subject
    verb = finite(clause)
    if clause.noun:
        says = f"{clause.subject} {verb}" if clause.subject else f"that {verb}"
        return _joined(_definite(clause.noun), says, clause.rest)
    asked = "what" if clause.asks_how_many else clause.question_word.lower()
    return _joined(asked, clause.subject, verb, clause.rest)


def _as_event(clause: Clause) -> str:
    """What a question when, where, why or whether is about: "the airport being closed"."""
    who = clause.subject or clause.question_word
    if not (clause.verb or clause.rest):
        return who
    is_passive = clause.auxiliary.lower() in BE and clause.verb and not clause.verb.lower().endswith("ing")
    if is_passive:
        return _joined(who, clause.adverb, "being", clause.verb, clause.rest)
    event = inflected(lemma(clause.verb.lower()), "VBG") if clause.verb else "being"
    return _joined(who, clause.adverb, event, clause.rest)


def asked_with(clause: Clause, question_word: str) -> str | None:
    """The question with another question word that its verb does not need; `None` where grammar forbids it."""
    word = question_word[:1].upper() + question_word[1:]
    auxiliary, verb = clause.auxiliary.lower(), clause.verb
    if clause.subject and auxiliary:
        thing = _definite(clause.noun) if clause.noun and verb else ""
        if not (thing or clause.asks_circumstance):
            return None
        return _joined(clause.front, word, auxiliary, clause.subject, clause.adverb, verb, thing, clause.rest) + "?"
    if not clause.noun or not (auxiliary or verb):
        return None
    noun = _definite(clause.noun)
    if auxiliary:
        return _joined(clause.front, word, auxiliary, noun, clause.adverb, verb, clause.rest) + "?"
    base, low = lemma(verb.lower()), verb.lower()
    do = "did" if low == inflected(base, "VBD") else "does" if low == inflected(base, "VBZ") else "do"
    return _joined(clause.front, word, do, noun, base, clause.rest) + "?"


def finite(clause: Clause) -> str:
    """Auxiliary, adverb and verb as they stand after a subject: "did pledge" as "pledged"."""
    auxiliary, verb = clause.auxiliary.lower(), clause.verb
    if verb and clause.adverb != "not":
        if auxiliary in ("did", "does"):
            return _joined(clause.adverb, inflected(verb.lower(), "VBD" if auxiliary == "did" else "VBZ"))
        if auxiliary == "do":
            return _joined(clause.adverb, verb)
    return _joined(auxiliary, clause.adverb, verb)


def _definite(noun: str) -> str:
    return noun if words(noun)[0].lower in DETERMINERS | POSSESSIVES else f"the {noun}"


def _joined(*parts: str) -> str:
    return " ".join(" ".join(parts).split())
