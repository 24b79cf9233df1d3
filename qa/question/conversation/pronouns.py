"""Pronouns in a typed question that nothing in it explains, replaced by what they stand for in the conversation.

Left alone are those that the question itself explains ("What did Takaichi say about her plans?") and those that
stand for nothing ("Is it true that …", "Are there …").
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from qa.english.names import Gender, kind_of, mentions
from qa.english.word_classes import (
    AUXILIARIES,
    BE,
    FUNCTION_WORDS,
    HAVE,
    MODALS,
    PREPOSITIONS,
    Word,
    is_noun,
    is_verb,
    lemma,
    listed,
    words,
)
from qa.question.conversation.antecedents import (
    SPEAKING,
    Exchange,
    called,
    company,
    group,
    is_time,
    person,
    place,
    thing,
)
from qa.question.conversation.clause import DEMONSTRATIVES, Clause, core, embedded, parse, phrases

HE = frozenset(("he", "him", "his"))
SHE = frozenset(("she", "her", "hers"))
IT = frozenset(("it", "its"))
THEY = frozenset(("they", "them", "their", "theirs"))
OWNING = frozenset(("his", "her", "hers", "its", "their", "theirs"))
# After these a clause begins in which a pronoun can stand for what the question named before.
SUBORDINATORS = listed(
    "when after before because that if whether while since until as how why what who where once although"
    " though which for to by and but"
)
JUDGED = (
    "true|likely|unlikely|possible|impossible|safe|legal|illegal|necessary|hard|difficult|easy|important|clear|worth"
    "|normal|common|late|early|time|known|fair|right|wrong|good|bad|better|best|ok|okay|allowed|dangerous|expensive"
    "|cheap|expected|said|reported|rare|usual|ethical|fun"
)
EMPTY_IT = re.compile(
    rf"\bit\s(?:(?:is|was|be|been|being|still|not|too|really|so|will|would|ever)\s)*(?:{JUDGED})\b(?=.*\b(?:to|that|for|if)\b)"
    r"|\bit\s(?:\w+\s)?(?:take|takes|took|taken|cost|costs|mean|means|matter|matters|seem|seems|appear|appears)\b.*\bto\s\w+\s\w"
    r"|\bit\slike\sto\b|\btime\sis\sit\b|\bwhen\sit\scomes\sto\b|\b(?:is|was)\sit\s(?:that|who|which|\w+\s(?:that|who))\b|\bit\smatters?\s(?:that|if|whether)\b|\bit\s(?:raining|snowing)\b|\bmakes?\sit\s\w+\sto\b",
    re.IGNORECASE,
)
GOING = listed("go going gone went travel travelling travelled fly flying flew move moved return returned get got")
# What happens, starts or counts rather than acts.
HAPPENING = listed(
    "happen occur start begin end finish last cost mean work apply affect matter change include cover contain"
    " involve take go come rise fall grow increase decrease open close reopen weigh measure look run expire"
    " compare"
)
# "This week" is a time, no pronoun.
SPANS = listed(
    "week weekend month year morning afternoon evening day night summer winter spring autumn fall time decade"
    " season century quarter term age monday tuesday wednesday thursday friday saturday sunday"
)
BODIES = frozenset(("company", "firm", "group", "organisation", "organization", "party", "team", "maker", "club"))
FRONTED = re.compile(  # "Taiwan, did it pledge too?"
    rf"(?P<who>[A-Z][^,?]*),\s(?P<auxiliary>{'|'.join(sorted(AUXILIARIES))})\s(?:it|they|he|she)\b(?P<rest>.*)",
    re.DOTALL,
)
OWNER = re.compile(r"[’']s?$")
LATER = re.compile(r"\b(?:back\s)?then\b(?=\W*$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Change:
    """A part of the question and what stands in its place."""

    start: int
    end: int
    text: str


def resolved(typed: str, exchanges: Sequence[Exchange]) -> str | None:
    """The question with its open pronouns replaced; `None` if it has none. One that nothing was found for stays."""
    fronted = FRONTED.match(typed)
    if fronted and [mention.text for mention in mentions(f"x {fronted['who']}")] == [fronted["who"]]:
        return f"{fronted['auxiliary'].capitalize()} {fronted['who']}{fronted['rest']}"
    clause = parse(typed)
    own = [mention.text for mention in mentions(typed)]
    all_words = words(typed)
    changes: list[Change] = []
    is_open = False
    for number in range(len(all_words)):
        if not _is_open(typed, all_words, number, exchanges):
            continue
        is_open = True
        if change := _change(typed, clause, all_words, number, exchanges, own):
            changes.append(change)
    changes = _told_apart(typed, changes)
    if not is_open or (own and not changes):  # it has a subject of its own, whatever else it means
        return None
    for change in reversed(changes):
        typed = typed[: change.start] + change.text + typed[change.end :]
    return typed


def _told_apart(typed: str, changes: Sequence[Change]) -> list[Change]:
    """The changes without those that make one person of "he" and "she": it is not known then who is meant."""
    who = [OWNER.sub("", change.text) for change in changes]
    said = [typed[change.start : change.end].lower() for change in changes]
    both = {name for name, word in zip(who, said, strict=True) if word in HE} & {
        name for name, word in zip(who, said, strict=True) if word in SHE
    }
    return [change for change, name in zip(changes, who, strict=True) if name not in both]


def _is_open(typed: str, all_words: Sequence[Word], number: int, exchanges: Sequence[Exchange]) -> bool:
    """Whether a word is a pronoun that the question does not explain."""
    word = all_words[number]
    low = word.lower
    if low in HE | SHE:
        return not _is_bound(typed, all_words, number, exchanges)
    if low in IT:
        return not EMPTY_IT.search(typed) and not _is_bound(typed, all_words, number, exchanges)
    if low in THEY:
        return not _is_bound(typed, all_words, number, exchanges)
    if low == "there":
        named = [
            phrase for phrase in phrases(typed) if phrase.is_name and phrase.end < word.start and not is_time(phrase)
        ]
        return not _exists(all_words, number) and not (named and _is_apart(all_words, number, named[0].end))
    if low in DEMONSTRATIVES:
        own = any(phrase.end < word.start and (phrase.is_name or phrase.is_plural) for phrase in phrases(typed))
        is_said = own and "," in typed[: word.start]  # "…, is that true?", "…, and are there trucks among those?"
        return not is_said and _points_back(all_words, number)
    return False


def _is_bound(typed: str, all_words: Sequence[Word], number: int, exchanges: Sequence[Exchange]) -> bool:
    """Whether the question names before what a pronoun can stand for: "its" always can, "it" in another clause."""
    word = all_words[number]
    before = [phrase for phrase in phrases(typed) if phrase.end <= word.start and not is_time(phrase)]
    kinds = {phrase: kind_of(phrase.text) for phrase in before}
    owns = word.lower in OWNING and _owns(all_words, number)
    if word.lower in HE | SHE:
        fitting = [p for p in before if kinds[p] != "place" and (p.is_name or p.is_definite)]
        if owns:
            other = _of_other_gender(word, exchanges)
            fitting = [phrase for phrase in fitting if phrase.head not in other]
    elif word.lower in IT:
        fitting = [phrase for phrase in before if kinds[phrase] != "person" and not phrase.is_plural]
        has_owner = any("'s " in phrase.text.replace("’", "'") for phrase in fitting)
        owns = owns or has_owner  # when the zoo's ape left it
    else:
        fitting = [phrase for phrase in before if phrase.is_plural or phrase.is_name or phrase.is_definite]
    return bool(fitting) and (owns or _is_apart(all_words, number, fitting[0].end))


def _is_apart(all_words: Sequence[Word], number: int, end: int) -> bool:
    """Whether a clause begins between what ends there and a pronoun: behind a word like "when", or with "she" itself
    where it stands between two verbs ("say she would")."""
    between = [word.lower for word in all_words[:number] if word.start >= end]
    after = all_words[number + 1].lower if number + 1 < len(all_words) else ""
    is_between = bool(between) and is_verb(between[-1]) and (after in AUXILIARIES or is_verb(after))
    begins = all_words[number].lower in ("he", "she", "they", "it") and is_between
    return begins or not SUBORDINATORS.isdisjoint(between)


def _of_other_gender(word: Word, exchanges: Sequence[Exchange]) -> set[str]:
    wanted: Gender = "he" if word.lower in HE else "she"
    said = (m for exchange in exchanges for text in (exchange.question, exchange.answer) for m in mentions(text))
    return {mention.last_word for mention in said if mention.gender and mention.gender != wanted}


def _owns(all_words: Sequence[Word], number: int) -> bool:
    """Whether "her" stands before what is hers."""
    if all_words[number].lower in ("his", "its", "their"):
        return True
    return number + 1 < len(all_words) and is_noun(all_words[number + 1].lower)


def _exists(all_words: Sequence[Word], number: int) -> bool:
    """Whether "there" only says that something is: beside a form of "to be" and with something after it."""
    around = {all_words[at].lower for at in (number - 1, number + 1) if 0 <= at < len(all_words)}
    if number + 1 == len(all_words):
        counts = [word.lower for word in all_words[:2]] == ["how", "many"]
        return counts and all_words[2].lower not in ("people", "others", *BE)
    after = all_words[number + 1].lower
    return bool(around & BE) or (bool(around & (HAVE | MODALS)) and after in ("be", "been")) or after in BE | MODALS


def _points_back(all_words: Sequence[Word], number: int) -> bool:
    """Whether "that" or "this" means something said before: not "the law that", "said that", "this week"."""
    low = all_words[number].lower
    after = all_words[number + 1] if number + 1 < len(all_words) else None
    before = all_words[number - 1].lower if number else ""
    if after and low in ("this", "that", "these", "those") and after.lower in SPANS:
        return False
    if after and low == "those" and after.lower in ("who", "whose", "with", "in", "from"):
        return False
    if low != "that":
        return True
    if after is None:
        return True
    if number == 0:
        return is_noun(after.lower)
    if before in PREPOSITIONS | AUXILIARIES:
        return True
    return before in ("all", "like", "of", "why", "how") or (
        after.lower in FUNCTION_WORDS - AUXILIARIES and not after.is_capital and after.lower in PREPOSITIONS
    )


def _change(
    typed: str,
    clause: Clause | None,
    all_words: Sequence[Word],
    number: int,
    exchanges: Sequence[Exchange],
    own: Sequence[str],
) -> Change | None:
    """What a pronoun is replaced by, if the conversation has it."""
    word = all_words[number]
    low = word.lower
    end = word.end
    if low in HE | SHE:
        found = person(exchanges, "he" if low in HE else "she", own)
    elif low in THEY:
        found = group(exchanges, is_acting=low == "they" and _acts(clause), without=own)
    elif low == "there":
        return _there(all_words, number, exchanges)
    elif low in DEMONSTRATIVES and number + 1 < len(all_words) and all_words[number + 1].lower == "one":
        end = all_words[number + 1].end
        found = thing(exchanges, is_acting=True, without=own)
    elif low in DEMONSTRATIVES and (noun := _noun_after(typed, all_words, number)):
        named = called(exchanges, noun.text.split()[-1].lower())
        if named is None and noun.lower in BODIES:
            named = company(exchanges)
        return Change(word.start, noun.end, named) if named else None
    elif low == "it" and _follows(SPEAKING | {"do"}, clause, all_words, number):
        return None  # all that somebody said or did: "When did she say it?"
    elif low in DEMONSTRATIVES:
        found = _proposition(clause, all_words, number, exchanges)
    else:
        is_object = low == "it" and not _is_subject(clause)
        is_acting = low == "its" or is_object or _acts(clause)
        found = thing(exchanges, is_acting=is_acting, is_object=is_object, without=own)
    if found is None:
        return None
    if low in OWNING and _owns(all_words, number):
        if found[0].islower() and len(words(found)) > 3 and (owned := _noun_after(typed, all_words, number)):
            return Change(word.start, owned.end, f"the {typed[word.end : owned.end].strip()} of {found}")
        found = f"{found}’" if found.endswith("s") and found[0].islower() else f"{found}’s"
    return Change(word.start, end, found[0].upper() + found[1:] if word.start == 0 else found)


def _proposition(
    clause: Clause | None, all_words: Sequence[Word], number: int, exchanges: Sequence[Exchange]
) -> str | None:
    """What "that" means by itself: all that the last question asked for. What someone said of it stays "that", since
    the whole follows in brackets."""
    if _follows(SPEAKING, clause, all_words, number):
        return None
    last = parse(core(exchanges[-1].question))
    return embedded(last) if last else None


def _follows(verbs: Set[str], clause: Clause | None, all_words: Sequence[Word], number: int) -> bool:
    """Whether a word stands right behind the question's verb, and that is one of these."""
    if clause is None or number == 0 or all_words[number - 1].text != clause.verb:
        return False
    return lemma(clause.verb.lower()) in verbs


