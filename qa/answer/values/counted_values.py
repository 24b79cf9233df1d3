"""Figures: which of a sentence's quantities answer a question.

The one idea: a figure belongs to the words around it, up to the next figure's ("23 killed and 105 injured"), and it
answers only if they speak of what the question counts. Parts of a whole ("including 12 children") and what something
was before or is compared with are left out. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.text.analysis import FRAMING_TERMS, terms
from qa.answer.values.expected import ANYBODY, MONEY, NUMBER, ExpectedAnswer
from qa.answer.values.term_synonyms import groups_of, shared, term_set
from qa.answer.values.value import Value
from qa.english.quantities.quantity import Figure, find_figures
from qa.english.synonyms import COUNTED

# A sentence about "the lake in the park" is not about the park.
_NOUN = r"(?!(?:is|was|are|were|has|had|have|will|would|said|says|told|put|set|\w+ed|\w{3,}ing)\b)[\w’'-]+"


HEAD = re.compile(
    rf"(?:The|A|An|Its|Their) (?:{_NOUN} ){{0,2}}?(?P<head>{_NOUN}) (?:of|in|to|at|on|from|near|for|under) "
)


def head(sentence: str) -> str:
    """The noun of "the noun of …" that a sentence begins with; empty if it begins otherwise."""
    match = HEAD.match(sentence)
    return match["head"] if match else ""


MEASURED_UNITS = frozenset(("length", "area", "weight", "time"))
HOURS_IN_YEAR = 8766
PEOPLE = frozenset(
    terms(
        "people person persons men women children residents passengers victims workers employees staff migrants others"
        " civilians soldiers students pupils protesters demonstrators fans bodies lives adults inhabitants citizens"
        " crew members supporters spectators patients customers villagers tourists refugees worshippers jobs posts"
    )
)
CUT = re.compile(r",? and |, |; | while | but | with | — | – |\(|\)|\. ")
SAID = re.compile(r"\b(?:said|says|announced|told|confirmed|decided|according)\b")
PART_BEFORE = re.compile(
    r"\b(?:including|among them|of whom|of which|of them|of those|comprising|among those)\W*(?:\w+\W+){0,3}$", re.I
)
OF_THOSE = re.compile(r"\W*of (?:the|those|these|them)\b", re.I)
# "Three of whom were children"; in "twelve, of whom three were children" twelve is the whole.
PART_AFTER = re.compile(r" (?:\w+ )?of (?:them|whom|those|which|the (?:victims|dead|injured|wounded))\b", re.I)
BASELINE_BEFORE = re.compile(
    r"\b(?:from|compared (?:with|to)|than|versus|against|previously|originally|initially|formerly|earlier|previous"
    r"|(?<!there )had been|last year['’]s|original|initial|instead of|not|another|additional|further|extra"
    r"|(?:first|second|third|last|one) of|first|last|next"
    r"|(?P<by>(?:r[oi]se|risen|f[ae]ll|fallen|gr[eo]w|grown|increased?|dropped|climbed|cut|reduced|raised|lowered|up"
    r"|down) by))\s"
    r"(?:(?:an?|the|estimate|figure|total|estimate of|of) )*$",
    re.I,
)
BY_HOW_MUCH = re.compile(r"\bhow (?:much|far)\b|\bwhat margin\b|\bincrease|\brise|\bfall", re.I)
MORE_AFTER = re.compile(r"\W*(?:more|others?|additional|further|extra|fewer|less)\b", re.I)
RATE = re.compile(
    r"\W*(?:\w+\W+){0,2}?(?:(?:an?|per|each|every|/)[ -]?(?P<per>year|month|week|day|hour|night|person|household|head"
    r"|share|tonne|ton|barrel|litre|gallon|ride|ticket)|(?P<ly>annual|year|month|week|dai|hour)l?ly|(?P<apart>each|apiece))\b",
    re.I,
)
RATE_BEFORE = re.compile(r"\b(annual|yearly|monthly|weekly|daily|hourly|season) [\w’' -]{1,60}$", re.I)
# The noun after a number, with what stands before it.
_NO_NOUN = (
    r"against|including|among|under|over|before|until|more|less|between|through|which|whose|he|she|it|they|we|in|on|at|of"
    r"|to|from|by|for|with|and|or|as|after|when|since|were|was|are|is|have|has|had|will|who|that|during|the|an?|because"
    r"|while|but|so|than|per|out|near|across|following|if|said|be|been|into"
)
NOUN = re.compile(rf"(?: of(?: the| its| their)?)?(?: (?!(?:{_NO_NOUN})\b)[\w’'-]+){{1,4}}")
HYPHENED = re.compile(r"-[A-Za-z]+")
AGAINST = re.compile(r"\bagainst\b", re.I)
AGE_BEFORE = re.compile(r"(?:\baged?|\bage of|\w, ?\(?|\w \(|\b(?:is|was|turned|be|turns|at))\s?$")
AGE_AFTER = re.compile(r"\s*(?:[,.;)]|$|and|years? old|when)")


def counted(asked: ExpectedAnswer, sentence: str) -> list[Value]:
    found = find_figures(sentence)
    scores = [Value(figure, figure.start, figure.end) for figure in found if figure.unit == "score"]
    if "score" in asked.units and scores:
        return scores
    figures = [figure for figure in found if figure.unit != "score" and not _is_aside(asked, sentence, figure)]
    told = []
    for figure, segment in zip(figures, segments(sentence, figures), strict=True):
        around = term_set(segment)
        if _answers(asked, sentence, figure, segment, around):
            what = _in_years(figure) if asked.is_age else figure
            told.append(Value(what, figure.start, figure.end, _rate(asked, sentence, figure), around))
    return _best(asked, told)


def _answers(asked: ExpectedAnswer, sentence: str, figure: Figure, segment: str, around: frozenset[str]) -> bool:
    """Whether a figure is of the unit and the thing that is asked for."""
    is_money = len(figure.unit) == 3 and figure.unit.isupper()
    if (MONEY if is_money else figure.unit) not in asked.units:
        return False
    if asked.is_age and not _is_age(sentence, figure):
        return False
    if figure.unit in MEASURED_UNITS and is_of_another(asked, sentence):
        return False
    if AGAINST.search(asked.question) and not AGAINST.search(segment):
        return False
    counted = groups_of(around) & COUNTED
    if asked.concepts and counted and not asked.concepts & counted:
        return False
    return figure.unit != NUMBER or _counts(asked, sentence[figure.end :], around)


def is_of_another(asked: ExpectedAnswer, sentence: str) -> bool:
    """Whether a sentence begins with a part of what is asked about, or something else that belongs to it."""
    noun = "" if SAID.search(sentence) else head(sentence)
    return bool(noun) and not shared(asked.terms, term_set(noun))


def _counts(asked: ExpectedAnswer, after: str, around: frozenset[str]) -> bool:
    """Whether a bare number counts what the question counts, by the noun that follows it."""
    if not asked.counted:
        return True
    if measured := HYPHENED.match(after):  # a "54-page filing"
        return bool(asked.counted & term_set(measured[0]))
    nouns = nouns_after(after)
    if not nouns:
        return not NOUN.match(after) or bool(asked.counted & around) or bool(asked.concepts)
    if asked.counted & nouns:
        return True
    if asked.counted & ANYBODY and (nouns & PEOPLE or groups_of(nouns) & COUNTED):
        return True
    if asked.counted & PEOPLE and nouns & ANYBODY:
        return True
    return bool(groups_of(nouns) & (groups_of(asked.counted) | asked.concepts))


def nouns_after(text: str) -> frozenset[str]:
    """The terms of the noun that follows a number."""
    following = NOUN.match(text)
    return frozenset(term for term in term_set(following[0]) if term not in FRAMING_TERMS) if following else frozenset()


def _is_age(sentence: str, figure: Figure) -> bool:
    """Whether a figure is somebody's age: "aged 34", "34-year-old", "Lee, 34,", "is 34"."""
    before, after = sentence[max(figure.start - 30, 0) : figure.start], sentence[figure.end :]
    if figure.unit == "time":
        return re.match(r"[- ]?(?:old|of age)", after) is not None
    return AGE_BEFORE.search(before) is not None and AGE_AFTER.match(after) is not None


