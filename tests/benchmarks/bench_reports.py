"""Test reports: reading 50,000 cases, storing them, looking for reports while nothing happens; output of a job.

python -m tests.benchmarks.bench_reports [--cases 50000] [--rounds 3]
"""

import argparse
import multiprocessing
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from collectors.caches.recognise import recognise
from collectors.tests.collector import PIECE
from collectors.tests.globs import Globs
from collectors.tests.lookout import Lookout
from console.model.settings import TestSettings
from console.model.testing import Sitting, TestNews
from console.store import schema, write_testing
from console.store.transaction import transaction
from tests.benchmarks.report import Figure, figure, show, surroundings

KB = 1024
FOLDERS = 1000
LINES = 200_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=50_000, help="cases in the report")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    chosen = parser.parse_args()
    print(surroundings(), file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "junit.xml"
        with path.open("w") as file:
            file.writelines(junit(chosen.cases))
        measured = [alone(str(path)) for _ in range(chosen.rounds)]
        name = f"junit, {chosen.cases} cases, {path.stat().st_size >> 20} MB"
        figures = [
            figure(name, "kontrapunkt", "s CPU", [cpu for cpu, _, _ in measured], "<= 1"),
            figure(name, "kontrapunkt, memory", "MB", [memory for _, memory, _ in measured], "<= 40"),
            figure(f"{name}, longest piece stored", "kontrapunkt", "s CPU", [one for _, _, one in measured], "short"),
            looking(Path(folder), chosen.rounds),
            output(chosen.rounds),
        ]
    print(show(figures))


def junit(cases: int) -> Iterator[str]:
    """A report such as pytest writes: one case in a hundred fails, all of them printed something."""
    yield '<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest">'
    for n in range(cases):
        suite = f"tests.pkg{n // 500}.test_{n // 50}"
        yield f'<testcase classname="{suite}" name="test_{n}[case-{n % 7}]" time="0.{n % 1000:03}">'
        if n % 100 == 0:
            trace = "    a line of the trace\n" * 50
            yield f'<failure message="AssertionError: assert {n} == 3">{trace}</failure>'
        yield f"<system-out>{'what the test printed ' * 16}</system-out></testcase>\n"
    yield "</testsuite></testsuites>"


def alone(path: str) -> tuple[float, float, float]:
    """CPU seconds of reading, growth of memory in MB, CPU seconds of the longest piece stored; in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_read, (path,))


def _read(path: str) -> tuple[float, float, float]:
    from console.analysis.testing.reading import read, read_file

    read([b"<testsuite><testcase name='warm'/></testsuite>"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    report = read_file(path)
    took = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / KB
    conn = sqlite3.connect(f"{path}.db", isolation_level=None)
    schema.migrate(conn)
    longest = 0.0
    for begin in range(0, len(report.cases), PIECE):
        sitting = Sitting(path="junit.xml", time=time.time(), format="junit", commit="c")
        began = time.process_time()
        with transaction(conn):
            write_testing.write(conn, TestNews(sitting=sitting, cases=report.cases[begin : begin + PIECE]))
        longest = max(longest, time.process_time() - began)
    conn.close()
    Path(f"{path}.db").unlink()
    return took, grown, longest


def looking(folder: Path, rounds: int) -> Figure:
    """CPU of one look at a project of a thousand folders in which nothing changed."""
    for n in range(FOLDERS):
        (folder / f"p{n // 30}" / f"q{n % 30}" / "src").mkdir(parents=True, exist_ok=True)
    lookout = Lookout(str(folder), Globs(TestSettings().reports))
    lookout.look()
    values = []
    for _ in range(rounds):
        began = time.process_time()
        lookout.look()
        values.append((time.process_time() - began) * 1000)
    return figure("a look at 2,000 folders, every 15 s", "kontrapunkt", "ms CPU", values, "idle does not move")


def output(rounds: int) -> Figure:
    """CPU of looking through the output of a job for what tools tell of their caches."""
    lines = [f"#12 {n}.3 cc -O2 -c src/file{n}.c -o build/file{n}.o\n".encode() for n in range(LINES)]
    values = []
    for _ in range(rounds):
        began = time.process_time()
        recognise(lines, "job 1", 0.0)
        values.append(time.process_time() - began)
    return figure(f"output of {LINES} lines looked through for caches", "kontrapunkt", "s CPU", values)


if __name__ == "__main__":
    main()
