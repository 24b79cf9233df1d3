"""Who somebody is: of the sentences that say it about as well, the newest first, since people change their roles.

What something is does not change so; there the likeliest sentence stays the first. Who is asked for by name is not told
by another name, so that none is the short answer. Knows nothing of roles.
"""

import re
from dataclasses import replace
from datetime import date

from qa.answer.quotes import Quotes, choose_quotes
from qa.answer.sentences.scored_sentence import ScoredSentence
from qa.answer.sentences.sentence_scores import ReadRanking
from qa.english.dates import day_of
from qa.english.names import find_names
from qa.question.query import Query

WHO = re.compile(r"\W*who\b", re.IGNORECASE)
WHO_IS = re.compile(r"\W*who(?: is| was|['’]s) ", re.IGNORECASE)
ABOUT_AS_WELL = 1.5  # below the best score
SAYS_IT = 2.0  # log-odds that a sentence answers, by the reader, from which it may take the best one's place


def choose_definition(query: Query, read: ReadRanking) -> Quotes:
    """The quotes, of who somebody is the newest first."""
    if not WHO.match(query.text) or not read.sentences:
        return choose_quotes(query, read)
    best = read.sentences[0]
    near = [each for each in read.sentences if _says_it_about_as_well(each, best)]
    newest = max((best, *near), key=_day)  # of one day the likelier
    others = [each for each in read.sentences if each is not newest]
    quotes = choose_quotes(query, replace(read, sentences=[replace(newest, score=best.score), *others]))
    return replace(quotes, short_answer=None) if _is_by_name(query.text) and _is_name(quotes) else quotes


def _is_by_name(question: str) -> bool:
    """Whether somebody is asked for by name: "Who is Ana Tarn?", not "Who is buying Osk Rovers?"."""
    begun = WHO_IS.match(question)
    return begun is not None and any(name.title_start == begun.end() for name in find_names(question))


def _is_name(quotes: Quotes) -> bool:
    """Whether the short answer is a name and nothing else."""
    span = quotes.short_answer
    words = quotes.quotes[0].candidate.stored.article.text[span.start : span.end] if span else ""
    return any(len(name.text) == len(words) for name in find_names(words))


def _says_it_about_as_well(sentence: ScoredSentence, best: ScoredSentence) -> bool:
    return sentence.score >= best.score - ABOUT_AS_WELL and sentence.features["sentence"] >= SAYS_IT


def _day(sentence: ScoredSentence) -> date:
    """The day of a sentence's article, for comparing; an undated one is the oldest."""
    return day_of(sentence.stored.article.published) or date.min
