"""The work queue: from asking to starting, ten thousand jobs that wait, one decision, and what a short job costs more.

Run as `python -m tests.benchmarks.bench_queue [--jobs N] [--rounds N] [--seconds S]`; also a case of script/bench.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import msgspec
import psutil

from console import link
from console.actions.attempt import Attempt
from console.actions.queue.line import Line, Ready
from console.actions.queue.schedule import choose
from console.model.command import CommandState
from console.model.hlc import HybridClock
from console.model.job import Job, JobState, Needs, Track, Work
from console.store import write_jobs
from console.store.connection import open_writable
from console.store.writer import Writer
from tests.benchmarks.report import Figure, figure, percentile, show, surroundings

OURS = "kontrapunkt"
PEER = "sh -c"
HELD = "held"


class Engine:
    """An engine on an empty project."""

    def __init__(self, root: Path) -> None:
        self.project, self.state = root / "project", root / "state"
        self.project.mkdir()
        self.state.mkdir(mode=0o700)
        self._env = {"PATH": os.environ["PATH"], "HOME": str(root), "LANG": "C.UTF-8"}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> psutil.Process:
        """Start it and wait until it answers."""
        words = ["--project", str(self.project), "--state", str(self.state), "engine"]
        argv = [sys.executable, "-I", "-m", OURS, *words]
        self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self._env)
        deadline = time.monotonic() + 60
        while not self._answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError("the engine does not answer")
            time.sleep(0.05)
        return psutil.Process(self.process.pid)

    def ask(self, command: str, args: dict[str, object]) -> str:
        """Have it carry out a command; returns the outcome."""
        reply = link.ask(str(self.state / "engine.sock"), link.Request(id=1, command=command, args=args), timeout=30)[1]
        done = reply.command if reply else None
        if done is None or done.state is not CommandState.DONE:
            raise RuntimeError(f"{command} was not carried out: {done and done.outcome}")
        return done.outcome

    def stop(self) -> None:
        """End it."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)

    def _answers(self) -> bool:
        try:
            return link.ask(str(self.state / "engine.sock"), link.Request(), timeout=1)[0] is not None
        except link.LinkError:
            return False


def queue(root: Path, jobs: int, rounds: int, seconds: float) -> list[Figure]:
    """All figures of the queue."""
    engine = Engine(root)
    try:
        _fill(engine, jobs)
        process = engine.start()
        return [
            *_waiting(process, jobs, seconds),
            *_starts(engine, jobs, rounds),
            _decisions(jobs, rounds),
            *_overhead(root, rounds),
        ]
    finally:
        engine.stop()


def _fill(engine: Engine, jobs: int) -> None:
    """Jobs that wait in a group that is paused, in the store before the engine looks."""
    store = str(engine.state / "store.sqlite")

    async def make() -> None:
        writer = await Writer.open(store, HybridClock(time.time), "bench", project=str(engine.project))
        await writer.close()

    # the state directory takes its label first: it refuses to be one that holds other files
    engine.start()
    engine.stop()
    asyncio.run(make())
    work = Work(argv=("true",), cwd=str(engine.project), group=HELD)
    with closing(open_writable(store)) as conn:
        write_jobs.set_track(conn, HELD, 1, paused=True)
        for n in range(jobs):
            job = Job(id=0, work=work, title=f"wait {n}", state=JobState.QUEUED, enqueued=time.time())
            write_jobs.add(conn, job, "")


def _waiting(process: psutil.Process, jobs: int, seconds: float) -> list[Figure]:
    """What an engine costs that has nothing to do but to know of many jobs."""
    time.sleep(8)  # what belongs to the start is not meant
    shares = []
    for _ in range(3):
        before = process.cpu_times()
        time.sleep(seconds)
        after = process.cpu_times()
        shares.append((after.user + after.system - before.user - before.system) / seconds * 100)
    name = f"{jobs:,} queued jobs, idle"
    return [
        figure(f"{name}, CPU", OURS, "% of a core", shares, "<= 5"),
        figure(f"{name}, PSS", OURS, "MB", [process.memory_full_info().pss / 1e6]),
        figure(f"{name}, processes", OURS, "", [1.0 + len(process.children(recursive=True))]),
    ]


def _starts(engine: Engine, jobs: int, rounds: int) -> list[Figure]:
    """From asking until the command's process is there, while many others wait; and until the order is durable."""
    started, answered = [], []
    for _ in range(rounds):
        work = Work(argv=("true",), cwd=str(engine.project))
        begun, clock = time.time(), time.perf_counter()
        number = int(engine.ask("job.add", {"work": msgspec.to_builtins(work)}).split()[1])
        answered.append((time.perf_counter() - clock) * 1000)
        attempt = Attempt(str(engine.state / "jobs" / str(number) / "1"))
        while (ending := attempt.ending()) is None:
            time.sleep(0.002)
        started.append(((ending.started or begun) - begun) * 1000)
    name = f"asking to starting, {jobs:,} others wait"
    return [
        figure(f"{name}, p50", OURS, "ms", [percentile(started, 0.5)], n=rounds),
        figure(f"{name}, p99", OURS, "ms", [percentile(started, 0.99)], "<= 50", n=rounds),
        figure("asking to the order on the disk, p99", OURS, "ms", [percentile(answered, 0.99)], n=rounds),
    ]


def _decisions(jobs: int, rounds: int) -> Figure:
    """One choice among all that could start, none of which finds room."""
    chance, line = random.Random(1), Line()
    for n in range(jobs):
        group, deadline = f"g{n % 20}", 2e9 + n if n % 50 == 0 else None
        line.add(Ready(id=n, group=group, priority=chance.randint(-5, 5), enqueued=float(n), deadline=deadline))
    tracks = {f"g{n}": Track(name=f"g{n}", parallel=4) for n in range(20)}
    full: Counter[str] = Counter({f"g{n}": 3 for n in range(20)})

    def no_room(_: Needs) -> str:
        return "memory is short"

    costs = []
    for n in range(max(100, rounds)):
        begun = time.process_time()
        choose(line, full, tracks, 4, no_room, 1e6 + n)
        costs.append((time.process_time() - begun) * 1000)
    name = f"scheduling decision among {jobs:,}, p99, CPU"
    return figure(name, OURS, "ms", [percentile(costs, 0.99)], "<= 5", n=len(costs))


def _overhead(root: Path, rounds: int) -> list[Figure]:
    """What a short job costs under its supervisor, and in a shell alone."""
    ours, peer = [], []
    for n in range(rounds):
        attempt = Attempt(str(root / "short" / str(n)))
        begun = time.perf_counter()
        attempt.prepare(Work(argv=("sh", "-c", "true"), cwd="/"))
        attempt.start().wait()
        ours.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        subprocess.run(["sh", "-c", "true"], check=True)
        peer.append((time.perf_counter() - begun) * 1000)
    more = [a - b for a, b in zip(ours, peer, strict=True)]
    return [
        figure("a short job", OURS, "ms", ours),
        figure("a short job", PEER, "ms", peer),
        figure("a short job, more than sh -c", OURS, "ms", more, "<= 25"),
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    sys.stderr.write(surroundings() + "\n")
    with tempfile.TemporaryDirectory() as root:
        sys.stdout.write(show(queue(Path(root), options.jobs, options.rounds, options.seconds)) + "\n")


if __name__ == "__main__":
    main()
