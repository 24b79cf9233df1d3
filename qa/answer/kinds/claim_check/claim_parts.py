"""Parts of a claim in a sentence: where each is matched, with the same words, another value, or another name there.

Knows nothing of what follows from the parts together.
"""

from collections.abc import Sequence

from qa.answer.kinds.claim_check.claim_comparison import Found
from qa.answer.kinds.claim_check.claim_guards import CLAUSES, is_itself
from qa.answer.kinds.claim_check.claim_statement import Part, Statement, key_of_word
from qa.answer.kinds.claim_check.claim_values import compare_dates, compare_figures
from qa.answer.kinds.claim_check.report_sentence import ReportSentence
from qa.answer.values.counted_values import BASELINE_BEFORE, PART_BEFORE
from qa.english.dates import DateMention
from qa.english.forms.name_runs import THINGS
from qa.english.names import COUNTRIES
from qa.english.quantities.quantity import Figure
from qa.english.word_classes import DETERMINERS, Word, is_known, words

PLACED = frozenset(("in", "at", "near", "on", "of", "during", "for", "from", "with", "inside", "outside"))
AT_PLACE = frozenset(("in", "at", "near", "on", "inside", "across", "during"))
# What a number is by the preposition before it; others say nothing of that.
STEPS = frozenset(("to", "from", "by", "than"))
NAMED = frozenset(("by", "for", "from", "to", "in", "at", "of"))  # before a name that another one can stand for
PRONOUNS = frozenset(("he", "she", "it", "they"))
FIRMS = frozenset(("inc", "ltd", "limited", "corporation", "corp", "company", "motors", "plc", "group"))
SUBJECT_WITHIN = 6  # words of the sentence before, in which it says who its "he" is


def match_subject(claim: Statement, sentence: ReportSentence, verb: int) -> Found | None:
    """What stands right before a verb, if it is what the claim says; that another did it denies nothing."""
    part = claim.subject
    claimed = frozenset(key for each in claim.rest if each.marker for key in each.keys)
    for at in sentence.at(part.keys[-1]):
        last = _name_end(sentence, at)
        if at >= verb or not sentence.is_close(last, verb, claimed) or not is_whole(part, sentence, at):
            continue
        first = first_word(part, sentence, at)
        if sentence.marker(first) in CLAUSES | {""}:
            return Found(part, sentence.words[first].start, sentence.words[last].end)
    return _match_pronoun(part, sentence, verb)


def _match_pronoun(part: Part, sentence: ReportSentence, verb: int) -> Found | None:
    """The "he" that begins a sentence and stands for what the one before it begins with."""
    for at, word in enumerate(sentence.words[: min(verb, 3)]):
        if word.lower in PRONOUNS and sentence.is_close(at, verb, frozenset()) and _opens(part, sentence):
            return Found(part, word.start, word.end)
    return None


def _name_end(sentence: ReportSentence, at: int) -> int:
    """The last word of the name that a word is part of: "Motors" of "Tolvane Motors"."""
    while at + 1 < len(sentence.words) and sentence.words[at].is_capital and not sentence.words[at].is_possessive:
        after = sentence.words[at + 1]
        if not after.is_capital or after.is_apart:
            break
        at += 1
    return at


def match_object(part: Part, sentence: ReportSentence, verb: int) -> Found | None:
    """What a verb is done to, right after it."""
    for at in sentence.at(part.keys[-1], verb + 1):
        first = first_word(part, sentence, at)
        if is_whole(part, sentence, at) and not sentence.marker(first) and sentence.is_open(verb, first):
            return Found(part, sentence.words[first].start, sentence.words[at].end)
    return None


def match_rest(part: Part, sentence: ReportSentence, verb: int, question: str, near: int) -> Found | None:
    if isinstance(part.value, Figure):
        return _figure(part, part.value, sentence, verb)
    if isinstance(part.value, DateMention):
        return match_date(part, part.value, sentence, verb, near)
    if not part.marker:
        return match_object(part, sentence, verb)
    for at in sentence.at(part.keys[-1]):
        first = first_word(part, sentence, at)
        is_there = is_whole(part, sentence, at) and sentence.is_open(*sorted((verb, first)))
        if is_there and (part.marker == sentence.marker(first) or (part.marker == "of" and first != verb)):
            return Found(part, sentence.words[first].start, sentence.words[at].end)
    other = _other_name(part, sentence, verb, question)
    if other is None and part.marker in PLACED and is_covered(part, sentence) and is_placed(part, sentence):
        return Found(part, 0, 0)
    return other if other and not is_covered(part, sentence) else None