def _is_subject(clause: Clause | None) -> bool:
    return clause is not None and clause.subject.lower() in ("it", "its")


def _noun_after(typed: str, all_words: Sequence[Word], number: int) -> Word | None:
    """The end of what "that" stands before: "deal" of "that deal"."""
    for phrase in phrases(typed):
        if phrase.start == all_words[number].start:
            parts = [word for word in all_words if phrase.start < word.start < phrase.end]
            return parts[-1] if parts else None
    return None


def _acts(clause: Clause | None) -> bool:
    """Whether the subject does what the verb says: "did it raise", not "was it raised", not "is it"."""
    if clause is None or not clause.subject:
        return True
    if not clause.verb or lemma(clause.verb.lower()) in HAPPENING:
        return False
    if clause.verb in ("be", "been"):
        return False
    return not (clause.auxiliary.lower() in BE and not clause.verb.endswith("ing"))


def _there(all_words: Sequence[Word], number: int, exchanges: Sequence[Exchange]) -> Change | None:
    word = all_words[number]
    if (found := place(exchanges)) is None:
        return None
    before = all_words[number - 1].lower if number else ""
    preposition, name = found
    if before in PREPOSITIONS:
        return Change(word.start, word.end, name)
    return Change(word.start, word.end, f"{'to' if before in GOING else preposition} {name}")
