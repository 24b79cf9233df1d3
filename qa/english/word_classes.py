"""Word classes: function words by list, nouns and verbs by lemminflect's table of inflected forms.

The one idea: a word is judged without its neighbours; who asks decides by position. Knows nothing of questions.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from types import ModuleType

from qa.english import vocabulary


def listed(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


DO = listed("do does did don't doesn't didn't")
MODALS = listed(
    "will would can could should may might must shall won't wouldn't can't cannot couldn't shouldn't mustn't"
)
HAVE = listed("has have had hasn't haven't hadn't")
BE = listed("is are was were am isn't aren't wasn't weren't")
AUXILIARIES = DO | MODALS | HAVE | BE
DETERMINERS = vocabulary.words("determiners")
POSSESSIVES = listed("his her its their my your our")
PREPOSITIONS = vocabulary.words("prepositions")
CONJUNCTIONS = vocabulary.words("conjunctions")
PRONOUNS = vocabulary.words("pronouns")
QUESTION_WORDS = listed("who whom whose what which when where why how")
ADVERBS = vocabulary.words("adverbs")
FUNCTION_WORDS = (
    AUXILIARIES | DETERMINERS | POSSESSIVES | PREPOSITIONS | CONJUNCTIONS | PRONOUNS | QUESTION_WORDS | ADVERBS
)
ALSO_NOUNS = frozenset(("dam",))  # verbs alone in lemminflect's table
WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[$£€]?\w+(?:[.,’'&/-]\w+)*%?")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place in its text; `is_apart` where punctuation stands between the word before and it."""

    text: str
    start: int
    end: int
    is_apart: bool = False

    @property
    def lower(self) -> str:
        return self.text.lower().replace("’", "'")

    @property
    def bare(self) -> str:
        """Lower case, without a possessive ending."""
        return self.lower.removesuffix("'s").removesuffix("'")

    @property
    def is_possessive(self) -> bool:
        return self.lower.endswith(("'s", "s'"))

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


@lru_cache(maxsize=2_048)
def words(text: str) -> tuple[Word, ...]:
    """A text's words in order."""
    found: list[Word] = []
    for match in WORD.finditer(text):
        between = text[found[-1].end : match.start()].strip(" ’'&") if found else ""
        is_shortened = between == "." and found[-1].is_capital and len(found[-1].text) <= 2  # J. K. Rowling, St. Luke's
        found.append(Word(match[0], match.start(), match.end(), between != "" and not is_shortened))
    return tuple(found)


@cache
def _lexicon() -> ModuleType:
    """lemminflect, loaded by the first follow-up: a third of a second, some 40 MB."""
    return import_module("lemminflect")


@lru_cache(maxsize=8_192)
def _lemmas(word: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = _lexicon().getAllLemmas(word)
    return found


@lru_cache(maxsize=4_096)
def _inflected(lemma: str, form: str) -> tuple[str, ...]:
    found: tuple[str, ...] = _lexicon().getInflection(lemma, form)
    return found


def is_known(word: str) -> bool:
    """Whether the word, in small letters, is in the table or a function word; most names are not."""
    return word in FUNCTION_WORDS or bool(_lemmas(word))


def is_noun(word: str) -> bool:
    """Whether it can be a noun or an adjective, which stand inside what a noun names; unknown words can."""
    if word in FUNCTION_WORDS:
        return False
    lemmas = _lemmas(word)
    return not lemmas or "NOUN" in lemmas or "ADJ" in lemmas or word.endswith("ing") or word in ALSO_NOUNS


def is_only_noun(word: str) -> bool:
    """Whether it is a noun and nothing else."""
    return word not in FUNCTION_WORDS and tuple(_lemmas(word)) == ("NOUN",)


def is_verb(word: str) -> bool:
    """Whether it can be any form of a main verb."""
    return word not in FUNCTION_WORDS and "VERB" in _lemmas(word)


def is_base(word: str) -> bool:
    """Whether it can be a verb's base form, as after "did" and "to"."""
    return word in ("be", "do", "have") or (is_verb(word) and word in _lemmas(word)["VERB"])


def is_participle(word: str) -> bool:
    """Whether it can follow "was" or "has" as a verb."""
    if not is_verb(word):
        return word in ("been", "being", "done", "had")
    return any(word in _inflected(lemma, form) for lemma in _lemmas(word)["VERB"] for form in ("VBN", "VBG"))


def is_adjective(word: str) -> bool:
    """Whether it can say how something is."""
    return word not in FUNCTION_WORDS and "ADJ" in _lemmas(word)


def is_finite(word: str) -> bool:
    """Whether it can be a verb in the past tense, or in the present one of he, she and it."""
    if not is_verb(word):
        return False
    return any(word in _inflected(lemma, form) for lemma in _lemmas(word)["VERB"] for form in ("VBD", "VBZ"))


def is_plural(word: str) -> bool:
    """Whether it looks like a plural noun."""
    lemmas = _lemmas(word).get("NOUN", ())
    return word in ("people", "police", "officials") or (bool(lemmas) and word not in lemmas and word.endswith("s"))


def lemma(word: str) -> str:
    """A verb's base form; the word itself where it is none."""
    return {"had": "have", "has": "have", "been": "be", "done": "do"}.get(word) or _lemmas(word).get("VERB", (word,))[0]


def inflected(base: str, form: str) -> str:
    """A verb in Penn Treebank's form: VBD, VBZ, VBG."""
    forms = _inflected(base, form)
    return base if base in forms else next(iter(forms), base)
