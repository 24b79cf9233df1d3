"""A question taken apart: question word, auxiliary, subject, verb, rest; and the things that it names.

English questions have a tight grammar: an auxiliary stands before its subject, and the verb after it has the form that
the auxiliary asks for. That finds the parts without a model. Knows nothing of conversations.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.english.word_classes import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    DO,
    FUNCTION_WORDS,
    HAVE,
    MODALS,
    POSSESSIVES,
    PREPOSITIONS,
    QUESTION_WORDS,
    Word,
    inflected,
    is_adjective,
    is_base,
    is_finite,
    is_noun,
    is_only_noun,
    is_participle,
    is_plural,
    is_verb,
    lemma,
    words,
)

OPENING = "|".join(sorted(QUESTION_WORDS | AUXILIARIES))
FRONT = re.compile(rf"^[^,?]*,\s+(?=(?:(?:in|by|to|since|for|from)\s)?(?:{OPENING})\b)", re.IGNORECASE)
CONTRACTED = re.compile(r"\b(who|what|when|where|why|how|that|it|he|she|there)['’]s\b", re.IGNORECASE)
BRACKETS = re.compile(r"\s*\([^()]*\)")
TAIL = re.compile(rf",\sand\s(?:[a-z]+\s)?(?:{OPENING})\b[^,?()]{{0,30}}(\?)$", re.IGNORECASE)
DEMONSTRATIVES = frozenset(("this", "that", "these", "those"))
PICKING = frozenset(("what", "which", "whose"))  # question words that a noun can follow
JOINING = ("of", "and", "or")
CIRCUMSTANCES = frozenset(("when", "where", "why", "how", "long", "often", "soon", "far", "quickly", "fast"))
MAX_NOUN_WORDS = 9


@dataclass(frozen=True, slots=True)
class Clause:
    """The parts of a question as typed; `subject` is empty where the question word asks for it ("Who resigned?").

    `noun` is what "which", "what" or "how many" stands before; `rest` keeps everything after the verb.
    """

    front: str
    question_word: str
    noun: str
    auxiliary: str
    subject: str
    verb: str
    rest: str

    @property
    def asks_how_many(self) -> bool:
        return self.question_word.lower() in ("how many", "how much")

    @property
    def is_about_circumstance(self) -> bool:
        """Whether it asks when, where, why or how, or for yes or no: nothing that its verb needs."""
        first = self.question_word.lower().split()
        return not self.noun and (not first or first[-1] in CIRCUMSTANCES)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a question names: "the new bridge", "Japan"; `preposition` stands before it."""

    start: int
    end: int
    text: str
    preposition: str
    is_name: bool
    is_plural: bool

    @property
    def head(self) -> str:
        return words(self.text)[-1].bare

    @property
    def is_definite(self) -> bool:
        return self.text.lower().startswith(("the ", "this ", "that ", "these ", "those "))


def written_out(question: str) -> str:
    """A question in one line, with "what's" and its like written out, so that each word is one."""
    return CONTRACTED.sub(r"\1 is", " ".join(question.split()))


def parse(question: str) -> Clause | None:
    """The parts of a question that begins with a question word or an auxiliary; `None` for anything else."""
    return _taken_apart(question)[0]


@lru_cache(maxsize=1_024)
def phrases(question: str) -> tuple[Phrase, ...]:
    """What a question names, in order; "the price of gold" is two."""
    clause, verb = _taken_apart(question)
    skipped = range(len(clause.front), len(clause.front) + len(clause.question_word)) if clause else range(0)
    found: list[Phrase] = []
    chunk: list[Word] = []
    preposition = before = ""
    for number, word in enumerate([*words(question), None]):
        is_open = word is not None and number != verb and word.start not in skipped
        fits = is_open and word is not None and _continues(question, chunk, word, before)
        if chunk and (not fits or (word and _is_apart(question, chunk[-1], word))):
            if any(each.lower not in FUNCTION_WORDS for each in chunk):
                found.append(_phrase(question, chunk, preposition))
            chunk, preposition = [], ""
            fits = is_open and word is not None and _continues(question, chunk, word, before)
        if word is None:
            break
        if fits:
            chunk.append(word)
        else:
            preposition = word.lower if word.lower in PREPOSITIONS else ""
        before = word.lower
    return tuple(found)


def whole(found: Sequence[Phrase], number: int) -> tuple[int, int]:
    """The place of a phrase together with what "of" joins to it."""
    last = number
    while last + 1 < len(found) and found[last + 1].preposition == "of":
        last += 1
    return found[number].start, found[last].end


