"""The reader's examples from news: written questions and dated quiz questions beside what a search finds for them.

    python -m qa.training.reader.news_examples ARTICLES… OUT --written FILE… [--quiz FILE --before 2025-01-01]

ARTICLES are in the form that `newsqa refresh` takes. A written question (`qa/training/questions/`) says which places of
its article's text answer; negatives are other passages of that article and what BM25 finds in others as of some days
later, without those that hold the answer's words. A quiz question has an answer and a day: as of that day passages with
the answer's words may answer it, as of a year before none does.
"""

import argparse
import atexit
import random
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from index.engine.lexical import Entry, LexicalIndex
from index.passages.chunk import PASSAGE_TOKENS, chunk
from index.passages.passage import Filter
from index.text.analysis import question_terms
from index.text.sentences import Span
from qa.answer.reader.pair import header
from qa.training.learn_ranking import folded, is_scorable
from qa.training.reader.examples import Example, MarkedPassage, marked, reader_tokenizer, write_examples
from qa.training.reader.json_lines import read_rows

FOUND = 20  # passages of the search from which negatives are drawn
OWN, OTHERS = 2, 3  # negatives of the same article, and of others
NEAR = 0.7  # share of examples whose negatives are of the first half of what is found
VARIANTS = 2  # times each question is made ready, with other negatives
MAX_PIECES, TITLE_PIECES = 254, 48  # of what the encoder reads, and of a headline in it
LATER_DAYS = 20  # a written question is asked so long after its article at most
TAKEN_OUT = 0.25  # share of written questions that are also asked of an archive without what answers

Row = dict[str, Any]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("articles", type=Path, nargs="+")
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--written", type=Path, nargs="*", default=[])
    arguments.add_argument("--quiz", type=Path, nargs="*", default=[])
    arguments.add_argument("--before", default="9999", help="leave out quiz questions of this day and later")
    options = arguments.parse_args()
    rng = random.Random(0)
    asked = [row for path in options.written for row in read_rows(path)]
    dated = [row for path in options.quiz for row in read_rows(path) if row["as_of"] < options.before]
    news = SearchableNews.of_files(options.articles, reader_tokenizer())
    written = chain.from_iterable(news.written(row, rng) for row in asked)
    quiz = chain.from_iterable(news.quiz(row, rng) for row in dated)
    write_examples(options.out / "news.pkl", chain(written, quiz))


@dataclass(frozen=True, slots=True)
class NewsPassage:
    """A passage of an article."""

    article: Row
    span: Span

    @property
    def text(self) -> str:
        text: str = self.article["text"][self.span.start : self.span.end]
        return text

    def holds(self, words: str) -> bool:
        return bool(words) and f" {words} " in f" {folded(self.article['title'] + ' ' + self.text)} "

    def read(self, words: str = "") -> MarkedPassage:
        """The passage as one that does not answer, or in which the sentences with the words may."""
        bare = marked(self.text, (), head_of(self.article))
        said = [f" {folded(self.text[span.start : span.end])} " for span in bare.spans]
        return MarkedPassage(
            bare.head, bare.text, bare.spans, tuple(bool(words) and f" {words} " in each for each in said)
        )


