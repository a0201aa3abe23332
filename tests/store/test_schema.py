"""Migrations: from every older version up, all or nothing, never down."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.store import schema
from console.store.schema import SchemaError, migrate
from tests.store import support


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    conn = sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)
    yield conn
    conn.close()


NEXT = ("CREATE TABLE later(x)", "INSERT INTO later VALUES(1)")


@pytest.mark.parametrize("version", range(1, schema.SCHEMA_VERSION + 1))
def test_every_version_comes_up_to_the_newest(conn: sqlite3.Connection, version: int) -> None:
    assert migrate(conn, schema.MIGRATIONS[:version]) == version
    conn.execute("INSERT INTO meta VALUES('kept', 'yes')")
    assert migrate(conn) == schema.SCHEMA_VERSION
    assert conn.execute("SELECT value FROM meta WHERE key='kept'").fetchone() == ("yes",)


def test_a_next_migration_runs_once(conn: sqlite3.Connection) -> None:
    migrate(conn)
    for _ in range(2):
        assert migrate(conn, (*schema.MIGRATIONS, NEXT)) == schema.SCHEMA_VERSION + 1
    assert conn.execute("SELECT count(*) FROM later").fetchone() == (1,)


def test_a_migration_that_fails_leaves_nothing_behind(conn: sqlite3.Connection) -> None:
    migrate(conn)
    with pytest.raises(sqlite3.OperationalError):
        migrate(conn, (*schema.MIGRATIONS, (*NEXT, "CREATE NONSENSE")))
    assert schema.version(conn) == schema.SCHEMA_VERSION
    with pytest.raises(sqlite3.OperationalError):
        conn.execute("SELECT * FROM later")


async def test_a_newer_store_is_refused_in_words(tmp_path: Path) -> None:
    await support.write_all(tmp_path, support.events(support.draft()))
    with sqlite3.connect(support.store(tmp_path)) as conn:
        conn.execute(f"PRAGMA user_version={schema.SCHEMA_VERSION + 1}")
    conn.close()
    with pytest.raises(SchemaError, match="newer Kontrapunkt"):
        await support.write_all(tmp_path, [])
    with pytest.raises(SchemaError, match="newer Kontrapunkt"):
        support.reader(tmp_path).frame()


def test_a_database_of_another_program_is_refused(conn: sqlite3.Connection) -> None:
    conn.execute("CREATE TABLE theirs(x)")
    conn.execute("PRAGMA user_version=1")
    with pytest.raises(SchemaError, match="another program"):
        migrate(conn)


def test_a_store_of_the_first_schema_keeps_what_it_holds(tmp_path: Path) -> None:
    path = support.store(tmp_path)
    old = sqlite3.connect(path, isolation_level=None)
    migrate(old, schema.MIGRATIONS[:1])
    old.execute("INSERT INTO names(id, name) VALUES(1, 'node'), (2, 'logs'), (3, 'log.line')")
    old.execute("INSERT INTO templates VALUES(1, 'it broke', 4, 1000, 2000, 2, 'it broke', '/a.log')")
    old.execute("INSERT INTO events VALUES(1, 65536, 1000, 1, 2, 3, 1, 4, 1, NULL, 'it broke', NULL)")
    migrate(old)
    old.close()
    found = support.reader(tmp_path)
    event = found.event(1)
    assert event is not None
    assert (event.text, event.template, event.fingerprint) == ("it broke", "it broke", "")
    assert found.frame().clusters == ()
