"""Whether new passages can change a question's answer: whether one of them is among those that are read for it.

The one idea: only what is read can change an answer. So a question is ranked as for an answer, which takes some
milliseconds, and reading many times as long. Knows nothing of what was told.
"""

from collections.abc import Callable
from datetime import datetime

from corpus.archive.versions import StoredVersion
from index.engine.passage_index import PassageIndex
from index.vectors import Vectors
from qa.answer.sentences.sentence_scores import n_to_read
from qa.question.filters import visible
from qa.question.query import Query
from qa.service.search_state import ranked


def touches(
    index: PassageIndex, query: Query, vector: Vectors, now: datetime, is_new: Callable[[StoredVersion], bool]
) -> bool:
    """Whether a passage of a new version is among those that are read for an answer to a query."""
    ranking = ranked(index, query, vector, visible(query, now), n_to_read(query.kind))
    return any(is_new(ranking.versions[hit.passage.version_number]) for hit in ranking.hits)
