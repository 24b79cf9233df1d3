"""Exchanges: the questions of a conversation as they stand alone, each with its answer; and the question typed next.

Decides nothing about it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.text.analysis import terms
from qa.english.names import Mention, mentions

RECENT = 4  # exchanges that a follow-up can reach back
MAX_ANSWER_CHARS = 1_500  # of an answer are read: its first sentences


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as it stands alone, and the answer's text; empty if there was none.

    `own` are its own words, completed in place, and `topic` what stands before them where that does not say what they
    are about. `frame` is the last question that was typed whole, with the parts exchanged since: what later ones go on
    from, so that no completion is completed again. `base` is what another question word is put to: `own`, but behind
    "Why?" the question that it was put to. `exchanged` is the part that was put into the frame last.
    """

    own: str
    base: str
    frame: str
    topic: str = ""
    exchanged: str = ""
    answer: str = ""

    @property
    def question(self) -> str:
        """The question in full."""
        if not self.topic:
            return self.own
        return f"As for {self.topic}, {uncapitalised(self.own)}"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question as typed behind a conversation, without the "And" or "But" before it (`has_cue`).

    `exchanges` are the last ones, oldest first; there is one at least.
    """

    text: str
    has_cue: bool
    exchanges: tuple[Exchange, ...]
    today: date

    @property
    def last(self) -> Exchange:
        """What was asked and answered last."""
        return self.exchanges[-1]


def whole(question: str, answer: str = "") -> Exchange:
    """The exchange of a question that stands alone as it was typed."""
    return Exchange(question, question, question, answer=answer)


def spoken_terms(exchanges: Sequence[Exchange]) -> set[str]:
    """The stems of the last two exchanges."""
    return set(terms(" ".join(f"{each.question} {each.answer[:MAX_ANSWER_CHARS]}" for each in exchanges[-2:])))


def known_names(exchanges: Sequence[Exchange]) -> tuple[Mention, ...]:
    """The names of the last exchanges, which tell the kind of a name that is typed alone."""
    return tuple(name for each in exchanges[-3:] for told in (each.answer, each.question) for name in mentions(told))


def uncapitalised(text: str) -> str:
    """A text as it stands inside a sentence: with a small first letter, unless a name begins it."""
    is_name = any(name.start == 0 for name in mentions(text))
    return text if is_name or text[:2].isupper() else text[:1].lower() + text[1:]
