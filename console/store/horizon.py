"""The moment by which retention judges age: the wall clock, unless it leapt ahead for no reason that is known.

What is kept for a day must not go because somebody set the clock two days ahead. So time passes for retention as it
passes since boot; a wall clock ahead of that is believed only after it has kept step for a while: a day, or ten minutes
where the machine was off and nobody can know how long. Age that is judged too low costs room for that while, no more.
"""

import sqlite3
import time
from contextlib import suppress
from typing import NamedTuple

import msgspec
from msgspec import Struct

from console.store.transaction import transaction

SLACK_S = 600.0
PATIENCE_S = 24 * 3600.0
PATIENCE_OFF_S = 600.0
_BOOT_ID = "/proc/sys/kernel/random/boot_id"
_KEY = "retention.horizon"


class Uptime(NamedTuple):
    """Which run of the machine this is, and for how many seconds it has run, sleep included where that is known."""

    boot: str
    seconds: float


class Horizon(Struct, frozen=True):
    """What was believed last: `believed` and `wall` in seconds since the epoch at `seconds` of the run `boot`.

    While the wall clock is ahead `since` says when (in seconds of this run) that was noticed and `patience` how long it
    has to last; `since` is negative otherwise.
    """

    boot: str
    seconds: float
    wall: float
    believed: float
    since: float = -1.0
    patience: float = PATIENCE_S

    @property
    def notice(self) -> str:
        """What a person should know, empty while the wall clock is believed."""
        if self.since < 0:
            return ""
        ahead = (self.wall - self.believed) / 3600
        return f"the clock leapt {ahead:.1f} hours ahead; until that is sure nothing stored is deleted for its sake"


def uptime() -> Uptime:
    """How long this machine has run."""
    boot = ""
    with suppress(OSError), open(_BOOT_ID, encoding="ascii") as file:
        boot = file.read().strip()
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return Uptime(boot, time.monotonic() if clock is None else time.clock_gettime(clock))


def look(last: Horizon | None, wall: float, now: Uptime) -> Horizon:
    """What is to be believed now; `wall` in seconds since the epoch. Without a `last` look the wall clock is."""
    if last is None:
        return Horizon(now.boot, now.seconds, wall, wall)
    same = last.boot == now.boot and now.seconds >= last.seconds
    passed = now.seconds - last.seconds if same else 0.0
    if wall - last.believed - passed <= SLACK_S:
        return Horizon(now.boot, now.seconds, wall, wall)
    kept_step = abs(wall - last.wall - passed) <= SLACK_S
    if last.since < 0 or not same or not kept_step:
        since, patience = now.seconds, PATIENCE_S if same else PATIENCE_OFF_S
    else:
        since, patience = last.since, last.patience
    if now.seconds - since >= patience:
        return Horizon(now.boot, now.seconds, wall, wall)
    return Horizon(now.boot, now.seconds, wall, last.believed + passed, since, patience)


def advance(conn: sqlite3.Connection, wall: float, now: Uptime) -> Horizon:
    """Look, and remember it in the store."""
    row = conn.execute("SELECT value FROM meta WHERE key=?", (_KEY,)).fetchone()
    last = msgspec.json.decode(row[0], type=Horizon) if row else None
    horizon = look(last, wall, now)
    with transaction(conn):
        conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?,?)", (_KEY, msgspec.json.encode(horizon)))
    return horizon
