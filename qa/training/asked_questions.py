"""Questions with known answers, asked of the archive: what was found and read, and how to judge a sentence and words.

Dated questions have an answer and a day; they are asked as of that day, and as of a year earlier, where nothing is
right. Written ones (`qa/training/questions/`) have the places that answer in their article. Knows nothing of weights.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.progress import track

from corpus.article import article_id
from corpus.errors import UsageError
from qa.answer.reader.reader import PassageText, Reading
from qa.answer.sentences.scored_sentence import FEATURES, ScoredSentence, key_of
from qa.answer.sentences.sentence_scores import READ_PASSAGES, ReadRanking, passage_texts, read_ranking
from qa.question.filters import visible
from qa.question.query import Query
from qa.question.request import Ask
from qa.retrieval.retrieve import Ranking, rank_pool, read_pool
from qa.retrieval.weights import Table, make_weights
from qa.service.ask import Service
from qa.training.learn_ranking import FOLDS, folded, is_scorable
from qa.training.reader.json_lines import read_rows

YEAR = timedelta(days=365)
LATER = timedelta(days=10)  # a written question is asked so long after its article
WRITTEN = 3  # what a written question counts: its sentences were marked, a dated one's only have the answer's words
EARLIER = 1 / 3  # what a question of a year earlier counts: readers mostly ask what news has been about

Row = Mapping[str, Any]


@dataclass(slots=True)
class Recorded:
    """A reader that says again what one has said."""

    readings: list[Reading]
    digest: str = "recorded"
    confidence: Table = "confidence"

    def read(self, _question: str, _passages: Sequence[PassageText]) -> list[Reading]:
        return self.readings


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with what was found and read; `is_right` judges a sentence, `is_answer` words."""

    topic: str
    ranking: Ranking
    readings: list[Reading]
    wants_recent: bool
    is_right: Callable[[ScoredSentence], bool]
    is_answer: Callable[[str], bool]
    fold: int
    is_answerable: bool
    is_written: bool = False
    is_earlier: bool = False

    @property
    def count(self) -> float:
        return EARLIER if self.is_earlier else WRITTEN if self.is_written else 1.0

    def read(self, weights: Mapping[str, float]) -> ReadRanking:
        return read_ranking(
            self.topic, self.ranking, Recorded(self.readings), make_weights(FEATURES, weights, "learning")
        )


def ranking_for(service: Service, query: Query) -> Ranking:
    """The passages that the service would read."""
    (vector,) = service.encoder.encode([query.text])
    with service.passage_index.questioning():
        pool = read_pool(service.passage_index, vector, query, visible(query, service.clock()), READ_PASSAGES)
        return rank_pool(service.passage_index, pool, READ_PASSAGES)


def ask_all(service: Service, path: Path) -> Iterator[AskedQuestion]:
    """The questions of a file that can be judged, with what the service finds. Raises `UsageError` for a bad line."""
    try:
        rows = list(read_rows(path))
    except ValueError as error:
        raise UsageError(str(error)) from error
    for row in track(rows, "Asking"):
        try:
            yield from list(_written_question(service, row) if "url" in row else _dated_question(service, row))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f"{path}: {row} is no question to learn from: {error!r}") from error


def _dated_question(service: Service, row: Row) -> Iterator[AskedQuestion]:
    answer, as_of = folded(row["answer"]), _moment(row["as_of"])
    if not is_scorable(answer):
        return
    for moment, is_earlier in ((as_of, False), (as_of - YEAR, True)):

        def is_right(candidate: ScoredSentence, *, is_earlier: bool = is_earlier) -> bool:
            return not is_earlier and f" {answer} " in f" {folded(candidate.text)} "

        def is_answer(words: str) -> bool:
            return is_same_answer(folded(words), answer)

        yield from _asked(
            service, row["question"], moment, is_right, is_answer, is_answerable=not is_earlier, is_earlier=is_earlier
        )


def _written_question(service: Service, row: Row) -> Iterator[AskedQuestion]:
    url, places = row["url"], [*row["answering"], *row.get("together", ())]
    versions = service.passage_index.archive().versions(article_id(url))
    if not versions:
        return  # of another archive's articles
    marked = key_of(versions[0].article.text[slice(*row["words"])]) if row.get("words") else None

    def is_right(candidate: ScoredSentence) -> bool:
        start, end = candidate.span.start, candidate.span.end
        return candidate.stored.article.url == url and any(first < end and start < last for first, last in places)

    def is_answer(words: str) -> bool:
        return marked is not None and is_same_answer(key_of(words), marked)

    moment = _moment(row["published"]) + LATER
    yield from _asked(
        service, row["question"], moment, is_right, is_answer, is_answerable=bool(places), is_written=True
    )


def is_same_answer(given: str, marked: str) -> bool:
    """Whether an answer has the marked one's words and at most three more, or lacks at most half of them."""
    words, wanted = set(given.split()), set(marked.split())
    has_all = wanted <= words and len(words - wanted) <= 3
    return bool(words & wanted) and (has_all or (words <= wanted and 2 * len(words) >= len(wanted)))


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _asked(
    service: Service,
    text: str,
    moment: datetime,
    is_right: Callable[[ScoredSentence], bool],
    is_answer: Callable[[str], bool],
    *,
    is_answerable: bool,
    is_written: bool = False,
    is_earlier: bool = False,
) -> Iterator[AskedQuestion]:
    """What the service finds and reads, if it finds anything."""
    query = service.understand(Ask(text, as_of=moment))
    ranking = ranking_for(service, query)
    if ranking.hits and query.has_subject:
        yield AskedQuestion(
            query.topic,
            ranking,
            service.reader.read(query.topic, passage_texts(ranking, READ_PASSAGES)),
            query.wants_recent,
            is_right,
            is_answer,
            moment.isocalendar().week % FOLDS,
            is_answerable,
            is_written,
            is_earlier,
        )
