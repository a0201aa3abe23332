"""Retention: what is past its time leaves the store, in steps short enough that the writer is never held up.

Failures (ERROR and above), work and commands stay for ever. Of old failures that repeat one template, ten a minute
stay one by one, the others stay as exact counts in the totals. Freed pages go back to the disk.
"""

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from console.model import hlc
from console.model.event import Severity
from console.model.settings import RetentionSettings
from console.store import forgetting, thinning
from console.store.transaction import transaction

ROWS = 250
BUDGET = 0.015
HOUR_MS = 3_600_000
SPARE_PAGES = 256
VACUUM_PAGES = 64
REPEATS = 10
STRETCH = 2000

Rule = Callable[[sqlite3.Connection], bool]


def step(
    conn: sqlite3.Connection,
    settings: RetentionSettings,
    now: float,
    monotonic: Callable[[], float] = time.monotonic,
) -> bool:
    """Do a little of what is to be done at `now` (seconds since the epoch); returns whether more is left.

    Each rule runs in a short transaction of its own until about 15 ms are used up.
    """
    deadline = monotonic() + BUDGET
    for rule in _rules(settings, int(now * 1000)):
        while rule(conn):
            if monotonic() > deadline:
                return True
    return False


def _rules(settings: RetentionSettings, now: int) -> Iterator[Rule]:
    events = now - int(settings.events_hours * HOUR_MS)
    samples = now - int(settings.samples_hours * HOUR_MS)
    minutes = (now - int(settings.minutes_days * 24 * HOUR_MS)) // 60_000
    for severity in range(int(Severity.ERROR)):
        yield partial(_events, severity=severity, until=events)
    for severity in range(int(Severity.ERROR), int(Severity.CRITICAL) + 1):
        yield partial(_repeats, severity=severity, until=events)
    yield partial(_by_series, table="samples", column="time", until=samples)
    yield partial(_by_series, table="sample_minutes", column="minute", until=minutes)
    for table in ("counts", "minute_totals", "event_minutes"):
        yield partial(_minutes, table=table, until=minutes)
    yield partial(_template_minutes, until=minutes)
    yield partial(_templates, until=minutes * 60_000, now=now)
    yield from forgetting.rules(minutes, now)
    yield partial(thinning.thin, name="thinned_minute", step=60_000, until=samples)
    yield partial(thinning.thin, name="thinned_ten", step=600_000, until=events)
    yield partial(_states, until=hlc.pack(minutes * 60_000))
    yield _vacuum


def _delete(conn: sqlite3.Connection, statement: str, parameters: tuple[object, ...]) -> int:
    with transaction(conn):
        return conn.execute(statement, parameters).rowcount


def _events(conn: sqlite3.Connection, severity: int, until: int) -> bool:
    removed = _delete(
        conn,
        """DELETE FROM events WHERE seq IN (SELECT seq FROM events INDEXED BY events_severity
           WHERE severity=? AND time<? ORDER BY time LIMIT ?)""",
        (severity, until, ROWS),
    )
    return removed == ROWS


def _repeats(conn: sqlite3.Connection, severity: int, until: int) -> bool:
    """Thin the repeats in the next stretch of old failures; a mark remembers how far it came."""
    name = f"repeats.{severity}"
    done = thinning.mark(conn, name)
    rows = conn.execute(
        """SELECT seq, template, time FROM events INDEXED BY events_severity WHERE severity=? AND time>=? AND time<?
           ORDER BY time, seq LIMIT ?""",
        (severity, done, until, STRETCH),
    ).fetchall()
    repeats = _beyond(rows)[:ROWS]
    if repeats:
        with transaction(conn):
            conn.executemany("DELETE FROM events WHERE seq=?", repeats)
        return True
    if len(rows) == STRETCH:
        thinning.set_mark(conn, name, max(rows[-1][2], done + 1))
        return True
    if done < until:
        thinning.set_mark(conn, name, until)
    return False


def _beyond(rows: list[tuple[int, int | None, int]]) -> list[tuple[int]]:
    """The rows of a template that come after the first ten of their minute."""
    seen: Counter[tuple[int, int]] = Counter()
    beyond = []
    for seq, template, time_ms in rows:
        if template is None:
            continue
        place = (template, time_ms // 60_000)
        seen[place] += 1
        if seen[place] > REPEATS:
            beyond.append((seq,))
    return beyond


def _by_series(conn: sqlite3.Connection, table: str, column: str, until: int) -> bool:
    """Remove old rows of a table with the key (series, `column`), some of each series."""
    more = False
    with transaction(conn):
        for (series,) in conn.execute("SELECT id FROM series").fetchall():
            bound = conn.execute(
                f"SELECT {column} FROM {table} WHERE series=? AND {column}<? ORDER BY {column} LIMIT 1 OFFSET ?",  # noqa: S608
                (series, until, ROWS),
            ).fetchone()
            conn.execute(
                f"DELETE FROM {table} WHERE series=? AND {column}<?",  # noqa: S608 - fixed names
                (series, bound[0] if bound else until),
            )
            more |= bound is not None
    return more


def _minutes(conn: sqlite3.Connection, table: str, until: int) -> bool:
    """Remove old rows of a table whose key begins with the minute; whole minutes, at least one."""
    bound = conn.execute(
        f"SELECT minute FROM {table} WHERE minute<? ORDER BY minute LIMIT 1 OFFSET ?",  # noqa: S608 - fixed names
        (until, ROWS),
    ).fetchone()
    end = until if bound is None else bound[0] + 1
    _delete(conn, f"DELETE FROM {table} WHERE minute<?", (end,))  # noqa: S608 - fixed names
    return bound is not None


def _template_minutes(conn: sqlite3.Connection, until: int) -> bool:
    rows = conn.execute(
        """SELECT template, minute FROM template_minutes INDEXED BY template_minutes_minute
           WHERE minute<? ORDER BY minute LIMIT ?""",
        (until, ROWS),
    ).fetchall()
    if rows:
        with transaction(conn):
            conn.executemany("DELETE FROM template_minutes WHERE template=? AND minute=?", rows)
    return len(rows) == ROWS


def _templates(conn: sqlite3.Connection, until: int, now: int) -> bool:
    """Remove templates below ERROR that were not seen any more; looked for once an hour, there is no index."""
    if now - thinning.mark(conn, "templates") < HOUR_MS:
        return False
    removed = _delete(
        conn,
        "DELETE FROM templates WHERE id IN (SELECT id FROM templates WHERE last<? AND severity<? LIMIT ?)",
        (until, int(Severity.ERROR), ROWS),
    )
    if removed < ROWS:
        thinning.set_mark(conn, "templates", now)
    return removed == ROWS


def _states(conn: sqlite3.Connection, until: int) -> bool:
    removed = _delete(
        conn,
        """DELETE FROM states WHERE id IN (SELECT id FROM states INDEXED BY states_ended
           WHERE to_hlc<? ORDER BY to_hlc LIMIT ?)""",
        (until, ROWS),
    )
    return removed == ROWS


def _vacuum(conn: sqlite3.Connection) -> bool:
    """Give free pages back until a tenth of the file is spare; the file shrinks at the checkpoint."""
    free = conn.execute("PRAGMA freelist_count").fetchone()[0]
    pages = conn.execute("PRAGMA page_count").fetchone()[0]
    if free <= max(SPARE_PAGES, pages // 10):
        return False
    conn.execute(f"PRAGMA incremental_vacuum({VACUUM_PAGES})").fetchall()  # each row steps one page
    return True