def core(question: str) -> str:
    """The question without what was put behind it: a topic in brackets, ", and why"."""
    return TAIL.sub(r"\1", BRACKETS.sub("", question))


def embedded(clause: Clause) -> str:
    """What a question asks for, as a part of another sentence: "what Japan pledged"; it claims nothing."""
    verb = finite(clause)
    after = f"{clause.subject} {verb} {clause.rest}"
    if clause.is_about_circumstance:
        base = inflected(lemma(clause.verb.lower()), "VBG") if clause.verb else "being"
        if not (clause.verb or clause.rest):
            return clause.subject or clause.question_word
        passive = clause.auxiliary.lower() in BE and clause.verb and not clause.verb.lower().endswith("ing")
        return _tidy(
            f"{clause.subject or clause.question_word} {f'being {clause.verb}' if passive else base} {clause.rest}"
        )
    if not (clause.noun or clause.verb or clause.rest) and clause.question_word.lower() in ("who", "what"):
        return clause.subject
    if clause.noun:
        picked = _definite(clause.noun)
        return _tidy(f"{picked} {after if clause.subject else f'that {verb} {clause.rest}'}")
    asked = "what" if clause.asks_how_many else clause.question_word.lower()
    return _tidy(f"{asked} {after}")


def asking(clause: Clause, question_word: str) -> str | None:
    """The question with another question word that its verb does not need; `None` where grammar forbids it."""
    word = question_word[:1].upper() + question_word[1:]
    if clause.subject and clause.auxiliary:
        thing = _definite(clause.noun) if clause.noun and clause.verb else ""
        if not (thing or clause.is_about_circumstance):
            return None
        tail = f"{clause.auxiliary.lower()} {clause.subject} {clause.verb} {thing} {clause.rest}"
    elif clause.noun and clause.auxiliary:
        tail = f"{clause.auxiliary.lower()} {_definite(clause.noun)} {clause.verb} {clause.rest}"
    elif clause.noun and clause.verb:
        base = lemma(clause.verb.lower())
        verb = clause.verb.lower()
        do = "did" if verb == inflected(base, "VBD") else "does" if verb == inflected(base, "VBZ") else "do"
        tail = f"{do} {_definite(clause.noun)} {base} {clause.rest}"
    else:
        return None
    return _tidy(f"{clause.front}{word} {tail}") + "?"


def _definite(noun: str) -> str:
    return noun if words(noun)[0].lower in DETERMINERS | POSSESSIVES else f"the {noun}"


def _tidy(text: str) -> str:
    return " ".join(text.split())


def finite(clause: Clause) -> str:
    """Auxiliary and verb as they stand after a subject: "did pledge" as "pledged"."""
    auxiliary, verb = clause.auxiliary.lower(), clause.verb
    if auxiliary in ("did", "does") and verb:
        return inflected(verb.lower(), "VBD" if auxiliary == "did" else "VBZ")
    return verb if auxiliary == "do" else f"{auxiliary} {verb}"


def _phrase(question: str, chunk: Sequence[Word], preposition: str) -> Phrase:
    start, last = chunk[0].start, chunk[-1]
    end = last.end - (2 if last.lower.endswith("'s") else 0)
    names = any(word.is_capital and word.start for word in chunk)
    plural = is_plural(last.bare) and not (last.is_capital and last.start)
    return Phrase(
        start,
        end,
        question[start:end],
        preposition,
        names,
        plural,
    )


def _continues(question: str, chunk: Sequence[Word], word: Word, before: str) -> bool:
    """Whether a word can stand in what is being named."""
    low = word.bare
    if low in DETERMINERS | POSSESSIVES:
        return not chunk and not (low in DEMONSTRATIVES and _stands_alone(question, word))
    if chunk and chunk[-1].is_possessive and not chunk[0].is_possessive and chunk[-1] is chunk[0] and word.is_capital:
        return False  # Japan's Ryosei Akazawa
    if low in FUNCTION_WORDS and not (word.is_capital and word.start):
        return False
    if word.is_capital and word.start:
        return True
    if chunk and all(each.lower in DETERMINERS | POSSESSIVES for each in chunk) and is_participle(low):
        return True  # its painted globe
    if before == "to" and is_base(low):
        return False
    if low.endswith("ing") and not chunk and before not in PREPOSITIONS:
        return False  # spending money
    return is_noun(low) or low[0].isdigit() or low[0] in "$£€"


def _stands_alone(question: str, word: Word) -> bool:
    after = next((other for other in words(question) if other.start >= word.end), None)
    return after is None or after.lower in FUNCTION_WORDS or not is_noun(after.lower)


