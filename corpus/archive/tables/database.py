"""The seam between the archive's SQL and the engine that runs it: statements, transactions, and what engines differ in.

The one idea: every statement is written once, in what SQLite and PostgreSQL have in common, with `?` for a parameter.
Truth values are kept as 0 and 1, conflicts are named (`ON CONFLICT (…)`), and what cannot be said alike is a member of
`Database`. Whatever an engine raises leaves as an `ArchiveError` that names the archive. Knows nothing of the tables'
meaning.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

BUSY_TIMEOUT_S = 10.0  # a refresh commits within about a second; longer means that another program holds the archive
SQL_VARIABLES = 500  # how many values one statement may name

Row = tuple[Any, ...]


class Database(ABC):
    """An open archive's tables. Not shared between threads."""

    GATHERED: str  # an aggregate: all values of a group's column in one text, with commas between
    name: str  # for messages; says no password

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def run(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Execute a statement; all of its rows."""

    @abstractmethod
    def each(self, statement: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of a query one at a time, for those that are too many or too large to hold at once."""

    @abstractmethod
    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Execute a statement once for each row of parameters."""

    @abstractmethod
    def fill(self, table: str, rows: Sequence[Row]) -> None:
        """Inside `writing`: put whole rows into a table, all its columns in their order."""

    @abstractmethod
    def last_given(self, table: str, column: str) -> int:
        """The highest number that a column of numbers has ever given; 0 if none."""

    @abstractmethod
    def give_above(self, table: str, column: str, number: int) -> None:
        """Inside `writing`: let a column of numbers give those above one."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[None]:
        """One transaction that writes, while no other does; nothing is kept if the block raises."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[None]:
        """One consistent view, however many commits happen meanwhile."""

    @abstractmethod
    def alone(self) -> AbstractContextManager[None]:
        """The right to write for longer than a transaction, where others could write from another machine.

        Raises `ArchiveError` if another has it. Whoever loses it, as the engine ended the session, cannot commit.
        """

    @abstractmethod
    def reindexing(self) -> AbstractContextManager[None]:
        """The right to make passages anew. Raises `ArchiveError` if another machine's process has it."""

    @abstractmethod
    def following(self) -> AbstractContextManager[None]:
        """The right to change an index that other machines share; waits for whoever has it."""

    @abstractmethod
    def settle(self) -> None:
        """Erase for good what was removed, as far as the engine lets one."""

    @abstractmethod
    def damage(self) -> str | None:
        """What is wrong with what the engine keeps, apart from the tables' meaning."""

    @abstractmethod
    def tables(self) -> set[str]:
        """Names of the tables that there are."""

    @abstractmethod
    def format(self) -> int:
        """How many migrations were applied."""

    @abstractmethod
    def migrating(self) -> AbstractContextManager[None]:
        """`writing`, for an archive that may have no tables yet."""

    @abstractmethod
    def define(self, statement: str) -> None:
        """Execute a statement of a migration, which is written for SQLite."""

    @abstractmethod
    def set_format(self, number: int) -> None:
        """Inside `migrating`."""

    def value(self, statement: str, parameters: Sequence[object] = ()) -> Any:
        """The first value of a query's first row; `None` where it has no rows."""
        rows = self.run(statement, parameters)
        return rows[0][0] if rows else None

    def among(self, statement: str, values: Sequence[object]) -> list[Row]:
        """Rows of a query that ends in IN, asked for a bounded number of values at a time."""
        rows = []
        for start in range(0, len(values), SQL_VARIABLES):
            part = values[start : start + SQL_VARIABLES]
            rows += self.run(f"{statement} ({','.join('?' * len(part))})", part)
        return rows
