"""Follow-ups that leave out what was said: "Why?", "And China?", "The price?", "How many people died?"

Each is completed from the last question: its words with another question word, with one part exchanged, or behind the
new words in brackets. Knows nothing of days.
"""

import re
from collections.abc import Sequence

from index.lexical import terms
from qa.antecedent import COLLECTIVES, PEOPLE, SPEAKING, Exchange, called, is_time, person
from qa.clause import Clause, Phrase, asking, core, embedded, finite, parse, phrases
from qa.mentions import Kind, kind_of, mentions
from qa.pronoun import resolved
from qa.wordclass import (
    AUXILIARIES,
    DETERMINERS,
    FUNCTION_WORDS,
    POSSESSIVES,
    PREPOSITIONS,
    QUESTION_WORDS,
    is_finite,
    is_known,
    is_noun,
    is_plural,
    is_verb,
    lemma,
    listed,
    words,
)

CUE = re.compile(r"^(?:(?:and|but|or|so|also|plus|ok(?:ay)?|well|then|right|hm+|yes|no|sorry)\b[,\s]*)+", re.IGNORECASE)
WHAT_ABOUT = re.compile(r"^(?:what|how)\s+about\s+|^same\s+(?:question\s+)?for\s+", re.IGNORECASE)
AGAIN = re.compile(
    r"^(?:(?:can|could) you )?(?:please )?(?:(?:tell|say|show) (?:me |us )?(?:some )?more(?: about (?:it|that|this))?"
    r"|go on|more(?: details?)?|any (?:more )?details?|details?|explain(?: (?:it|that|this))?|elaborate|continue"
    r"|are you sure|really|is (?:that|this|it) (?:true|right|correct|so)|what do you mean|says who)(?: please)?$",
    re.IGNORECASE,
)
OWN_NAME = re.compile(r"^(?:its|his|her|their|the)\s(?:[a-z]+\s){1,2}((?:[A-Z][\w’'-]*\s?)+)$")
PLACE_WORD = re.compile(r"^(?:in|at|on|during|to|near|with)\s", re.IGNORECASE)
PLACED = re.compile(r"(?:in|at|near)\s(?:the\s)?(?:[A-Z][\w’'-]*\s?)+$")
BRACKETED = re.compile(r"\(([^()]*)\)")
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
OPEN = frozenset(("he", "she", "it", "they", "him", "her", "them", "that", "this", "there", "so"))
HE_OR_SHE = re.compile(r"\b(?:he|she)\b")
SAME_MEANING = {
    "how come": "why",
    "what for": "why",
    "how so": "how",
    "in what way": "how",
    "where to": "where",
    "where from": "where",
}
# Nouns that name a part or a side of something else, and words that any event has: by themselves they name no subject.
SIDES = frozenset(
    terms(
        "price cost amount sum money total result outcome reason cause purpose aim goal plan date time place venue"
        " location size length age name winner loser victim suspect driver owner author leader head damage death toll"
        " casualty injury effect impact consequence response reaction details terms condition deadline step difference"
        " share percentage rate budget penalty sentence verdict charge score turnout work repair project building"
        " company firm country city team party people person man woman child side number figure deal agreement"
        " talk meeting decision vote pledge law rule ban proposal offer statement announcement report study survey"
        " rise increase fall drop change end start beginning next last part rest others day week month year thing way"
        " evidence proof chance risk benefit problem issue motive weapon police official government court critics"
        " opponent supporter resident neighbour expert alternative exception schedule timetable opening closure route"
        " visitor passenger resident worker staff customer member answer question goal design material colour distance"
        " weight speed funding fund finance union board committee agency group bank army parliament ministry crew jury"
        " value size owner tenant buyer seller name family mother father public"
    )
)
ROLES = frozenset(term for word in PEOPLE for term in terms(word))
EVENTS = frozenset(
    terms(
        "do be have happen occur die kill hurt injure wound win lose say tell speak attend pay cost take get start"
        " begin end finish last go come make give sign vote agree decide announce arrest charge react respond reply"
        " affect involve expect change work help need want know think mean call see find use find hold close open"
        " reopen stop continue cause lead include survive escape rescue visit meet leave arrive return follow build"
        " rise fall drop grow increase decrease cut spend receive support oppose object comment apply approve reject"
        " big large long high much many old far often soon fast more most less new exactly likely possible"
        " important first second third fourth fifth last"
    )
)
REACTIVE = listed("react respond reply answer agree disagree object comment")


