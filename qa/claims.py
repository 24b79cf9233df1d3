"""What a sentence says in answer to a question: the figure, day, time of day or name that the question asks for.

The one idea: a figure belongs to the words around it, up to the next figure's ("23 killed and 105 injured"), and it
answers only if they speak of what the question counts. Parts of a whole ("including 12 children"), what something was
before or is compared with, and days on which something was merely said are left out. Pure.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from index.lexical import FRAMING_TERMS, terms
from qa.asked import ANYBODY, MONEY, NUMBER, WHERE, Asked
from qa.contrasts import head
from qa.dates import Named, find_dates, same_time
from qa.figures import START, Figure, agree, find_figures
from qa.kindred import COUNTED, kinds, shared, words
from qa.naming import Name, find_names, same_name

CLAUSE_CHARS = 30  # the border of a clause puts words apart like so many letters
NAME_CHARS = 30  # between a name and the words that it answers
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
DATED = re.compile(r"\d|[a-z]day\b|\b[A-Z][a-z]+|\b(?:day|week|month|year)|morrow|night|noon|o['’]clock")
NAME_CUT = re.compile(r" and |; | while | but | — | – |\(|\)|\. ")  # a name may stand between commas
CLAUSE = re.compile(r", |; | and | — | – |\(|\)|\b(?:who|which|whose|when|where|because|while)\b")
WORDS = re.compile(r"[\w’'-]+")
GOES_ON = re.compile(r"\b(?:it|its|he|his|she|her|they|their|them|this|these|that)\b", re.I)
PART_BEFORE = re.compile(
    r"\b(?:including|among them|of whom|of which|of them|of those|comprising|among those)\W*(?:\w+\W+){0,3}$", re.I
)
OF_THOSE = re.compile(r"\W*of (?:the|those|these|them)\b", re.I)
PART_AFTER = re.compile(r"\W*(?:\w+\W+)?(?:of (?:them|whom|those|which|the (?:victims|dead|injured|wounded)))\b", re.I)
BASELINE_BEFORE = re.compile(
    r"\b(?:from|compared (?:with|to)|than|versus|against|previously|originally|initially|formerly|earlier|previous"
    r"|had been|last year['’]s|original|initial|instead of|not|another|additional|further|extra"
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
AGAINST = re.compile(r"\bagainst\b", re.I)
AGE_BEFORE = re.compile(r"(?:\baged?|\bage of|\w, ?\(?|\w \(|\b(?:is|was|turned|be|turns|at))\s?$")
AGE_AFTER = re.compile(r"\s*(?:[,.;)]|$|and|years? old|when)")
# A question of the past, and one of what was to come when the report was published.
PAST = re.compile(r"\b(?:did|was|were|had)\b", re.I)
COMING = re.compile(r"\b(?:will|is|are|does|do|shall|due|going)\b", re.I)
WILL = re.compile(r"\b(?:will|shall)\b", re.I)
# What follows a single name at the beginning of a sentence, where any word has a capital.
NAME_VERB = re.compile(
    r"(?<!s)['’]?s? (?:has|is|was|will|had|won|wins|beat|beats|joins|joined|said|says|leads|led|\w+ed)\b"
)
PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|off|to|outside|over|into|from|on|of)(?: the)?"
    r"(?: (?:city|town|village|port|capital|state|province) of)? $"
)
# Questions that more than one name answers.
MANY_NAMES = re.compile(
    r"\b(?:attend|attended|met|meet|meeting|spoke|praised?|criticis\w+|criticiz\w+|condemn\w*|support\w*|oppos\w+"
    r"|endors\w+|mourn\w*|react\w*|accus\w+|compet\w+|play\w*|perform\w*|sign|signed|star|stars|starred|include\w*"
    r"|were|are|hit|hits|suing|sued|sues"
    r"|which (?:\w+ )?(?:countries|companies|teams|cities|states|people|players|clubs|parties|banks|firms"
    r"|places))\b",
    re.I,
)


FOREMOST = re.compile(r"\b(?:first|last|most|worst|best|\w{3,}est)\b", re.I)


@dataclass(frozen=True, slots=True)
class Value:
    """What a sentence says and where; a figure with its rate ("year" for "a year") and the terms around it."""

    what: Figure | Named | Name
    start: int
    end: int
    rate: str = ""
    around: frozenset[str] = frozenset()


def agrees(one: Value, other: Value) -> bool:
    """Whether two values can be the same; those that cannot be compared agree."""
    a, b = one.what, other.what
    if isinstance(a, Figure) and isinstance(b, Figure):
        return a.unit != b.unit or one.rate != other.rate or agree(a, b)
    if isinstance(a, Named) and isinstance(b, Named):
        return (a.minute is None) != (b.minute is None) or a.word != b.word or same_time(a, b)
    if isinstance(a, Name) and isinstance(b, Name):
        return same_name(a, b)
    return True


def values(asked: Asked, sentence: str, published: date | None) -> list[Value]:
    """What a sentence says of what is asked for, the likeliest first; none if it does not."""
    match asked.kind:
        case "figure":
            return _figures(asked, sentence)
        case "name":
            return _names(asked, sentence)
    return _dates(asked, sentence, published)


def may_answer(asked: Asked, sentence: str) -> bool:
    """Whether a sentence has anything of the kind that is asked for, as far as can be told at a glance."""
    return (
        asked.kind == "name"
        or (asked.kind != "figure" and DATED.search(sentence) is not None)
        or (asked.kind == "figure" and START.search(sentence.lower()) is not None)
    )


def relevance(asked: Asked, sentence: str, before: str) -> int:
    """Twice the number of the words that say what is asked which a sentence has, or words of their kind.

    1 for the names alone, and for a sentence that goes on about what the one before it named.
    """
    said = words(sentence)
    subject = shared(asked.subject, said)
    is_named = bool(asked.names) and asked.names <= said
    if asked.kind != "figure" and not (subject.intersection(asked.first) or (subject and is_named)):
        return 0
    if asked.is_duration and not shared(asked.first[:1], said):
        return int(bool(asked.names & said or GOES_ON.search(sentence)))
    own = 2 * len(subject) + is_named
    if own or not GOES_ON.search(sentence):
        return own
    return int(bool(shared(asked.subject, words(before))))


def _figures(asked: Asked, sentence: str) -> list[Value]:
    found = find_figures(sentence)
    scores = [Value(figure, figure.start, figure.end) for figure in found if figure.unit == "score"]
    if "score" in asked.units and scores:
        return scores
    figures = [figure for figure in found if figure.unit != "score" and not _is_aside(asked, sentence, figure)]
    told = []
    for figure, segment in zip(figures, _segments(sentence, figures), strict=True):
        around = words(segment)
        if _answers(asked, sentence, figure, segment, around):
            what = _in_years(figure) if asked.is_age else figure
            told.append(Value(what, figure.start, figure.end, _rate(asked, sentence, figure), around))
    return _best(asked, told)


def _answers(asked: Asked, sentence: str, figure: Figure, segment: str, around: frozenset[str]) -> bool:
    """Whether a figure is of the unit and the thing that is asked for."""
    is_money = len(figure.unit) == 3 and figure.unit.isupper()
    if (MONEY if is_money else figure.unit) not in asked.units:
        return False
    if asked.is_age and not _is_age(sentence, figure):
        return False
    if figure.unit in MEASURED_UNITS and _is_of_another(asked, sentence):
        return False
    if AGAINST.search(asked.question) and not AGAINST.search(segment):
        return False
    counted = kinds(around) & COUNTED
    if asked.concepts and counted and not asked.concepts & counted:
        return False
    return figure.unit != NUMBER or _counts(asked, sentence[figure.end :], around)


def _is_of_another(asked: Asked, sentence: str) -> bool:
    """Whether a sentence begins with a part of what is asked about, or something else that belongs to it."""
    noun = "" if SAID.search(sentence) else head(sentence)
    return bool(noun) and not shared(asked.terms, words(noun))


def _counts(asked: Asked, after: str, around: frozenset[str]) -> bool:
    """Whether a bare number counts what the question counts, by the noun that follows it."""
    if not asked.counted:
        return True
    nouns = nouns_after(after)
    if not nouns:
        return not NOUN.match(after) or bool(asked.counted & around) or bool(asked.concepts)
    if asked.counted & nouns:
        return True
    if asked.counted & ANYBODY and (nouns & PEOPLE or kinds(nouns) & COUNTED):
        return True
    if asked.counted & PEOPLE and nouns & ANYBODY:
        return True
    return bool(kinds(nouns) & (kinds(asked.counted) | asked.concepts))


def nouns_after(text: str) -> frozenset[str]:
    """The terms of the noun that follows a number."""
    following = NOUN.match(text)
    return frozenset(term for term in words(following[0]) if term not in FRAMING_TERMS) if following else frozenset()


def _is_age(sentence: str, figure: Figure) -> bool:
    """Whether a figure is somebody's age: "aged 34", "34-year-old", "Lee, 34,", "is 34"."""
    before, after = sentence[max(figure.start - 30, 0) : figure.start], sentence[figure.end :]
    if figure.unit == "time":
        return re.match(r"[- ]?(?:old|of age)", after) is not None
    return AGE_BEFORE.search(before) is not None and AGE_AFTER.match(after) is not None


