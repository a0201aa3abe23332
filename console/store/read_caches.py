"""Reading what caches told."""

import sqlite3

import msgspec

from console.model.caches import CacheLook, Miss
from console.store import codec

_SINCE = "SELECT tool, source, time, hits, misses, saved, missed FROM cache_looks WHERE time>=? ORDER BY time, id"
_OWN = "SELECT time, proof>0, seconds, job FROM input_checks WHERE time>=? ORDER BY time"

_missed = msgspec.msgpack.Decoder(tuple[Miss, ...]).decode


def looks(conn: sqlite3.Connection, since: float) -> tuple[CacheLook, ...]:
    """Everything told since a moment (seconds since the epoch), the console's own spared jobs with it, oldest first."""
    moment = codec.to_ms(since)
    told = [
        CacheLook(
            tool=tool, source=source, time=codec.to_seconds(time), hits=hits, misses=misses, saved=saved,
            missed=_missed(missed),
        )
        for tool, source, time, hits, misses, saved, missed in conn.execute(_SINCE, (moment,))
    ]  # fmt: skip
    own = [
        CacheLook(
            tool="jobs", source=f"job {job}", time=codec.to_seconds(time), hits=int(hit), misses=1 - int(hit),
            saved=seconds,
        )
        for time, hit, seconds, job in conn.execute(_OWN, (moment,))
    ]  # fmt: skip
    return tuple(sorted([*told, *own], key=lambda look: look.time))