def without_cue(typed: str) -> tuple[str, bool]:
    """The question without "And", "But", and whether it had one, which says that it goes on from what was said."""
    bare = CUE.sub("", typed).strip()
    return (bare, True) if bare and bare != typed else (typed, False)


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


def fragment(bare: str, has_cue: bool, exchanges: Sequence[Exchange]) -> str | None:
    """The last question with one of its parts exchanged, for "And China?", "What about in May?"; or with the new part
    beside it. `None` for what is a question of its own, or of nothing that the last one has."""
    offered = WHAT_ABOUT.sub("", bare)
    is_offered = offered != bare
    text = offered.rstrip(" ?!.")
    if (named := OWN_NAME.match(text)) and mentions(f"x {named[1]}"):
        text = named[1]  # its rival Pennymart
    elif (replaced := resolved(text, exchanges)) is not None:
        text = replaced
    if not _is_fragment(text) or not text:
        return None
    last = exchanges[-1].question
    parts = words(text)
    preposition = parts[0].lower if parts[0].lower in PREPOSITIONS else ""
    if text.lower().startswith("according to "):
        preposition = "according to"
    thing = text[len(preposition) :].strip()
    if not thing:
        return None
    is_side = all(term in SIDES for term in terms(thing) if len(term) > 2 and term not in ("the", "and", "his", "her"))
    if not (has_cue or is_offered or preposition or is_side) and _says_its_subject(thing):
        return None
    shown = thing if mentions(f"x {thing}") else thing[0].lower() + thing[1:]
    if is_side and not preposition:
        return _beside(shown, last, is_side)
    if (slot := _slot(last, preposition, thing, exchanges)) is not None:
        start, end = slot
        return _spaced(last[:start] + _shown(shown, start) + last[end:])
    if preposition:
        return f"{core(last).rstrip(' ?!.')} {text[0].lower()}{text[1:]}?"
    content = [word for word in words(thing) if word.lower not in FUNCTION_WORDS]
    if not _was_said(thing, exchanges) and (_has_common_head(thing) or (is_offered and len(content) > 1)):
        return None
    return _beside(shown, last, is_side)


def _has_common_head(thing: str) -> bool:
    """Whether it is a name with a noun behind it: "the Eastmoor bus fares" says what it is by itself."""
    return bool(mentions(f"x {thing}")) and not words(thing)[-1].is_capital


def _says_its_subject(thing: str) -> bool:
    """Whether a few words that nothing leads up to say enough to be searched for: not one name, not "the mayor"."""
    found = [word for word in words(thing) if word.lower not in FUNCTION_WORDS]
    is_name = len(mentions(f"x {thing}")) == 1 and mentions(f"x {thing}")[0].text == thing
    has_article = words(thing)[0].lower in DETERMINERS | POSSESSIVES
    return len(found) > 1 and not is_name and not (has_article and len(found) < 3)


def incomplete(typed: str, has_cue: bool, exchanges: Sequence[Exchange]) -> str | None:
    """A question that names no subject, or asks what someone else did "And what did China say?", completed from the
    last one; `None` for one that needs nothing."""
    clause = parse(typed)
    if clause is None or not clause.verb:
        own = phrases(typed)
        if clause is None or any(phrase.is_name for phrase in own) or not _names_no_subject(typed, has_cue, exchanges):
            return None
        return completed(typed, exchanges)
    base = lemma(clause.verb.lower())
    last = parse(core(exchanges[-1].question))
    names = any(phrase.is_name for phrase in phrases(typed))
    if names:
        same = last is not None and lemma(last.verb.lower()) == base and last.rest and not clause.rest
        if last and same and (has_cue or clause.question_word.lower() == last.question_word.lower()):
            return f"{typed.rstrip(' ?!.')} {last.rest}?"
        if base in REACTIVE and not clause.rest:
            return completed(typed, exchanges)
        return None
    if base in REACTIVE and not clause.rest:
        return completed(typed, exchanges)
    is_said_of_nothing = base in SPEAKING and not clause.rest and clause.subject.lower().startswith(("the ", "others"))
    if is_said_of_nothing or any(word.lower == "else" for word in words(typed)):
        return completed(typed, exchanges)
    return completed(typed, exchanges) if _names_no_subject(typed, has_cue, exchanges) else None


