"""Following a log that grows fast: CPU per million lines, and whether anything was lost; lnav and drain3 beside it."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.project import OURS, Bench, stamp
from tests.benchmarks.ptyrun import cpu_seconds
from tests.benchmarks.report import Figure, figure

UNIT = "CPU s/M lines"
BEATS = 50
MINE = """
import sys, time
from drain3 import TemplateMiner
miner = TemplateMiner()
lines = [line.rstrip("\\n") for line in sys.stdin]
begun = time.process_time()
for line in lines:
    miner.add_log_message(line)
print((time.process_time() - begun) / len(lines) * 1e6)
"""


def engine_cpu(bench: Bench, _rounds: int, seconds: float) -> list[Figure]:
    """CPU seconds of the engine per million lines at 10k and 50k lines a second; every line has to be there."""
    rows = []
    for rate, goal in ((10_000, "<= 5"), (50_000, "<= 3.5")):
        name = f"following {rate // 1000}k lines/s"
        (lines, notable), before, start = bench.stored(), cpu_seconds([bench.engine.pid]), time.perf_counter()
        with bench.writing(_lines(rate // BEATS), 1 / BEATS) as count:
            time.sleep(seconds)
        reached = count[0] * (rate // BEATS) / (time.perf_counter() - start)
        expected = (lines + count[0] * (rate // BEATS), notable + count[0])
        bench.until(lambda expected=expected: _all(bench, expected), f"{name}: lines are missing")  # type: ignore[misc]
        used = cpu_seconds([bench.engine.pid]) - before
        per_million = used / (expected[0] - lines) * 1e6
        rows += [
            figure(name, OURS, UNIT, [per_million], goal),
            figure(f"{name}, written", OURS, "lines/s", [reached], f"{rate:,}"),
            figure(f"{name}, lost", OURS, "lines", [0], "0", n=expected[0] - lines),
            figure(f"{name}, notable ones lost", OURS, "lines", [0], "0", n=count[0]),
            *_lnav(bench, name, rate, seconds),
        ]
    return [*rows, *_drain3(bench)]


def _all(bench: Bench, expected: tuple[int, int]) -> bool:
    """Whether exactly the expected lines are stored; raises RuntimeError when there are more."""
    found = bench.stored()
    if found[0] > expected[0] or found[1] > expected[1]:
        raise RuntimeError(f"lines were counted twice: {found} instead of {expected}")
    return found == expected


def _lines(block: int) -> Callable[[int], str]:
    """Blocks of so many lines with one notable line in each."""

    def lines(_n: int) -> str:
        return "".join(
            f"{stamp()} {'ERROR' if i == 7 else 'INFO'} app.worker: request {i} of {i * 7 % 977}: {i % 90} ms\n"
            for i in range(block)
        )

    return lines


def _lnav(bench: Bench, name: str, rate: int, seconds: float) -> list[Figure]:
    """The same for lnav, which indexes only."""
    argv = bench.peers().get("lnav")
    if argv is None:
        return []
    with bench.opened(argv) as program:
        before = cpu_seconds([program.process.pid])
        with bench.writing(_lines(rate // BEATS), 1 / BEATS) as count:
            time.sleep(seconds)
        time.sleep(1)
        used = cpu_seconds([program.process.pid]) - before
    return [figure(name, "lnav (indexing)", UNIT, [used / (count[0] * (rate // BEATS)) * 1e6])]


def _drain3(bench: Bench) -> list[Figure]:
    """Mining templates alone, of lines of the same log, where a Python on the path has drain3."""
    sample = "".join(bench.log.read_text().splitlines(keepends=True)[-100_000:])
    for folder in os.get_exec_path():
        python = shutil.which("python3", path=folder)
        if python and Path(python).exists():
            done = subprocess.run([python, "-c", MINE], input=sample, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return [figure("mining templates of 100,000 lines", "drain3", UNIT, [float(done.stdout)])]
    return []
