"""What a follower was told: an answer in short, as it is kept and compared with the next one.

Knows nothing of archives or of when a question is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from qa.answer.contract import Answer, Citation
from qa.answer.exports.wording import PERHAPS, source

LEAST_SURE = 0.3  # confidence of what is told; at a higher one fewer changes are seen, at a lower one more are none
REMOVED: Mapping[str, bool] = {"removed": True}  # in place of what quoted an article that was removed


@dataclass(frozen=True, slots=True)
class ToldQuote:
    """Words of a stored version, where they stand, and where they are from, in words that a reader knows."""

    article_id: str
    version: str
    start: int
    end: int
    text: str
    link: str
    source: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """An answer in short: the likeliest words and the quotes, the best first; none where the articles did not answer.
    `confidence` is that of the answer."""

    asked_at: datetime
    short_answer: str | None = None
    confidence: float = 0.0
    quotes: tuple[ToldQuote, ...] = ()

    @property
    def is_answered(self) -> bool:
        return bool(self.quotes)

    @property
    def is_nearest(self) -> bool:
        """Whether a reader would be shown it as the nearest that was found."""
        return self.is_answered and self.confidence < PERHAPS


TOLD = TypeAdapter(Told)


def told_of(answer: Answer, asked_at: datetime) -> Told:
    """What is told of an answer; nothing of one that is too unsure."""
    if answer.status == "unanswered" or answer.confidence < LEAST_SURE:
        return Told(asked_at)
    quotes = tuple(map(_quote, answer.citations))
    return Told(asked_at, answer.short_answer, answer.confidence, quotes)


def stored_told(kept: Any) -> Told | None:
    """What was kept; `None` where nothing was, or where what it quoted was erased."""
    return None if kept is None or kept == REMOVED else TOLD.validate_python(kept)


def to_store(told: Told) -> Any:
    return TOLD.dump_python(told, mode="json")


def _quote(citation: Citation) -> ToldQuote:
    article = citation.article
    return ToldQuote(
        article.id,
        article.version,
        citation.start,
        citation.end,
        citation.quote,
        citation.link,
        source(article),
        article.published_at,
    )
