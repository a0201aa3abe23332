"""What the process, machine and git collectors cost: CPU of one sweep, and of all three idle, children counted.

python -m tests.benchmarks.bench_sources [--processes 300] [--idle 30] [--project DIR]
"""

import argparse
import asyncio
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Coroutine
from contextlib import contextmanager
from typing import Any

from collectors.git.collector import GitCollector
from collectors.machine.collector import MachineCollector
from collectors.processes.changes import Changes
from collectors.processes.collector import ProcessCollector
from collectors.processes.sweep import Sweeper
from collectors.processes.table import Table
from console.model.batch import Batch, Collector
from console.model.clock import SystemClock
from console.model.settings import GitSettings, MachineSettings, ProcessSettings

ROUNDS = 20


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=300, help="processes that a sweep finds at least")
    parser.add_argument("--idle", type=float, default=30, help="seconds that each collector idles; 0 for none")
    parser.add_argument("--project", default=".", help="the checkout that is watched")
    chosen = parser.parse_args()
    with crowd(chosen.processes):
        for name, value in sweeps(chosen.project).items():
            print(f"{name:<44}{value:>10}")
    if chosen.idle:
        clock = SystemClock()
        for collector in (
            ProcessCollector(ProcessSettings(), clock, chosen.project),
            MachineCollector(MachineSettings(), clock, (chosen.project,)),
            GitCollector(GitSettings(), chosen.project, clock),
        ):
            share, batches, told = asyncio.run(idle(collector, chosen.idle))
            print(f"{collector.name + ' idle, % of a core':<44}{share:>10.3f}   {batches} batches, {told} with news")


@contextmanager
def crowd(n: int) -> Any:
    """At least `n` processes."""
    there = len(Sweeper(".").look(0.0).alive)
    extra = [subprocess.Popen(["sleep", "600"]) for _ in range(max(n - there, 0))]
    try:
        yield
    finally:
        for process in extra:
            process.kill()
        for process in extra:
            process.wait()


def sweeps(project: str) -> dict[str, str]:
    """CPU milliseconds of the first sweep, and the median of later ones with the table and its changes."""
    sweeper, table, changes = Sweeper(project), Table(20), Changes()
    spent_first = cpu_of(lambda: sweeper.look(0.0))
    now = 0.0

    def sweep() -> None:
        nonlocal now
        now += 3.0
        seen = sweeper.look(now)
        changes.observe(seen, now, now)
        table.rows(seen.alive, now)

    spent = [cpu_of(sweep) for _ in range(ROUNDS)]
    n = len(sweeper.look(now + 3).alive)
    sweeper.close()
    return {
        f"first sweep of {n} processes, CPU ms": f"{spent_first * 1000:.1f}",
        f"later sweep of {n} processes, CPU ms (median)": f"{statistics.median(spent) * 1000:.2f}",
        f"later sweep of {n} processes, CPU ms (most)": f"{max(spent) * 1000:.2f}",
    }


def cpu_of(work: Callable[[], object]) -> float:
    """Seconds of CPU that `work` takes."""
    before = time.process_time()
    work()
    return time.process_time() - before


async def idle(collector: Collector, seconds: float) -> tuple[float, int, int]:
    """Per cent of a core over `seconds` after the first batch, the batches, and how many told anything."""
    batches: list[Batch] = []
    first = asyncio.Event()

    async def emit(batch: Batch) -> None:
        batches.append(batch)
        first.set()

    run: Coroutine[Any, Any, None] = collector.run(emit, {})
    task = asyncio.create_task(run)
    await first.wait()
    await asyncio.sleep(1)
    before, seen = used(), len(batches)
    await asyncio.sleep(seconds)
    share = 100 * (used() - before) / seconds
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    later = batches[seen:]
    return share, len(later), sum(bool(b.events or b.states or b.samples) for b in later)


def used() -> float:
    """CPU seconds of this process and of the children it has waited for."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    main()
