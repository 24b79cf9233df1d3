"""Runs of capitalised words in a text, cut into names and the titles before them.

"U.S. Commerce Secretary Howard Lutnick of Cantor Fitzgerald" is one run and three names, the second of which has a
title. Knows word lists, and nothing of what kind a name is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import dropwhile, pairwise

from qa.english.calendar import WEEKDAY_IN_FULL, is_time_word
from qa.english.vocabulary import words
from qa.english.word_classes import FUNCTION_WORDS

MALE, FEMALE = words("titles_men"), words("titles_women")
TITLES = words("titles") | MALE | FEMALE
MODIFIERS = words("title_modifiers")  # "prime" of "prime minister"
IN_NAMES = words("titles_in_names")
THINGS, THINGS_FIRST = words("things"), words("things_first")
PARTICLES = words("name_particles")
JOINTS = frozenset(("and", "of", "for", "the", "&"))
BODIES = words("field_bodies")
CHAMBERS = frozenset(("house", "senate", "treasury", "labour", "labor"))  # are called so without more, too
# What begins with a capital and names nobody; "Will" and "May" do where they do not begin a sentence.
ALSO_NAMES = frozenset(("will", "may"))
NO_NAMES = (words("no_names") | FUNCTION_WORDS) - ALSO_NAMES
NAMELESS = NO_NAMES | TITLES | (MODIFIERS - CHAMBERS)
STATES = frozenset(("U.S.", "U.S.A.", "U.K.", "U.N.", "E.U."))  # a name of its own: "U.S. Commerce Secretary"

_WORD = (
    r"(?:(?:al|el|as|ash|at|an|ad|ar)-|[dlDLO]['’])?"
    r"(?:(?:Mrs?|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Capt|Col|Lt|Sgt|Maj|Adm|Rev)\.(?= [A-Z])"
    r"|[A-Z]\.(?:[A-Z]\.)*(?:[A-Z]\b)?|[^\W\d_a-z]\w*(?:(?:[’'](?!s\b)|[.-]+)\w+)*)"
)
_JOINT = rf"(?:(?:{'|'.join(sorted(PARTICLES, key=len, reverse=True))}|and|of|for|of the|for the|and the|&) ){{0,2}}"
RUN = re.compile(rf"(?<![\w’'-]){_WORD}(?: {_JOINT}{_WORD})*")
TIME_BEFORE = re.compile(
    r"\b(?:in|by|since|until|last|this|next|early|mid|late|of|from|during|before|after)[ -]$|\d(?:st|nd|rd|th)? $", re.I
)
TIME_AFTER = re.compile(r",? \d|\.")
WEEKDAY = re.compile(WEEKDAY_IN_FULL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a run and its place in the text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def lower(self) -> str:
        return self.text.lower().rstrip(".").removesuffix("-elect")


@dataclass(slots=True)
class NameParts:
    """The words of a title and of the name behind it; either may have none."""

    title: list[Piece] = field(default_factory=list)
    name: list[Piece] = field(default_factory=list)


def name_parts(text: str) -> Iterator[NameParts]:
    """The names of a text with their titles, in order."""
    for run in RUN.finditer(text):
        pieces = [Piece(word[0], run.start() + word.start()) for word in re.finditer(r"\S+", run[0])]
        for parts in _cut(text, pieces):
            _strip(text, parts)
            if parts.name:
                yield parts


def _cut(text: str, pieces: list[Piece]) -> Iterator[NameParts]:
    """A run, cut at times, at "and", behind a person's name before "of", and before each title."""
    parts = NameParts()
    for number, piece in enumerate(pieces):
        following = pieces[number + 1 :]
        begins_title = piece.lower in MODIFIERS and bool(following)  # "Police" of "Police Chief"
        if not (parts.name or parts.title or begins_title) and _names_nobody(text, piece):
            continue
        if _is_time(text, piece, parts, following) or _is_border(piece, parts, following):
            yield parts
            parts = NameParts()
        elif piece.lower in TITLES and not _belongs_to_name(piece, parts, following):
            before, modifiers = _without_modifiers(parts.name)
            if before:
                yield NameParts(parts.title, before)
                parts = NameParts()
            parts.title += [*modifiers, piece]
            parts.name = []
        else:
            parts.name.append(piece)
            if piece.text in STATES:
                yield parts
                parts = NameParts()
    yield parts


