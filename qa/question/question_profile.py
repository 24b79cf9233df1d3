"""Question classification: the kind of answer that a question expects, and the words and names that one must have.

The one classifier of what is asked, and it reads the question once. `answer/values/expected.py` stays beside it for the
units and counted things that conflicts need, until a trained reader gives values. Knows nothing of articles, of how
rare a word is, or of how a sentence is scored.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from index.text.analysis import FRAMING_TERMS, FRAMING_WORDS, question_terms, terms
from index.text.sentences import sentences
from qa.english.normal_form import plain_names
from qa.question.asking_words import AUXILIARY, QUESTION_WORD
from qa.question.base_terms import BASE, base_terms

AnswerKind = Literal["number", "date", "person", "place", "name"]

MEASURES = r"(?:much|many|long|old|far|often|big|large|high|tall|fast|deep|wide|heavy)\b"
BETWEEN = rf"\b(?:what|which|this|whose) (?!{AUXILIARY})(?:[\w’'-]+ ){{0,3}}"
PERSONS = (
    "person|artist|act(?:or|ress)|singer|star|player|celebrity|politician|leader|senator|president|minister|author|mp|coach"
    "|quarterback|golfer|presenter|rapper|comedian|director|ceo|billionaire|chancellor|candidate|lawmaker|figure|king|queen"
    "|prince(?:ss)?|driver|boxer|host|anchor|astronaut|man|woman|athlete|writer|musician|judge|mayor|governor|striker|captain"
)
PLACES = (
    "city|cities|country|countries|states?|nations?|islands?|continent|county|town|village|province|region|borough|area"
    "|location|capital|river|lake|park|port|harbour|district"
)
NAMED = (
    "company|companies|team|airline|brand|retailer|app|platform|movie|film|show|book|song|album|novel|magazine|museum"
    "|university|school|organi[sz]ation|agency|party|club|bank|firm|series|game|carmaker|automaker|giant|store|chain|network"
    "|newspaper|mission|restaurant|hotel|street|bridge|airport|event|festival|award|tournament|storm|hurricane|planet"
    "|league|word|title|union|court|ministry|charity|supplier|group"
)
# What kind of thing a question asks for, by its own words; the first that fits, in its last sentence first.
ASKS: tuple[tuple[AnswerKind, re.Pattern[str]], ...] = (
    (
        "number",
        re.compile(
            rf"\bhow {MEASURES}"
            r"|\b(?:what|which) (?:percentage|share|number|proportion|age|amount|price|temperature|score|fraction)\b"
            r"|\bwhat (?:did|does|do|will|would|is|was|has|have)\b.*"
            r"\b(?:pay|paid|pledged?|donated?|spend|spent|bid|costs?|worth|price|fee|fine|toll)\b"
        ),
    ),
    ("date", re.compile(r"\bwhen\b|\b(?:what|which) (?:year|day|date|month|decade|century)\b|\b(?:since|by):?$")),
    ("person", re.compile(rf"\bwho(?:m|se)?\b|{BETWEEN}(?:{PERSONS})s?\b")),
    ("place", re.compile(rf"\bwhere\b|{BETWEEN}(?:{PLACES})\b")),
    ("name", re.compile(rf"{BETWEEN}(?:{NAMED})s?\b|\bcalled\b|\bnamed?\b")),
)
NO_SHORT_ANSWER = re.compile(
    rf"^(?:why|how(?! {MEASURES})"
    r"|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b",
    re.IGNORECASE,
)
# "Who is Ana Tarn?" and "What is a bearing?" ask what somebody or something is, "What did she say about it?" for words.
DESCRIBED = re.compile(
    r"[Ww]ho(?:['’]s| is| are| was| were) [A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*)*\W*$"
    r"|[Ww]hat(?:['’]s| is| are) (?:[A-Z][\w-]*|an? [\w-]+|[“\"][\w -]+[”\"])(?: (?!\w+(?:ing|ed)\b)[\w-]+)?\W*$"
    r"|[Ww]hat are (?!the\b|th(?:ei|o)?se\b|they\b|\w+ \w+(?:ing|ed)\b)[a-z-]+(?: [\w-]+)?\W*$"
)
WORDS_OR_DEEDS = re.compile(
    r"what (?:did|does|do|has|have|had|is|was) .*\b(?:do|done|doing|say|said|saying|claim|claimed|argue|warn|think"
    r"|happen|happened)(?:\W*$| (?:about|on|of|to|in|at|after|when|during|before|with|for|following)\b)"
    r"|what (?:happened|happens|is happening)\b",
    re.IGNORECASE,
)
CAPITALISED = re.compile(r"\b[A-Z][\w’'-]*|\b\d[\d.,]*\d\b")
ROLE = re.compile(
    r"^who(?:['’]s| is| was| are| were) (?:the |a |an )?(?:.*['’]s? )?(?P<role>[\w -]+?)"
    r"(?: (?:of|in|at|for|on|to|from|under|during)\b.*)?\s*\?*$",
    re.IGNORECASE,
)
ASKS_WORDS = re.compile(r"\b(?:say|said|tell|told|think|claim|call|comment|respond|react|describe|warn|argue)\b", re.I)
NEGATIONS = frozenset(terms("not no never none nor neither without t deny denies denied"))


@dataclass(frozen=True, slots=True)
class QuestionProfile:
    """What a question asks for, by its own words.

    `terms` are its words as the index has them; in all others irregular verbs are in their base form: in `pairs` of
    neighbouring words, in `names`, in `role` ("defence minister"), in `focus`, the words of its last sentence, and in
    `carried`, those that a follow-up took from the conversation. `kind` is `None` where any kind of thing may answer;
    without `has_short_answer` no name, date or number can.
    """

    text: str
    terms: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    names: frozenset[str]
    focus: tuple[str, ...]
    carried: frozenset[str]
    role: tuple[str, ...]
    kind: AnswerKind | None
    has_subject: bool
    has_short_answer: bool
    asks_words: bool
    is_negated: bool


def profile_question(question: str, typed: str | None = None) -> QuestionProfile:
    """The profile of a question; `typed` is the follow-up that it was completed from, if it was."""
    plain = plain_names(question)
    words = base_terms(plain)
    found = tuple(question_terms(plain))
    own = frozenset(BASE.get(term, term) for term in found)
    last = _last_sentence(plain_names(typed) if typed and QUESTION_WORD.search(typed) else plain)
    return QuestionProfile(
        text=question,
        terms=found,
        pairs=tuple(pair for pair in pairwise(words) if not FRAMING_TERMS.issuperset(pair)),
        names=names_in(plain),
        focus=tuple(term for term in base_terms(last) if term in own),
        carried=own - frozenset(base_terms(typed)) if typed is not None else frozenset(),
        role=_role(plain),
        kind=_kind(last) or _kind(plain),
        has_subject=not FRAMING_TERMS.issuperset(question_terms(question)),  # "who is he" names none
        has_short_answer=_has_short_answer(last),
        asks_words=ASKS_WORDS.search(last) is not None,
        is_negated=not NEGATIONS.isdisjoint(words),
    )


def names_in(text: str) -> frozenset[str]:
    """The terms of a text's capitalised words and numbers; of its first word too, unless that only frames it."""
    found = [match for match in CAPITALISED.finditer(text) if match.start() or match[0].lower() not in FRAMING_WORDS]
    return frozenset(term for match in found for term in base_terms(match[0]) if len(term) > 1)


def _last_sentence(text: str) -> str:
    """A question is asked in its last sentence; what stands before says what it is about."""
    spans = sentences(text)
    return text[spans[-1].start : spans[-1].end] if spans else text


def _kind(text: str) -> AnswerKind | None:
    return next((kind for kind, asks in ASKS if asks.search(text.lower())), None)


def _has_short_answer(text: str) -> bool:
    """Whether a name, number or date can answer; "What is the toll?" asks for a number, "What is a toll?" for none."""
    if NO_SHORT_ANSWER.match(text) or WORDS_OR_DEEDS.match(text):
        return False
    return DESCRIBED.match(text) is None or _kind(text) not in (None, "person")


def _role(question: str) -> tuple[str, ...]:
    """The role that a "who is" question names ("defence minister"), as terms; none for other questions."""
    match = ROLE.match(question)
    return tuple(base_terms(match["role"])) if match else ()
