"""Merging another archive into this one, with its passages: `newsqa merge`.

Articles are merged in small batches, each with its passages and vectors in one transaction, so that whatever a stop
interrupts is as if it had not begun; doing it again goes on. Nothing is embedded where both archives' passages were
made alike.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from corpus.archive.merge_articles import Plan, article_ids, carry_out, merge_memory, plan, rename_as
from corpus.archive.sql_archive import SqlArchive
from index.encoder.encoder import Encoder
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.embed_article import CutArticle, cut_article, new_vectors
from index.passages.generations import living_facts
from index.passages.passage_store import Facts, check_facts, passages_of, put_passages, record_facts
from index.passages.vector_store import erase_vectors, missing_vectors, put_vectors, read_vectors
from index.vectors import Vectors

MERGE_BATCH = 100  # articles
Progress = Callable[[int, int], None]  # articles done, of how many


@dataclass(slots=True)
class Merged:
    """What a merge did: versions that came in and were removed, articles renamed, passages, and those embedded."""

    articles: int = 0
    versions: int = 0
    removed: int = 0
    renamed: int = 0
    passages: int = 0
    embedded: int = 0


class Merge:
    """One archive, and where its articles go. `open_encoder` is called only if something has to be embedded."""

    def __init__(self, source: SqlArchive, target: SqlArchive, open_encoder: Callable[[], Encoder]) -> None:
        self.source, self.target = source, target
        self._open_encoder = open_encoder
        self.merged = Merged()

    @cached_property
    def _encoder(self) -> Encoder:
        encoder = self._open_encoder()
        check_facts(self.target, Facts(encoder.digest, encoder.dimension, self._tokens))
        return encoder

    @property
    def _tokens(self) -> int:
        found = living_facts(self.target)
        return found.passage_tokens if found else PASSAGE_TOKENS

    def run(self, progress: Progress = lambda _done, _total: None) -> Merged:
        """Merge all there is. Raises `MismatchError` if the target's passages are of another model than its encoder."""
        self._agree()
        with self.source.reading():
            self.merged.renamed = rename_as(self.source, self.target)
            ids = article_ids(self.source)
            for start in range(0, len(ids), MERGE_BATCH):
                part = ids[start : start + MERGE_BATCH]
                if found := plan(self.source, self.target, part):
                    self._carry_out(found)
                progress(start + len(part), len(ids))
            merge_memory(self.source, self.target)
        return self.merged

    def _agree(self) -> None:
        """Let a new archive have its passages as the other one has."""
        facts = living_facts(self.source)
        if living_facts(self.target) is None and facts:
            with self.target.writing():
                record_facts(self.target, facts)
                self.target.set_fact("passage_format", self.source.fact("passage_format") or "")
                self.target.set_fact("model_place", self.source.fact("model_place") or "")

    @cached_property
    def _are_alike(self) -> bool:
        """Whether both archives' passages were made in the same way."""
        names = ("model", "dimension", "passage_tokens", "passage_format")
        return all(self.source.fact(name) == self.target.fact(name) for name in names)

    def _carry_out(self, found: Plan) -> None:
        numbers = [number for number, _, _ in found.insert]
        there = passages_of(self.source, numbers) if self._are_alike else {}
        cuts = {number: CutArticle(spans, [], hashes) for number, (spans, hashes) in there.items()}
        wanted = {key for cut in cuts.values() for key in cut.hashes}
        vectors: dict[bytes, Vectors] = read_vectors(self.source, sorted(missing_vectors(self.target, wanted)))
        lacking = missing_vectors(self.target, wanted) - vectors.keys()
        anew = [number for number in numbers if not _is_whole(cuts.get(number), lacking)]
        if anew:
            stored = self.source.versions_by_number(anew)
            made = {key: cut_article(each.article, self._encoder, self._tokens) for key, each in stored.items()}
            embedded = new_vectors(self.target, self._encoder, made.values())
            self.merged.embedded += len(embedded.keys() - vectors.keys())
            vectors = embedded | vectors
            cuts |= made
        with self.target.writing() as revision:
            added, removed = carry_out(found, self.source, self.target, revision)
            erase_vectors(self.target, removed)
            put_vectors(self.target, vectors)
            for number, here in added.items():
                put_passages(self.target, here, cuts[number].spans, cuts[number].hashes)
                self.merged.passages += len(cuts[number].spans)
        self.merged.articles += found.n_new
        self.merged.versions += len(added)
        self.merged.removed += len(removed)


def _is_whole(cut: CutArticle | None, lacking: set[bytes]) -> bool:
    """Whether a version's passages are there, each with its vector."""
    return cut is not None and bool(cut.spans) and not lacking.intersection(cut.hashes)
