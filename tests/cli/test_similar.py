"""`kontrapunkt similar` on stores with and without failures, without an engine."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from console.analysis.similar.vector import VERSION, vector
from console.store import schema, statedir
from tests.conftest import Kontrapunkt

FIRST, LAST = 1_790_000_000_000, 1_790_003_600_000
TITLES = (
    "ERROR cannot connect to <*> connection refused",
    "ERROR no space left on device while writing <*>",
    "[b]markup[/b] \u2603 in a title",
)


def remember(program: Kontrapunkt, titles: Sequence[str], outcome: str = "") -> Path:
    """A store as an engine would have left it, with a cluster for each title."""
    store = Path(statedir.open_state(str(program.project), str(program.state)).store)
    conn = sqlite3.connect(store, isolation_level=None)
    schema.migrate(conn)
    for number, title in enumerate(titles, 1):
        conn.execute(
            """INSERT INTO clusters(id, title, severity, first, last, n, sample, origin, rank)
               VALUES(?,?,4,?,?,2,'','',0)""",
            (number, title, FIRST, LAST),
        )
        conn.execute(
            """INSERT INTO keys(id, fingerprint, cluster, why, title, severity, first, last, n)
               VALUES(?,?,?,'','',4,?,?,2)""",
            (number, f"f:{number}", number, FIRST, LAST),
        )
        conn.execute("INSERT INTO vectors VALUES(?,?,?)", (number, VERSION, vector(title)))
        conn.execute(
            """INSERT INTO failures(key, time, last, n, severity, node, source, origin, summary, evidence, outcome)
               VALUES(?,?,?,1,4,'','','',?,'[]',?)""",
            (number, FIRST, LAST, title, outcome),
        )
    conn.close()
    return store


def test_without_anything_stored_it_says_so_and_all_is_well(program: Kontrapunkt) -> None:
    done = program.run("similar", "connection refused", "--json")
    assert done.stdout == ""
    assert "nothing is remembered" in done.stderr


def test_the_most_alike_comes_first_with_its_times_and_how_it_ended(program: Kontrapunkt) -> None:
    remember(program, TITLES, outcome="fixed by restarting the database")
    done = program.run("similar", "--json", "cannot connect to 10.0.0.9: connection refused")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows[0]["cluster"] == 1
    assert rows[0]["likeness"] > 0.6
    assert rows[0]["total"] == 2
    assert rows[0]["first"].endswith("Z")
    assert rows[0]["last"] > rows[0]["first"]
    assert rows[0]["ended"] == "fixed by restarting the database"
    assert set(rows[0]) == {"cluster", "title", "likeness", "first", "last", "total", "ended"}


def test_k_bounds_them_and_people_get_lines(program: Kontrapunkt) -> None:
    remember(program, ["worker stopped by the supervisor"] * 9)
    assert len(program.run("similar", "worker stopped by the supervisor").stdout.splitlines()) == 5
    lines = program.run("similar", "-k", "2", "worker stopped by the supervisor").stdout.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("100%  #1  worker stopped by the supervisor  (2 times, last 20")


def test_nothing_like_it_is_said_in_words(program: Kontrapunkt) -> None:
    remember(program, TITLES)
    done = program.run("similar", "--json", "zebra")
    assert done.stdout == ""
    assert "nothing like this" in done.stderr


def test_hostile_words_and_markup_stay_words(program: Kontrapunkt) -> None:
    remember(program, TITLES)
    done = program.run("similar", "\x1b[31m[b]markup[/b] \u2603 in a title\x07" + "(" * 5000)
    assert "\x1b" not in done.stdout + done.stderr
    done = program.run("similar", "[b]markup[/b] in a title")
    assert "[b]markup[/b]" in done.stdout


def test_a_damaged_vector_hides_no_other(program: Kontrapunkt) -> None:
    store = remember(program, TITLES)
    conn = sqlite3.connect(store)
    conn.execute("UPDATE vectors SET data=x'00112233' WHERE cluster=2")
    conn.commit()
    conn.close()
    rows = program.run("similar", "--json", "-k", "9", "connection refused cannot connect").stdout.splitlines()
    assert [json.loads(row)["cluster"] for row in rows] == [1]


def test_an_unreadable_store_is_an_error_in_words(program: Kontrapunkt) -> None:
    store = remember(program, TITLES)
    store.write_bytes(b"this is no database at all, but long enough to be looked at" * 100)
    done = program.run("similar", "anything", check=1)
    assert "cannot be" in done.stderr
    assert "Traceback" not in done.stderr