def _is_apart(question: str, one: Word, other: Word) -> bool:
    """Whether punctuation stands between two neighbouring words."""
    return question[one.end : other.start].strip() != ""


@lru_cache(maxsize=1_024)
def _taken_apart(question: str) -> tuple[Clause | None, int]:
    """The parts, and which word is the verb, -1 for none."""
    all_words = words(question)
    front = match[0] if (match := FRONT.match(question)) else ""
    first = next((number for number, word in enumerate(all_words) if word.start >= len(front)), len(all_words))
    begin = first
    if first + 1 < len(all_words) and all_words[first].lower in PREPOSITIONS:
        begin += all_words[first + 1].lower in QUESTION_WORDS
    if begin >= len(all_words):
        return None, -1
    opening = all_words[begin].lower
    if opening in QUESTION_WORDS:
        noun_at = begin + 1 + any(word.lower == "else" for word in all_words[begin + 1 : begin + 2])
        if opening == "how" and noun_at < len(all_words) and all_words[noun_at].lower not in AUXILIARIES:
            noun_at += 1
        after_noun = _after_noun(question, all_words, begin, noun_at)
    elif opening in AUXILIARIES:
        noun_at = after_noun = first
    else:
        return None, -1
    if after_noun is None or after_noun >= len(all_words):
        return None, -1
    return _finish(question, all_words, (first, noun_at, after_noun), front)


def _after_noun(question: str, all_words: Sequence[Word], begin: int, noun_at: int) -> int | None:
    """Where the question word and its noun end and an auxiliary or a verb begins."""
    opening = all_words[begin].lower
    takes_noun = opening in PICKING or noun_at == begin + 2
    if not takes_noun:
        return noun_at
    stop = min(len(all_words), noun_at + MAX_NOUN_WORDS)
    for number in range(noun_at, stop):
        low = all_words[number].lower
        if low in AUXILIARIES:
            return number
        if low in PREPOSITIONS and low != "of" and not _has_auxiliary_first(all_words[number:]):
            break
    if opening == "what" and noun_at < len(all_words) and is_finite(all_words[noun_at].lower):
        return noun_at
    for number in range(noun_at + 1, stop):
        low = all_words[number].lower
        if is_verb(low) and (not is_noun(low) or _ends_after(question, all_words, number)):
            return number
    return None


def _has_auxiliary_first(rest: Sequence[Word]) -> bool:
    """Whether an auxiliary comes before any word that can only be a finite verb: "people in hospital were"."""
    for word in rest:
        if word.lower in AUXILIARIES:
            return True
        if is_finite(word.lower) and not is_noun(word.lower):
            return False
    return False


def _finish(
    question: str, all_words: Sequence[Word], marks: tuple[int, int, int], front: str
) -> tuple[Clause | None, int]:
    """Subject, verb and rest, once it is known where the question word, its noun and the auxiliary are."""
    first, noun_at, at = marks
    n = len(all_words)
    question_word = _slice(question, all_words, first, noun_at)
    noun = _slice(question, all_words, noun_at, at).removeprefix("of ")
    if all_words[at].lower not in AUXILIARIES:
        if not is_verb(all_words[at].lower):
            return None, -1
        return Clause(front, question_word, noun, "", "", all_words[at].text, _tail(question, all_words, at + 1)), at
    auxiliary = all_words[at].text
    begin = at + 1
    while begin < n and all_words[begin].lower in ADVERBS - {"there"}:
        begin += 1
    asks_subject = noun or question_word.lower() in ("who", "what", "which", "how many", "how much")
    if asks_subject and begin < n and _is_verb_now(question, all_words, begin, auxiliary):
        verb = all_words[begin].text
        return Clause(front, question_word, noun, auxiliary, "", verb, _tail(question, all_words, begin + 1)), begin
    says_how = question_word.lower().split()[-1:] in ([], ["why"], ["when"], ["how"], ["long"])
    end, verb_at = _subject(question, all_words, at + 1, auxiliary, says_how)
    if verb_at < 0 and says_how and auxiliary.lower() in BE and end - at > 2 and is_adjective(all_words[end - 1].lower):
        end, verb_at = end - 1, end - 1  # Why was the line late?
    subject = _slice(question, all_words, at + 1, end)
    verb = all_words[verb_at].text if verb_at >= 0 else ""
    rest = _tail(question, all_words, verb_at + 1 if verb_at >= 0 else end)
    if verb_at > end:  # adverbs between subject and verb
        rest = f"{_slice(question, all_words, end, verb_at)} {rest}"
    return Clause(front, question_word, noun, auxiliary, subject, verb, rest), verb_at