def _in_years(age: Figure) -> Figure:
    years = HOURS_IN_YEAR if age.unit == "time" else 1
    return replace(age, value=age.value / years, low=age.low / years, high=age.high / years, unit="age", name="age")


def _rate(asked: Asked, sentence: str, figure: Figure) -> str:
    """What a figure is counted by: "year" for "a year" and "annually"."""
    match = RATE.match(sentence[figure.end : figure.end + 40])
    if match is None:
        before = RATE_BEFORE.search(sentence[: figure.start])
        return before[1].lower() if before and before[1].lower() not in asked.question.lower() else ""
    adverb = {"annual": "year", "dai": "day"}.get(match["ly"] or "", match["ly"])
    return str(match["per"] or adverb or "each").lower()


def _best(asked: Asked, told: list[Value]) -> list[Value]:
    """Of several figures those whose words have most of the question's."""
    scores = [len(shared(asked.terms, value.around)) for value in told]
    return [value for value, score in zip(told, scores, strict=True) if score == max(scores)]


def _is_aside(asked: Asked, sentence: str, figure: Figure) -> bool:
    """Whether a figure is a part of another, an earlier one, or one that is compared with."""
    before, after = sentence[max(figure.start - 60, 0) : figure.start], sentence[figure.end : figure.end + 40]
    if PART_BEFORE.search(before) or PART_AFTER.match(after) or OF_THOSE.match(sentence):
        return True
    if baseline := BASELINE_BEFORE.search(before):
        return not (baseline["by"] and BY_HOW_MUCH.search(asked.question))
    return figure.unit == NUMBER and MORE_AFTER.match(after) is not None


