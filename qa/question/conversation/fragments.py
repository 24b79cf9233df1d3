"""Follow-ups without a clause: "And China?", "What about tickets?", "The price?".

Each is the last question with a part of it exchanged: of the same kind, behind the same preposition. Knows nothing of
days.
"""

import re
from collections.abc import Sequence

from index.text.analysis import terms
from qa.english.names import TITLES, Kind, kind_of, mentions
from qa.english.word_classes import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    FUNCTION_WORDS,
    HAVE,
    POSSESSIVES,
    PREPOSITIONS,
    QUESTION_WORDS,
    is_finite,
    is_known,
    is_noun,
    is_participle,
    is_plural,
    is_verb,
    words,
)
from qa.question.conversation.antecedents import COLLECTIVES, PEOPLE, Exchange, is_time
from qa.question.conversation.clause import Phrase, core, parse, phrases
from qa.question.conversation.ellipsis import SIDES, WHAT_ABOUT, behind, spaced, was_said
from qa.question.conversation.pronouns import resolved

OWN_NAME = re.compile(r"^(?:its|his|her|their|the)\s(?:[a-z]+\s){1,2}((?:[A-Z][\w’'-]*\s?)+)$")
ANY = re.compile(r"(?:any|some|more|no)\s|(?:(?:the|latest|recent)\s)*(?:news|headlines|updates?)\b", re.IGNORECASE)


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
    if ANY.match(text):  # "Any news from Ukraine?" asks of something else, "Any injuries?" of the same
        return None if mentions(f"x {text}") else behind(text[0].upper() + text[1:], last)
    if other := _other_verb(last, text):
        return other
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
        return spaced(last[:start] + _shown(shown, start) + last[end:])
    if preposition:
        return f"{core(last).rstrip(' ?!.')} {text[0].lower()}{text[1:]}?"
    content = [word for word in words(thing) if word.lower not in FUNCTION_WORDS]
    if not was_said(thing, exchanges) and (_has_common_head(thing) or (is_offered and len(content) > 1)):
        return None
    return _beside(shown, last, is_side)


def _other_verb(last: str, text: str) -> str | None:
    """The last question with another participle: "And injured?" after "How many people were killed?"."""
    clause = parse(last)
    if clause is None or clause.auxiliary.lower() not in BE | HAVE or not _is_past_participle(clause.verb):
        return None
    at = last.rfind(clause.verb, 0, len(last) - len(clause.rest))
    return f"{last[:at]}{text.lower()}{last[at + len(clause.verb) :]}" if _is_past_participle(text) else None


def _is_past_participle(word: str) -> bool:
    return word.isalpha() and is_participle(word.lower()) and not word.endswith("ing")


def _has_common_head(thing: str) -> bool:
    """Whether it is a name with a noun behind it: "the Eastmoor bus fares" says what it is by itself."""
    return bool(mentions(f"x {thing}")) and not words(thing)[-1].is_capital


def _says_its_subject(thing: str) -> bool:
    """Whether a few words that nothing leads up to say enough to be searched for: not one name, not "the mayor"."""
    found = [word for word in words(thing) if word.lower not in FUNCTION_WORDS]
    is_name = len(mentions(f"x {thing}")) == 1 and mentions(f"x {thing}")[0].text == thing
    has_article = words(thing)[0].lower in DETERMINERS | POSSESSIVES
    return len(found) > 1 and not is_name and not (has_article and len(found) < 3)


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
        same = [p for p in found if p.preposition == preposition]
        same = same or [p for p in found if preposition in places and p.preposition in places]
        return (same[-1].start, same[-1].end) if same else None
    if _has_common_head(thing):
        alike = [p for p in found if _has_common_head(p.text) and p.preposition in ("", "of", "about", "for")]
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
    if bare.lower() in TITLES and bare[0].isupper():
        return "person"  # the Pope
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


def _beside(thing: str, last: str, is_side: bool) -> str:
    """New words with the last question behind them: "The price (of what Japan pledged)?"."""
    if is_side:
        return behind(thing[0].upper() + thing[1:], last)
    return f"{core(last).rstrip(' ?!.')}, and what about {thing}?"
