"""CI: requests an hour, how soon a failure and a new attempt are known, what idling and a large log cost.

python -m tests.benchmarks.bench_ci [--megabytes 10] [--rounds 5] [--idle 10]
"""

import argparse
import asyncio
import contextlib
import itertools
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from collectors.ci.collector import CiCollector
from collectors.ci.pace import Load
from collectors.ci.provider import Trigger
from console.analysis.classify import classify
from console.analysis.worker.examine import examine
from console.analysis.worker.protocol import Examine
from console.model.ci import Outcome, Run
from console.model.clock import SystemClock
from console.model.settings import CiServer, Settings
from tests.benchmarks.report import Figure, figure, show, surroundings
from tests.collectors.ci.buildbot_server import Buildbot, missing
from tests.collectors.ci.support import Reader, even
from tests.collectors.ci.test_watch import watched
from tests.collectors.sources_support import HandClock, Recorder

PLACES = 20
HOUR = 3600.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=10, help="size of the log")
    parser.add_argument("--rounds", type=int, default=5, help="failures and retries")
    parser.add_argument("--idle", type=float, default=10, help="seconds of idling without a place")
    chosen = parser.parse_args()
    print(surroundings(), file=sys.stderr)
    figures = [asyncio.run(requests(running)) for running in (0, 1)]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        figures += [asyncio.run(idle(root, chosen.idle)), large_log(root, chosen.megabytes, chosen.rounds)]
        if why := missing():
            print(f"{why}: how soon things are known is left out", file=sys.stderr)
        else:
            with Buildbot(root / "buildbot") as server:
                figures += asyncio.run(latency(server, root, chosen.rounds))
    print(show(figures))


async def requests(running: int) -> Figure:
    """Requests of one hour of twenty repositories, by a clock moved by hand."""
    load = Load(even)
    load.places = PLACES
    async with contextlib.AsyncExitStack() as stack:
        clocks = [HandClock() for _ in range(PLACES)]
        places = [await stack.enter_async_context(watched(clock, load)) for clock in clocks]
        for number, one in enumerate(places):
            one.fake.add(None if number < running else "success", {"build": None if number < running else "success"})
            await one.look()
        before = sum(len(one.server.seen) for one in places)
        for one, clock in zip(places, clocks, strict=True):
            end = clock.time + HOUR
            while clock.time < end:
                await one.look(wait=True)
        asked = sum(len(one.server.seen) for one in places) - before
    name = "requests an hour, 20 repositories, " + ("one running" if running else "idle")
    return figure(name, "collector", "", [asked], "<= 900" if running else "<= 120")


async def idle(folder: Path, seconds: float) -> Figure:
    """Per cent of a core that a collector without a place takes."""
    collector = CiCollector(Settings(), str(folder), str(folder), SystemClock(), Reader(), random=even, variables={})
    task = asyncio.create_task(collector.run(Recorder().emit, {}))
    await asyncio.sleep(1)
    began = time.process_time()
    await asyncio.sleep(seconds)
    spent = time.process_time() - began
    task.cancel()
    await asyncio.wait([task])
    return figure("idle without a place", "collector", "% of a core", [100 * spent / seconds])


def large_log(folder: Path, megabytes: int, rounds: int) -> Figure:
    """CPU from a downloaded log to its root cause."""
    path = folder / "large.log"
    with path.open("w") as file:
        for n in itertools.count():
            file.write(f"2026-01-01T00:00:{n % 60:02}.0000000Z [{n}/90000] Building CXX object src/part_{n % 977}.o\n")
            if n % 1000 == 0 and file.tell() > megabytes << 20:
                break
        file.write('Traceback (most recent call last):\n  File "/src/a.py", line 3, in <module>\n    f()\n')
        file.write("ValueError: bad seed\n##[error]Process completed with exit code 1.\n")
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        found = examine(Examine(paths=(str(path),)), classify)
        spent.append(time.process_time() - began)
        if "bad seed" not in found.summary:
            raise RuntimeError(f"the cause was not found: {found.summary!r}")
    return figure(f"{megabytes} MB log to root cause", "analysis", "s CPU", spent, "<= 1")


async def latency(server: Buildbot, folder: Path, rounds: int) -> list[Figure]:
    """How soon a failure is known after it happened, and a new attempt after it was asked for."""
    settings = Settings(servers={"bb": CiServer(kind="buildbot", url=server.url)})
    recorder = Recorder()
    collector = CiCollector(
        settings, str(folder), str(folder / "logs"), SystemClock(), Reader(), random=even, variables={}
    )
    task = asyncio.create_task(collector.run(recorder.emit, {}))
    await recorder.until(lambda: any(batch.ci for batch in recorder.batches))
    (watch,) = collector.rounds.watches.values()
    failures, retries = [], []
    acted = await watch.provider.trigger(Trigger(name="dated"))
    collector.rounds.hurry(watch.name)
    for _ in range(rounds):
        run = await _until(recorder, lambda run, wanted=acted.run: run.id == wanted and run.stand.over)
        failures.append(time.time() - float(_text(server.ended)))
        if run.stand.outcome is not Outcome.FAILURE:
            raise RuntimeError(f"the build was to fail, and ended as {run.stand.word}")
        began = time.time()
        acted = await watch.provider.retry(run, None, failed=False)
        collector.rounds.hurry(watch.name)
        await _until(recorder, lambda run, wanted=acted.run: run.id == wanted)
        retries.append(time.time() - began)
    task.cancel()
    await asyncio.wait([task])
    return [
        figure("failure in Buildbot known after it happened", "collector", "s", failures, "<= 3"),
        figure("retry asked for to new attempt listed", "collector", "s", retries, "<= 2"),
    ]


async def _until(recorder: Recorder, good: Callable[[Run], bool]) -> Run:
    def found() -> Run | None:
        return next((run for batch in recorder.batches if batch.ci for run in batch.ci.runs if good(run)), None)

    await recorder.until(found)
    run = found()
    if run is None:
        raise RuntimeError("it was there and is gone")
    return run


def _text(path: Path) -> str:
    return path.read_text()


if __name__ == "__main__":
    main()
