"""Reading how work went: the state that the flow analyst keeps, and the events from which it goes on after a restart.

The past hours of a day lie in a state of their own that changes seldom, so that the minutes of the present one stay
small.
"""

import sqlite3

import msgspec

from console.model.event import Event
from console.model.flow import Flow, Stretch
from console.store import codec, read_events, read_states

KIND, NOW, BEFORE = "flow", "now", "before"
_ACTS = """SELECT seq FROM events WHERE time>=? AND kind IN (SELECT id FROM names WHERE {kinds})
    ORDER BY time DESC, seq DESC LIMIT ?"""
_FAMILIES = ("git", "job", "process", "ci", "question", "wait", "work", "machine")


def flow(conn: sqlite3.Connection, at: float | None) -> Flow | None:
    """How work went at `at` (seconds since the epoch; None for now), with the timeline of the day; None if unknown."""
    found = read_states.value(conn, KIND, NOW, at)
    if found is None:
        return None
    now = msgspec.json.decode(found, type=Flow)
    before = read_states.value(conn, KIND, BEFORE, at)
    if before is None or not now.timeline:
        return now
    first = now.timeline[0].start
    earlier = msgspec.json.decode(before, type=tuple[Stretch, ...])
    return msgspec.structs.replace(now, timeline=(*(one for one in earlier if one.end <= first), *now.timeline))


def acts(conn: sqlite3.Connection, since: float, limit: int) -> tuple[Event, ...]:
    """The newest events since then that can tell of acts, oldest first."""
    kinds = " OR ".join("name GLOB ?" for _ in _FAMILIES)
    given = (codec.to_ms(since), *(f"{family}.*" for family in _FAMILIES), limit)
    numbers = [seq for (seq,) in conn.execute(_ACTS.format(kinds=kinds), given)]
    found = (read_events.one(conn, seq) for seq in reversed(numbers))
    return tuple(event for event in found if event is not None)
