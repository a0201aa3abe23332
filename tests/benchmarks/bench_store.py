"""What the store costs: `python -m tests.benchmarks.bench_store [--rows N] [--dir DIR]`.

Writes N events (default 200,000; the figures of the issue ask for 10,000,000), then asks what the console asks.
Prints one row a figure: median and worst of several runs.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from console.model.batch import Batch, Count, Progress, Sample
from console.model.event import Draft, Severity, Voice
from console.model.frame import EventQuery
from console.model.hlc import HybridClock
from console.model.settings import RetentionSettings
from console.store import retention
from console.store.backup import backup
from console.store.checking import quick_check
from console.store.reader import Reader
from console.store.writer import Writer
from tests.benchmarks.project import OURS
from tests.benchmarks.report import Figure, figure

DAY = 86_400
SEVERITIES = (
    *([Severity.INFO] * 60), *([Severity.NOTICE] * 20), *([Severity.WARNING] * 15), *([Severity.ERROR] * 4),
    Severity.CRITICAL,
)  # fmt: skip
TEMPLATES = tuple(f"request <*> to backend {n} failed after <*> ms: connection refused" for n in range(400))
SERIES = tuple(f"series.{n}" for n in range(20))


def events(first: int, n: int, rows: int, end: float) -> tuple[Draft, ...]:
    """Events spread evenly over the day before `end`."""
    return tuple(
        Draft(
            time=end - DAY + DAY * number / rows,
            source="logs",
            kind="log.line",
            voice=Voice.RUSTBELT,
            severity=SEVERITIES[number * 7919 % 100],
            text=f"request {number} to backend {number % 400} failed after {number % 977} ms: connection refused",
            template=TEMPLATES[number % 400],
            fingerprint=f"t1:{number % 400}" if SEVERITIES[number * 7919 % 100] >= Severity.WARNING else "",
            attrs={"file": f"/var/log/app/{number % 20}.log", "generation": 1, "offset": number * 120},
        )
        for number in range(first, first + n)
    )


async def fill(writer: Writer, rows: int, end: float) -> None:
    """Write all events in batches of a thousand, with counts and progress as the log collector does."""
    began, writing = time.perf_counter(), 0.0
    for first in range(0, rows, 1000):
        drafts = events(first, min(1000, rows - first), rows, end)
        counts = tuple(Count(int(drafts[0].time // 60), f"/var/log/app/{n}.log", Severity.INFO, 50) for n in range(20))
        batch = Batch(events=drafts, counts=counts, progress=(Progress("/var/log/app/0.log", b"%d" % first),))
        start = time.perf_counter()
        await writer.write([("logs", batch)])
        writing += time.perf_counter() - start
    show("bulk, batches of 1,000", [rows / writing], "rows/s")
    show("the same with making the events", [rows / (time.perf_counter() - began)], "rows/s")


async def small(writer: Writer, end: float) -> None:
    """Single events, samples, signs of life and commands: what a quiet machine writes."""
    figures: dict[str, list[float]] = {"one event": [], "20 samples": [], "sign of life": [], "command (synced)": []}
    for number in range(300):
        event = Batch(events=events(number, 1, 1000, end))
        samples = Batch(samples=tuple(Sample(end + number, name, float(number), "percent") for name in SERIES))
        for name, batch in (("one event", event), ("20 samples", samples), ("sign of life", Batch())):
            with timed(figures[name]):
                await writer.write([("logs", batch)])
        with timed(figures["command (synced)"]):
            await writer.accept("x", {}, "bench")
    for name, times in figures.items():
        show(f"commit: {name}", times)


@contextmanager
def timed(into: list[float]) -> Iterator[None]:
    """Add the milliseconds of the block."""
    start = time.perf_counter()
    yield
    into.append((time.perf_counter() - start) * 1000)


def ask(name: str, question: Callable[[], object], runs: int = 15) -> None:
    """Time a question."""
    show(name, _times(question, runs))


def questions(path: str, end: float) -> None:
    """What the console asks of a full store."""
    found = Reader(path, now=lambda: end)
    cold: list[float] = []
    with timed(cold):
        frame = found.frame()
    show("first frame of a new reader", cold)
    ask("frame", found.frame)
    ask("next frame, events changed", lambda: found.frame(None, frame, frozenset({"events", "templates", "sources"})))
    ask("next frame, nothing changed", lambda: found.frame(None, frame, frozenset()))
    ask("frame of 6 hours ago", lambda: found.frame(end - 6 * 3600))
    for severity in Severity:
        ask(f"last 500 from {severity.word} up", lambda s=severity: found.events(EventQuery(min_severity=s)))
    ask("500 in the middle", lambda: found.events(EventQuery(until=end - DAY / 2)))
    ask("minute counts over 24 h", lambda: found.minutes(end - DAY, end))
    ask("search, rare word", lambda: found.events(EventQuery(pattern="request 12345 ")), 3)
    ask("search, common word", lambda: found.events(EventQuery(pattern="backend 7")), 5)
    ask("next incident", lambda: found.incident(end - DAY / 2, 1))
    found.close()


async def upkeep(writer: Writer, path: str, folder: str, end: float) -> None:
    """Check, copy, and retention of half of what is there."""
    ask("quick check, at most 2 s", lambda: quick_check(path), 1)
    ask("verified copy", lambda: backup(path, os.path.join(folder, "backups"), 1), 1)
    steps: list[float] = []
    more = True
    settings = RetentionSettings(events_hours=12)
    began = time.perf_counter()
    while more and time.perf_counter() - began < 60:
        with timed(steps):
            more = await writer.run(lambda conn: retention.step(conn, settings, end))
    show(f"retention step ({len(steps)} steps{', not finished' if more else ''})", steps)


def show(name: str, figures: list[float], unit: str = "ms") -> None:
    """Print a row: median and worst."""
    median, worst = statistics.median(figures), max(figures)
    if unit == "ms":
        sys.stdout.write(f"{name:<44} {median:>12.2f} {worst:>12.2f} {unit}\n")
    else:
        sys.stdout.write(f"{name:<44} {median:>12,.0f} {'':>12} {unit}\n")
    sys.stdout.flush()


async def queries(folder: str, rows: int) -> list[Figure]:
    """The two questions of the issue, of a store of so many events."""
    path, end = os.path.join(folder, "store.sqlite"), time.time()
    writer = await Writer.open(path, HybridClock(time.time), "node")
    await fill(writer, rows, end)
    await writer.close()
    found = Reader(path, now=lambda: end)
    newest = [_times(lambda s=severity: found.events(EventQuery(min_severity=s))) for severity in Severity]  # type: ignore[misc]
    minutes, frame = _times(lambda: found.minutes(end - DAY, end)), _times(found.frame)
    found.close()
    size = f"of {rows:,}"
    return [
        figure(f"last 500 events by severity {size}", OURS, "ms", max(newest, key=statistics.median), "<= 5"),
        figure(f"minute counts over 24 h {size}", OURS, "ms", minutes, "<= 30"),
        figure(f"a whole frame {size}", OURS, "ms", frame),
    ]


def _times(question: Callable[[], object], runs: int = 15) -> list[float]:
    times: list[float] = []
    for _ in range(runs):
        with timed(times):
            question()
    return times


async def bench(folder: str, rows: int) -> None:
    """Write, ask, keep up."""
    path = os.path.join(folder, "store.sqlite")
    end = time.time()
    sys.stdout.write(f"{rows:,} events{'':<32} {'median':>12} {'worst':>12}\n")
    writer = await Writer.open(path, HybridClock(time.time), "node")
    try:
        await fill(writer, rows, end)
        await small(writer, end)
        sys.stdout.write(f"file {os.path.getsize(path) / 1e6:,.0f} MB\n")  # noqa: ASYNC240 - nothing else runs
        questions(path, end)
        await upkeep(writer, path, folder, end)
    finally:
        await writer.close()


def main() -> None:
    """Read the arguments and run in a temporary folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--dir", default=None, help="Where to put the store; default: the temporary directory.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.dir) as folder:
        asyncio.run(bench(folder, arguments.rows))


if __name__ == "__main__":
    main()
