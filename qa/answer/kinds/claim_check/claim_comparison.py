"""What a comparison finds: where each part of a claim was matched, and what all of them say together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa.answer.kinds.claim_check.claim_statement import Part, Statement
from qa.answer.kinds.claim_check.claim_values import Verdict
from qa.answer.kinds.claim_check.report_sentence import ReportSentence


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was asked (a place in the question) beside what is reported (a place in the sentence)."""

    verdict: Literal["agrees", "differs"]
    asked: tuple[int, int]
    reported: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Where a part was matched, and whether what stands there is the same."""

    part: Part
    start: int
    end: int
    verdict: Verdict = "same"


def joint_verdict(
    claim: Statement, sentence: ReportSentence, verb: int, found: Sequence[Found], *, is_contrary: bool
) -> Comparison | None:
    others = [each for each in found if each.verdict == "other"]
    if any(each.verdict == "unclear" for each in found) or len(others) + is_contrary > 1:
        return None
    if is_contrary:
        first = sentence.start_of_auxiliaries(verb)
        place = sentence.words[first].start, sentence.words[verb].end
        asked = claim.verb_at if claim.verb else (claim.rest[0].start, claim.rest[0].end)
        return Comparison("differs", asked, place)
    if others:
        (other,) = others
        return Comparison("differs", (other.part.start, other.part.end), (other.start, other.end))
    shown = [each for each in found if each.end]
    told = max(shown, key=lambda each: (each.part.value is not None, each.part is not claim.subject))
    return Comparison("agrees", (told.part.start, told.part.end), (told.start, told.end))
