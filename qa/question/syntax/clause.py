"""Clauses: the parts of a question as text, and what a question can be turned into.

A question that was asked can become a part of the next one ("what Japan pledged") or be asked with another question
word ("When did Japan pledge it?"). Knows nothing of conversations.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from qa.english.word_classes import BE, DETERMINERS, POSSESSIVES, PREPOSITIONS, inflected, lemma, words
from qa.question.syntax.frame import find_frame

CONTRACTED = re.compile(r"\b(who|what|where|how)['’]?s\b|\b(when|why|that|it|he|she|there)['’]s\b", re.IGNORECASE)
MEASURED = frozenset(("cost", "weigh", "last", "measure", "amount"))  # need how much
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
    return CONTRACTED.sub(r"\1\2 is", " ".join(question.split()))


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
    if subject.lower() in ("the", "a", "an"):  # "the us and china" in small letters: whose subject is not known
        return None
    front = question[: tokens[frame.question_word].start] if frame.question_word else ""
    rest = question[tokens[frame.rest].start :].rstrip(" ?!.") if frame.rest < len(tokens) else ""
    return Clause(front, question_word, noun.removeprefix("of "), auxiliary, subject, adverb, verb, rest)


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
    return _joined(clause.question_word.lower(), clause.subject, verb, clause.rest)


def _as_event(clause: Clause) -> str:
    """What a question when, where, why or whether is about: "the airport being closed"."""
    who = clause.subject or clause.question_word
    if not (clause.verb or clause.rest):
        return who
    is_passive = clause.auxiliary.lower() in BE and clause.verb and not clause.verb.lower().endswith("ing")
    if is_passive:
        return _joined(who.removesuffix(" being"), clause.adverb, "being", clause.verb, clause.rest)
    event = inflected(lemma(clause.verb.lower()), "VBG") if clause.verb else "being"
    return _joined(who, clause.adverb, event, clause.rest)


def asked_with(clause: Clause, question_word: str) -> str | None:
    """The question with another question word that its verb does not need; `None` where grammar forbids it."""
    word = question_word[:1].upper() + question_word[1:]
    auxiliary, verb = clause.auxiliary.lower(), clause.verb
    if clause.subject and auxiliary:
        thing = _definite(clause.noun) if clause.noun and verb else ""
        needed = thing if thing or clause.asks_circumstance else _standing_for(clause)
        return None if needed is None else _asked(clause, word, needed)
    if not clause.noun or not (auxiliary or verb):
        return None
    noun = _definite(clause.noun)
    if auxiliary:
        return _joined(clause.front, word, auxiliary, noun, clause.adverb, verb, clause.rest) + "?"
    base, low = lemma(verb.lower()), verb.lower()
    do = "did" if low == inflected(base, "VBD") else "does" if low == inflected(base, "VBZ") else "do"
    return _joined(clause.front, word, do, noun, base, clause.rest) + "?"


def _asked(clause: Clause, word: str, thing: str) -> str:
    auxiliary = clause.auxiliary.lower()
    return _joined(clause.front, word, auxiliary, clause.subject, clause.adverb, clause.verb, thing, clause.rest) + "?"


def _standing_for(clause: Clause) -> str | None:
    """What stands for the thing that was asked for, when something else is asked: "that" for "what", nothing for "how
    much"; `None` where the verb cannot do with it."""
    behind = words(clause.rest)
    is_apart = not behind or (behind[0].lower in PREPOSITIONS - {"to"} and len(behind) > 1)
    if not clause.verb or clause.auxiliary.lower() in BE or clause.verb == "be":
        return None
    match clause.question_word.lower():
        case "what" if is_apart and lemma(clause.verb.lower()) not in MEASURED:
            return "that"
        case "who" | "whom" if is_apart:
            return "them"
        case "how much" if lemma(clause.verb.lower()) not in MEASURED:
            return ""
    return None


def with_others(clause: Clause, question_word: str) -> str | None:
    """The question about others than were told: "Who else pledged?", "What else did Japan pledge?"; `None` where
    grammar forbids it."""
    asked = clause.question_word.lower()
    verb, others = clause.verb, f"{question_word[:1].upper()}{question_word[1:]} else"
    if asked in (question_word, f"{question_word}m") and not clause.noun:
        return _joined(clause.front, others, clause.auxiliary, clause.subject, clause.adverb, verb, clause.rest) + "?"
    is_yes_or_no = not asked and verb
    if question_word != "who" or not (clause.subject or clause.noun) or not (is_yes_or_no or (clause.noun and verb)):
        return None
    if clause.noun and clause.subject:
        return None
    return _joined(others, finite(clause), clause.rest) + "?"


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
