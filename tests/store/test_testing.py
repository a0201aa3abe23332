"""Tests and caches in the store."""

import sqlite3
from collections.abc import Iterator

import pytest

from console.model.caches import CacheLook, Miss
from console.model.machine import GitState
from console.model.testing import Case, Record, Sitting, TestNews, Verdict
from console.store import codec, read_caches, read_testing, schema, write_caches, write_testing

P, F, S = Verdict.PASSED, Verdict.FAILED, Verdict.SKIPPED


@pytest.fixture
def conn() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(connection)
    yield connection
    connection.close()


def sit(conn: sqlite3.Connection, time: float, *cases: Case, path: str = "r.xml", commit: str = "abc") -> None:
    sitting = Sitting(path=path, time=time, format="junit", commit=commit, clean=True)
    write_testing.write(conn, TestNews(sitting=sitting, cases=cases))


def one(conn: sqlite3.Connection, *, failing: bool = False) -> Record:
    (found,) = read_testing.records(conn, failing=failing)
    return found


def test_results_gather_oldest_first(conn: sqlite3.Connection) -> None:
    sit(conn, 1, Case("s", "t", P, 0.5))
    sit(conn, 2, Case("s", "t", F, None, "no"))
    found = one(conn)
    assert [(r.time, r.verdict, r.seconds, r.commit) for r in found.results] == [
        (1, P, 0.5, "abc"),
        (2, F, None, "abc"),
    ]
    assert found.message == "no"


def test_a_sitting_told_again_changes_nothing(conn: sqlite3.Connection) -> None:
    for _ in range(2):
        sit(conn, 1, Case("s", "t", P))
    assert len(one(conn).results) == 1


def test_history_is_bounded(conn: sqlite3.Connection) -> None:
    for time in range(write_testing.HISTORY + 5):
        sit(conn, time, Case("s", "t", P))
    assert len(one(conn).results) == write_testing.HISTORY
    assert one(conn).results[-1].time == write_testing.HISTORY + 4


def test_failing_are_those_that_failed_last_whatever_was_skipped_since(conn: sqlite3.Connection) -> None:
    sit(conn, 1, Case("s", "a", F), Case("s", "b", F), Case("s", "c", P))
    sit(conn, 2, Case("s", "a", P), Case("s", "b", S), Case("s", "c", P))
    assert one(conn, failing=True).name == "b"


def test_what_was_checked_out_is_looked_up(conn: sqlite3.Connection) -> None:
    state = GitState(branch="main", head="f00", subject="", committed=None, dirty=("r.xml",), dirty_total=1)
    conn.execute(
        "INSERT INTO states(kind, key, from_hlc, to_hlc, value) VALUES('git', 'head', 0, NULL, ?)",
        (codec.pack(state),),
    )
    sit(conn, 5, Case("s", "t", P), commit="")
    sit(conn, 5, Case("s", "t", P), commit="", path="build/r.xml")
    assert [(r.commit, r.clean) for r in one(conn).results] == [("f00", True), ("f00", False)]


def test_tests_unheard_of_are_forgotten(conn: sqlite3.Connection) -> None:
    sit(conn, 0, Case("s", "old", P))
    sit(conn, 91 * 86400, Case("s", "new", P))
    assert one(conn).name == "new"


def test_caches_are_told_with_the_jobs_that_were_spared(conn: sqlite3.Connection) -> None:
    look = CacheLook(tool="nx", time=10.0, source="job 1", hits=3, misses=1, missed=(Miss("app", "changed", 2.0),))
    write_caches.write(conn, [look])
    write_caches.write(conn, [look])
    conn.execute("INSERT INTO input_checks(job, proof, seconds, time) VALUES(7, 5, 30, 11000)")
    first, second = read_caches.looks(conn, 0)
    assert first == look
    assert (second.tool, second.hits, second.misses, second.saved) == ("jobs", 1, 0, 30)
    assert read_caches.looks(conn, 20) == ()
