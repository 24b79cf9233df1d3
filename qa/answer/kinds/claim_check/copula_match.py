"""Claims that something is something, beside a sentence: "X is Y", "X, the Y," and "Y X"."""

from collections.abc import Iterator

from qa.answer.kinds.claim_check.claim_comparison import Comparison, Found, joint_verdict
from qa.answer.kinds.claim_check.claim_guards import OPPOSITES, has_denial, is_told_of, is_unsure
from qa.answer.kinds.claim_check.claim_parts import first_word, is_whole, match_rest, run
from qa.answer.kinds.claim_check.claim_statement import Part, Statement
from qa.answer.kinds.claim_check.report_sentence import ASIDE, FORMS_OF_BE, ReportSentence
from qa.english.word_classes import DETERMINERS, words


def as_copula(claim: Statement, sentence: ReportSentence, question: str) -> Iterator[Comparison]:
    """Comparisons with "X is Y", "X, the Y," and "Y X"."""
    said, *more = claim.rest
    if said.value is not None or claim.is_negated or has_denial(sentence.words):
        return
    opposite = OPPOSITES.get(said.keys[-1], frozenset()) if len(said.keys) == 1 else frozenset()
    for end, key in enumerate(sentence.keys):
        start = run(said.keys, sentence, end) if key == said.keys[-1] else end if key in opposite else None
        if start is None:
            continue
        subject = _beside(claim.subject, sentence, start, end)
        if subject is None or is_told_of(sentence, subject) or is_unsure(claim, sentence, subject, end, question):
            continue
        found = [subject, Found(said, sentence.words[start].start, sentence.words[end].end)]
        rest = [match_rest(part, sentence, end, question, end) for part in more]
        if all(rest):
            compared = joint_verdict(
                claim, sentence, end, [*found, *(each for each in rest if each)], is_contrary=key in opposite
            )
            if compared:
                yield compared


def _beside(part: Part, sentence: ReportSentence, start: int, end: int) -> Found | None:
    """What a role or a state is said of."""
    for at in sentence.at(part.keys[-1]):
        is_free = not sentence.marker(first_word(part, sentence, at)) or _is_apposed(sentence, at, start, end)
        if at < start and _is_linked(sentence, at, start) and is_whole(part, sentence, at) and is_free:
            return Found(part, sentence.words[at].start, sentence.words[at].end)
        gap = sentence.text[sentence.words[end].end : sentence.words[at].start] if at > end else "-"
        if gap.strip() in ("", ",", "is", "was") and is_whole(part, sentence, at):
            return Found(part, sentence.words[at].start, sentence.words[at].end)
    return None


def _is_linked(sentence: ReportSentence, at: int, start: int) -> bool:
    """Whether "is" or a comma joins what is named and what is said of it."""
    gap = sentence.text[sentence.words[at].end : sentence.words[start].start]
    between = [word.lower for word in sentence.between(at, start)]
    if sentence.words[at].is_possessive:
        return False
    is_apposed = gap.startswith(", ") and all(word in DETERMINERS for word in between)
    between = [word.lower for word in words(ASIDE.sub(" ", gap, count=1))]
    is_said = bool(set(between) & FORMS_OF_BE) and all(
        word in FORMS_OF_BE | DETERMINERS | {"also", "now", "still", "has", "have"} for word in between
    )
    return is_apposed or is_said


def _is_apposed(sentence: ReportSentence, at: int, start: int, end: int) -> bool:
    """Whether "X, the Y" ends with a mark, and so says that X is Y."""
    gap = sentence.text[sentence.words[at].end : sentence.words[start].start]
    return gap.startswith(", ") and sentence.text[sentence.words[end].end :][:1] in (",", ".", ")", ";")
