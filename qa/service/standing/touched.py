"""Whether new passages can change a question's answer: whether one of them is among the first that searching finds.

The one idea: only what is read can change an answer, and only what either search finds among the first is read. Both
searches together take a few milliseconds, an answer many times as long. Knows nothing of what was told.
"""

from datetime import datetime

import numpy as np

from index.engine.passage_index import PassageIndex
from index.vectors import Ids, Vectors
from qa.question.filters import visible
from qa.question.query import Query

FIRST = 30  # of either search; eight passages are read for a fact


def touches(index: PassageIndex, new: Ids, query: Query, vector: Vectors, now: datetime) -> bool:
    """Whether one of the new passages is among the first that a query finds."""
    if not len(new):
        return False
    allowed = index.allowed(visible(query, now))
    near, _ = index.nearest(vector, FIRST, allowed)
    sharing, _ = index.matching(query.terms, FIRST, allowed)
    return bool(np.isin(np.concatenate([near, sharing]), new).any())