def _other_name(part: Part, sentence: ReportSentence, verb: int, question: str) -> Found | None:
    """A name behind the same preposition, where the claim has another."""
    if part.marker not in NAMED or not is_name(part, question):
        return None
    for name in sentence.names:
        first = sentence.number_at(name.title_start)
        is_there = first > verb and sentence.is_open(verb, first) and sentence.marker(first) == part.marker
        if is_there and not {key_of_word(word) for word in words(name.text)} & set(part.keys):
            return Found(part, name.start, name.end, "other")
    return None


def _figure(part: Part, asked: Figure, sentence: ReportSentence, verb: int) -> Found | None:
    """The figure that the claim's can be compared with: of the same step and noun, in the same clause."""
    found = []
    for figure in sentence.figures:
        first, last = sentence.number_at(figure.start), sentence.number_at(figure.end - 1)
        before = sentence.text[max(figure.start - 60, 0) : figure.start]
        marker = sentence.words[first - 1].lower if first else ""
        is_step = (marker if marker in STEPS else "") == (part.marker if part.marker in STEPS else "")
        if not is_step or PART_BEFORE.search(before) or not sentence.is_open(*sorted((verb, first))):
            continue
        if BASELINE_BEFORE.search(before) and part.marker not in STEPS:
            continue
        if part.noun and part.noun not in sentence.keys[last + 1 : last + 5]:
            continue
        if verdict := compare_figures(asked, figure):
            found.append(Found(part, figure.start, figure.end, verdict))
    same = [each for each in found if each.verdict == "same"]
    return same[0] if same else found[0] if len(found) == 1 else None


def match_date(part: Part, asked: DateMention, sentence: ReportSentence, verb: int | None, near: int) -> Found | None:
    """The date nearest to a word of the claim, in the same clause as its verb."""
    at = {named: sentence.number_at(named.start) for named in sentence.dates if not named.is_report}
    there = [named for named in at if verb is None or sentence.is_open(*sorted((verb, at[named])))]
    named = min(there, key=lambda named: abs(at[named] - near), default=None)
    verdict = compare_dates(asked, named) if named else None
    return Found(part, named.start, named.end, verdict) if named and verdict else None


def is_placed(part: Part, sentence: ReportSentence) -> bool:
    """Whether what stands behind a preposition in a claim stands behind one like it, or behind none."""
    markers = {sentence.marker(first_word(part, sentence, at)) for at in sentence.at(part.keys[-1])}
    alike = AT_PLACE if part.marker in AT_PLACE else frozenset((part.marker,))
    return not markers or bool(markers & (alike | {"", "of"}))


def first_word(part: Part, sentence: ReportSentence, end: int) -> int:
    start = run(part.keys, sentence, end)
    return end if start is None else start


def run(keys: Sequence[str], sentence: ReportSentence, end: int) -> int | None:
    """Where a run of words with these keys begins that ends at a word; only small words may stand in it."""
    at, left = end, list(keys[:-1])
    while left and at > 0 and not sentence.words[at].is_apart:
        at -= 1
        if sentence.keys[at] == left[-1]:
            left.pop()
        elif sentence.words[at].lower not in DETERMINERS:
            return None
    return None if left else at


def is_whole(part: Part, sentence: ReportSentence, end: int) -> bool:
    """Whether a noun has all words of the claim's, here or before, and none that makes another thing of it."""
    first = run(part.keys, sentence, end)
    if first is None:
        missing = [key for key in part.keys[:-1] if key not in sentence.keys[max(0, end - 4) : end]]
        if not all(key in sentence.before_keys for key in missing):
            return False
        first = end
    after = sentence.words[end + 1] if end + 1 < len(sentence.words) else None
    if not is_itself(sentence, first):
        return False
    own = sentence.words[end]
    is_longer = own.is_capital and after is not None and after.is_capital and not after.is_apart
    if not is_longer or after is None or own.is_possessive:
        return True
    is_firm = after.bare.rstrip(".") in FIRMS
    return not (is_known(own.bare) or own.bare in COUNTRIES or (after.bare in THINGS and not is_firm))


def _opens(part: Part, sentence: ReportSentence) -> bool:
    """Whether the sentence before begins with what a claim is about, so that "he" is that."""
    last = sentence.before.rpartition("\n")[2]
    return part.keys[-1] in [key_of_word(word) for word in words(last)[:SUBJECT_WITHIN]]


def is_covered(part: Part, sentence: ReportSentence) -> bool:
    """Whether all words of a part stand somewhere in a sentence or before it."""
    return all(key in sentence.keys or key in sentence.before_keys for key in part.keys)


def is_name(part: Part, question: str) -> bool:
    """Whether a part names somebody or some place: by its capitals, or as no common word."""

    def names(word: Word) -> bool:
        return (word.is_capital and word.start > 0) or word.bare in COUNTRIES or not is_known(word.bare)

    return bool(part.words) and names(part.words[-1]) and question[part.start : part.end] != ""