def on_topic(question: str, exchanges: Sequence[Exchange]) -> str:
    """A completed question without any name, with what bears one in the latest question that has one: in brackets."""
    if mentions(f"x {question}"):
        return question
    for exchange in reversed(exchanges[-3:]):
        asked = exchange.question
        if "(" in question:
            return question
        if bracketed := [part for part in BRACKETED.findall(asked) if mentions(f"x {part}")]:
            return f"{question.rstrip(' ?!.')} ({bracketed[0]})?"
        if mentions(f"x {core(asked)}"):
            clause = parse(core(asked))
            if clause and PLACED.match(clause.rest) and not any(map(is_time, phrases(clause.rest))):
                return f"{question.rstrip(' ?!.')} {clause.rest}?"
            return _behind(question.rstrip(" ?!."), core(asked))
    return question


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
            return _spaced(
                f"How many {things[0].text} {clause.auxiliary.lower()} {clause.subject} {clause.verb} {rest}?"
            )
    return None


def _is_fragment(text: str) -> bool:
    """Whether a text has no clause of its own: no question word, no auxiliary, no verb that can only be one."""
    for number, word in enumerate(words(text)):
        if word.lower in QUESTION_WORDS | AUXILIARIES:
            return False
        if number and not word.is_capital and is_verb(word.lower) and not is_noun(word.lower) and is_finite(word.lower):
            return False
    return True


def _slot(last: str, preposition: str, thing: str, exchanges: Sequence[Exchange]) -> tuple[int, int] | None:
    """The part of the last question that the new words stand for: of the same kind, behind the same preposition."""
    known = [m for e in exchanges[-3:] for m in (*mentions(e.answer), *mentions(e.question))]
    found = [phrase for phrase in phrases(last) if not is_time(phrase)]
    if preposition == "according to":
        match = re.search(r"\baccording to (?P<who>[^,?]+)", last, re.IGNORECASE)
        return match.span("who") if match else None
    if preposition:
        places = ("in", "at", "near")
        same = [p for p in found if p.preposition == preposition or (preposition in places and p.preposition in places)]
        return (same[-1].start, same[-1].end) if same else None
    if _has_common_head(thing):
        alike = [phrase for phrase in found if _has_common_head(phrase.text)]
        return (alike[0].start, alike[0].end) if alike else None
    new = _kind(thing, known)
    clause = parse(last)
    head = words(thing)[-1].bare
    is_small = thing.islower() and new is None
    if clause and clause.noun and new in ("common", None) and (new or is_small) and clause.noun.islower() is not False:
        at = len(clause.front) + len(clause.question_word) + 1
        if not thing.startswith(("the ", "a ")):
            return at, at + len(clause.noun)
    is_body = new == "common" and (head in COLLECTIVES or head in PEOPLE or is_plural(head))
    if clause and is_body and clause.subject[:1].isupper() and kind_of(clause.subject, known) != "other":
        at = last.index(clause.subject, len(clause.front) + len(clause.question_word))
        return at, at + len(clause.subject)
    if new == "common":
        new_terms = set(terms(thing))
        similar = [p for p in found if not p.is_name and new_terms & set(terms(p.text)) and len(words(p.text)) > 1]
        if similar:
            return similar[0].start, similar[0].end
        plain = [p for p in found if not p.is_name and p.is_plural == _is_plural_phrase(thing)]
        joined = [p for p in plain if p.preposition == "of"] or [p for p in plain if p.head not in SIDES]
        return _without_quantity(joined[-1]) if joined else None
    names = [p for p in found if p.is_name]
    same = [p for p in names if _kind(p.text, known) == new] if new else []
    choice = (
        same or [p for p in names if new is None or _kind(p.text, known) is None] or (names if len(names) == 1 else [])
    )
    if not choice:
        return None
    phrase = choice[0]
    name = mentions(last)
    inner = [m for m in name if phrase.start <= m.start and m.end <= phrase.end]
    is_whole = bool(inner) and phrase.text == f"the {inner[0].text}"
    if inner and not is_whole and phrase.text[0].islower() and not thing.lower().startswith("the "):
        return inner[0].start, inner[0].end
    return phrase.start, phrase.end


def _kind(text: str, known: Sequence[object]) -> Kind | str | None:
    bare = re.sub(r"^(?:the|an?)\s", "", text, flags=re.IGNORECASE)
    kind = kind_of(bare, known)  # type: ignore[arg-type]
    if kind:
        return kind
    return None if any(word.is_capital for word in words(bare)) or not _is_common(bare) else "common"


def _is_common(text: str) -> bool:
    """Whether all words are in the dictionary: a name typed in small letters mostly is not."""
    return all(is_known(word.bare) or not word.text[0].isalpha() for word in words(text))


