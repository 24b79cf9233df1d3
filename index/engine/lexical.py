"""Lexical search: passages by their words, BM25 over headline and text, in tantivy.

Words are lower-cased, folded to ASCII where they have accents, and stemmed as English; terms of other languages, which
have a colon, stand in fields of their own. Questions are terms, never parsed, so no punctuation means anything. *Score*
is higher for better.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import tantivy

from index.passages.passage import Filter
from index.text.analysis import ANALYZER, without_joiners
from index.text.language_terms import text_terms
from index.vectors import Ids, Vectors

LEXICAL_FORMAT = 2  # grows when words are indexed in another way
TITLE_BOOST = 0.15  # weight of a word in the headline beside one in the text (LOG.md, 2026-11-22)
WRITER_BYTES = 64_000_000
FREQUENCIES = 65_536  # of so many terms are remembered until the next `reload`; anybody may ask for any word
AT_ONCE = 1_000  # passages that are scored by one query; 10,000 take twenty times as long as 2,000
OTHER = "other_"  # before the name of a field with terms of other languages than English
ALWAYS = 2**62  # `visible_until` of a version that nothing has replaced


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage as the lexical index keeps it; times in seconds since 1970, `published` `None` if undated."""

    id: int
    title: str
    text: str
    publisher: str
    published: int | None
    visible_from: int
    visible_until: int | None
    language: str | None = None


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", indexed=True, fast=True)
    for name in ("title", "text"):
        builder.add_text_field(name, tokenizer_name="words", index_option="freq")
        builder.add_text_field(OTHER + name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("publisher", tokenizer_name="raw", index_option="basic")
    for name in ("published", "visible_from", "visible_until"):
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


class LexicalIndex:
    """A folder of tantivy's, and the state of it that questions see until `reload`."""

    def __init__(self, folder: Path) -> None:
        """Open the folder's index, or make an empty one. Raises `ValueError` or `OSError` if its files are damaged."""
        folder.mkdir(parents=True, exist_ok=True)
        self.schema = _schema()
        self.index = tantivy.Index(self.schema, path=str(folder))
        self.index.register_tokenizer("words", ANALYZER)
        self.index.config_reader("manual")
        self.searcher = self.index.searcher()
        self._frequency = lru_cache(maxsize=FREQUENCIES)(self._count)

    def change(self, remove: Iterable[int], add: Iterable[Entry]) -> None:
        """Commit removals, then additions, to the folder. One process at a time may do this."""
        writer = self.index.writer(WRITER_BYTES, 1)
        # By query: `delete_documents_by_term` takes a number for a signed one and finds nothing in an unsigned field.
        if removed := list(remove):
            writer.delete_documents_by_query(tantivy.Query.term_set_query(self.schema, "id", removed))
        for entry in add:
            writer.add_document(self._document(entry))
        writer.commit()
        writer.wait_merging_threads()

    def _document(self, entry: Entry) -> tantivy.Document:
        document = tantivy.Document()
        document.add_unsigned("id", entry.id)
        document.add_text("title", without_joiners(entry.title))
        document.add_text("text", without_joiners(entry.text))
        for name, words in (("title", entry.title), ("text", entry.text)):
            if terms := text_terms(words, entry.language):
                document.add_text(OTHER + name, " ".join(terms))
        document.add_text("publisher", entry.publisher)
        if entry.published is not None:
            document.add_integer("published", entry.published)
        document.add_integer("visible_from", entry.visible_from)
        document.add_integer("visible_until", ALWAYS if entry.visible_until is None else entry.visible_until)
        return document

    def reload(self) -> None:
        """Let questions see what was committed."""
        self.index.reload()
        self.searcher = self.index.searcher()
        self._frequency.cache_clear()

    @property
    def n_passages(self) -> int:
        return int(self.searcher.num_docs)

    def ids(self) -> Ids:
        """All passages that the index holds, in order."""
        return np.sort(self._run(tantivy.Query.all_query(), self.n_passages, None)[0])

    def term_frequency(self, term: str) -> int:
        """In how many passages' texts a term occurs."""
        return self._frequency(term)

    def _count(self, term: str) -> int:
        return int(self.searcher.doc_freq("text", term))

    def search(self, question: Iterable[str], k: int, visible: Filter | None) -> tuple[Ids, Vectors]:
        """At most `k` ids of passages with any of the terms, with their scores, best first; `None` sees all."""
        return self._run(self._query(dict.fromkeys(question, 1.0)), k, visible)

    def scores(self, question: Mapping[str, float], ids: Ids) -> Vectors:
        """The score of each of the passages with weighted terms, 0 where none of them occurs."""
        return np.concatenate(
            [
                np.zeros(0, np.float32),
                *(self._scores(question, some) for some in np.split(ids, range(AT_ONCE, len(ids), AT_ONCE))),
            ]
        )

    def _scores(self, question: Mapping[str, float], ids: Ids) -> Vectors:
        # One by one: half the time of a set of terms, which is looked up as an automaton (LOG.md, 2026-11-23).
        each = [tantivy.Query.term_query(self.schema, "id", passage_id) for passage_id in ids.tolist()]
        among = tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in each])
        query = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, self._query(question)),
                (tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0)),
            ]
        )
        found, scores = self._run(query, len(ids), None)
        known = dict(zip(found.tolist(), scores.tolist(), strict=True))
        return np.array([known.get(int(passage_id), 0.0) for passage_id in ids], np.float32)

    def _run(self, query: tantivy.Query, k: int, visible: Filter | None) -> tuple[Ids, Vectors]:
        if k <= 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if visible is not None:
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query), *((tantivy.Occur.Must, part) for part in self._visible(visible))]
            )
        hits = self.searcher.search(query, k, count=False).hits
        ids = self.searcher.fast_field_values("id", [address for _, address in hits])
        return np.array(ids, np.int64), np.array([score for score, _ in hits], np.float32)

    def _query(self, question: Mapping[str, float]) -> tantivy.Query:
        parts = []
        for term, weight in question.items():
            prefix = OTHER if ":" in term else ""
            for field, boost in (("text", weight), ("title", TITLE_BOOST * weight)):
                query = tantivy.Query.term_query(self.schema, prefix + field, term)
                parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, boost)))
        return tantivy.Query.boolean_query(parts) if parts else tantivy.Query.empty_query()

    def _visible(self, visible: Filter) -> list[tantivy.Query]:
        parts = [
            self._between("visible_from", None, visible.as_of),
            self._between("visible_until", visible.as_of + 1, None),
        ]
        if visible.since is not None or visible.until is not None:
            parts.append(
                self._between("published", visible.since, None if visible.until is None else visible.until - 1)
            )
        if visible.publishers:
            parts.append(tantivy.Query.term_set_query(self.schema, "publisher", list(visible.publishers)))
        return [tantivy.Query.const_score_query(part, 0.0) for part in parts]

    def _between(self, field: str, lowest: int | None, highest: int | None) -> tantivy.Query:
        return tantivy.Query.range_query(self.schema, field, tantivy.FieldType.Integer, lowest, highest)
