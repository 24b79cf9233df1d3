"""Generations: passages that were made with another model, length or format, beside those that answer.

The one idea: a generation is filled in the order of versions' numbers, so one number says how far it has come, and
whoever goes on, after a stop or beside a refresh that adds versions, begins there. It answers once nothing is missing;
the one that answered before is kept for a while, and may be filled and answer again.
"""

import uuid
from dataclasses import astuple, dataclass

from corpus.archive.protocol import Archive
from corpus.archive.sql_archive import database_of
from index.passages.passage_store import FIRST, Facts, living, record_facts
from index.passages.vector_store import PASSAGE_FORMAT, drop_unused_vectors

DROPPED_AT_ONCE = 5_000  # passages that a transaction deletes
COLUMNS = "number, identity, model, dimension, passage_tokens, passage_format, model_place, state, filled, until"


@dataclass(frozen=True, slots=True)
class Generation:
    """Passages beside those that answer. `state` is building, kept or dropped; `filled` is the highest version that has
    its passages here; `model_place` says where the model was found, `None` for the packaged one."""

    number: int
    identity: str
    model: str
    dimension: int
    passage_tokens: int
    passage_format: int
    model_place: str | None
    state: str
    filled: int
    until: int | None

    @property
    def facts(self) -> Facts:
        return Facts(self.model, self.dimension, self.passage_tokens)


def living_facts(archive: Archive) -> Facts | None:
    """With what the passages that answer were made; `None` where that is not recorded, as in a new archive."""
    model, dimension, tokens = (archive.fact(name) for name in ("model", "dimension", "passage_tokens"))
    if model is None or dimension is None or tokens is None:
        return None
    return Facts(model, int(dimension), int(tokens))


def generations(archive: Archive) -> list[Generation]:
    """Those beside the one that answers, the newest first."""
    rows = database_of(archive).run(f"SELECT {COLUMNS} FROM generation ORDER BY number DESC")
    return [Generation(*row) for row in rows]


def kept_generation(archive: Archive) -> Generation | None:
    """The one that answered before, if it is still kept."""
    return next((each for each in generations(archive) if each.state == "kept"), None)


def is_current(archive: Archive, identity: str) -> bool:
    """Whether a generation's passages are there: it answers, or is kept."""
    return archive.fact("identity") == identity or any(
        each.identity == identity and each.state == "kept" for each in generations(archive)
    )


def begin_generation(archive: Archive, facts: Facts, model_place: str | None) -> Generation:
    """The generation with these facts that is being built, or a new one; any other that is being built is given up."""
    with archive.noting():
        found = generations(archive)
        for each in (each for each in found if each.state == "building"):
            if each.facts == facts and each.passage_format == PASSAGE_FORMAT:
                return each
            _set_state(archive, each.number, "dropped")
        number = max([living(archive), FIRST, *(each.number for each in found)]) + 1
        begun = Generation(
            number,
            uuid.uuid4().hex,
            *(facts.model, facts.dimension, facts.passage_tokens, PASSAGE_FORMAT),
            model_place,
            "building",
            filled=0,
            until=None,
        )
        _put(archive, begun)
        return begun


def unfilled(archive: Archive, generation: Generation, at_most: int) -> list[int]:
    """The first of the versions that have no passages in a generation yet, in order."""
    rows = database_of(archive).run(
        "SELECT number FROM version WHERE number > ? AND removed = 0 ORDER BY number LIMIT ?",
        (generation.filled, at_most),
    )
    return [number for (number,) in rows]


def filled(archive: Archive, number: int) -> int:
    """How far a generation has come by now."""
    found = database_of(archive).value("SELECT filled FROM generation WHERE number = ?", (number,))
    return int(found or 0)


def set_filled(archive: Archive, number: int, version: int) -> None:
    """Inside a transaction: the versions up to one have their passages."""
    database_of(archive).run("UPDATE generation SET filled = ? WHERE number = ?", (version, number))


def switch(archive: Archive, generation: Generation, until: int) -> None:
    """Inside `writing()`: this generation answers from now on, and the one that did is kept until a moment.

    Raises `ValueError` if a version has no passages in it yet.
    """
    if left := unfilled(archive, generation, 1):
        raise ValueError(f"version {left[0]} has no passages in generation {generation.number}")
    before = living_facts(archive)
    number, identity = living(archive), archive.fact("identity") or uuid.uuid4().hex
    database = database_of(archive)
    database.run("UPDATE generation SET state = 'dropped' WHERE state = 'kept' AND number <> ?", (generation.number,))
    database.run("DELETE FROM generation WHERE number = ?", (generation.number,))
    last = database.value("SELECT coalesce(max(number), 0) FROM version")
    facts = before or generation.facts
    _put(
        archive,
        Generation(
            number,
            identity,
            *(facts.model, facts.dimension, facts.passage_tokens),
            int(archive.fact("passage_format") or PASSAGE_FORMAT),
            archive.fact("model_place") or None,
            "kept" if before else "dropped",
            last,
            until,
        ),
    )
    archive.set_fact("generation", str(generation.number))
    archive.set_fact("identity", generation.identity)
    archive.set_fact("model_place", generation.model_place or "")
    record_facts(archive, generation.facts)


def keep_until(archive: Archive, number: int, until: int) -> None:
    """Keep the generation that answered before until another moment."""
    with archive.noting():
        database_of(archive).run("UPDATE generation SET until = ? WHERE number = ? AND state = 'kept'", (until, number))


def drop_generations(archive: Archive, now: int) -> None:
    """Delete, a part at a time, what was given up and what has been kept long enough, with its vectors."""
    database = database_of(archive)
    with archive.noting():
        database.run("UPDATE generation SET state = 'dropped' WHERE state = 'kept' AND until <= ?", (now,))
    for each in (each for each in generations(archive) if each.state == "dropped"):
        rest = f"SELECT id FROM passage WHERE generation = ? LIMIT {DROPPED_AT_ONCE}"
        while database.run("SELECT 1 FROM passage WHERE generation = ? LIMIT 1", (each.number,)):
            with archive.noting():
                if not _is_dropped(archive, each.number):
                    return  # it answers by now
                database.run(f"DELETE FROM passage WHERE id IN ({rest})", (each.number,))
        with archive.noting():
            drop_unused_vectors(archive)
            database.run("DELETE FROM generation WHERE number = ?", (each.number,))


def _is_dropped(archive: Archive, number: int) -> bool:
    return bool(database_of(archive).run("SELECT 1 FROM generation WHERE number = ? AND state = 'dropped'", (number,)))


def _set_state(archive: Archive, number: int, state: str) -> None:
    database_of(archive).run("UPDATE generation SET state = ? WHERE number = ?", (state, number))


def _put(archive: Archive, generation: Generation) -> None:
    database_of(archive).run(
        f"INSERT INTO generation ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", astuple(generation)
    )
