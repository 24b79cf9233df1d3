"""Milvus: the collections of one generation of passages, and what is asked of them. `pymilvus` is imported here alone.

A passage is a row of its vector, its words as BM25 weighs them, and the numbers that filters look at; its text stays in
the archive. Beside them stands a second collection with the counts of terms and a marker of how far both have come.
What was acknowledged is kept; only removing flushes, so that bytes go. Knows nothing of archives.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from pymilvus import CollectionSchema, DataType, MilvusClient
from pymilvus.exceptions import MilvusException
from pymilvus.milvus_client import IndexParams

from corpus.errors import StateError
from index.engine.milvus.bm25 import Sparse
from index.engine.milvus.milvus_address import MilvusAddress
from index.engine.milvus.milvus_filter import NUMBERS, among
from index.vectors import Ids, Vectors

ROWS_AT_ONCE = 1_000  # about 4 MB, which a request may hold
MOST = 16_384  # that Milvus finds at once
FORMAT = 1  # grows when rows are made in another way
TIMEOUT_S = 60.0
# A server may take a client for mad that pings it without asking anything, and Milvus Lite does so within a minute.
QUIET = {"grpc.keepalive_permit_without_calls": False, "grpc.keepalive_time_ms": 30_000}
SPARSE_SINCE = (2, 4)  # the release from which on there are sparse vectors
TERMS = "_terms"  # after the name of the passages' collection
MARKER = -1  # the key of the row that says how far the collections have come
LOOKED_AT = 128  # places of the graph that a search looks at, at least
GRAPH = {"M": 16, "efConstruction": 200}
Item = TypeVar("Item")
logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # what fails is raised, and said once


@dataclass(frozen=True, slots=True)
class Marker:
    """How far collections have come: the archive's revision, the highest passage that was put in, and whether all terms
    are counted."""

    revision: int
    last_id: int
    is_counted: bool


class MilvusServer:
    """A connection, which all threads share."""

    def __init__(self, address: MilvusAddress) -> None:
        """Connect. Raises `StateError` where nobody answers, or a release that has no sparse vectors."""
        self.address = address
        with self._told():
            self.client = MilvusClient(uri=address.uri, token=address.token, timeout=TIMEOUT_S, grpc_options=QUIET)
            version = str(self.client.get_server_version())
        found = re.search(r"(\d+)\.(\d+)", version)
        if found and (int(found[1]), int(found[2])) < SPARSE_SINCE:
            self.client.close()
            raise StateError(
                f"{address} is Milvus {version}, which has no sparse vectors, and no words can be looked for without"
                f" them; it takes {'.'.join(map(str, SPARSE_SINCE))} or later"
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except MilvusException as error:
            raise StateError(f"passages at {self.address} cannot be reached or changed: {error.message}") from error

    def close(self) -> None:
        self.client.close()

    def collections(self, archive: str, identity: str) -> "MilvusPassages":
        """Those of a generation of an archive, each by what it is known as, whether there are any yet or not."""
        return MilvusPassages(self, f"{self.address.name}_{archive}_{identity}_{FORMAT}")

    def drop_others(self, archive: str, identities: Iterable[str]) -> None:
        """Drop an archive's collections but those of some generations."""
        kept = {self.collections(archive, identity).name for identity in identities}
        with self._told():
            for name in self.client.list_collections():
                if name.startswith(f"{self.address.name}_{archive}_") and name.removesuffix(TERMS) not in kept:
                    self.client.drop_collection(name)


