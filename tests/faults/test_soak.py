"""Soak: 500 lines a second with rotations; memory, descriptors, lag and the size of the store stay where they are."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from tests.conftest import eventually
from tests.e2e.support import Session

pytestmark = pytest.mark.engine

SHORT_S = 120
LONG_S = 900
RATE = 500
ROTATE_S = 5
WARM_UP = 0.3
MIB = 1024 * 1024


class Sampled:
    """What was seen of the engine, once a second."""

    def __init__(self, session: Session, pid: int) -> None:
        self._session = session
        self._process = psutil.Process(pid)
        self.rows: list[tuple[float, int, int, float, int]] = []

    def look(self) -> None:
        """Note time, memory, descriptors, lag and the size of the store with its log."""
        health = self._session.health()
        stored = sum(path.stat().st_size for path in self._session.state.glob("store.sqlite*"))
        row = (
            time.monotonic(),
            self._process.memory_info().rss,
            self._process.num_fds(),
            health.lag if health else 9.0,
        )
        self.rows.append((*row, stored))

    def settled(self) -> list[tuple[float, int, int, float, int]]:
        """The rows after warming up."""
        return self.rows[int(len(self.rows) * WARM_UP) :]

    def slope(self) -> float:
        """Growth of memory in MiB an hour, by least squares."""
        rows = self.settled()
        mean_x = sum(row[0] for row in rows) / len(rows)
        mean_y = sum(row[1] for row in rows) / len(rows)
        above = sum((row[0] - mean_x) * (row[1] - mean_y) for row in rows)
        below = sum((row[0] - mean_x) ** 2 for row in rows)
        return above / below * 3600 / MIB


def write(session: Session, seconds: float, sampled: Sampled) -> int:
    """Write at a steady rate, rotating by rename and by copytruncate; returns how many lines."""
    written, begun, rotated, turn = 0, time.monotonic(), time.monotonic(), 0
    looked = begun
    while (now := time.monotonic()) - begun < seconds:
        due = int((now - begun) * RATE) - written
        with session.log.open("a") as log:
            log.writelines(line(written + number) for number in range(due))
        written += due
        if now - rotated > ROTATE_S:
            rotated, turn = now, turn + 1
            rotate(session.log, turn)
        if now - looked > 1:
            looked = now
            sampled.look()
        time.sleep(0.05)  # the pace of the writer
    return written


def line(number: int) -> str:
    """A line of this moment: what is old by its own time would be thinned while the soak runs."""
    stamp = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if number % 50 == 0:
        return f"{stamp} ERROR worker {number % 7} lost batch {number}\n"
    return f"{stamp} INFO request {number} took {number % 900} ms\n"


def rotate(log: Path, turn: int) -> None:
    """Three old parts are kept; every other time the content is copied and cut instead of renamed."""
    for number in (2, 1):
        if Path(f"{log}.{number}").exists():
            os.replace(f"{log}.{number}", f"{log}.{number + 1}")
    if turn % 2:
        os.replace(log, f"{log}.1")
        log.touch()
    else:
        Path(f"{log}.1").write_bytes(log.read_bytes())
        os.truncate(log, 0)


def soak(session: Session, seconds: float, most_slope: float) -> None:
    engine = session.program.start_engine()
    eventually(lambda: session.lines() == 1, what="the engine reads")
    console = session.open()
    sampled = Sampled(session, engine.pid)
    written = write(session, seconds, sampled)
    eventually(lambda: session.lines() == written + 1, seconds=30, what=f"{written + 1} lines counted once")
    rows = sampled.settled()
    descriptors, lags = [row[2] for row in rows], sorted(row[3] for row in rows)
    per_line = (rows[-1][4] - rows[0][4]) / max(1, written)
    print(
        f"{written} lines in {seconds} s: memory {rows[0][1] / MIB:.1f} to {rows[-1][1] / MIB:.1f} MiB"
        f" ({sampled.slope():+.1f} MiB/h), descriptors {min(descriptors)} to {max(descriptors)},"
        f" lag median {lags[len(lags) // 2] * 1000:.0f} ms, worst {lags[-1] * 1000:.0f} ms,"
        f" store {rows[-1][4] / MIB:.1f} MiB ({per_line:.0f} bytes a line)"
    )
    assert sampled.slope() < most_slope
    assert max(descriptors) - min(descriptors) <= 12
    assert per_line < 400
    errors = [event for event in session.events("log.line") if "lost batch" in event.text]
    assert len(errors) == len(range(0, written, 50))
    console.send(b"q")
    assert console.ended() == 0
    assert session.sound()


@pytest.mark.timeout(600)
def test_soak_for_two_minutes(session: Session) -> None:
    """Two minutes cannot tell a slow slope; they tell a leak that is felt within the hour."""
    soak(session, SHORT_S, most_slope=200)


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_soak_for_a_quarter_of_an_hour(session: Session) -> None:
    soak(session, LONG_S, most_slope=5)
