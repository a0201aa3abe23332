"""Counts and samples on their way into the tables, with their roll-ups per minute."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from console.model.batch import Count, Sample
from console.store import codec
from console.store.names import Names

MINUTE_MS = 60_000

_COUNT = """INSERT INTO counts(minute, origin, severity, n) VALUES(?,?,?,?)
    ON CONFLICT(minute, origin, severity) DO UPDATE SET n=n+excluded.n"""
_TOTAL = """INSERT INTO minute_totals(minute, severity, n) VALUES(?,?,?)
    ON CONFLICT(minute, severity) DO UPDATE SET n=n+excluded.n"""
_SAMPLE = "INSERT OR REPLACE INTO samples(series, time, value) VALUES(?,?,?)"
_SAMPLE_MINUTE = """INSERT INTO sample_minutes(series, minute, min, max, sum, n, last, last_time)
    VALUES(?,?,?,?,?,?,?,?)
    ON CONFLICT(series, minute) DO UPDATE SET min=min(min,excluded.min), max=max(max,excluded.max),
    sum=sum+excluded.sum, n=n+excluded.n,
    last=CASE WHEN excluded.last_time>=last_time THEN excluded.last ELSE last END,
    last_time=max(last_time,excluded.last_time)"""
_SERIES = """INSERT INTO series(name, unit, lim) VALUES(?,?,?)
    ON CONFLICT(name) DO UPDATE SET unit=excluded.unit, lim=excluded.lim RETURNING id"""


def write_counts(conn: sqlite3.Connection, names: Names, counts: Iterable[Count]) -> None:
    """Add line counts to those of their minute, by origin and in total."""
    origins: Counter[tuple[int, int, int]] = Counter()
    totals: Counter[tuple[int, int]] = Counter()
    for count in counts:
        severity = int(count.severity)
        origins[count.minute, names.id(conn, count.origin), severity] += count.n
        totals[count.minute, severity] += count.n
    conn.executemany(_COUNT, [(*key, n) for key, n in origins.items()])
    conn.executemany(_TOTAL, [(*key, n) for key, n in totals.items()])


class Minute(Struct):
    """One series in one minute, as far as one transaction saw it."""

    low: float
    high: float
    total: float
    n: int
    last: float
    time: int


class SampleTable:
    """Writes samples; only the writer's thread uses it, inside a transaction. `forget` after a rollback."""

    def __init__(self) -> None:
        self._series: dict[str, tuple[int, str, float | None]] = {}

    def forget(self) -> None:
        """Drop what is remembered of the tables."""
        self._series.clear()

    def write(self, conn: sqlite3.Connection, samples: Sequence[Sample]) -> None:
        """Store samples and add them to their minutes."""
        minutes: dict[tuple[int, int], Minute] = {}
        rows = []
        for sample in samples:
            time = codec.to_ms(sample.time)
            series = self._id(conn, sample)
            rows.append((series, time, sample.value))
            _add(minutes, (series, time // MINUTE_MS), time, sample.value)
        conn.executemany(_SAMPLE, rows)
        conn.executemany(
            _SAMPLE_MINUTE, [(*key, m.low, m.high, m.total, m.n, m.last, m.time) for key, m in minutes.items()]
        )

    def _id(self, conn: sqlite3.Connection, sample: Sample) -> int:
        known = self._series.get(sample.series)
        if known is None or known[1:] != (sample.unit, sample.limit):
            row = conn.execute(_SERIES, (sample.series, sample.unit, sample.limit)).fetchone()
            known = self._series[sample.series] = (int(row[0]), sample.unit, sample.limit)
        return known[0]


def _add(minutes: dict[tuple[int, int], Minute], key: tuple[int, int], time: int, value: float) -> None:
    minute = minutes.get(key)
    if minute is None:
        minutes[key] = Minute(value, value, value, 1, value, time)
        return
    minute.low = min(minute.low, value)
    minute.high = max(minute.high, value)
    minute.total += value
    minute.n += 1
    if time >= minute.time:
        minute.last, minute.time = value, time
