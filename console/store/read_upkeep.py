"""Reading what keeps the queue going and what holds it up."""

import sqlite3

from console.model.breaker import BreakerState
from console.model.upkeep import Upkeep
from console.store import autopilot, breakers, codec, proofs, read_decisions, read_jobs
from console.store.habits import RIGHT, WRONG

TABLES = frozenset({"breakers", "workarounds", "jobs", "autopilot", "rulings"})
"""The tables whose change makes it another."""
WEEK = 7 * 86_400.0
_GUESSES = "SELECT count(*), coalesce(sum(outcome=?), 0) FROM guesses WHERE outcome IN (?, ?) AND time>=?"


def upkeep(conn: sqlite3.Connection, now: float) -> Upkeep:
    """The upkeep at `now` (seconds since the epoch)."""
    spared = proofs.spared(conn)
    since = codec.to_ms(now - WEEK)
    guessed, right = conn.execute(_GUESSES, (RIGHT, RIGHT, WRONG, since)).fetchone()
    tracks = read_jobs.tracks(conn)
    flight = autopilot.last(conn)
    return Upkeep(
        breakers=tuple(one for one in breakers.every(conn) if one.state is not BreakerState.CLOSED),
        workarounds=tuple(read_decisions.workarounds(conn)),
        tracks=tuple(tracks[name] for name in sorted(tracks)),
        checked=spared.checked,
        hits=spared.hits,
        saved=spared.seconds,
        guessed=guessed,
        right=right,
        autopilot=flight if flight and flight.on else None,
    )
