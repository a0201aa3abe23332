"""Writing test results: inside the transaction of the batch that brought them."""

import sqlite3

import msgspec

from console.model.machine import GitState
from console.model.testing import Case, Sitting, TestNews, Verdict
from console.store import codec, read_states

HISTORY = 40
SITTINGS = 5000
DAYS = 90
DAY_MS = 86_400_000

Entry = tuple[int, str, int | None, bool]

_KNOWN = "SELECT id FROM sittings WHERE path=? AND time=?"
_SITTING = "INSERT INTO sittings(path, time, format, note, commit_, clean) VALUES(?,?,?,?,?,?)"
_OLD = "DELETE FROM sittings WHERE id<=?"
_TEST = "SELECT message, history FROM tests WHERE suite=? AND name=?"
_PUT = """INSERT INTO tests(suite, name, last, bad, message, history) VALUES(?,?,?,?,?,?)
    ON CONFLICT(suite, name) DO UPDATE SET last=excluded.last, bad=excluded.bad, message=excluded.message,
    history=excluded.history"""
_GONE = "DELETE FROM tests WHERE last<?"

_decode = msgspec.msgpack.Decoder(list[Entry]).decode
_encode = msgspec.msgpack.Encoder().encode


def write(conn: sqlite3.Connection, news: TestNews) -> None:
    """Store cases of a sitting; told again they change nothing. Tests unheard of for 90 days are forgotten."""
    number = _sitting(conn, news.sitting)
    time = codec.to_ms(news.sitting.time)
    conn.executemany(_PUT, [_row(conn, case, number, time) for case in news.cases])


def _sitting(conn: sqlite3.Connection, sitting: Sitting) -> int:
    """The number of a sitting; a new one is given, and looked up what was checked out when it was written."""
    time = codec.to_ms(sitting.time)
    row = conn.execute(_KNOWN, (sitting.path, time)).fetchone()
    if row is not None:
        return int(row[0])
    commit, clean = sitting.commit, sitting.clean
    if not commit and (git := read_states.git(conn, sitting.time)) is not None:
        commit, clean = git.head, _clean(git, sitting.path)
    cursor = conn.execute(_SITTING, (sitting.path, time, sitting.format, sitting.note, commit, clean))
    number = int(cursor.lastrowid or 0)
    conn.execute(_OLD, (number - SITTINGS,))
    conn.execute(_GONE, (time - DAYS * DAY_MS,))
    return number


def _clean(git: GitState, path: str) -> bool:
    """Whether nothing differed from the commit but the report, or the folder it lies in."""
    own = [name for name in git.dirty if path == name or (name.endswith("/") and path.startswith(name))]
    return git.dirty_total <= len(own)


def _row(conn: sqlite3.Connection, case: Case, number: int, time: int) -> tuple[object, ...]:
    known = conn.execute(_TEST, (case.suite, case.name)).fetchone()
    message, history = (known[0], _decode(known[1])) if known else ("", [])
    took = None if case.seconds is None else round(case.seconds * 1000)
    if history and history[-1][0] >= number:
        history.pop()
    history.append((number, case.verdict.value, took, case.mixed))
    told = case.message if case.verdict.bad or (case.mixed and case.message) else message
    bad = case.verdict.bad or (case.verdict is Verdict.SKIPPED and bool(known) and _was_bad(history[:-1]))
    return case.suite, case.name, time, bad, told, _encode(history[-HISTORY:])


def _was_bad(history: list[Entry]) -> bool:
    """Whether the last run before the skips failed."""
    ran = [verdict for _, verdict, _, _ in history if verdict != Verdict.SKIPPED]
    return bool(ran) and Verdict(ran[-1]).bad
