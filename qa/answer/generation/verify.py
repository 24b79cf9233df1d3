"""Verification: whether a sentence that a language model wrote says no more than a quote does.

The one idea: it has to be the quote with parts left out. The steps:

1. Neither the sentence nor the quote may be a question or too long. The sentence may not speak to the reader or begin
   with a pronoun.
2. "Also" may stand before it, and who published the quote, if that is who did. Both are taken off.
3. Who said something may stand before it or behind: the quote is tried in both orders.
4. The sentence begins as the quote does, or behind a lead that may be missing.
5. Its words, numbers, names and marks are the quote's, in the same order. "The", "that" and the like may be missing
   or added, and one aside may be missing.
6. Where it ends, the quote ends, or goes on with a tail that may be missing.

Which leads, asides and tails may be missing: `omissions.py`. Nothing is weighed and nothing is understood, so that true
sentences in other words are refused, too. Knows nothing of models.
"""

import re
from collections.abc import Iterator

from corpus.article import publisher_key
from qa.answer.generation.limiting_words import ARTICLES, FREE, PARTICIPLE, PRONOUNS
from qa.answer.generation.omissions import ASIDE_MARKS, Tokens, may_lack_aside, may_lack_lead, may_lack_tail
from qa.answer.generation.plain_tokens import QUOTE, tokens

MIN_WORDS = 4
MAX_TOKENS = 150
ASIDE_ENDS = (*ASIDE_MARKS, QUOTE, ";", ":")
SPEAKS_TO_READER = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instruction|rule|prompt|previous|above)|\bsystem prompt\b"
    r"|\bas an? (?:ai|language model|assistant)\b|\byou are (?:now|an? ai)\b|\bi (?:cannot|can't|am unable|can not)\b",
    re.IGNORECASE,
)

# "Y said that X" and "X, Y said" say the same; so do the two orders of "according to".
WHO = r"(?P<who>(?:[^,“”\"]|,(?=\d)){2,80}?)"
SAYS = r"(?P<says>(?:said|says|found|reported|announced)(?: on [A-Z][a-z]+day)?)"
TURNED = tuple(
    (re.compile(pattern, re.DOTALL), form)
    for pattern, form in (
        (rf"^(?P<what>.+), {WHO} {SAYS}[.]?$", "{who} {says} that {what}"),
        (rf"^{WHO} {SAYS} (?:that )?(?P<what>[^“\"].+?)[.]?$", "{what}, {who} {says}"),
        (rf"^(?P<what>.+), according to {WHO}[.]?$", "According to {who}, {what}"),
        (rf"^According to {WHO}, (?P<what>.+?)[.]?$", "{what}, according to {who}"),
    )
)
SAID_BY_PUBLISHER = (
    re.compile(r"^According to (?P<name>[^,]+), (?P<what>.+)$", re.DOTALL),
    re.compile(r"^(?P<name>.+?) (?:reported|reports|said|says|wrote) that (?P<what>.+)$", re.DOTALL),
    re.compile(r"^(?P<what>.+), according to (?P<name>[^,]+?)[.]?$", re.DOTALL),
)
ADDITION = re.compile(r"^(?:Additionally|In addition|Furthermore|Moreover|Also), ", re.IGNORECASE)


def is_supported(sentence: str, quote: str, publisher: str | None = None) -> bool:
    """Whether a sentence is a quote with parts left out that do not change what is said.

    Beside that it may say who published the quote, if that is who published it.
    """
    return _is_plain_statement(sentence, quote) and any(
        _is_part(tokens(own), tokens(other))
        for own in _without_publisher(sentence, publisher)
        for other in (quote, *_turned(quote))
    )


def _is_plain_statement(sentence: str, quote: str) -> bool:
    """Step 1: whether the sentence tells something, and can stand alone."""
    if sentence.rstrip().endswith("?") or quote.rstrip(" \"”'").endswith("?") or SPEAKS_TO_READER.search(sentence):
        return False
    said = tokens(sentence)
    return not _begins_with_pronoun(said) and max(len(said), len(tokens(quote))) <= MAX_TOKENS


def _begins_with_pronoun(said: Tokens) -> bool:
    return next((token.key for token in said if token.key != QUOTE), "") in PRONOUNS


def _without_publisher(sentence: str, publisher: str | None) -> Iterator[str]:
    """Step 2: the sentence, and what is left of it without "also" and without what its citation says anyway."""
    yield sentence
    plain = ADDITION.sub("", sentence)
    if plain != sentence:
        yield plain
    for pattern in SAID_BY_PUBLISHER:
        match = pattern.match(plain)
        if match and publisher and _bare(match["name"]) == _bare(publisher):
            yield match["what"]


def _bare(name: str) -> str:
    return publisher_key(re.sub(r"\([^)]*\)", "", name)).strip().removeprefix("the ")


def _turned(quote: str) -> Iterator[str]:
    """Step 3: the quote with what is said and who says it in the other order."""
    for pattern, form in TURNED:
        if match := pattern.match(quote):
            yield form.format(**match.groupdict())


def _is_part(said: Tokens, quoted: Tokens) -> bool:
    """Steps 4 to 6: whether tokens are a quote's without a lead, one aside and a tail that may be missing."""
    if len(said) < MIN_WORDS:
        return False
    after_commas = (place for place, token in enumerate(quoted) if token.key == ",")
    starts = [0, *(place + 1 for place in after_commas if may_lack_lead(quoted[:place], said))]
    return any(_goes_on(said, quoted, 0, start, has_aside=True) for start in starts)


def _goes_on(said: Tokens, quoted: Tokens, i: int, j: int, *, has_aside: bool) -> bool:
    """Whether `said[i:]` is `quoted[j:]` without a tail that may be missing, and without one aside if it has one."""
    while i < len(said):
        end = _aside_end(said, quoted, j) if has_aside and i else None
        if end is not None and _goes_on(said, quoted, i, end, has_aside=False):
            return True
        if j < len(quoted) and said[i].says(quoted[j]):
            i, j = i + 1, j + 1
        elif j < len(quoted) and _is_free(quoted, j):
            j += 1
        elif _is_free(said, i):
            i += 1
        else:
            return False
    return may_lack_tail(quoted[j:], said)


def _is_free(sequence: Tokens, place: int) -> bool:
    """Whether a token may be missing or added: an article, "that", the comma before "and"."""
    key, following = sequence[place].key, sequence[place + 1].key if place + 1 < len(sequence) else ""
    if key == ",":
        return following == "and"
    if key in ("has", "have") and not PARTICIPLE.fullmatch(following):  # it has the report destroyed
        return False
    return key in ARTICLES or (key in FREE and place > 0)


def _aside_end(said: Tokens, quoted: Tokens, start: int) -> int | None:
    """Where the quote goes on after an aside that begins at `start` and may be missing; `None` if there is none."""
    if start >= len(quoted) or quoted[start].key not in ASIDE_MARKS:
        return None
    opened = quoted[start].key
    end = next((place for place in range(start + 1, len(quoted)) if quoted[place].key in ASIDE_ENDS), None)
    if end is None or quoted[end].key != (")" if opened == "(" else opened):
        return None
    return end + 1 if may_lack_aside(quoted[start + 1 : end], said) else None
