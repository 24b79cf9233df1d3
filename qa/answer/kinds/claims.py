"""Claims: a question that asks for yes or no → what was asked beside what is reported, and the quote that reports it.

The one idea: the newest report that can be compared with the claim decides; where reports of one time say both, nothing
is said. The sentence that is compared is the first quote. How a sentence is compared: `claim_check/`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from index.text.sentences import sentences
from qa.answer.contract import ClaimCheck, Place
from qa.answer.kinds.claim_check.claim_comparison import Comparison
from qa.answer.kinds.claim_check.claim_match import asked_words, compare
from qa.answer.quotes import Quotes, choose_quotes
from qa.answer.sentences.scored_sentence import ScoredSentence, age
from qa.answer.sentences.sentence_scores import ReadRanking
from qa.english.dates import day_of
from qa.question.query import Query

LOOKED_AT = 12  # sentences, best first
BEFORE_CHARS = 600  # before a sentence, in which what it leaves out is looked for
LEAD_CHARS = 250  # of its article's beginning, which names whom it is about
SAME_TIME = timedelta(hours=12)  # between two reports of which neither is the later news


@dataclass(frozen=True, slots=True)
class _Checked:
    """A sentence that can be compared with the claim, and how."""

    candidate: ScoredSentence
    comparison: Comparison


def choose_claim(query: Query, read: ReadRanking) -> Quotes:
    """The quotes with a check; where nothing can be compared, those that are nearest, if they answer."""
    question = query.text
    checked = [
        _Checked(candidate, found)
        for candidate in read.sentences[:LOOKED_AT]
        if (found := compare_with(question, candidate)) is not None
    ]
    deciding = _deciding(checked)
    if deciding and query.has_subject:
        quotes = choose_quotes(query, replace(read, sentences=[each.candidate for each in deciding]), is_checked=True)
        check = _check(question, quotes)
        if check:
            return replace(quotes, candidates=read.sentences, short_answer=None, check=check)
    unknown = ClaimCheck("unknown", asked_words(question), None, None)
    return replace(choose_quotes(query, read), short_answer=None, check=unknown)


def compare_with(question: str, candidate: ScoredSentence) -> Comparison | None:
    """A claim beside a sentence, with the headline and the sentences before it."""
    article, start = candidate.stored.article, candidate.span.start
    text = article.text[max(0, start - BEFORE_CHARS) : start]
    before = [text[span.start : span.end] for span in sentences(text)[-2:]]
    lines = (article.title, article.text[:LEAD_CHARS], *before)
    said = "\n".join(line.replace("\n", " ") for line in lines)
    return compare(question, candidate.text, day_of(article.published), said)


def _deciding(checked: Sequence[_Checked]) -> list[_Checked]:
    """Those that say what the newest report does, best first; none where reports of one time say both."""
    dated = [each for each in checked if each.candidate.stored.article.published]
    last = {each.comparison.verdict: age(each.candidate.stored)[1] for each in sorted(dated, key=_age)}
    if len({each.comparison.verdict for each in checked}) < 2:
        return list(checked)
    if len(last) < 2 or abs(last["agrees"] - last["differs"]) <= SAME_TIME:
        return []
    newest = max(last, key=lambda verdict: last[verdict])
    return [each for each in checked if each.comparison.verdict == newest]


def _age(checked: _Checked) -> tuple[bool, float]:
    undated, published = age(checked.candidate.stored)
    return undated, published.timestamp()


def _check(question: str, quotes: Quotes) -> ClaimCheck | None:
    """What the first quote says of the claim; `None` without a quote."""
    if not quotes.quotes:
        return None
    first = quotes.quotes[0].candidate
    found = compare_with(question, first)
    if found is None:
        return None
    start, end = found.reported
    place = Place(1, first.span.start + start, first.span.start + end)
    return ClaimCheck(found.verdict, question[slice(*found.asked)], first.text[start:end], place)
