"""Publishers in questions: whose reports are asked for, "according to CNN", "What does the BBC say about …?".

Only phrases that say where something was reported count; a publisher that is spoken of ("What did the BBC announce?")
narrows nothing. Besides those of an archive the well-known ones are understood, so that who asks for one that the
archive lacks can be told so. Knows nothing of archives.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from corpus.seen_name import bare_name
from qa.english import vocabulary
from qa.english.word_classes import AUXILIARIES, FUNCTION_WORDS, PREPOSITIONS, QUESTION_WORDS, words

# Words before a publisher's name that say that its reports are meant; the last ones do behind a word of saying, at the
# question's end.
BEFORE = re.compile(
    r"\baccording to (?=\w)|\b(?:reported|published|written) (?:by|in|on) (?=\w)"
    r"|\b(?:news|articles|headlines|anything) (?:from|by|in) (?=\w)|(?P<last>\b(?:in|from) (?=\w))",
    re.IGNORECASE,
)
SAYING = re.compile(r"\b(?:says?|said|written|reported|claimed|latest|news)\b", re.IGNORECASE)
# Words on both sides of it, `…` being the name.
AROUND = tuple(
    re.compile(form.replace("…", "(?P<name>[^,?;]+?)"), re.IGNORECASE)
    for form in (
        r"\b(?:did|does|do|has|have|is|are) … (?:report|reported|reporting|write|written|publish|published)\b",
        r"\b(?:does|do|is|are) … (?:say|saying)\b",
        r"\bwhat … (?:says|reports|reported|writes|wrote|is saying|is reporting)\b",
        r"^in …,",
        r"^(?:(?:show me|give me|find|see|any) )?… (?:news|articles|reports|stories|headlines)(?= (?:on|about)\b)",
    )
)
# Whose own words are asked for, a publisher's or anybody else's.
SPEAKER = re.compile(
    r"\b(?:did|has|have|had) (?P<name>[^,?;]+?) (?:say|said|claim|claimed|argue|argued)\b", re.IGNORECASE
)
NAMED_WITH = frozenset(("and", "or"))
GOES_ON = (QUESTION_WORDS | AUXILIARIES | PREPOSITIONS | NAMED_WITH) - {"of"}  # the Times of Malta is another
MAX_NAME_WORDS = 6


@dataclass(frozen=True, slots=True)
class SourcePhrase:
    """Words of a question that say whose reports are asked for, where they stand, and the publishers that they name.

    `name` are the words that name them; a publisher is as the archive has it, or as the list of well-known ones.
    """

    start: int
    end: int
    name: str
    publishers: tuple[str, ...]


def source_phrases(question: str, known: Sequence[str]) -> list[SourcePhrase]:
    """The phrases that name publishers, in the question's order. `known` are those of an archive."""
    found = [*_before(question, known), *_around(question, known)]
    found.sort(key=lambda phrase: phrase.start)
    return [each for number, each in enumerate(found) if not number or each.start >= found[number - 1].end]


# Each name of the well-known publishers, with all of that publisher, the one that is shown first.
LISTED = {
    bare_name(name): names
    for names in ((shown, *others) for shown, others in vocabulary.tables("news_publishers").items())
    for name in names
}


def absent_speaker(question: str, known: Sequence[str]) -> str | None:
    """The well-known publisher whose own words a question asks for, "What did the BBC say?", if it is not `known`."""
    called = (publishers_called(match["name"], known) for match in SPEAKER.finditer(question))
    return next((names[0] for names in called if names and names[0] not in known), None)


def is_named(publisher: str, text: str) -> bool:
    """Whether a text has a name of a well-known publisher."""
    return any(re.search(rf"\b{re.escape(name)}\b", text) for name in LISTED.get(bare_name(publisher), (publisher,)))


def _before(question: str, known: Sequence[str]) -> Iterator[SourcePhrase]:
    for match in BEFORE.finditer(question):
        names = _names_at(question, match.end(), known)
        if not names:
            continue
        end = names[-1][0]
        is_last = SAYING.search(question[: match.start()]) and not any(c.isalnum() for c in question[end:])
        is_sure = any(c.isupper() for c in question[match.end() : end]) or not match[0].lower().endswith("in ")
        if (match["last"] is None or is_last) and is_sure:  # in the week, in the sun
            publishers = tuple(dict.fromkeys(name for _, found in names for name in found))
            yield SourcePhrase(match.start(), end, question[match.end() : end], publishers)


def _around(question: str, known: Sequence[str]) -> Iterator[SourcePhrase]:
    for match in chain.from_iterable(pattern.finditer(question) for pattern in AROUND):
        publishers = publishers_called(match["name"], known)
        if publishers and not (match[0].lower().endswith(" report") and _is_noun(question[match.end() :])):
            yield SourcePhrase(match.start(), match.end(), match["name"], publishers)


def _is_noun(following: str) -> bool:
    """Whether "report" is one, by what follows: "What did the LA Times report reveal?"."""
    found = words(following)
    return bool(found) and not (found[0].is_apart or found[0].is_capital or found[0].lower in FUNCTION_WORDS)


def _names_at(question: str, start: int, known: Sequence[str]) -> list[tuple[int, tuple[str, ...]]]:
    """The names that follow one another from a place on, where each ends and whom it names; none where the words go on
    in a way that makes it another's, "the BBC's John Simpson"."""
    ends = [match.end() for match in re.finditer(r"[^\s,?;:!]+", question[start:])][:MAX_NAME_WORDS]
    for length in reversed(ends):
        name = question[start : start + length].rstrip(".")
        publishers = publishers_called(name, known)
        if not publishers:
            continue
        end = start + len(name)
        following = re.match(r"\s(?P<word>[\w’']+)\s?", question[end:])
        if following and following["word"].lower() not in GOES_ON:
            continue
        is_joint = following is not None and following["word"].lower() in NAMED_WITH
        others = _names_at(question, end + following.end(), known) if following and is_joint else []
        return [(end, publishers), *others] if others or not is_joint else []
    return []


def publishers_called(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """The publishers that a name is of: those of an archive; else a well-known one; none for any other name."""
    return _of_archive(tuple(known), bare_name(name))


@lru_cache(maxsize=4_096)
def _of_archive(known: tuple[str, ...], bare: str) -> tuple[str, ...]:
    by_name = _by_bare_name(known)
    if own := by_name.get(bare):
        return own
    names = LISTED.get(bare, ())
    parts = tuple(f"{each.casefold()} " for each in names)  # BBC Sport
    called = dict.fromkeys(each for other in names for each in by_name.get(bare_name(other), ()))
    return (
        tuple(called)
        or tuple(each for each in known if names and each.startswith(parts) and " of " not in each)
        or names[:1]
    )


@lru_cache(maxsize=4)
def _by_bare_name(known: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The publishers of an archive by what people call them."""
    found: dict[str, tuple[str, ...]] = {}
    for name in known:
        if bare := bare_name(name):
            found[bare] = (*found.get(bare, ()), name)
    return found
