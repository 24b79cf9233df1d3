"""Answer filter: which of the words found in a quote can be the short answer at all, whatever their probability.

The one idea: words that look likely are still wrong if they are of another kind than the question asks for: a name
where a day is asked, eleven weeks where vehicles are counted, the day on which something was said. What a sentence says
in answer to a question `sentence_values.py` knows; a short answer has to be among that. Knows nothing of probabilities.
"""

import re

from qa.answer.feature_reader.answer_spans import YEAR
from qa.answer.feature_reader.short_answers import KIND_FITS
from qa.answer.reading import AnswerSpan, ScoredSentence
from qa.answer.values.expected import ExpectedAnswer, asked_for
from qa.answer.values.sentence_values import IN_PLACE, values
from qa.answer.values.value import Value
from qa.english.dates import day_of
from qa.question.question_profile import AnswerKind

ASKS_YEAR = re.compile(r"\b(?:what|which) year\b", re.IGNORECASE)


def possible_answers(
    question: str, wanted: AnswerKind | None, candidate: ScoredSentence
) -> list[tuple[AnswerSpan, float]]:
    """A sentence's names, numbers, dates and titles that can answer a question, each with its probability."""
    claimed = _claimed(question, wanted, candidate)
    return [
        (span, probability)
        for span, probability in candidate.answers
        if _is_of_kind(question, wanted, candidate.text, span)
        and (claimed is None or any(value.start < span.end and span.start < value.end for value in claimed))
    ]


def _is_of_kind(question: str, wanted: AnswerKind | None, text: str, span: AnswerSpan) -> bool:
    """Whether words are of the kind that is asked for; the year of a longer date is, where a year is."""
    if wanted == "person" and IN_PLACE.search(text[: span.start]):
        return False
    if wanted == "date" and YEAR.fullmatch(text[span.start : span.end]) and ASKS_YEAR.search(question):
        return True
    return wanted is None or span.kind in KIND_FITS[wanted]


def _claimed(question: str, wanted: AnswerKind | None, candidate: ScoredSentence) -> list[Value] | None:
    """What the sentence says in answer to a question for a figure or a day; `None` for other questions."""
    asked = asked_for(question)
    if asked is None or not _is_read(asked, wanted):
        return None
    return values(asked, candidate.text, day_of(candidate.stored.article.published))


def _is_read(asked: ExpectedAnswer, wanted: AnswerKind | None) -> bool:
    """Whether both ways to read a question find that it asks for a figure of known units, or for a day."""
    if asked.kind == "figure":
        return wanted in ("number", None) and not asked.is_open
    return asked.kind == "date" and wanted == "date"
