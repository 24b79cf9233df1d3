"""Strict matching: a claim's parts beside those of a sentence, each in its own place around one verb.

The one idea: a sentence agrees if each part is matched in the same voice, with nothing between that could change what
is said; it differs if one value, or the verb, alone is another.
"""

from collections.abc import Iterator
from dataclasses import replace

from qa.answer.kinds.claim_check.claim_comparison import Comparison, joint_verdict
from qa.answer.kinds.claim_check.claim_guards import (
    ALIKE,
    OPPOSITES,
    count_negations,
    has_denial,
    is_told_of,
    is_unsure,
)
from qa.answer.kinds.claim_check.claim_parts import match_object, match_rest, match_subject
from qa.answer.kinds.claim_check.claim_statement import CLOSING, Statement
from qa.answer.kinds.claim_check.copula_match import as_copula
from qa.answer.kinds.claim_check.report_sentence import FORMS_OF_BE, ReportSentence
from qa.english.dates import DateMention
from qa.english.quantities.quantity import Figure
from qa.english.word_classes import AUXILIARIES, FUNCTION_WORDS, MODALS, PREPOSITIONS, is_finite, words

PAST = frozenset(("did", "was", "were", "has", "have", "had", "didn't", "wasn't", "weren't", ""))
COMING = frozenset(("will", "won't", "shall"))


def strictly(claim: Statement, sentence: ReportSentence, question: str) -> Iterator[Comparison]:
    if not claim.verb:
        yield from as_copula(claim, sentence, question)
        return
    asked = CLOSING.sub("", question)
    if has_denial([word for word in words(asked) if word.start >= claim.verb_at[1]]):
        return  # "Did he plead not guilty?": what is denied is not told by its place
    opposite = OPPOSITES.get(claim.verb, frozenset())
    for verb, key in enumerate(sentence.keys):
        if verb and sentence.words[verb].is_capital:
            continue
        is_said = key == claim.verb or key in ALIKE.get(claim.verb, ()) or key in opposite
        if is_said and (found := _at_verb(claim, sentence, verb, question)):
            yield found


def _at_verb(claim: Statement, sentence: ReportSentence, verb: int, question: str) -> Comparison | None:
    """The comparison at a verb of the sentence."""
    is_opposite = sentence.keys[verb] in OPPOSITES.get(claim.verb, ()) and sentence.keys[verb] != claim.verb
    is_passive = sentence.is_passive(verb)
    auxiliaries = sentence.auxiliaries(verb)
    if claim.is_passive and not is_passive and not _is_state(sentence, verb):
        subject = match_object(claim.subject, sentence, verb)
        if any(part.marker == "by" and part.keys for part in claim.rest):
            return None
    elif is_passive and not claim.is_passive:
        return _turned(claim, sentence, verb, question)
    else:
        subject = match_subject(claim, sentence, verb)
    if subject is None or is_told_of(sentence, subject) or is_unsure(claim, sentence, subject, verb, question):
        return None
    if not (claim.is_passive or is_passive or _is_told_as_done(claim, sentence, verb, auxiliaries)):
        return None
    if claim.auxiliary in PAST and auxiliaries & (COMING | MODALS) and not auxiliaries & {claim.auxiliary}:
        return None
    found = [subject]
    for part in sorted(claim.rest, key=lambda part: isinstance(part.value, DateMention)):
        figure = next((each for each in found if isinstance(each.part.value, Figure)), None)
        near = sentence.number_at(figure.end - 1) if figure else verb
        match = match_rest(part, sentence, verb, question, near)
        if match is None:
            return None
        found.append(match)
    n_denials = count_negations(sentence, subject, verb)
    if n_denials is None:
        return None
    is_negated = n_denials % 2 == 1
    return joint_verdict(claim, sentence, verb, found, is_contrary=is_opposite != (is_negated != claim.is_negated))


def _is_told_as_done(claim: Statement, sentence: ReportSentence, verb: int, auxiliaries: frozenset[str]) -> bool:
    """Whether a word is a verb that says what happened: not "joining", "to join", nor the noun "launch"."""
    if verb and sentence.words[verb - 1].lower == "to":
        return False
    is_helped = bool(auxiliaries & (AUXILIARIES | FORMS_OF_BE | MODALS))
    return claim.auxiliary not in PAST or is_helped or is_finite(sentence.words[verb].lower)


def _turned(claim: Statement, sentence: ReportSentence, verb: int, question: str) -> Comparison | None:
    """An active claim beside a verb in the passive: "Parliament elected her", "She was elected by parliament"."""
    done_to = next((part for part in claim.rest if part.keys and not part.marker), None)
    if done_to is None or claim.is_passive:
        return None
    others = tuple(part for part in claim.rest if part is not done_to)
    doer = replace(claim.subject, marker="by")
    turned = replace(claim, subject=done_to, rest=(*others, doer), is_passive=True, auxiliary="was")
    return _at_verb(turned, sentence, verb, question)


def _is_state(sentence: ReportSentence, verb: int) -> bool:
    """Whether a participle says what was done to the noun right before it: "a treaty signed in 1960"."""
    after = sentence.words[verb + 1].lower if verb + 1 < len(sentence.words) else ""
    before = sentence.words[verb - 1].lower if verb else ""
    return after in PREPOSITIONS and before not in FUNCTION_WORDS
