"""What an answer to a question must hold: its words with their weights, its names, and the kind of thing asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from index.engine.lexical import LexicalIndex
from index.text.analysis import FRAMING_TERMS, FRAMING_WORDS, question_terms, terms
from index.text.sentences import sentences
from qa.answer.reading import key_of
from qa.english.normal_form import BASE, base_terms, plain_names
from qa.question.asking_words import AUXILIARY, QUESTION_WORD
from qa.retrieval.features import term_weights

Wanted = Literal["number", "date", "person", "place", "name"]

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
ASKS: tuple[tuple[Wanted, re.Pattern[str]], ...] = (
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
CARRIED = 0.1  # what a word that a follow-up took over counts beside one that was typed (LOG.md, 2026-11-23)
NEGATIONS = frozenset(terms("not no never none nor neither without t deny denies denied"))


@dataclass(frozen=True, slots=True)
class Target:
    """What a question asks for, for judging sentences.

    `weights` are its terms with how much each tells, `pairs` its neighbouring terms, `names` and `role` terms; `key` is
    all its words, between spaces. `carried` are the terms that a follow-up took from the conversation. They find the
    story, and may be said anywhere in it; in the sentence that answers they mostly are not said again, so in `own` and
    in `focus`, the terms of the last sentence, they count little, and all others alike: rare words tell which story is
    asked about, common ones as well what of it (LOG.md, 2026-11-23). `has_short_answer` is false where no name, date or
    number can answer; `asks_words` says that somebody's words are asked for.
    """

    weights: Mapping[str, float]
    own: Mapping[str, float]
    focus: Mapping[str, float]
    carried: frozenset[str]
    pairs: tuple[tuple[str, str], ...]
    names: frozenset[str]
    role: list[str]
    wanted: Wanted | None
    has_short_answer: bool
    negated: bool
    asks_words: bool
    key: str


def read_question(question: str, lexical: LexicalIndex, typed: str | None = None) -> Target:
    """What the question asks for; `typed` is the follow-up that it was completed from, if it was."""
    plain = plain_names(question)
    found = base_terms(plain)
    weights = {BASE.get(term, term): weight for term, weight in term_weights(question_terms(plain), lexical).items()}
    new = weights.keys() if typed is None else frozenset(base_terms(typed))
    own = {term: 1.0 if term in new else CARRIED for term in weights}
    last = _last_sentence(plain_names(typed) if typed and QUESTION_WORD.search(typed) else plain)
    focus = {term: own[term] for term in base_terms(last) if term in own}
    pairs = tuple(pair for pair in pairwise(found) if not FRAMING_TERMS.issuperset(pair))
    return Target(
        weights,
        own,
        focus,
        frozenset(weights.keys() - new),
        pairs,
        names_in(plain),
        _role(plain),
        _wanted(last) or _wanted(plain),
        _has_short_answer(last),
        negated=not NEGATIONS.isdisjoint(found),
        asks_words=ASKS_WORDS.search(last) is not None,
        key=f" {key_of(question)} ",
    )


def names_in(text: str) -> frozenset[str]:
    """The terms of a text's capitalised words and numbers; of its first word too, unless that only frames it."""
    found = [match for match in CAPITALISED.finditer(text) if match.start() or match[0].lower() not in FRAMING_WORDS]
    return frozenset(term for match in found for term in base_terms(match[0]) if len(term) > 1)


def _last_sentence(text: str) -> str:
    """A question is asked in its last sentence; what stands before says what it is about."""
    spans = sentences(text)
    return text[spans[-1].start : spans[-1].end] if spans else text


def _wanted(text: str) -> Wanted | None:
    return next((kind for kind, asks in ASKS if asks.search(text.lower())), None)


def _has_short_answer(text: str) -> bool:
    """Whether a name, number or date can answer; "What is the toll?" asks for a number, "What is a toll?" for none."""
    if NO_SHORT_ANSWER.match(text) or WORDS_OR_DEEDS.match(text):
        return False
    return DESCRIBED.match(text) is None or _wanted(text) not in (None, "person")


def _role(question: str) -> list[str]:
    """The role that a "who is" question names ("defence minister"), as terms; none for other questions."""
    match = ROLE.match(question)
    return base_terms(match["role"]) if match else []
