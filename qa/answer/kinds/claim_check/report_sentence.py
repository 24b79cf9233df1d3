"""A report's sentence as claims are compared with it: its words, values, names, and what may stand between two words.

Knows nothing of claims.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from qa.answer.kinds.claim_check.claim_statement import NEGATIONS, is_state, key_of_word
from qa.english.dates import DateMention, find_dates
from qa.english.names import Name, find_names
from qa.english.quantities.quantity import Figure, find_figures
from qa.english.word_classes import (
    ADVERBS,
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    FUNCTION_WORDS,
    POSSESSIVES,
    PREPOSITIONS,
    Word,
    is_finite,
    is_noun,
    is_participle,
    words,
)

# After these another event or another thing is spoken of.
BREAKS = CONJUNCTIONS | frozenset(
    ("after", "before", "since", "until", "than", "as", "despite", "following", "amid", "whom", "whose", "among")
)
ASIDE = re.compile(r"^(?:['’]s?)?(?:,[^,;:“”]{1,120}?,(?!\d)| ?\([^()]*\),?| ?[–—-] [^–—]{1,120} [–—-])")
OF_PLACE = re.compile(r"^ of (?:the )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")  # Daesan of South Korea
STOPS = re.compile(r"[;:?!“”\"]|\. ")
FORMS_OF_BE = BE | frozenset(("be", "been", "being", "get", "gets", "got"))


@dataclass(frozen=True, slots=True)
class ReportSentence:
    """A sentence with its words and their keys.

    `before` is what may say what its words leave out; `claimed` are the words, and their keys, that a claim has too.
    """

    text: str
    words: tuple[Word, ...]
    keys: tuple[str, ...]
    figures: tuple[Figure, ...]
    dates: tuple[DateMention, ...]
    before: str
    before_keys: frozenset[str]
    claimed: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[Name, ...]:
        return find_names(self.text)

    def at(self, key: str, start: int = 0) -> Iterator[int]:
        """The numbers of the words with a key."""
        return (number for number in range(start, len(self.keys)) if self.keys[number] == key)

    def number_at(self, place: int) -> int:
        """The number of the first word that ends behind a place of the text."""
        return next((n for n, word in enumerate(self.words) if word.end > place), len(self.words))

    def between(self, first: int, last: int) -> tuple[Word, ...]:
        return self.words[first + 1 : last]

    def is_close(self, first: int, last: int, claimed: frozenset[str]) -> bool:
        """Whether nothing but auxiliaries, adverbs, one aside and words of the claim stands between two words."""
        if self.words[first].is_possessive and last > first + 1:
            return False
        gap = self.text[self.words[first].end : self.words[last].start].lstrip('"”’')
        left = ASIDE.sub(" ", OF_PLACE.sub("", gap), count=1)
        if STOPS.search(left) or "," in left:
            return False
        small = AUXILIARIES | ADVERBS | NEGATIONS | FORMS_OF_BE
        others = [word for word in words(left) if word.lower not in small]
        joints = PREPOSITIONS | DETERMINERS | POSSESSIVES
        return all(key_of_word(word) in claimed or word.lower in joints for word in others) and not (
            others and others[-1].lower in joints
        )

    def is_open(self, first: int, last: int) -> bool:
        """Whether two words are of one clause, whatever else stands between them."""
        first, last = min(first, last), max(first, last)
        gap = self.text[self.words[first].end : self.words[last].start]
        left = ASIDE.sub(" ", gap, count=1)
        if STOPS.search(left):
            return False
        others = [word for word in words(left) if not {word.lower, key_of_word(word)} & self.claimed]
        return not any(
            word.lower in BREAKS or (is_finite(word.lower) and not is_noun(word.lower) and not word.is_capital)
            for word in others
        )

    def is_noun(self, number: int) -> bool:
        """Whether a word is a name, a noun or a number, as far as can be told."""
        word = self.words[number]
        is_small = word.lower in FUNCTION_WORDS or word.lower in FORMS_OF_BE or word.lower.endswith("ly")
        is_date = any(date.start < word.end and word.start < date.end for date in self.dates)
        return not (is_small or is_date) and (word.is_capital or is_noun(word.lower))

    def head(self, number: int) -> int:
        """The number of the noun that a noun is said of by a preposition: "repair" of "the repair of the bridge"."""
        while self.marker(number):
            at = number - 1
            while self.words[at].lower not in PREPOSITIONS or is_state(self.words[at]):
                at -= 1
            if at == 0 or not self.is_noun(at - 1):
                break
            number = at - 1
        return number

    def is_apposed(self, at: int, last: int) -> bool:
        """Whether a later noun says what a name is: "Valisure, an online pharmacy company"."""
        gap = self.text[self.words[at].end : self.words[last].start] if at < last else ""
        return re.match(r", (?:an?|the) [^,;:]*$", gap) is not None

    def marker(self, number: int) -> str:
        """The preposition before the noun that a word is part of; empty for none."""
        counted = next((each for each in self.figures if self.number_at(each.end - 1) == number - 1), None)
        number = self.number_at(counted.start) if counted else number
        for at in range(number - 1, max(number - 5, -1), -1):
            word = self.words[at]
            if self.words[at + 1].is_apart:
                return ""
            if word.lower in PREPOSITIONS and not is_state(word):
                return word.lower
            is_inside = word.lower in DETERMINERS | POSSESSIVES or word.is_capital or word.is_possessive
            if not (is_inside or (word.lower not in FUNCTION_WORDS and is_noun(word.lower) and at > number - 3)):
                return ""
        return ""

    def is_passive(self, number: int) -> bool:
        """Whether a verb is said of what is done to its subject: "was signed"; also "a treaty signed in 1960"."""
        low = self.words[number].lower
        if not is_participle(low) or low.endswith("ing"):
            return False
        at = number - 1
        while at >= 0 and self.words[at].lower in ADVERBS | NEGATIONS:
            at -= 1
        if at >= 0 and self.words[at].lower in FORMS_OF_BE:
            return True
        after = self.words[number + 1 : number + 3]
        return len(after) == 2 and after[0].lower == "by" and not after[1].text[0].isdigit()

    def auxiliaries(self, number: int) -> frozenset[str]:
        """The auxiliaries and negations right before a verb."""
        return frozenset(word.lower for word in self.words[self.start_of_auxiliaries(number) : number])

    def start_of_auxiliaries(self, number: int) -> int:
        at = number
        small = AUXILIARIES | ADVERBS | NEGATIONS | FORMS_OF_BE | {"have", "however"}
        while at > 0 and (self.words[at - 1].lower in small or self.words[at - 1].lower.endswith("ly")):
            at -= 1
        return at


@lru_cache(maxsize=1_024)
def report_sentence(text: str, published: date | None, before: str) -> ReportSentence:
    """A sentence read; `before` is its headline and what stands before it."""
    own = words(text)
    return ReportSentence(
        text,
        own,
        keys_of(own),
        find_figures(text),
        find_dates(text, published),
        before,
        frozenset(keys_of(words(before))),
    )


def keys_of(own: Sequence[Word]) -> tuple[str, ...]:
    """The keys of words; "United States" is "US" twice."""
    keys = [key_of_word(word) for word in own]
    for number in range(len(own) - 1):
        pair = (own[number].text, own[number + 1].bare)
        short = {("United", "states"): "us", ("United", "kingdom"): "uk", ("European", "union"): "eu"}.get(pair)
        if short:
            keys[number] = keys[number + 1] = short
    return tuple(keys)