class SearchableNews:
    """Articles, cut into passages as refresh cuts them, in a lexical index that knows their days."""

    def __init__(self, folder: Path, tokenizer: Tokenizer, articles: Iterable[Row]) -> None:
        self.tokenizer = tokenizer
        self.by_url: dict[str, list[NewsPassage]] = {}
        for article in articles:
            if article["url"] not in self.by_url:
                self.by_url[article["url"]] = [NewsPassage(article, span) for span in self._cut(article)]
        self.passages = [found for several in self.by_url.values() for found in several]
        self.index = LexicalIndex(folder)
        self.index.change([], (self._entry(number, found) for number, found in enumerate(self.passages)))
        self.index.reload()

    @classmethod
    def of_files(cls, paths: Iterable[Path], tokenizer: Tokenizer) -> "SearchableNews":
        """Articles of files, in an index that lasts as long as the process."""
        folder = Path(tempfile.mkdtemp())
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return cls(folder, tokenizer, (row for path in paths for row in read_rows(path)))

    def _cut(self, article: Row) -> list[Span]:
        room = MAX_PIECES - min(self._count([article["title"]])[0], TITLE_PIECES)
        return chunk(article["text"], max_tokens=PASSAGE_TOKENS, fits=self._count, max_pieces=room)

    def _count(self, texts: Sequence[str]) -> list[int]:
        return [len(each.ids) for each in self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]

    def _entry(self, number: int, found: NewsPassage) -> Entry:
        seconds = int(day_of(found.article["published"]).timestamp())
        return Entry(number, found.article["title"], found.text, "", seconds, seconds, None)

    def search(self, question: str, as_of: datetime) -> list[NewsPassage]:
        """What the words of a question find as of a moment, best first; each text once."""
        terms = question_terms(question)
        ids, scores = self.index.search(terms, 3 * FOUND, Filter(int(as_of.timestamp())))
        order = np.argsort(-scores, kind="stable")
        found = {self.passages[i].text: self.passages[i] for i in ids[order].tolist()}
        return list(found.values())[:FOUND]

    def beside_its_article(self, row: Row) -> Example:
        """A written question beside all passages of its article."""
        return Example("news", row["question"], tuple(_marked_passage(found, row) for found in self.by_url[row["url"]]))

    def written(self, row: Row, rng: random.Random) -> Iterator[Example]:
        """A written question beside its article's passages and what is found in others."""
        if row["url"] not in self.by_url:
            return
        reads = [_marked_passage(found, row) for found in self.by_url[row["url"]]]
        right, wrong = ([read for read in reads if any(read.answering) is which] for which in (True, False))
        if (row["answering"] or row.get("together")) and not right:
            return  # what answers was cut by a passage's end
        found = self._in_other_articles(row, rng)
        n_own, n_others = (OWN, OTHERS) if right else (OWN + 1, OTHERS - 1)
        for _ in range(VARIANTS):
            near = found[: FOUND // 2] if rng.random() < NEAR else found
            parts = [_some(rng, right, 2), _some(rng, wrong, n_own), _some(rng, near, n_others)]
            yield _example("written" if right else "near-miss", row["question"], parts, rng)
        parts = [_some(rng, wrong, OWN), _some(rng, found, OTHERS)]
        if right and any(parts) and rng.random() < TAKEN_OUT:
            yield _example("taken-out", row["question"], parts, rng)

    def _in_other_articles(self, row: Row, rng: random.Random) -> list[MarkedPassage]:
        """What a question finds in other articles as of some days after its own, without the answer's words."""
        own = self.by_url[row["url"]][0].article
        words = own["text"][slice(*row["words"])] if row.get("words") else ""
        later = day_of(row["published"]) + timedelta(rng.randint(1, LATER_DAYS))
        others = [each for each in self.search(row["question"], later) if each.article["title"] != own["title"]]
        return [each.read() for each in others if len(words) <= 2 or not each.holds(folded(words))]

    def quiz(self, row: Row, rng: random.Random) -> Iterator[Example]:
        """A dated question with its answer's words: as of its day, and of a year before."""
        answer, day = folded(row["answer"]), day_of(row["as_of"])
        if not is_scorable(answer):
            return
        found = self.search(row["question"], day)
        right = [read for each in found if each.holds(answer) if any((read := each.read(answer)).answering)]
        wrong = [each.read() for each in found if not each.holds(answer)]
        if right:
            for _ in range(VARIANTS):
                parts = [right[:2], _some(rng, wrong[: FOUND // 2], OWN + OTHERS - 1)]
                yield _example("quiz", row["question"], parts, rng, is_marked=False)
        before = [
            each.read() for each in self.search(row["question"], day - timedelta(days=365)) if not each.holds(answer)
        ]
        if before:
            yield _example("quiz-before", row["question"], [before[:2], _some(rng, before[2:12], 2)], rng)


def head_of(article: Row) -> str:
    return header(article["title"], day_of(article["published"]).date())


def day_of(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _marked_passage(found: NewsPassage, row: Row) -> MarkedPassage:
    """One passage of a written question's article, with what answers in it."""
    start, end = found.span.start, found.span.end
    places = [Span(*place) for place in (*row["answering"], *row.get("together", ()))]
    inside = [Span(each.start - start, each.end - start) for each in places if start <= each.start < end]
    read = marked(found.text, inside, head_of(found.article))
    words = Span(*row["words"]) if row.get("words") else None
    held = (
        (Span(words.start - start, words.end - start),) if words and start <= words.start and words.end <= end else ()
    )
    return MarkedPassage(read.head, read.text, read.spans, read.answering, held)


def _some(rng: random.Random, reads: Sequence[MarkedPassage], n: int) -> list[MarkedPassage]:
    return rng.sample(list(reads), min(n, len(reads)))


def _example(
    source: str, question: str, parts: Sequence[Sequence[MarkedPassage]], rng: random.Random, *, is_marked: bool = True
) -> Example:
    reads = [read for part in parts for read in part]
    rng.shuffle(reads)
    return Example(source, question, tuple(reads), is_marked)


if __name__ == "__main__":
    main()
