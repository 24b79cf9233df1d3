"""Likes: whether a part of a question is of the kind of a few words that are to stand in its place.

"China" can stand for "Japan", "the Panama canal" for "the Suez canal". Exchanges nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa.english.names import TITLES, Kind, Mention, kind_of
from qa.english.word_classes import DETERMINERS, POSSESSIVES, is_known, is_plural, words
from qa.question.conversation.exchanges import Exchange, FollowUp
from qa.question.conversation.rewriting import has_name
from qa.question.conversation.topics import things
from qa.question.syntax.clause import parse

ARTICLE = re.compile(r"^(?:the|an?)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A few words that name a thing, with the preposition before it; `is_led_to` where words before say that it goes on
    from the last question ("And", "What about")."""

    text: str
    preposition: str
    thing: str
    is_led_to: bool
    follow_up: FollowUp
    known: tuple[Mention, ...]

    @property
    def kind(self) -> Kind | Literal["common"] | None:
        """What the thing is; `None` for a name that nothing tells the kind of."""
        is_any = words(self.thing)[0].lower in (DETERMINERS | POSSESSIVES) - {"the"} and not has_name(self.thing)
        return "common" if is_any else known_kind(self.thing, self.known)

    @property
    def last(self) -> Exchange:
        """What it goes on from."""
        return self.follow_up.last


def like_head(fragment: Fragment) -> str | None:
    """What has the same last word: "the Suez canal" for "the Panama canal"."""
    head = words(fragment.thing)[-1].bare
    same = (p.text for q in (fragment.last.base, fragment.last.frame) for p in things(q) if p.head == head)
    return next(same, None)


def like_in(question: str, fragment: Fragment) -> str | None:
    """The first name that is known to be of the same kind, else the only one that can be."""
    fitting = [p.text for p in things(question) if is_name(p.text, fragment) and fits(p.text, fragment)]
    same = [text for text in fitting if fragment.kind and known_kind(name_in(text), fragment.known) == fragment.kind]
    unknown = [text for text in fitting if known_kind(name_in(text), fragment.known) is None]
    chosen = same or next((each for each in (unknown, fitting) if len(each) == 1), [])
    return name_in(chosen[0]) if chosen else None


def is_name(text: str, fragment: Fragment) -> bool:
    """Whether a phrase is a name, or ends with one: "the satellite Boreas", not "the Colorado river"."""
    if words(text)[-1].is_capital or known_kind(text, fragment.known) == "place":
        return True
    clause = parse(fragment.last.frame)
    is_small = text.islower() and fragment.thing.islower() and not is_plural(words(text)[-1].bare)
    return is_small and (not _is_in_dictionary(text) or (clause is not None and text == clause.subject))


def fits(text: str, fragment: Fragment) -> bool:
    """Whether a name can be of a fragment's kind: both with an article or both without, where they are no places."""
    kinds = (fragment.kind, known_kind(name_in(text), fragment.known))
    if kinds[0] == "place" or None not in kinds:
        return kinds[0] == kinds[1]
    return bool(ARTICLE.match(name_in(text))) == bool(ARTICLE.match(fragment.thing))


def name_in(text: str) -> str:
    """The name with which a phrase ends: "Boreas" of "the satellite Boreas"."""
    found = words(text)
    start = next((n + 1 for n in reversed(range(len(found))) if not found[n].is_capital), 0)
    is_all = start == len(found) or all(word.lower in DETERMINERS for word in found[:start])
    return text if is_all else text[found[start].start :]


def known_kind(text: str, known: Sequence[Mention]) -> Kind | Literal["common"] | None:
    """What kind of thing a few words name: a known kind of name, "common" for a word of the dictionary, else `None`."""
    bare = ARTICLE.sub("", text)
    if bare.lower() in TITLES and bare[0].isupper():
        return "person"  # the Pope
    kind = kind_of(bare, known)
    has_capital = any(word.is_capital for word in words(bare))
    return "common" if kind != "place" and not has_capital and _is_in_dictionary(bare) else kind


def _is_in_dictionary(text: str) -> bool:
    """Whether all words are: a name typed in small letters mostly is not."""
    return all(is_known(word.bare) or not word.text[0].isalpha() for word in words(text))
