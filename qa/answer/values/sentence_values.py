"""Value extraction: the figure, day, time of day or name that a sentence gives in answer to a question.

The one idea: of several days or names the one that answers stands nearest to the question's words. Days on which
something was merely said are left out, and names that the question has itself. Pure. It stands until a
trained reader gives values.
"""

import re
from dataclasses import replace
from datetime import date

from index.text.analysis import FRAMING_TERMS
from qa.answer.values.counted_values import CUT, counted, is_of_another
from qa.answer.values.expected import WHERE, ExpectedAnswer
from qa.answer.values.term_synonyms import shared, term_set
from qa.answer.values.value import Value
from qa.english.dates import DateMention, find_dates
from qa.english.names import find_names
from qa.english.quantities.written_number import START

CLAUSE_CHARS = 30  # the border of a clause puts words apart like so many letters
NAME_CHARS = 30  # between a name and the words that it answers
DATED = re.compile(r"\d|[a-z]day\b|\b[A-Z][a-z]+|\b(?:day|week|month|year)|morrow|night|noon|o['’]clock")
NAME_CUT = re.compile(r" and |; | while | but | — | – |\(|\)|\. ")  # a name may stand between commas
CLAUSE = re.compile(r", |; | and | — | – |\(|\)|\b(?:who|which|whose|when|where|because|while)\b")
WORDS = re.compile(r"[\w’'-]+")
GOES_ON = re.compile(r"\b(?:it|its|he|his|she|her|they|their|them|this|these|that)\b", re.I)
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
# "In Nara, Japan" names where, not who.
IN_PLACE = re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear)(?: the)? (?:[A-ZÀ-ÞŁŠŽ][\w.’'-]*,? )*$")
WHO = re.compile(r"^\W*(?:\w+ )?who(?:m|se)?\b", re.I)
# A year without one of these before it belongs to what it stands beside: "the court's 1973 decision".
YEAR = re.compile(r"\d{4}")
YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|of|since|by|during|until|till|before|after|from|to|and|or|early|late|mid)[ -]|[,(–-] ?)$", re.I
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


def values(asked: ExpectedAnswer, sentence: str, published: date | None) -> list[Value]:
    """What a sentence says of what is asked for, the likeliest first; none if it does not."""
    match asked.kind:
        case "figure":
            return counted(asked, sentence)
        case "name":
            return _names(asked, sentence)
    return _dates(asked, sentence, published)


def may_answer(asked: ExpectedAnswer, sentence: str) -> bool:
    """Whether a sentence has anything of the kind that is asked for, as far as can be told at a glance."""
    return (
        asked.kind == "name"
        or (asked.kind != "figure" and DATED.search(sentence) is not None)
        or (asked.kind == "figure" and START.search(sentence.lower()) is not None)
    )


def relevance(asked: ExpectedAnswer, sentence: str, before: str) -> int:
    """Twice the number of the words that say what is asked which a sentence has, or words of their kind.

    1 for the names alone, and for a sentence that goes on about what the one before it named.
    """
    said = term_set(sentence)
    subject = shared(asked.subject, said)
    is_named = bool(asked.names) and asked.names <= said
    if asked.kind != "figure" and not (subject.intersection(asked.first) or (subject and is_named)):
        return 0
    if asked.is_duration and not shared(asked.first[:1], said):
        return int(bool(asked.names & said or GOES_ON.search(sentence)))
    own = 2 * len(subject) + is_named
    if own or not GOES_ON.search(sentence):
        return own
    return int(bool(shared(asked.subject, term_set(before))))


def _dates(asked: ExpectedAnswer, sentence: str, published: date | None) -> list[Value]:
    """The dates that are not those of a report, those nearest to the question's words first."""
    told: list[Value] = []
    if is_of_another(asked, sentence):
        return told
    for named in find_dates(sentence, published):
        is_asked = (named.minute is None) == (asked.kind == "date") and not (
            named.is_report or _is_part(sentence, named)
        )
        if is_asked and shared(asked.subject, term_set(_untitled(_clause(sentence, named)))):
            kept = _in_tense(asked, named, published)
            told += [Value(kept, kept.start, kept.end)] if kept else []
    return _nearest_first(asked, sentence, _finest(told))


def _is_part(sentence: str, named: DateMention) -> bool:
    """Whether a year is part of what stands after it."""
    is_year = YEAR.fullmatch(sentence[named.start : named.end]) is not None
    return is_year and YEAR_BEFORE.search(sentence[: named.start]) is None


def _clause(sentence: str, named: DateMention) -> str:
    """The words around a date up to where its clause ends."""
    borders = [border.end() for border in CLAUSE.finditer(sentence, 0, named.start)]
    following = CLAUSE.search(sentence, named.end)
    return sentence[borders[-1] if borders else 0 : following.start() if following else len(sentence)]


def _untitled(clause: str) -> str:
    """A clause without the titles before names: that "Prime Minister Tarn" spoke says nothing of becoming one."""
    for name in reversed(find_names(clause)):
        clause = f"{clause[: name.title_start]}{' '.join(name.words)}{clause[name.end :]}"
    return clause


def _finest(told: list[Value]) -> list[Value]:
    """Without the month or year that another date lies in."""
    stretches = [value.what.days for value in told if isinstance(value.what, DateMention)]

    def is_wide(value: Value) -> bool:
        own = value.what.days if isinstance(value.what, DateMention) else ()
        return any(
            days != own and all(any(a <= c and d <= b for a, b in own) for c, d in days) for days in stretches if days
        )

    return [value for value in told if not is_wide(value)]


def _in_tense(asked: ExpectedAnswer, named: DateMention, published: date | None) -> DateMention | None:
    """What a date can mean in a question of the past, or of what was to come."""
    if published is None or named.minute is not None:
        return named
    days = named.days
    if PAST.search(asked.question) and not WILL.search(asked.question):
        days = tuple(stretch for stretch in days if stretch[0] <= published)
    elif COMING.search(asked.question):
        days = tuple(stretch for stretch in days if stretch[1] > published)
    return replace(named, days=days) if days else None


def _names(asked: ExpectedAnswer, sentence: str) -> list[Value]:
    """The names that the question does not have, those nearest to its other words first."""
    if MANY_NAMES.search(asked.question) and not FOREMOST.search(asked.question):
        return []
    known = asked.names | FRAMING_TERMS
    found = [
        Value(name, name.start, name.end)
        for name in find_names(sentence)
        if not known.issuperset(term_set(name.text))
        and not asked.names & term_set(name.text.split()[-1])
        and (not name.begins_sentence or len(name.words) > 1 or NAME_VERB.match(sentence, name.end))
        and (not WHERE.search(asked.question) or PLACE_BEFORE.search(sentence[: name.start]))
        and not (WHO.search(asked.question) and IN_PLACE.search(sentence[: name.start]))
    ]
    near = _subject_words(asked, sentence)
    return [
        value
        for value in _nearest_first(asked, sentence, found)
        if min((_letters(sentence, value, word, NAME_CUT) for word in near), default=0) <= NAME_CHARS
    ]


def _nearest_first(asked: ExpectedAnswer, sentence: str, told: list[Value]) -> list[Value]:
    if len(told) < 2:
        return told
    near = _subject_words(asked, sentence)

    def distance(value: Value) -> tuple[int, int]:
        return min((_letters(sentence, value, word) for word in near), default=0), value.start

    return sorted(told, key=distance)


def _subject_words(asked: ExpectedAnswer, sentence: str) -> list[re.Match[str]]:
    return [word for word in WORDS.finditer(sentence) if shared(asked.subject, term_set(word[0]))]


def _letters(sentence: str, value: Value, word: re.Match[str], cut: re.Pattern[str] = CUT) -> int:
    """How far a word is from a value."""
    between = sentence[word.end() : value.start] if word.end() <= value.start else sentence[value.end : word.start()]
    return len(between) + CLAUSE_CHARS * len(cut.findall(between))
