"""Expected answer type: a figure of some unit, a day, a time of day or a name, and of what.

Knows nothing of reports; `sentence_values.py` finds in their sentences what is asked for here.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index.text.analysis import FRAMING_TERMS, terms
from index.text.sentences import sentences
from qa.answer.values.term_synonyms import groups_of
from qa.english.names import find_names
from qa.english.normal_form import plain_names
from qa.english.synonyms import COUNTED

Kind = Literal["figure", "date", "time", "name"]

ANYBODY = frozenset(terms("people person persons others lives victims bodies"))
DURATIONS = frozenset(terms("years months weeks days hours minutes seconds"))
MEASURED = frozenset(
    terms("metres miles kilometres feet inches meters kilometers acres hectares tonnes tons dollars euros pounds")
)
# Words of questions that name no thing.
ASKING = frozenset(terms("many much long old far percentage share number when time date day year does did"))

HOW_MANY = re.compile(
    r"\b(?:how many|(?:what|which) (?:was |is |were |are )?(?:the )?(?:\w+ )?number of) (?P<what>[^,?;]+)", re.I
)
HOW_MUCH = re.compile(
    r"\bhow (?P<what>much|long|old|far|tall|high|deep|wide|big|large|heavy|fast|hot|cold|warm|strong|often|close"
    r"|near|thick|short|small|expensive|cheap|costly)\b",
    re.I,
)
SHARE = re.compile(r"\b(?:what|which) (?:percentage|percent|share|proportion|fraction)\b|\bwhat per cent\b", re.I)
QUANTITY = re.compile(
    r"\b(?:what|which)\b(?:['’]s)?(?: [\w'’-]+){0,5}? (?P<what>toll|count|total|score|price|cost|costs|budget|fine|age"
    r"|result|turnout|attendance|temperature|speed|magnitude|margin|majority|rate|salary|wage|revenue|profit|loss|value"
    r"|size|height|length|weight|width|depth|distance|capacity|amount|sum|fee|fare|population|figure|increase|rise|fall"
    r"|drop|sentence|level|number|duration|area|altitude|reward|ransom|bail|dividend|deficit|debt|stake|prize money)\b",
    re.I,
)
WHEN = re.compile(r"\bwhen\b|\b(?:what|which) (?:date|day|month|year|weekday)\b", re.I)
HOW_SOON = re.compile(r"\bhow (?:soon|quickly)\b", re.I)
WHAT_TIME = re.compile(r"\bwhat (?:time|hour)\b", re.I)
# Works ("which film") are left out: their titles cannot be told from the names of those who made them.
WHICH = re.compile(
    r"^\W*(?:(?:in|at|to|from|by|for|of|on|with|against) )?(?:who|whom|whose|where"
    r"|which (?!(?:\S+ ){0,3}?(?:show|film|movie|song|book|album|novel|series|musical|game|word|product)s?\b)"
    r"|what (?:\w+ )?(?:company|country|city|town|village|team|club|person|state|player|airline|bank|firm|river|party"
    r"|ship|school|university|agency|newspaper|province|island|actor|singer|celebrity|nation)\b)",
    re.I,
)
WHERE = re.compile(r"^\W*(?:\w+ )?where\b", re.I)
AGE = re.compile(r"\bhow old\b|\bwhat (?:is|was)\b.*\bage\b", re.I)
LONG_THING = re.compile(
    r"\bhow long (?:is|was|are|were) the (?:[\w-]+ ){0,3}?(?:bridge|tunnel|road|river|route|wall)\b", re.I
)
CHANGE = re.compile(r"\b(?:fall|drop|rise|climb|grow|lose|gain|increase|decline|up|down|cut)\b", re.I)
# Where the words end that a "how many" question counts.
VERB = re.compile(
    r"\b(?:are|is|was|were|will|would|did|do|does|have|has|had|can|could|should|may|might|must|in|on|at|of|to|from|by"
    r"|for|with|died|killed|took|lost|attended|that|who|after|during|remain|live|voted)\b",
    re.I,
)
NUMBER = ""  # the unit of a bare number
MONEY = "money"  # any currency
UNITS = {
    "old": ("time", NUMBER), "age": ("time", NUMBER), "long": ("time", "length"), "far": ("length",),
    "tall": ("length",), "high": ("length", "%"), "deep": ("length",), "wide": ("length",), "heavy": ("weight",),
    "fast": ("speed",), "warm": ("temperature",), "often": (NUMBER,), "close": ("length",), "near": ("length",),
    "thick": ("length",), "short": ("time", "length"),
    "hot": ("temperature",), "cold": ("temperature",), "strong": (NUMBER, "speed"), "speed": ("speed",),
    "temperature": ("temperature",), "height": ("length",), "length": ("length", "time"), "weight": ("weight",),
    "width": ("length",), "depth": ("length",), "distance": ("length",), "score": ("score",), "result": ("score",),
    "margin": ("score", "%", "points", NUMBER), "sentence": ("time",), "rate": ("%",), "turnout": ("%", NUMBER),
    "much": (MONEY, "%", "weight", "volume", "length", "points", "area", "power"),
    **dict.fromkeys(("big", "large", "small"), ("area", "length", NUMBER, "%", MONEY, "weight")),
    **dict.fromkeys(("expensive", "cheap", "costly"), (MONEY,)),
    **dict.fromkeys(("toll", "magnitude", "majority", "population", "attendance", "count"), (NUMBER,)),
    **dict.fromkeys(("price", "cost", "costs", "budget", "fine", "salary", "wage", "revenue", "profit", "loss", "fee",
                     "fare"), (MONEY,)),
}  # fmt: skip
OPEN = frozenset((MONEY, "%", NUMBER))  # "What did …" asks for no unit
ANY_UNIT = (MONEY, "%", NUMBER, "length", "weight", "points")


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """What a question asks for, in terms of the index. `units` are those that a figure may have.

    `counted` is what a "how many" question counts, `subject` what is said of it, the question's names aside, `first`
    the first two of those: noun and verb. `concepts` are the kinds of countable things that it speaks of.
    """

    question: str
    kind: Kind
    units: frozenset[str]
    counted: frozenset[str]
    concepts: frozenset[str]
    terms: frozenset[str]
    names: frozenset[str]
    subject: frozenset[str]
    first: tuple[str, ...]

    @property
    def is_age(self) -> bool:
        return AGE.search(self.question) is not None

    @property
    def is_duration(self) -> bool:
        return self.units == {"time", "length"}


@lru_cache(maxsize=512)
def asked_for(question: str) -> ExpectedAnswer | None:
    """What a question asks for; `None` if that is nothing that two reports could say differently in a word."""
    everything = plain_names(question)
    plain = next((part for part in reversed(_sentences(everything)) if "?" in part), everything)
    found = _kind(plain)
    if found is None:
        return None
    kind, units, counted = found
    content = frozenset(term for term in terms(everything) if term not in FRAMING_TERMS and term not in ASKING)
    names = frozenset(
        term
        for name in find_names(everything)
        for term in terms(everything[name.title_start : name.end])
        if len(term) > 1 and term not in FRAMING_TERMS
    )
    subject = content.intersection(terms(plain)) - names - ANYBODY
    first = [term for term in dict.fromkeys(terms(plain)) if term in subject][:2]
    concepts = groups_of(content) & COUNTED
    return ExpectedAnswer(plain, kind, units, counted, concepts, content, names, subject, tuple(first))


def _sentences(question: str) -> list[str]:
    return [question[span.start : span.end] for span in sentences(question)]


def _kind(question: str) -> tuple[Kind, frozenset[str], frozenset[str]] | None:
    """The kind of thing that is asked for, the units that a figure may have, and what is counted."""
    if match := HOW_MANY.search(question):
        return "figure", *_counted(match["what"])
    if match := HOW_MUCH.search(question):
        units = ("length",) if LONG_THING.search(question) else UNITS[match["what"].lower()]
        return "figure", frozenset(units) | ({"%"} if CHANGE.search(question) else set()), frozenset()
    if HOW_SOON.search(question):
        return "figure", frozenset(("time",)), frozenset()
    if SHARE.search(question):
        return "figure", frozenset("%"), frozenset()
    if WHAT_TIME.search(question):
        return "time", frozenset(), frozenset()
    if WHEN.search(question):
        return "date", frozenset(), frozenset()
    if match := QUANTITY.search(question):
        return "figure", frozenset(UNITS.get(match["what"].lower(), ANY_UNIT)), frozenset()
    if WHICH.match(question):
        return "name", frozenset(), frozenset()
    if re.match(r"\W*what\b", question, re.I):
        return "figure", OPEN, frozenset()
    return None


def _counted(words: str) -> tuple[frozenset[str], frozenset[str]]:
    """The units of a "how many" question's answer and what it counts: the words up to its verb."""
    cut = VERB.search(words)
    counted = frozenset(term for term in terms(words[: cut.start()] if cut else words) if term not in FRAMING_TERMS)
    if counted & set(terms("percent points")):
        return frozenset(("%", "points")), frozenset()
    if counted & DURATIONS:
        return frozenset(("time", NUMBER)), counted - DURATIONS
    if counted & MEASURED:
        return frozenset((NUMBER, "length", "area", "weight", MONEY)), counted
    return frozenset((NUMBER,)), counted