def _is_time(text: str, piece: Piece, parts: NameParts, following: list[Piece]) -> bool:
    """Whether a word is a weekday or a month and not part of a name: "Theresa May", "Jan Berg"."""
    if not is_time_word(piece.lower):
        return False
    is_beside_name = bool(parts.name or parts.title) or bool(following and following[0].text[0].isupper())
    is_only_time = WEEKDAY.fullmatch(piece.lower) is not None
    return (
        is_only_time
        or not is_beside_name
        or TIME_AFTER.match(text, piece.end) is not None
        or TIME_BEFORE.search(text[max(piece.start - 12, 0) : piece.start]) is not None
    )


def _is_border(piece: Piece, parts: NameParts, following: list[Piece]) -> bool:
    """Whether a small word ends a name: "of" behind a person, "for" behind all but bodies, "and" but inside a body."""
    match piece.text:
        case "and":
            return not _is_inside_body(parts, following)
        case "of":
            return bool(parts.title) or _is_person_like(parts.name)
        case "for":
            return not (parts.name and _is_thing(parts.name[-1]))
    return False


def _is_inside_body(parts: NameParts, following: list[Piece]) -> bool:
    """Whether "and" joins a body's fields: Department of Health and Human Services, Food and Drug Administration."""
    if parts.title or not following or following[0].text == "the":
        return False
    is_of_body = any(piece.lower in BODIES and joint.text in ("of", "for") for piece, joint in pairwise(parts.name))
    is_field = bool(parts.name) and not _is_thing(parts.name[-1])
    ends_as_body = following[-1].lower in BODIES and all(piece.text[0].isupper() for piece in following)
    return is_of_body or (is_field and ends_as_body)


def _is_person_like(name: list[Piece]) -> bool:
    """Whether two or three words that name no thing stand together."""
    return len(name) in (2, 3) and not _is_thing(name[-1]) and name[0].lower not in THINGS_FIRST


def _is_thing(piece: Piece) -> bool:
    return piece.lower in THINGS or piece.lower.removesuffix("s") in THINGS


def _belongs_to_name(title: Piece, parts: NameParts, following: list[Piece]) -> bool:
    """Whether a word that can be a title is part of a name: Stephen King, General Motors, Prince of Wales."""
    if title.lower not in IN_NAMES:
        return False
    if not following or (parts.name and following[0].text[0].islower()):
        return bool(parts.name) and parts.name[-1].lower not in MODIFIERS
    is_alone = not (parts.name or parts.title)
    return is_alone and (following[0].text == "of" or _is_thing(following[0]) or _is_thing(following[-1]))


def _without_modifiers(name: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The words before a title that are no part of it, and those that are: "Norvia", "Prime"."""
    start = len(name)
    while start and name[start - 1].lower in MODIFIERS:
        start -= 1
    return name[:start], name[start:]


def _strip(text: str, parts: NameParts) -> None:
    """Take from a name what is none of it at both ends, and all of it where no word is a name's."""
    name = list(dropwhile(_is_joint, parts.name))
    while name and _ends_no_name(name[-1]):
        name.pop()
    if not parts.title:
        name = list(dropwhile(lambda piece: _names_nobody(text, piece), name))
    parts.name = name if parts.title or _names_somebody(name) else []


def _is_joint(piece: Piece) -> bool:
    return piece.text in JOINTS


def _ends_no_name(piece: Piece) -> bool:
    return piece.text in JOINTS | PARTICLES or _is_small_word(piece)


def _names_somebody(name: list[Piece]) -> bool:
    """Whether words without a title can be a name: one of them is no title or common word, or all are in capitals."""
    if "".join(piece.text for piece in name).isupper():
        return True
    return any(piece.lower not in NAMELESS for piece in name) or any(piece.lower in IN_NAMES for piece in name[1:])


def _is_small_word(piece: Piece) -> bool:
    return piece.lower in FUNCTION_WORDS - ALSO_NAMES and not piece.text.isupper()


def _names_nobody(text: str, piece: Piece) -> bool:
    """Whether a word with a capital is none of a name; a short form is one, as "US" and "WHO"."""
    if piece.text.endswith(".") or (len(piece.text) > 1 and piece.text.isupper()):
        return False
    begins = piece.start == 0 or text[: piece.start].rstrip(" “\"‘'").endswith((".", "!", "?", "\n", ":"))
    word = re.split("['’]", piece.lower)[0]  # "They’ve"
    return word in NO_NAMES or (begins and word in ALSO_NAMES)
