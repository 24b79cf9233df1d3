"""Direct speech: what of a sentence stands in quotation marks, and whether the rest says whose words they are.

"“We won,” Bird said." names who speaks; "“We won,” she said." does not, nor does a sentence in the middle of what
somebody says. Knows nothing of questions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.text.sentences import Span
from qa.english.names import Name, find_names

MARK = re.compile(r"[“”\"]|’’|''")
MIN_SPOKEN = 4  # words in quotation marks from which they are somebody's sentence, and no title or odd word
PRONOUN = re.compile(r"\b(?:he|she|they)\b", re.IGNORECASE)
# Between what is said and the name of who says it; "the mayor told CNN" does not make CNN the speaker.
TO_SPEAKER = re.compile(r"[\s,]*(?:(?!(?:the|an?|his|her|their|its|one|told|tells|tell|to)\b)[a-z-]+\s+)*")
BEHIND_SPEAKER = re.compile(r"[,:]|\b(?:about|after|as|at|during|for|from|in|of|on|to|when|while|who|with)\b")

# Behind a name: "Bird said", "Bird, a guard, has told".
SPEAKS = re.compile(
    r"(?:, [^,“”\"]{1,60},)?(?: (?:has|had|also|later|once|then|repeatedly))* (?:said|says|told|tells|added|adds|wrote"
    r"|writes|tweeted|explained|explains)\b"
)
# Before one: "…, said Bird". "She said Bird lost" does not make Bird the speaker.
SPOKE = re.compile(r"(?:^|[,”\"] ?)(?:said|says|added|wrote)\b|\b[Aa]ccording to\b")
SAID_FIRST = re.compile(r"^(?:Said|Says)\b")  # with a capital it is taken for a part of the name behind it


@dataclass(frozen=True, slots=True)
class Speech:
    """The parts of a sentence in quotation marks; `is_open` where the last of them goes on behind the sentence."""

    parts: tuple[Span, ...]
    is_open: bool


def speech(text: str, *, inside: bool = False) -> Speech:
    """What of a sentence is in quotation marks. `inside`: it begins in a quotation that was opened before it."""
    found: list[Span] = []
    start = 0 if inside else None
    for mark in MARK.finditer(text):
        if start is None and _opens(text, mark):
            start = mark.start()
        elif not _opens(text, mark) and (start is not None or not found):
            found.append(Span(start or 0, mark.end()))
            start = None
    if start is not None:
        found.append(Span(start, len(text)))
    return Speech(tuple(found), start is not None)


def is_inside_speech(text: str, at: int) -> bool:
    """Whether a place of a text lies in a quotation that was opened before it in its paragraph."""
    return speech(text[text.rfind("\n", 0, at) + 1 : at]).is_open


def _opens(text: str, mark: re.Match[str]) -> bool:
    if mark[0] != '"':
        return mark[0] == "“"  # what is closed by ’’ was opened so, too
    before, after = text[: mark.start()][-1:], text[mark.end() : mark.end() + 1]
    return (not before or before in " ([—–-‘'\n") and after.strip() != ""


def hides_speaker(text: str, *, inside: bool = False) -> bool:
    """Whether a sentence gives somebody's words and not who it is: nothing but a pronoun stands beside them."""
    parts = speech(text, inside=inside).parts
    if all(len(text[part.start : part.end].split()) < MIN_SPOKEN for part in parts):
        return False
    beside = _beside(text, parts)
    pronoun = PRONOUN.search(beside)
    return not beside.strip(" ,.;:") or (pronoun is not None and not find_names(beside[: pronoun.start()]))


def _beside(text: str, parts: tuple[Span, ...]) -> str:
    """A sentence without what is in quotation marks."""
    borders = [0, *(at for part in parts for at in (part.start, part.end)), len(text)]
    return " ".join(text[one:other] for one, other in zip(borders[::2], borders[1::2], strict=True))


def speakers(text: str) -> tuple[Name, ...]:
    """Who says something in a sentence: who is named right behind words in quotation marks or beside a verb of saying.

    Several for "Knox County Commissioner Larsen Jay said"; none for "the mayor told CNN".
    """
    text = SAID_FIRST.sub(lambda said: said[0].lower(), text)
    parts = speech(text).parts
    names = [name for name in find_names(text) if not any(part.start <= name.start < part.end for part in parts)]
    found = {name for name in names if SPEAKS.match(text, name.end)}
    for said in SPOKE.finditer(text):
        found.update(_named_behind(text, names, said.end(), len(text)))
    if parts and parts[0].start == 0:
        found.update(_named_behind(text, names, parts[0].end, parts[1].start if len(parts) > 1 else len(text)))
    return tuple(name for name in names if name in found)


def _named_behind(text: str, names: Sequence[Name], first: int, last: int) -> list[Name]:
    """The names that a stretch of a text begins with, a few small words aside, up to what is said of them."""
    inside = [name for name in names if first <= name.start < last]
    before = TO_SPEAKER.match(text, first, last)
    if not inside or before is None or inside[0].title_start > before.end():
        return []
    end = BEHIND_SPEAKER.search(text, inside[0].end, last)
    return [name for name in inside if end is None or name.end <= end.start()]
