"""Exhaustion forecast: recall, false alarms a day, error of the date and coverage, a family at a time; cost a sample.

Run as `python -m tests.benchmarks.bench_forecast [--seeds 0-8] [FAMILY ...] [--data DIR]`. Families marked `*` are
held out of tuning, as are the seeds from 100 on. DIR (or KONTRAPUNKT_DATA) is the folder of the shared data; its traces
were scored whole while tuning, so they count as tuned.
"""

import argparse
import csv
import gzip
import json
import math
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from msgspec import Struct

from console.analysis.forecast import Forecaster
from console.analysis.forecast.replay import changes
from console.model.forecast import Forecast
from tests.analysis.forecast.generators import FAMILIES, HELD_OUT, generate
from tests.analysis.forecast.score import HEAD, Score, row, score

Rows = list[tuple[float, float]]


class Task(Struct, frozen=True):
    """One series: generated from a seed, or read from a file whose name says its family."""

    family: str
    seed: int
    file: str = ""
    limit: float = 0.0
    exhausted: float | None = None

    @property
    def held_out(self) -> bool:
        """Whether no tuning looked at it."""
        return not self.file and (self.family in HELD_OUT or self.seed >= 100)


class Done(Struct, frozen=True):
    """What a series gave, and the CPU microseconds of one of its samples."""

    task: Task
    score: Score
    cost: float


def _load(task: Task) -> tuple[Rows, float | None, Forecaster]:
    """The rows up to the end, when that is, and a forecaster for them."""
    if task.file:
        with gzip.open(task.file, "rt", encoding="ascii") as stream:
            rows = [(float(t), float(value)) for t, value in list(csv.reader(stream))[1:]]
        forecaster, exhausted = Forecaster(task.limit), task.exhausted
    else:
        trace = generate(task.family, task.seed)
        rows = list(zip(trace.times.tolist(), trace.values.tolist(), strict=True))
        forecaster, exhausted = Forecaster(trace.limit, trace.direction), trace.exhausted
    return [row for row in rows if exhausted is None or row[0] <= exhausted], exhausted, forecaster


def measure(task: Task) -> Done:
    """Replay one series up to its end."""
    rows, exhausted, forecaster = _load(task)
    start = time.process_time()
    said = [(found.t, found) for found in changes(rows, forecaster)]
    cost = (time.process_time() - start) / len(rows) * 1e6
    return Done(task, score(said, exhausted, rows[-1][0]), cost)


def level_only(task: Task, share: float = 0.9) -> Score:
    """The simple way to compare with: a warning while the level is above a share of the limit."""
    rows, exhausted, forecaster = _load(task)
    limit = forecaster.limit
    top = max(value for _, value in rows)
    near = (lambda value: value >= share * limit) if limit else (lambda value: value <= (1 - share) * top)
    said = [(t, Forecast(t=t, level=value, warning=near(value))) for t, value in rows]
    return score(said, exhausted, rows[-1][0])


def tasks(seeds: range, families: Sequence[str], data: Path | None) -> Iterator[Task]:
    """The series asked for."""
    for family in families or FAMILIES:
        yield from (Task(family, seed) for seed in seeds)
    truth = data / "traces" / "truth.json" if data else None
    if truth is not None and truth.exists() and not families:
        for entry in json.loads(truth.read_text()):
            number = int(entry["file"].partition("-")[2].partition(".")[0])
            file = str(truth.parent / entry["file"])
            yield Task("@" + entry["family"], number, file, entry["limit"], entry["exhausted_at_s"])


def table(done: Sequence[Done]) -> Iterable[str]:
    """A line for each family, then the sums of both halves and of the simple way."""
    yield HEAD
    for family in dict.fromkeys(own.task.family for own in done):
        mark = "*" if family in HELD_OUT else ""
        yield row(mark + family, (own.score for own in done if own.task.family == family))
    for name, files in (("generated", False), ("shared", True)):
        for half in (False, True):
            own = [one for one in done if bool(one.task.file) is files and one.task.held_out is half]
            if own:
                yield row(f"{name}, {'held out' if half else 'tuned'}", (one.score for one in own))
                yield row("  level >= 90 %", (level_only(one.task) for one in own))
    costs = sorted(one.cost for one in done)
    yield f"CPU us a sample: median {costs[len(costs) // 2]:.0f}, most {costs[math.ceil(0.99 * len(costs)) - 1]:.0f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("families", nargs="*", choices=[[], *FAMILIES], metavar="FAMILY")
    parser.add_argument("--seeds", default="0-4", help="as first-end, the end is not included")
    parser.add_argument("--data", type=Path, default=os.environ.get("KONTRAPUNKT_DATA"))
    options = parser.parse_args()
    first, end = map(int, options.seeds.split("-"))
    data = Path(options.data) if options.data else None
    with ProcessPoolExecutor(2) as pool:
        done = list(pool.map(measure, tasks(range(first, end), options.families, data), chunksize=4))
    print("\n".join(table(done)))


if __name__ == "__main__":
    main()
