"""Conflict detection: where reports give different answers to one question, their claims side by side.

The one idea: a false alarm costs more than a conflict that is missed. A report contradicts a quoted one only if it is
independent of it, both speak of what the question names, no value of the one can be the other's, and nothing
explains the difference (`explanations.py`). Knows nothing of how sentences were found or how they are shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.archive.versions import StoredVersion
from corpus.article import publisher_key
from qa.answer.notices.explanations import is_explained
from qa.answer.notices.report_claims import ReportClaim, report_claims
from qa.answer.sentences.scored_sentence import ScoredSentence, age, place
from qa.answer.values.expected import ExpectedAnswer, asked_for
from qa.answer.values.value import agrees

MAX_CLAIMS = 4


@dataclass(frozen=True, slots=True)
class ConflictingClaim:
    """One report's claim in a conflict: the sentence, and the words in it that differ."""

    candidate: ScoredSentence
    value: str


def find_conflict(
    question: str,
    candidates: Sequence[ScoredSentence],
    quoted: Sequence[ScoredSentence],
    stories: Mapping[int, Sequence[StoredVersion]],
) -> tuple[ConflictingClaim, ...]:
    """The claims of reports that contradict each other, earliest first; none if they agree.

    One of them is in a `quoted` sentence. `candidates` are sentences that may answer, best first; `stories` are the
    other articles that carry the same wire story as a version, by its number.
    """
    asked = asked_for(question)
    claims = report_claims(asked, candidates) if asked else []
    if asked is None or len(claims) < 2:
        return ()
    shown = {place(candidate) for candidate in quoted}
    for first in [claim for claim in claims if place(claim.candidate) in shown]:
        others = [claim for claim in claims if _is_independent(first, claim, stories)]
        against = _different([claim for claim in others if _contradicts(asked, first, claim)])
        if against:
            sides = sorted((first, *against[: MAX_CLAIMS - 1]), key=lambda claim: age(claim.candidate.stored))
            return tuple(ConflictingClaim(claim.candidate, claim.wording) for claim in sides)
    return ()


def _different(against: Sequence[ReportClaim]) -> list[ReportClaim]:
    """Each publisher once for what it says."""
    kept: dict[tuple[str, str], ReportClaim] = {}
    for each in against:
        kept.setdefault((publisher_key(each.article.publisher), each.wording), each)
    return list(kept.values())


def _is_independent(one: ReportClaim, other: ReportClaim, stories: Mapping[int, Sequence[StoredVersion]]) -> bool:
    """Whether two reports are those of different publishers and no copies of one wire story."""
    if publisher_key(one.article.publisher) == publisher_key(other.article.publisher):
        return False
    copies = (stories.get(claim.candidate.stored.number, ()) for claim in (one, other))
    ids = {copy.article.id for group in copies for copy in group}
    return one.article.id != other.article.id and not ids & {one.article.id, other.article.id}


def _contradicts(asked: ExpectedAnswer, one: ReportClaim, other: ReportClaim) -> bool:
    if one.wording.casefold() == other.wording.casefold():  # "Friday" in reports of two days: one may be dated wrongly
        return False
    if any(agrees(one.value, value) for value in other.values) or any(agrees(v, other.value) for v in one.values):
        return False
    first, later = sorted((one, other), key=lambda claim: age(claim.candidate.stored))
    return not is_explained(asked, first, later)
