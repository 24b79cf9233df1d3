"""Passages and vectors in the archive's tables."""

from collections.abc import Callable

import numpy as np
import pytest
from conftest import NOW, an_article

from corpus.archive.sql_archive import SqlArchive
from corpus.archive.sqlite import SqliteArchive
from corpus.archive.tables.database import SQL_VARIABLES
from corpus.article import Article
from index.passages.embed_article import embedded_words
from index.passages.passage_store import (
    Facts,
    MismatchError,
    check_facts,
    count_passages,
    load_passages,
    put_passages,
    record_facts,
)
from index.passages.vector_store import (
    erase_vectors,
    load_vectors,
    missing_vectors,
    put_vectors,
    vector_hash,
)
from index.text.sentences import Span
from index.vectors import Vectors

DIMENSION = 24
FACTS = Facts("digest-a", 384, 180)


def unit_vectors(n: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((n, DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def hashes(n: int, model: str = "words") -> list[bytes]:
    return [vector_hash(model, f"words {number}") for number in range(n)]


def keep(archive: SqlArchive, article: Article, spans: list[Span], keys: list[bytes]) -> tuple[int, list[int]]:
    """Put an article with passages into the archive; returns its version's number and the passages' ids."""
    with archive.writing() as revision:
        number, _ = archive.put(article, revision=revision, now=NOW)
        assert number is not None
        put_passages(archive, number, spans, keys)
    rows = archive.database.run("SELECT id FROM passage WHERE version_number = ? ORDER BY id", (number,))
    return number, [row[0] for row in rows]


def put(archive: SqlArchive, vectors: dict[bytes, Vectors]) -> None:
    with archive.writing():
        put_vectors(archive, vectors)


@pytest.mark.parametrize("n", [1, 3, SQL_VARIABLES, SQL_VARIABLES * 2 + 1])
def test_vectors_come_back_in_the_order_asked_for(archive: SqlArchive, n: int) -> None:
    vectors = unit_vectors(n)
    put(archive, dict(zip(hashes(n), vectors, strict=True)))
    _, ids = keep(archive, an_article(), [Span(0, 1)] * n, hashes(n))
    order = np.random.default_rng(1).permutation(n)
    loaded = load_vectors(archive, [ids[position] for position in order], DIMENSION)
    assert loaded.shape == (n, DIMENSION)
    assert loaded.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(loaded, axis=1), 1.0, atol=5e-4)
    assert (loaded * vectors[order]).sum(axis=1).min() > 0.9999 * (1 - 5e-4)


def test_no_ids_give_no_vectors(archive: SqlArchive) -> None:
    assert load_vectors(archive, [], DIMENSION).shape == (0, DIMENSION)
    assert load_passages(archive, []) == ({}, {})


def test_passages_that_share_words_share_a_vector(archive: SqlArchive) -> None:
    (vector,) = unit_vectors(1)
    (key,) = hashes(1)
    put(archive, {key: vector})
    ids = [keep(archive, an_article(n), [Span(0, 5)], [key])[1][0] for n in (1, 2)]
    first, second = load_vectors(archive, ids, DIMENSION)
    np.testing.assert_array_equal(first, second)


def test_missing_vectors_are_those_not_kept(archive: SqlArchive) -> None:
    keys = hashes(SQL_VARIABLES + 3)
    assert missing_vectors(archive, keys) == set(keys)
    put(archive, dict(zip(keys[2:], unit_vectors(len(keys) - 2), strict=True)))
    assert missing_vectors(archive, keys) == set(keys[:2])
    assert missing_vectors(archive, hashes(2, model="another")) == set(hashes(2, model="another"))
    assert missing_vectors(archive, []) == set()


def test_a_vector_put_twice_stays_as_it_was(archive: SqlArchive) -> None:
    first, second = unit_vectors(2)
    (key,) = hashes(1)
    put(archive, {key: first})
    put(archive, {key: second})
    _, ids = keep(archive, an_article(), [Span(0, 1)], [key])
    assert float(load_vectors(archive, ids, DIMENSION)[0] @ first) > 0.9999


def test_a_vector_belongs_to_a_model_and_its_words() -> None:
    assert len({vector_hash(model, words) for model in ("a", "b") for words in ("x", "y")}) == 4
    assert vector_hash("a", "x") == vector_hash("a", "x")
    assert embedded_words("Headline", "Text.") != embedded_words("Other headline", "Text.")


def test_passages_are_read_with_the_words_at_their_place(archive: SqlArchive) -> None:
    article = an_article(text="Fares 😀 rise. Élysée said so.\nThe end.")
    spans = [Span(0, 13), Span(14, 29), Span(30, 38)]
    put(archive, dict(zip(hashes(3), unit_vectors(3), strict=True)))
    number, ids = keep(archive, article, spans, hashes(3))
    passages, versions = load_passages(archive, [*reversed(ids), 10_000])
    assert {key: stored.article.text for key, stored in versions.items()} == {number: article.text}
    assert {key: (passage.start, passage.end) for key, passage in passages.items()} == {
        key: (span.start, span.end) for key, span in zip(ids, spans, strict=True)
    }
    for key, passage in passages.items():
        assert (passage.id, passage.version_number) == (key, number)
        assert passage.text == article.text[passage.start : passage.end]
    assert count_passages(archive) == 3


def test_nothing_is_kept_when_writing_fails(archive: SqlArchive) -> None:
    (key,) = hashes(1)
    with pytest.raises(KeyboardInterrupt), archive.writing():
        put_vectors(archive, {key: unit_vectors(1)[0]})
        raise KeyboardInterrupt
    assert missing_vectors(archive, [key]) == {key}


def test_erasing_keeps_vectors_that_a_shown_passage_shares(archive: SqlArchive) -> None:
    own, shared, other = hashes(3)
    vectors = unit_vectors(3)
    put(archive, dict(zip((own, shared, other), vectors, strict=True)))
    withdrawn, _ = keep(archive, an_article(1), [Span(0, 5), Span(6, 9), Span(6, 9)], [own, shared, own])
    _, ids = keep(archive, an_article(2), [Span(0, 5), Span(6, 9)], [shared, other])
    with archive.writing() as revision:
        numbers = archive.remove(an_article(1).url, revision=revision, now=NOW)
        erase_vectors(archive, numbers)
    assert numbers == [withdrawn]
    assert missing_vectors(archive, [own, shared, other]) == {own}
    assert (load_vectors(archive, ids, DIMENSION) * vectors[1:]).sum(axis=1).min() > 0.9999
    assert count_passages(archive) == 2


def test_erasing_the_last_that_shares_a_vector_drops_it(archive: SqlArchive) -> None:
    (key,) = hashes(1)
    put(archive, {key: unit_vectors(1)[0]})
    for n in (1, 2):
        keep(archive, an_article(n), [Span(0, 5)], [key])
    left = []
    for n in (1, 2):
        with archive.writing() as revision:
            erase_vectors(archive, archive.remove(an_article(n).url, revision=revision, now=NOW))
        left.append(missing_vectors(archive, [key]))
    assert left == [set(), {key}]


def test_passages_of_a_withdrawn_article_are_not_read(archive: SqlArchive) -> None:
    (key,) = hashes(1)
    put(archive, {key: unit_vectors(1)[0]})
    _, ids = keep(archive, an_article(1), [Span(0, 5)], [key])
    with archive.writing() as revision:
        archive.remove(an_article(1).url, revision=revision, now=NOW)
    assert load_passages(archive, ids) == ({}, {})
    assert count_passages(archive) == 0


def test_a_new_archive_agrees_with_any_facts(archive: SqlArchive) -> None:
    check_facts(archive, FACTS)
    with archive.writing():
        record_facts(archive, FACTS)
    check_facts(archive, FACTS)


def another_format(archive: SqlArchive) -> Facts:
    archive.set_fact("passage_format", "0")
    return FACTS


@pytest.mark.parametrize(
    ("other", "named"),
    [
        (lambda _: Facts("digest-b", 384, 180), ("model", "digest-a", "digest-b")),
        (lambda _: Facts("digest-a", 768, 180), ("dimension", "384", "768")),
        (lambda _: Facts("digest-a", 384, 256), ("passage_tokens", "180", "256")),
        (another_format, ("passage_format", "0", "2")),
    ],
)
def test_other_facts_are_refused_by_both_values_and_the_remedy(
    archive_file: SqliteArchive, other: Callable[[SqliteArchive], Facts], named: tuple[str, ...]
) -> None:
    with archive_file.writing():
        record_facts(archive_file, FACTS)
        asked = other(archive_file)
    with pytest.raises(MismatchError) as refusal:
        check_facts(archive_file, asked)
    for word in (*named, str(archive_file.path), "newsqa reindex"):
        assert word in str(refusal.value)
