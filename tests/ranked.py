"""What tests of answers share: rankings of whole articles, queries, and a reader that is sure of certain words."""

from collections.abc import Sequence
from dataclasses import replace

from conftest import NOW, WordReader

from corpus.archive.versions import StoredVersion
from corpus.article import Article
from index.passages.passage import Hit, Passage
from qa.answer.reader.reader import PassageText, Reading, Words
from qa.question.query import Query, understand
from qa.question.request import Ask
from qa.retrieval.features import FEATURES
from qa.retrieval.retrieve import Ranking


def ranking_of(*articles: Article) -> Ranking:
    """A ranking whose hits are whole articles, best first."""
    versions = {n: StoredVersion(n, article, NOW, NOW, None, 1) for n, article in enumerate(articles)}
    hits = [
        Hit(Passage(n, n, 0, len(stored.article.text), stored.article.text), 2.0 - n / 10)
        for n, stored in versions.items()
    ]
    return a_ranking(hits, versions)


def a_ranking(hits: list[Hit], versions: dict[int, StoredVersion], meaning: float = 0.5) -> Ranking:
    return Ranking(
        hits,
        {hit.passage.id: {**dict.fromkeys(FEATURES, 0.0), "meaning": meaning} for hit in hits},
        versions,
        len(hits),
        len(hits),
    )


def query_of(question: str) -> Query:
    return understand(Ask(question), now=NOW)


class Marking(WordReader):
    """Takes the same words for the answer wherever they stand."""

    def __init__(self, words: str, probability: float) -> None:
        self.words = words
        self.probability = probability

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        found = super().read(question, passages)
        places = [passage.text.find(self.words) for passage in passages]
        return [
            replace(each, words=(Words(at, at + len(self.words), self.probability),) if at >= 0 else ())
            for each, at in zip(found, places, strict=True)
        ]


class Sure(Marking):
    """Takes every sentence for an answer, all alike, and the same words for it wherever they stand."""

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        found = super().read(question, passages)
        return [replace(each, relevance=3.0, sentences=(3.0,) * len(each.sentences)) for each in found]