def _is_plural_phrase(text: str) -> bool:
    found = phrases(text)
    return bool(found) and found[-1].is_plural


def _without_quantity(phrase: Phrase) -> tuple[int, int]:
    skip = re.match(r"(?:how\s)?(?:many|much)\s", phrase.text, re.IGNORECASE)
    return phrase.start + (skip.end() if skip else 0), phrase.end


def _shown(thing: str, at: int) -> str:
    return thing[0].upper() + thing[1:] if at == 0 else thing


def _spaced(text: str) -> str:
    return re.sub(r"\s+([?,.])", r"\1", " ".join(text.split()))


def _was_said(thing: str, exchanges: Sequence[Exchange]) -> bool:
    """Whether the last turns have all its words."""
    said = set(terms(" ".join(f"{e.question} {e.answer[:1_500]}" for e in exchanges[-2:])))
    return all(term in said or term in SIDES for term in terms(thing) if term not in ("the", "a", "an"))


def _beside(thing: str, last: str, is_side: bool) -> str:
    """New words with the last question behind them: "The price (of what Japan pledged)?"."""
    if is_side:
        return _behind(thing[0].upper() + thing[1:], last)
    return f"{core(last).rstrip(' ?!.')}, and what about {thing}?"


def _names_no_subject(typed: str, has_cue: bool, exchanges: Sequence[Exchange]) -> bool:
    """Whether all that a question names are sides of something else, or things that were said, as things known.

    Its verb counts for nothing: "How many were hurt?" has no subject, whatever verb it has.
    """
    if any(word.text[0].isdigit() for word in words(typed)):
        return False
    said = set(terms(" ".join(f"{e.question} {e.answer[:1_500]}" for e in exchanges[-2:])))
    unsaid = 0
    for phrase in phrases(typed):
        own = [
            term
            for word in words(phrase.text)
            if word.lower not in FUNCTION_WORDS
            for term in terms(word.bare)
            if term not in SIDES and term not in EVENTS and not (phrase.is_definite and term in ROLES)
        ]
        if any(term not in said for term in own):
            unsaid += len(own)
        elif (own and not (phrase.is_definite or phrase.is_plural)) or len(own) > 2:
            return False
    return unsaid == 0 or (unsaid == 1 and (has_cue or _says_too_little(typed)))


def _says_too_little(typed: str) -> bool:
    """Whether the one thing that a question names is no subject by itself: how many or which of some things, and no
    more of them ("Which flights were cancelled?"), something known that was not said ("When was the warning given?"),
    or whether there is any ("Is there a lift?")."""
    clause = parse(typed)
    if clause is None:
        return False
    named = [phrase for phrase in phrases(typed) if not is_time(phrase) and not _is_side(phrase)]
    counts = bool(clause.noun) and not clause.subject
    if len(named) != 1 or sum(word.lower not in FUNCTION_WORDS for word in words(named[0].text)) > 1:
        return False
    return counts or named[0].is_definite or clause.subject == "there"


def _is_side(phrase: Phrase) -> bool:
    return all(term in SIDES or term in EVENTS for word in words(phrase.text) for term in terms(word.bare))


def completed(typed: str, exchanges: Sequence[Exchange]) -> str:
    """The question with what the last one was about."""
    last = core(exchanges[-1].question)
    clause = parse(last)
    bare = typed.rstrip(" ?!.")
    for phrase in reversed(phrases(typed)):
        if phrase.is_definite and (named := called(exchanges, phrase.head)) and len(words(phrase.text)) == 2:
            return f"{typed[: phrase.start]}{named}{typed[phrase.end :]}"
    if clause and not clause.subject and lemma(clause.verb.lower()) in ("happen", "occur", "go") and clause.rest:
        is_of_its_own = any(phrase.is_definite for phrase in phrases(typed))
        return f"{bare} ({PLACE_WORD.sub('', clause.rest)})?" if is_of_its_own else f"{bare} {clause.rest}?"
    return _behind(bare, exchanges[-1].question)


def _behind(bare: str, last: str) -> str:
    """New words and, in brackets, what the last question was about: its own brackets, where it says less itself."""
    clause = parse(core(last))
    bracketed = BRACKETED.findall(last)
    is_open = any(word.lower in OPEN for word in words(core(last)))
    parts = [embedded(clause) if clause else core(last).rstrip(" ?!.")] if not (is_open and bracketed) else []
    return f"{bare} ({', '.join([*parts, *bracketed[:1]])})?"
