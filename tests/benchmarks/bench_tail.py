"""What following log files costs: CPU per million lines, latency, backlog, idle with many files. Run as a script.

The store is replaced by one that takes every batch at once, so the figures are the collector's own share.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

from collectors.logs.collector import LogCollector
from console.model.batch import Batch
from console.model.clock import SystemClock
from console.model.settings import LogSettings

LINE = "2026-11-20 18:13:{:02d},{:03d} {} service.worker - request {} of session 7f3a9c took {} ms in all\n"
WRITER = """
import sys, time
path, rate, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
line = {line!r}
with open(path, "a") as stream:
    begun = time.monotonic()
    n = 0
    while (passed := time.monotonic() - begun) < seconds:
        due = int(passed * rate) - n
        if due > 0:
            new = range(n, n + due)
            stream.write("".join(
                line.format(i % 60, i % 1000, "ERROR" if i % 100 == 99 else "INFO", i, i % 977) for i in new
            ))
            stream.flush()
            n += due
        time.sleep(0.01)
print(n)
"""


class Sink:
    """Takes batches; `seen` maps the text of a marked line to when it came."""

    def __init__(self) -> None:
        self.lines = 0
        self.events = 0
        self.batches = 0
        self.seen: dict[str, float] = {}

    async def emit(self, batch: Batch) -> None:
        """Count what is in a batch."""
        self.batches += bool(batch.events or batch.counts)
        self.events += len(batch.events)
        self.lines += sum(count.n for count in batch.counts)
        for event in batch.events:
            if event.text.startswith("ERROR mark"):
                self.seen[event.text] = time.monotonic()


async def running(folder: str, settings: LogSettings, sink: Sink) -> tuple[LogCollector, "asyncio.Task[None]"]:
    """A collector that has looked at everything once."""
    collector = LogCollector(settings, folder, SystemClock())
    task = asyncio.create_task(collector.run(sink.emit, {}))
    await asyncio.sleep(0.5)
    return collector, task


async def until(probe: Callable[[], bool]) -> None:
    """Wait until `probe` is true."""
    while not probe():  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(0.01)


async def ended(task: "asyncio.Task[None]") -> None:
    """Cancel and wait."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def begin(path: Path) -> None:
    """A file of one line."""
    path.write_text("begin\n")


def make_files(folder: Path, count: int) -> None:
    """So many files of one line, two hours old, a hundred in a folder."""
    long_ago = time.time() - 7200
    for number in range(count):
        path = folder / str(number // 100) / f"{number}.log"
        path.parent.mkdir(exist_ok=True)
        begin(path)
        os.utime(path, (long_ago, long_ago))


async def steady(rate: int, seconds: float) -> Mapping[str, float]:
    """CPU seconds per million lines at a rate; none may be lost."""
    with tempfile.TemporaryDirectory() as folder:
        sink = Sink()
        _, task = await running(folder, LogSettings(paths=(".",)), sink)
        begun = time.process_time()
        writer = await asyncio.create_subprocess_exec(
            sys.executable, "-c", WRITER.format(line=LINE), f"{folder}/app.log", str(rate), str(seconds),
            stdout=subprocess.PIPE,
        )  # fmt: skip
        written = int((await writer.communicate())[0])
        await until(lambda: sink.lines >= written)
        cpu = time.process_time() - begun
        await ended(task)
        return {"lines": written, "cpu_s_per_million": cpu / written * 1e6, "batches_per_s": sink.batches / seconds}


async def latency(count: int, pause: float) -> Mapping[str, float]:
    """Write to emit of single lines, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        sink = Sink()
        log = Path(folder, "app.log")
        begin(log)
        _, task = await running(folder, LogSettings(paths=(".",)), sink)
        sent = {}
        with log.open("a") as stream:  # noqa: ASYNC230
            for number in range(count):
                text = f"ERROR mark {number}"
                sent[text] = time.monotonic()
                stream.write(text + "\n")
                stream.flush()
                await asyncio.sleep(pause)
        await until(lambda: len(sink.seen) >= count)
        await ended(task)
        waits = sorted(1000 * (sink.seen[text] - at) for text, at in sent.items())
        return {"p50_ms": median(waits), "p99_ms": waits[int(len(waits) * 0.99)]}


async def backlog(megabytes: int) -> Mapping[str, float]:
    """Lines a second of wall time when a large file is read."""
    with tempfile.TemporaryDirectory() as folder:
        sink = Sink()
        lines = [
            LINE.format(i % 60, i % 1000, "ERROR" if i % 100 == 99 else "INFO", i, i % 977) for i in range(100_000)
        ]
        part = "".join(lines)
        with open(f"{folder}/app.log", "w") as stream:  # noqa: ASYNC230
            for _ in range(max(megabytes * 1024 * 1024 // len(part), 1)):
                stream.write(part)
        total = 100_000 * max(megabytes * 1024 * 1024 // len(part), 1)
        collector = LogCollector(LogSettings(paths=(".",), backlog_bytes=1 << 40), folder, SystemClock())
        begun, cpu = time.monotonic(), time.process_time()
        task = asyncio.create_task(collector.run(sink.emit, {}))
        await until(lambda: sink.lines >= total)
        wall = time.monotonic() - begun
        cpu = time.process_time() - cpu
        await ended(task)
        return {"lines": total, "lines_per_s": total / wall, "lines_per_cpu_s": total / cpu, "events": sink.events}


async def idle(files: int, seconds: float) -> Mapping[str, float]:
    """Start and CPU share with many files that do not grow."""
    with tempfile.TemporaryDirectory() as folder:
        make_files(Path(folder), files)
        sink = Sink()
        begun = time.monotonic()
        collector = LogCollector(LogSettings(paths=(".",), max_files=files), folder, SystemClock())
        task = asyncio.create_task(collector.run(sink.emit, {}))
        await until(lambda: sink.lines >= files)
        start = time.monotonic() - begun
        await asyncio.sleep(5)
        cpu = time.process_time()
        await asyncio.sleep(seconds)
        share = 100 * (time.process_time() - cpu) / seconds
        await ended(task)
        return {"files": files, "start_s": start, "idle_percent": share, "open": collector.descriptors_open}


async def measure(quick: bool) -> dict[str, Mapping[str, float]]:
    """Every figure."""
    seconds = 3.0 if quick else 15.0
    return {
        "1k lines/s": await steady(1_000, seconds),
        "10k lines/s": await steady(10_000, seconds),
        "50k lines/s": await steady(50_000, seconds),
        "one line a second": await latency(10 if quick else 60, 1.0),
        "ten lines a second": await latency(30 if quick else 200, 0.1),
        "backlog": await backlog(100 if quick else 1000),
        "idle, 10,000 files": await idle(10_000, 10 if quick else 40),
        "idle, 100 files": await idle(100, 10 if quick else 40),
    }


def main() -> None:
    """Print the figures as a table, or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter runs")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    options = parser.parse_args()
    figures = asyncio.run(measure(options.quick))
    if options.json:
        print(json.dumps(figures))
        return
    for name, values in figures.items():
        print(f"{name:22}", "  ".join(f"{key} {value:,.2f}" for key, value in values.items()))


if __name__ == "__main__":
    main()
