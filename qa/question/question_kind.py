"""Question classification: what kind of answer a question asks for, by its wording alone.

A linear classifier of words, pairs and triples of words, their places, plurals and length
(`python -m qa.training.learn_kinds` learned it from questions whose kind was noted as they were written). Knows nothing
of archives.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, get_args

WEIGHTS_FILE = Path(__file__).with_name("question_kind.json")
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[?;,]")

# A fact: who, what, when, where, how many. A claim: yes or no. Said: whose words on what. A reason: why, how, and what
# follows. Of a list each item counts. An overview asks what happened at all, the latest what happened last.
Kind = Literal["fact", "claim", "said", "reason", "list", "definition", "latest", "overview", "comparison"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def question_features(question: str) -> Iterator[str]:
    """What the classifier sees of a question; some may come twice."""
    words = ["^", *WORD.findall(question.casefold().replace("’", "'")), "$"]
    yield from words
    yield from (" ".join(pair) for pair in pairwise(words))
    yield from (" ".join(three) for three in zip(words, words[1:], words[2:], strict=False))
    yield from (f"1:{word}" for word in words[1:2])
    yield from (f"3:{word}" for word in words[1:4])
    yield f"length:{min(len(words) // 3, 6)}"
    yield from _plurals(words)


def _plurals(words: Sequence[str]) -> Iterator[str]:
    """What looks like a plural within two words of the first "which" or "what": it may ask for a list."""
    at = next((n for n, word in enumerate(words) if word in ("which", "what")), len(words))
    yield from (f"{words[at]} +{n} plural" for n, word in enumerate(words[at + 1 : at + 3], 1) if word[-1:] == "s")


@lru_cache(maxsize=1_024)
def question_kind(question: str) -> Kind:
    """The likeliest kind."""
    scores = Counter(_weights()[""])
    for feature in set(question_features(question)):
        scores.update(_weights().get(feature, {}))
    return max(KINDS, key=lambda kind: scores[kind])


@cache
def _weights() -> dict[str, dict[Kind, float]]:
    """Each feature's weight for each kind; the empty feature every question has."""
    content: dict[str, dict[Kind, float]] = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))["weights"]
    return content
