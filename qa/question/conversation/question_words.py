"""Follow-ups that are a question word: "Why?", "When was that?", "How much?", "Who else?", "Tell me more".

Each is the last question with another question word. Knows nothing of questions with words of their own.
"""

import re
from collections.abc import Sequence

from qa.english.names import mentions
from qa.english.word_classes import AUXILIARIES, QUESTION_WORDS, is_noun, is_verb, words
from qa.question.conversation.antecedents import Exchange, person
from qa.question.conversation.clause import Clause, asking, core, finite, parse, phrases
from qa.question.conversation.ellipsis import WHAT_ABOUT, spaced

AGAIN = re.compile(
    r"^(?:(?:can|could) you )?(?:please )?(?:(?:tell|say|show) (?:me |us )?(?:some )?more(?: about (?:it|that|this))?"
    r"|go on|more(?: details?)?|any (?:more )?details?|details?|explain(?: (?:it|that|this))?|elaborate|continue"
    r"|are you sure|really|is (?:that|this|it) (?:true|right|correct|so)|what do you mean|says who)(?: please)?$",
    re.IGNORECASE,
)
HAPPENED = r"(?:\s(?:did|does|do|will|would|was|is|were|are|has|had|can|could|should|might))?"
PRO = r"(?:that|this|it|they|he|she|so|the(?:y|se)|those)"
BARE = re.compile(
    r"^(?P<word>why|when|where|how|who|whom|which|what|how come|how so|what for|in what way|by how much"
    r"|how (?:much|many|long|often|big|large|high|far|old|soon)|(?:since|until|by) when|(?:by|to|with|for|from) whom"
    r"|which (?:ones?|of them)|what kind|for how long|at what (?:price|cost)|where to|where from|on what day|what time"
    r"|what year|which year|what day|in which (?:city|country|year))(?P<not>\snot)?"
    r"(?:\s(?:exactly|precisely|then|though|so))*$",
    re.IGNORECASE,
)
BARE_EVENT = re.compile(
    rf"^(?P<word>why|when|where|how|since when|how long)\s(?:exactly\s)?(?:"
    rf"(?:is|was|will|would)\s(?:that|this|it(?!$))(?:\s(?:be|so|then|happen(?:ing)?|taking\splace|done|decided|announced|said))?"
    rf"|(?:did|does|will|would|has|could|can)\s(?:that|this|it|all\sthat|all\sthis)\s(?:happen(?:ed)?|occur(?:red)?|come\sabout|take\splace|come\sto\sthat)"
    rf"|(?:did|does|do|will|would|has|have|had)\s{PRO}(?:\s(?:do|doing|done)\s(?:that|this|so|it))?)$",
    re.IGNORECASE,
)
ELSE = re.compile(
    r"^(?:(?P<word>who|what|where|why)\selse|(?P<any>any(?:one|body)?\s(?:else|others?))|(?P<which>which\sothers?)"
    r"|(?P<thing>anything\selse))$",
    re.IGNORECASE,
)
HE_OR_SHE = re.compile(r"\b(?:he|she)\b")
SAME_MEANING = {
    "how come": "why",
    "what for": "why",
    "how so": "how",
    "in what way": "how",
    "where to": "where",
    "where from": "where",
}


def again(bare: str, exchanges: Sequence[Exchange]) -> str | None:
    """The last question, for "Tell me more" and "Are you sure?"."""
    return exchanges[-1].question if AGAIN.match(_plain(bare)) else None


def bare_question(bare: str, exchanges: Sequence[Exchange]) -> str | None:
    """The last question with another question word, for "Why?", "When was that?" and "Who else?"."""
    plain = _plain(bare)
    last = core(exchanges[-1].question)
    clause = parse(last)
    if found := ELSE.match(plain):
        return _with_else(last, clause, "" if found["any"] or found["which"] or found["thing"] else found["word"])
    match = BARE.match(plain) or BARE_EVENT.match(plain)
    if match and clause and (said := HE_OR_SHE.search(plain)):
        who = person(exchanges, "he" if said[0] == "he" else "she")
        if clause.subject and (who is None or who.split()[-1] not in clause.subject):
            return None  # he, not the court that convicted him
    if match is None and not WHAT_ABOUT.match(bare) and _is_verbless_question(bare):
        return f"{last.rstrip(' ?!.')}, and {bare[0].lower()}{bare[1:].rstrip(' ?!.')}?"
    if match is None:
        return None
    word = match["word"].lower()
    word = SAME_MEANING.get(word, word)
    if clause is None or match.groupdict().get("not"):
        return f"{last.rstrip(' ?!.')}, and {word}{match.groupdict().get('not') or ''}?"
    if word.startswith("how m") and (counted := _counting(clause, word)):
        return counted
    if word.startswith("which"):
        return (
            f"Which {clause.noun}{last[len(clause.front) + len(clause.question_word) + 1 + len(clause.noun) :]}"
            if clause.noun
            else None
        )
    if word.split()[-1] in ("when", "where", "why", "how", "long", "often") and (asked := asking(clause, word)):
        return asked
    return f"{last.rstrip(' ?!.')}, and {word}?"


def _plain(text: str) -> str:
    return re.sub(r"[^\w\s’']", " ", text).strip().lower()


def _with_else(last: str, clause: Clause | None, word: str | None) -> str | None:
    if clause is None:
        return None
    if clause.noun and not word:
        at = len(clause.front) + len(clause.question_word)
        return f"{last[:at]} other {last[at:].lstrip()}" if not clause.asks_how_many else last
    first = clause.question_word
    if word and word.lower() == "who" and not first and clause.verb:
        return f"Who else {finite(clause)} {clause.rest}".strip() + "?"
    if word and first.lower() != word.lower():
        return f"{last.rstrip(' ?!.')}, and {word.lower()} else?"
    at = len(clause.front) + len(first)
    return f"{last[:at]} else{last[at:]}"


def _is_verbless_question(bare: str) -> bool:
    """Whether it has a question word and no clause of its own: "Why so little?", "On what condition?"."""
    found = words(bare)
    asks = any(word.lower in QUESTION_WORDS for word in found[:2])
    verbs = (word for word in found if word.lower in AUXILIARIES or (is_verb(word.lower) and not is_noun(word.lower)))
    return asks and len(found) <= 5 and not any(verbs) and not mentions(f"x {bare}") and parse(bare) is None


def _counting(clause: Clause, word: str) -> str | None:
    """ "How much?" of what was asked for with "what": "How much did Japan pledge?"."""
    if not (clause.subject and clause.auxiliary and clause.verb):
        return None
    if clause.question_word.lower() in ("what", "which") and not clause.noun:
        return (
            f"{word.capitalize()} {clause.auxiliary.lower()} {clause.subject} {clause.verb} {clause.rest}".strip() + "?"
        )
    if clause.question_word.lower() in ("what", "which") and clause.noun and word == "how many":
        return (
            f"How many {clause.noun} {clause.auxiliary.lower()} {clause.subject} {clause.verb} {clause.rest}".strip()
            + "?"
        )
    if not clause.question_word and word == "how many":
        things = phrases(clause.rest)
        if things and things[0].is_plural and not things[0].preposition:
            rest = (clause.rest[: things[0].start] + clause.rest[things[0].end :]).strip()
            return spaced(
                f"How many {things[0].text} {clause.auxiliary.lower()} {clause.subject} {clause.verb} {rest}?"
            )
    return None
