"""Loose matching: a claim whose words all stand in a sentence or before it, around the same verb, in any order.

The one idea: what could go wrong is looked for, instead of each part's place: another subject, a figure that belongs to
other words, a preposition that says otherwise.
"""

from collections.abc import Iterator

from qa.answer.kinds.claim_check.claim_comparison import Comparison, Found, joint_verdict
from qa.answer.kinds.claim_check.claim_guards import ALIKE, OPPOSITES, is_itself, is_unsure, is_verb, is_verb_denied
from qa.answer.kinds.claim_check.claim_parts import (
    STEPS,
    is_covered,
    is_placed,
    match_date,
    match_pronoun,
    stands_elsewhere,
)
from qa.answer.kinds.claim_check.claim_statement import Part, Statement, key_of_word
from qa.answer.kinds.claim_check.claim_values import compare_figures
from qa.answer.kinds.claim_check.report_sentence import ReportSentence
from qa.answer.kinds.claim_check.strict_match import COMING, PAST
from qa.answer.values.counted_values import BASELINE_BEFORE, PART_BEFORE, segments
from qa.english.dates import DateMention
from qa.english.quantities.quantity import Figure
from qa.english.word_classes import MODALS, is_known, words

MIN_SHARE = 0.5  # of a claim's words that a sentence has itself


def loosely(claim: Statement, sentence: ReportSentence, question: str) -> Iterator[Comparison]:
    """Comparisons of a claim whose words all stand in the sentence or before it.

    Without a value all have to stand in the sentence, in the claim's order.
    """
    parts = (claim.subject, *claim.rest)
    if not all(is_covered(part, sentence) for part in parts):
        return
    if not all(is_placed(part, sentence) for part in claim.rest if part.keys and part.marker):
        return
    has_value = any(part.value is not None for part in parts)
    if not has_value and not (claim.verb and claim.rest):
        return
    keys = [key for part in parts for key in part.keys]
    if sum(key in sentence.keys for key in keys) < MIN_SHARE * len(keys):
        return
    anchor = claim.verb or next((part.keys[-1] for part in claim.rest if part.keys), claim.subject.keys[-1])
    for verb, key in enumerate(sentence.keys):
        is_contrary = not has_value and key in OPPOSITES.get(anchor, ()) and key != anchor
        if not (key == anchor or key in ALIKE.get(claim.verb, ()) or is_contrary):
            continue
        if (verb and sentence.words[verb].is_capital) or (claim.verb and not is_verb(sentence, verb)):
            continue
        if not has_value and not _is_in_order(claim, sentence, verb):
            continue
        subject = _loose_subject(claim, sentence, verb)
        if subject is None or is_unsure(claim, sentence, subject, verb, question):
            continue
        if claim.auxiliary in PAST and sentence.auxiliaries(verb) & (COMING | MODALS) - {claim.auxiliary}:
            continue
        found = [subject]
        for part in sorted(claim.rest, key=lambda part: isinstance(part.value, DateMention)):
            if part.value is None:
                continue
            figure = next((each for each in found if isinstance(each.part.value, Figure)), None)
            near = sentence.number_at(figure.end - 1) if figure else verb
            match = (
                _figure_around(part, part.value, sentence, claim, verb)
                if isinstance(part.value, Figure)
                else match_date(part, part.value, sentence, None, near)
            )
            if match is None:
                break
            found.append(match)
        else:
            contradicts = is_contrary != (is_verb_denied(sentence, verb) != claim.is_negated)
            is_moved = any(each.verdict == "other" and stands_elsewhere(each.part, sentence) for each in found)
            compared = None if is_moved else joint_verdict(claim, sentence, verb, found, is_contrary=contradicts)
            if compared and not (contradicts and has_value):
                yield compared


def _is_in_order(claim: Statement, sentence: ReportSentence, verb: int) -> bool:
    """Whether a claim's words stand around a verb of a sentence as in the claim, in the same voice and clause."""
    if sentence.is_passive(verb) != claim.is_passive:
        return False
    before = [at for key in claim.subject.keys for at in list(sentence.at(key))[:1]]
    if len(before) < len(claim.subject.keys) or before != sorted(before) or max(before) > verb:
        return False
    place = verb
    for marker, key in [(part.marker, key) for part in claim.rest for key in part.keys]:
        at = next(sentence.at(key, place + 1), None)
        if at is None or not sentence.is_open(verb, at) or (not marker and sentence.marker(at)):
            return False
        between = sentence.words[place + 1 : at]
        if any(word.is_apart or (word.is_capital and key_of_word(word) not in sentence.claimed) for word in between):
            return False
        place = at
    return True


def _loose_subject(claim: Statement, sentence: ReportSentence, verb: int) -> Found | None:
    """Where a claim's subject is, unless the verb is said of another name or of it as an object."""
    part = claim.subject
    keys = {key for each in (claim.subject, *claim.rest) for key in each.keys}
    for doer in range(verb):
        if not (sentence.is_noun(doer) and sentence.is_close(doer, verb, frozenset())):
            continue
        is_other = sentence.keys[sentence.head(doer)] not in keys
        if is_other and not any(sentence.is_apposed(at, doer) for at in sentence.at(part.keys[-1])):
            return None
    there = list(sentence.at(part.keys[-1]))
    if not there:
        return match_pronoun(part, sentence, verb)
    there = [at for at in there if is_itself(sentence, at)]
    if not there:
        return None
    if _is_two_sided(claim) or (claim.verb and not claim.is_passive and min(there) > verb):
        return None
    return Found(part, sentence.words[there[0]].start, sentence.words[there[0]].end)


def _is_two_sided(claim: Statement) -> bool:
    """Whether a claim says what one name does to another, so that their order tells."""
    sides = [part for part in (claim.subject, *claim.rest) if part.words and part.marker in ("", "by")]
    return sum(part.words[-1].is_capital or not is_known(part.words[-1].bare) for part in sides) > 1


def _figure_around(part: Part, asked: Figure, sentence: ReportSentence, claim: Statement, verb: int) -> Found | None:
    """The figure among whose own words most of the claim's are, in the clause of its verb."""
    keys = {key for each in (claim.subject, *claim.rest) for key in each.keys} | {claim.verb}
    figures = [each for each in sentence.figures if each.unit == asked.unit]
    scored: list[tuple[int, Found]] = []
    for figure, segment in zip(figures, segments(sentence.text, figures), strict=True):
        first, last = sentence.number_at(figure.start), sentence.number_at(figure.end - 1)
        before = sentence.text[max(figure.start - 60, 0) : figure.start]
        marker = sentence.words[first - 1].lower if first else ""
        is_step = (marker if marker in STEPS else "") == (part.marker if part.marker in STEPS else "")
        if not is_step or PART_BEFORE.search(before) or (BASELINE_BEFORE.search(before) and part.marker not in STEPS):
            continue
        if part.noun and part.noun not in sentence.keys[last + 1 : last + 5]:
            continue
        if not sentence.is_open(*sorted((verb, first))):
            continue
        if verdict := compare_figures(asked, figure):
            shared = len(keys & {key_of_word(word) for word in words(segment)})
            scored.append((shared, Found(part, figure.start, figure.end, verdict)))
    best = max((shared for shared, _ in scored), default=0)
    likely = [found for shared, found in scored if shared == best]
    same = [each for each in likely if each.verdict == "same"]
    return same[0] if same else likely[0] if len(likely) == 1 and best else None