def _is_verb_now(question: str, all_words: Sequence[Word], at: int, auxiliary: str) -> bool:
    word = all_words[at]
    return (
        not word.is_capital
        and _agrees(word.lower, auxiliary.lower())
        and (not is_noun(word.lower) or _ends_after(question, all_words, at))
    )


def _subject(
    question: str, all_words: Sequence[Word], start: int, auxiliary: str, needs_predicate: bool
) -> tuple[int, int]:
    """Where the subject ends, and which word is the verb after it, -1 for none."""
    n = len(all_words)
    possible = -1
    has_noun = False
    modified = _modified(all_words, start)
    at = start
    while at < n:
        word = all_words[at]
        low = word.bare
        if at > start and _is_apart(question, all_words[at - 1], word):
            break
        if not has_noun and at == start and low in FUNCTION_WORDS - DETERMINERS - POSSESSIVES and not word.is_capital:
            at += 1  # a pronoun, "there"
            break
        if low in DEMONSTRATIVES and at == start and _is_pronoun(question, all_words, at, auxiliary):
            at += 1
            break
        if word.is_capital or low[0].isdigit():
            has_noun = has_noun or word.is_capital
        elif low in JOINING and has_noun and at + 1 < n:
            has_noun = False
        elif low in DETERMINERS | POSSESSIVES and not has_noun:
            pass
        elif low in FUNCTION_WORDS:
            if not _goes_on(all_words, at, auxiliary, possible, needs_predicate):
                break
            has_noun = False
        elif has_noun and _agrees(low, auxiliary.lower()) and not word.is_possessive:
            if not is_noun(low) or _ends_after(question, all_words, at):
                return at, at
            possible = at if possible < 0 or possible == modified else possible
        elif is_noun(low):
            has_noun = True
        elif is_verb(low) and (has_noun or at == start):
            break
        at += 1
    verb = at
    while verb < n and all_words[verb].lower in ADVERBS:
        verb += 1
    if verb < n and _agrees(all_words[verb].lower, auxiliary.lower()) and not all_words[verb].is_capital:
        return at, verb
    return (possible, possible) if possible >= 0 else (at, -1)


def _modified(all_words: Sequence[Word], start: int) -> int:
    """The word that a name behind an article says more of: "telescope" of "the James Webb telescope"; -1 for none."""
    at = start + 1
    while at < len(all_words) and all_words[at].is_capital:
        at += 1
    return at if at > start + 1 and all_words[start].lower in DETERMINERS else -1


def _goes_on(all_words: Sequence[Word], at: int, auxiliary: str, possible: int, needs_predicate: bool) -> bool:
    """Whether a preposition belongs to the subject, since a verb that must come has not come yet."""
    if all_words[at].lower not in PREPOSITIONS or possible >= 0:
        return False
    if auxiliary.lower() in BE:  # Why was the airport in Lisbon closed?
        last = all_words[-1]
        is_predicate = is_participle(last.lower) or (is_adjective(last.lower) and not is_only_noun(last.lower))
        return needs_predicate and is_predicate and not last.is_capital and len(all_words) - at > 2
    return any(_agrees(word.lower, auxiliary.lower()) and not word.is_capital for word in all_words[at + 1 :])


def _is_pronoun(question: str, all_words: Sequence[Word], at: int, auxiliary: str) -> bool:
    """Whether "that" stands for itself, not before a noun."""
    if at + 1 >= len(all_words):
        return True
    after = all_words[at + 1]
    if after.is_capital:
        return False
    return not is_noun(after.lower) or _is_verb_now(question, all_words, at + 1, auxiliary)


def _agrees(word: str, auxiliary: str) -> bool:
    """Whether a verb has the form that follows an auxiliary."""
    if auxiliary in DO | MODALS:
        return is_base(word)
    return (auxiliary in HAVE | BE) and is_participle(word)


def _ends_after(question: str, all_words: Sequence[Word], at: int) -> bool:
    """Whether what is named cannot go on after a word: the next one is of another kind."""
    if at + 1 >= len(all_words):
        return True
    after = all_words[at + 1]
    return (
        after.is_capital
        or after.lower in FUNCTION_WORDS
        or not after.text[0].isalpha()
        or _is_apart(question, all_words[at], after)
    )


def _slice(question: str, all_words: Sequence[Word], start: int, end: int) -> str:
    return question[all_words[start].start : all_words[end - 1].end] if start < end else ""


def _tail(question: str, all_words: Sequence[Word], start: int) -> str:
    return question[all_words[start].start :].rstrip(" ?!.") if start < len(all_words) else ""