class MilvusPassages:
    """The collections of one generation: `NAME_ARCHIVE_IDENTITY_FORMAT`, and the same with `_terms`."""

    def __init__(self, server: MilvusServer, name: str) -> None:
        self.server = server
        self.client = server.client
        self.name = name
        self.terms = name + TERMS
        self._told = server._told

    def marker(self) -> Marker | None:
        """How far they have come; `None` where they are not, or not both."""
        with self._told():
            if not all(map(self.client.has_collection, (self.name, self.terms))):
                return None
            fields = ["n", "revision", "note"]
            rows = self.client.query(self.terms, ids=[MARKER], output_fields=fields, consistency_level="Strong")
        return next((Marker(row["revision"], row["n"], row["note"] == "counted") for row in rows), None)

    def set_marker(self, marker: Marker) -> None:
        note = "counted" if marker.is_counted else ""
        self._upsert(self.terms, [_term(MARKER, marker.last_id, marker.revision, note)])

    def make(self, dimension: int) -> None:
        """Make them, empty, instead of what is there under their names."""
        client = self.client
        with self._told():
            for name in (self.name, self.terms):
                client.drop_collection(name)
            schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
            schema.add_field("id", DataType.INT64, is_primary=True)
            schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
            schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
            index = client.prepare_index_params()
            index.add_index("vector", index_type="HNSW", metric_type="IP", params=GRAPH)
            index.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
            for number in NUMBERS:
                schema.add_field(number, DataType.INT64)
                index.add_index(number, index_type="INVERTED")
            self._make(self.name, schema, index, "Bounded")
            schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
            schema.add_field("key", DataType.INT64, is_primary=True)
            for number in ("n", "revision"):
                schema.add_field(number, DataType.INT64)
            schema.add_field("note", DataType.VARCHAR, max_length=20)
            schema.add_field("vector", DataType.FLOAT_VECTOR, dim=2)  # no collection may be without
            index = client.prepare_index_params()
            index.add_index("vector", index_type="FLAT", metric_type="IP")
            self._make(self.terms, schema, index, "Strong")

    def _make(self, name: str, schema: CollectionSchema, index: IndexParams, level: str) -> None:
        self.client.create_collection(name, schema=schema, consistency_level=level)
        self.client.create_index(name, index, sync=False)  # there is nothing to wait for, and it looks twice a second
        self.client.load_collection(name)

    def put(
        self, ids: Sequence[int], vectors: Vectors, words: Sequence[Sparse], numbers: Sequence[dict[str, int]]
    ) -> None:
        """Put passages in, or in the place of what is there under their ids."""
        self._upsert(
            self.name,
            [
                {"id": passage_id, "vector": vector, "words": weights, **fields}
                for passage_id, vector, weights, fields in zip(ids, vectors, words, numbers, strict=True)
            ],
        )

    def remove(self, ids: Sequence[int]) -> None:
        """Take passages out; what they leave on disk goes with the compaction that this asks for."""
        with self._told():
            for some in parts(ids):
                self.client.delete(self.name, ids=list(some), timeout=TIMEOUT_S)
            if len(ids):
                self.client.flush(self.name, timeout=TIMEOUT_S)
                self.client.compact(self.name)

    def words(self, ids: Sequence[int]) -> Iterator[Sparse]:
        """What BM25 weighs in each of the passages that are there."""
        for some in parts(ids):
            for row in self._query(self.name, among(some), ["words"], len(some), consistency_level="Strong"):
                yield row["words"]

    def put_terms(self, counts: Mapping[int, int], revision: int) -> None:
        """In how many passages terms occur, by their dimensions, as of a revision."""
        self._upsert(self.terms, [_term(place, n, revision) for place, n in counts.items()])

    def counts(self, places: Sequence[int]) -> dict[int, int]:
        """In how many passages terms occur, by their dimensions; without those that have never occurred."""
        found: dict[int, int] = {}
        for some in parts(places):
            rows = self._query(self.terms, f"key in {some}", ["key", "n"], len(some))
            found |= {row["key"]: row["n"] for row in rows}
        return found

    def terms_since(self, revision: int) -> Iterator[tuple[int, int]]:
        """The dimensions whose counts have changed since a revision, with their counts."""
        for rows in self._each(self.terms, f"key >= 0 and revision > {revision}", ["key", "n"], "Strong"):
            for row in rows:
                yield row["key"], row["n"]

    def count(self, expression: str = "", *, is_newest: bool = False) -> int:
        """How many passages there are; `is_newest`: after waiting for all that was put in before."""
        level = {"consistency_level": "Strong"} if is_newest else {}
        with self._told():
            rows = self.client.query(
                self.name, filter=expression, output_fields=["count(*)"], timeout=TIMEOUT_S, **level
            )
        return int(rows[0]["count(*)"])

    def having(self, ids: Sequence[int], expression: str) -> Ids:
        """Those of some passages that are there and have some numbers."""
        found = (self._query(self.name, among(some, expression), ["id"], len(some)) for some in parts(ids))
        return np.array([row["id"] for rows in found for row in rows], np.int64)

    def each(self, expression: str) -> Iterator[Ids]:
        """All passages that have some numbers, a part at a time."""
        for rows in self._each(self.name, expression, ["id"], "Bounded"):
            yield np.array([row["id"] for row in rows], np.int64)

    def near(self, vector: Vectors, k: int, expression: str, n_looked_at: int = LOOKED_AT) -> Ids:
        """About the `k` passages nearest to a vector, or fewer; `n_looked_at` of the graph, the more the better."""
        found = self._search("vector", vector, k, expression, {"params": {"ef": min(max(k, n_looked_at), 2 * MOST)}})
        return np.array([hit["id"] for hit in found], np.int64)

    def matching(self, weights: Sparse, k: int, expression: str) -> tuple[Ids, Vectors]:
        """The `k` passages whose words have the highest product with some weights, and that product."""
        found = self._search("words", weights, k, expression, {}) if weights else []
        products = np.array([hit["distance"] for hit in found], np.float32)
        return np.array([hit["id"] for hit in found], np.int64), products

    def _search(self, field: str, wanted: object, k: int, expression: str, params: dict[str, Any]) -> list[Any]:
        if k <= 0:
            return []
        with self._told():
            (found,) = self.client.search(
                self.name,
                [wanted],
                filter=expression,
                limit=min(k, MOST),
                output_fields=["id"],
                anns_field=field,
                search_params={"metric_type": "IP", **params},
                timeout=TIMEOUT_S,
            )
        return list(found)

    def _query(self, name: str, expression: str, fields: list[str], limit: int, **level: str) -> list[Any]:
        with self._told():
            return list(
                self.client.query(
                    name, filter=expression, output_fields=fields, limit=limit, timeout=TIMEOUT_S, **level
                )
            )

    def _each(self, name: str, expression: str, fields: list[str], level: str) -> Iterator[list[Any]]:
        with self._told():
            rows = self.client.query_iterator(
                name, batch_size=ROWS_AT_ONCE, filter=expression, output_fields=fields, consistency_level=level
            )
            try:
                while some := rows.next():
                    yield list(some)
            finally:
                rows.close()

    def _upsert(self, name: str, rows: Sequence[dict[str, Any]]) -> None:
        with self._told():
            for some in parts(rows):
                self.client.upsert(name, list(some), timeout=TIMEOUT_S)


def _term(key: int, n: int, revision: int, note: str = "") -> dict[str, object]:
    return {"key": key, "n": n, "revision": revision, "note": note, "vector": [0.0, 0.0]}


def parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """So many at a time as a request may hold."""
    for start in range(0, len(items), ROWS_AT_ONCE):
        yield items[start : start + ROWS_AT_ONCE]