def _in_years(age: Figure) -> Figure:
    years = HOURS_IN_YEAR if age.unit == "time" else 1
    return replace(age, value=age.value / years, low=age.low / years, high=age.high / years, unit="age", name="age")


def _rate(asked: ExpectedAnswer, sentence: str, figure: Figure) -> str:
    """What a figure is counted by: "year" for "a year" and "annually"."""
    match = RATE.match(sentence[figure.end : figure.end + 40])
    if match is None:
        before = RATE_BEFORE.search(sentence[: figure.start])
        return before[1].lower() if before and before[1].lower() not in asked.question.lower() else ""
    adverb = {"annual": "year", "dai": "day"}.get(match["ly"] or "", match["ly"])
    return str(match["per"] or adverb or "each").lower()


def _best(asked: ExpectedAnswer, told: list[Value]) -> list[Value]:
    """Of several figures those whose words have most of the question's."""
    scores = [len(shared(asked.terms, value.around)) for value in told]
    return [value for value, score in zip(told, scores, strict=True) if score == max(scores)]


def _is_aside(asked: ExpectedAnswer, sentence: str, figure: Figure) -> bool:
    """Whether a figure is a part of another, an earlier one, or one that is compared with."""
    before, after = sentence[max(figure.start - 60, 0) : figure.start], sentence[figure.end : figure.end + 40]
    if PART_BEFORE.search(before) or PART_AFTER.match(after) or OF_THOSE.match(sentence):
        return True
    if baseline := BASELINE_BEFORE.search(before):
        return not (baseline["by"] and BY_HOW_MUCH.search(asked.question))
    return figure.unit == NUMBER and MORE_AFTER.match(after) is not None


def segments(sentence: str, figures: Sequence[Figure]) -> list[str]:
    """The words that belong to each figure: up to a cut between it and the next one."""
    borders = [0] if figures else []
    for figure, following in pairwise(figures):
        last = max(figure.end, following.start)
        cuts = list(CUT.finditer(sentence, figure.end, last))
        borders.append(cuts[-1].start() if cuts else last)
    return [sentence[start:end] for start, end in pairwise([*borders, len(sentence)])]