def _segments(sentence: str, figures: list[Figure]) -> list[str]:
    """The words that belong to each figure: up to a cut between it and the next one."""
    borders = [0] if figures else []
    for figure, following in pairwise(figures):
        last = max(figure.end, following.start)
        cuts = list(CUT.finditer(sentence, figure.end, last))
        borders.append(cuts[-1].start() if cuts else last)
    return [sentence[start:end] for start, end in pairwise([*borders, len(sentence)])]


def _dates(asked: Asked, sentence: str, published: date | None) -> list[Value]:
    """The dates that are not those of a report, those nearest to the question's words first."""
    told: list[Value] = []
    if _is_of_another(asked, sentence):
        return told
    for named in find_dates(sentence, published):
        is_asked = (named.minute is None) == (asked.kind == "date") and not named.is_report
        if is_asked and shared(asked.subject, words(_clause(sentence, named))):
            kept = _in_tense(asked, named, published)
            told += [Value(kept, kept.start, kept.end)] if kept else []
    return _nearest_first(asked, sentence, _finest(told))


def _clause(sentence: str, named: Named) -> str:
    """The words around a date up to where its clause ends."""
    borders = [border.end() for border in CLAUSE.finditer(sentence, 0, named.start)]
    following = CLAUSE.search(sentence, named.end)
    return sentence[borders[-1] if borders else 0 : following.start() if following else len(sentence)]


def _finest(told: list[Value]) -> list[Value]:
    """Without the month or year that another date lies in."""
    stretches = [value.what.days for value in told if isinstance(value.what, Named)]

    def is_wide(value: Value) -> bool:
        own = value.what.days if isinstance(value.what, Named) else ()
        return any(
            days != own and all(any(a <= c and d <= b for a, b in own) for c, d in days) for days in stretches if days
        )

    return [value for value in told if not is_wide(value)]


def _in_tense(asked: Asked, named: Named, published: date | None) -> Named | None:
    """What a date can mean in a question of the past, or of what was to come."""
    if published is None or named.minute is not None:
        return named
    days = named.days
    if PAST.search(asked.question) and not WILL.search(asked.question):
        days = tuple(stretch for stretch in days if stretch[0] <= published)
    elif COMING.search(asked.question):
        days = tuple(stretch for stretch in days if stretch[1] > published)
    return replace(named, days=days) if days else None


def _names(asked: Asked, sentence: str) -> list[Value]:
    """The names that the question does not have, those nearest to its other words first."""
    if MANY_NAMES.search(asked.question) and not FOREMOST.search(asked.question):
        return []
    known = asked.names | FRAMING_TERMS
    found = [
        Value(name, name.start, name.end)
        for name in find_names(sentence)
        if not known.issuperset(words(name.text))
        and not asked.names & words(name.text.split()[-1])
        and (not name.begins_sentence or len(name.words) > 1 or NAME_VERB.match(sentence, name.end))
        and (not WHERE.search(asked.question) or PLACE_BEFORE.search(sentence[: name.start]))
    ]
    near = _subject_words(asked, sentence)
    return [
        value
        for value in _nearest_first(asked, sentence, found)
        if min((_letters(sentence, value, word, NAME_CUT) for word in near), default=0) <= NAME_CHARS
    ]


def _nearest_first(asked: Asked, sentence: str, told: list[Value]) -> list[Value]:
    if len(told) < 2:
        return told
    near = _subject_words(asked, sentence)

    def distance(value: Value) -> tuple[int, int]:
        return min((_letters(sentence, value, word) for word in near), default=0), value.start

    return sorted(told, key=distance)


def _subject_words(asked: Asked, sentence: str) -> list[re.Match[str]]:
    return [word for word in WORDS.finditer(sentence) if shared(asked.subject, words(word[0]))]


def _letters(sentence: str, value: Value, word: re.Match[str], cut: re.Pattern[str] = CUT) -> int:
    """How far a word is from a value."""
    between = sentence[word.end() : value.start] if word.end() <= value.start else sentence[value.end : word.start()]
    return len(between) + CLAUSE_CHARS * len(cut.findall(between))
