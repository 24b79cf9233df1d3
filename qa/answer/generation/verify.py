"""Whether a sentence that a language model wrote says no more than a quote does.

The one idea: it has to be the quote with parts left out. Its words, numbers, names and marks stand in the quote in the
same order, and what is missing is a part whose absence cannot change what is said: an aside between commas, a time, a
tail. Parts that deny, limit, suppose or say who said it may never be missing. Nothing is weighed and nothing is
understood, so that true sentences in other words are refused, too. Knows nothing of models.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.article import publisher_key
from qa.answer.generation.limiting_words import (
    AGREEMENTS,
    ARTICLES,
    ASIDE_STARTS,
    DAYS,
    DECISIVE,
    DETERMINERS,
    FREE,
    GENERAL,
    JOINS,
    LATER_STARTS,
    LEAD_STARTS,
    LIMITS,
    MODALS,
    PARTICIPLE,
    PRONOUNS,
    RANKS,
    ROLES,
    TAIL_STARTS,
    TIME_STARTS,
    TIMES,
)
from qa.answer.generation.plain_tokens import DASH, QUOTE, Token, tokens
from qa.english.calendar import MONTHS

MIN_WORDS = 4
MAX_TOKENS = 150
ASIDE_MARKS = (",", DASH, "(", ")")
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
    if SPEAKS_TO_READER.search(sentence) or "?" in (sentence.rstrip()[-1:], quote.rstrip(" \"”'")[-1:]):
        return False
    said = tokens(sentence)
    if _begins_with_pronoun(said) or max(len(said), len(tokens(quote))) > MAX_TOKENS:
        return False
    return any(
        _is_part(tokens(own), tokens(other))
        for own in _without_publisher(sentence, publisher)
        for other in (quote, *_turned(quote))
    )


def _without_publisher(sentence: str, publisher: str | None) -> Iterator[str]:
    """The sentence, and what is left of it without "also" and without what its citation says anyway."""
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
    """The quote with what is said and who says it in the other order."""
    for pattern, form in TURNED:
        if match := pattern.match(quote):
            yield form.format(**match.groupdict())


def _begins_with_pronoun(said: Sequence[Token]) -> bool:
    return next((token.key for token in said if token.key != QUOTE), "") in PRONOUNS


def _is_part(said: Sequence[Token], quoted: Sequence[Token]) -> bool:
    """Whether tokens are a quote's without a lead, one aside and a tail that may be missing."""
    if len(said) < MIN_WORDS:
        return False
    starts = [0, *(place + 1 for place, token in enumerate(quoted) if token.key == ",")]
    return any(_may_begin_at(start, said, quoted) and _goes_on(said, quoted, 0, start, aside=True) for start in starts)


def _goes_on(said: Sequence[Token], quoted: Sequence[Token], i: int, j: int, *, aside: bool) -> bool:
    """Whether `said[i:]` is `quoted[j:]` without a tail that may be missing, and without one `aside`."""
    while i < len(said):
        if aside and i and any(_goes_on(said, quoted, i, end, aside=False) for end in _aside_end(said, quoted, j)):
            return True
        if j < len(quoted) and said[i].says(quoted[j]):
            i, j = i + 1, j + 1
        elif j < len(quoted) and _is_free(quoted, j):
            j += 1
        elif _is_free(said, i):
            i += 1
        else:
            return False
    return _may_end_before(quoted[j:], said)


def _is_free(sequence: Sequence[Token], place: int) -> bool:
    """Whether a token may be missing or added: an article, "that", the comma before "and"."""
    if sequence[place].key == ",":
        return place + 1 < len(sequence) and sequence[place + 1].key == "and"
    key, following = sequence[place].key, sequence[place + 1].key if place + 1 < len(sequence) else ""
    if key in ("has", "have") and not PARTICIPLE.fullmatch(following):  # it has the report destroyed
        return False
    return key in ARTICLES or (key in FREE and place > 0)


def _aside_end(said: Sequence[Token], quoted: Sequence[Token], start: int) -> Iterator[int]:
    """Where the quote goes on after an aside that begins at `start` and may be missing; nothing if there is none."""
    if start >= len(quoted) or quoted[start].key not in ASIDE_MARKS:
        return
    close = ")" if quoted[start].key == "(" else quoted[start].key
    for place in range(start + 1, len(quoted)):
        if quoted[place].key in (*ASIDE_MARKS, QUOTE, ";", ":"):
            part = quoted[start + 1 : place]
            if quoted[place].key == close and _is_aside(part) and _may_be_missing(part, said):
                yield place + 1
            return


def _is_aside(part: Sequence[Token]) -> bool:
    """Whether a part says more of what stands before it: a name, an age, a role, "who", "founded"."""
    if not part:
        return False
    is_name_or_age = all(token.is_capitalised or token.key[0].isdigit() for token in part)
    return is_name_or_age or _is_role(part) or part[0].key in ASIDE_STARTS


def _is_role(part: Sequence[Token]) -> bool:
    """Whether a part is such as "the transport minister" or "the first woman to hold the office"."""
    if part[0].key not in DETERMINERS or len(part) < 2:
        return False
    return part[-1].key in ROLES or (part[1].key in RANKS and any(token.key == "to" for token in part))


def _may_begin_at(start: int, said: Sequence[Token], quoted: Sequence[Token]) -> bool:
    """Whether a sentence can begin there, after a comma."""
    if start == 0:
        return True
    lead = quoted[: start - 1]
    if not lead or _is_general(said):
        return False
    is_agreement = lead[0].key == "under" and any(token.key in AGREEMENTS for token in lead)
    return _is_time(lead) or ((is_agreement or lead[0].key in LEAD_STARTS) and _may_be_missing(lead, said))


def _may_end_before(tail: Sequence[Token], said: Sequence[Token]) -> bool:
    """Whether a sentence can end there."""
    if not tail:
        return True
    first = tail[0].key
    if first in (",", DASH):
        part = [token for token in tail[1:] if token.key not in ASIDE_MARKS]
        is_more = bool(part) and (part[0].key in LATER_STARTS or part[0].key.endswith("ing") or _is_role(part))
        return (is_more or _is_time(part)) and _may_be_missing(part, said)
    if _is_time(tail):
        return not _is_general(said)
    if first == "and":
        stands_alone = not any(token.key in JOINS or token.key.endswith("est") for token in said)
        part = [token for token in tail if token.key not in MODALS]  # "and then" may undo what was before
        return stands_alone and all(token.key != "then" for token in part) and _may_be_missing(part, said)
    is_hour = first == "after" and any(token.key[0].isdigit() for token in tail)  # a law that holds after 10 p.m.
    return first in TAIL_STARTS and not is_hour and not _is_general(said) and _may_be_missing(tail, said)


def _may_be_missing(part: Sequence[Token], said: Sequence[Token]) -> bool:
    """Whether nothing decisive is in a part, nor where or when something holds that is said in general."""
    keys = [token.key for token in part]
    if not keys or any(DECISIVE.fullmatch(key) or key in (QUOTE, "?", ":") for key in keys):
        return False
    return ("other", "than") not in pairwise(keys) and not (keys[0] in LIMITS and _is_general(said))


def _is_time(part: Sequence[Token]) -> bool:
    if not part or not (part[0].key in TIME_STARTS or part[0].day):
        return False
    named = [bool(token.day) or token.is_year or token.key in MONTHS or token.key in DAYS for token in part]
    return any(named) and all(is_day or token.key in TIMES for is_day, token in zip(named, part, strict=True))


def _is_general(said: Sequence[Token]) -> bool:
    return any(GENERAL.fullmatch(token.key) for token in said)
