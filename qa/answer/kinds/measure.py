"""How tall, deep or heavy something is: only sentences that give a length or a weight answer that.

The reader takes what is said of a tower for an answer to how tall it is. Knows nothing of which figure it is.
"""

import re
from dataclasses import replace

from qa.answer.quotes import Quotes, choose_quotes
from qa.answer.sentences.sentence_scores import ReadRanking
from qa.english.quantities.quantity import find_figures
from qa.question.query import Query

ASKED = re.compile(r"\bhow (?:(?P<length>tall|deep|wide|thick)|(?P<weight>heavy))\b", re.IGNORECASE)


def choose_measure(query: Query, read: ReadRanking) -> Quotes:
    """The quotes; of a question for a measure none that gives none."""
    asked = ASKED.search(query.topic)
    if asked is None:
        return choose_quotes(query, read)
    giving = [each for each in read.sentences if any(it.unit == asked.lastgroup for it in find_figures(each.text))]
    quotes = choose_quotes(query, replace(read, sentences=giving))
    return quotes if quotes.quotes else replace(quotes, is_subject_covered=bool(read.sentences))
