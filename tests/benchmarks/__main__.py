"""All figures of one run in one table: python -m tests.benchmarks [--only NAME ...] [--json] [--save] ..."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

from tests.benchmarks import analyses, bench_console, bench_follow
from tests.benchmarks.bench_bulk import backlog, many_files
from tests.benchmarks.bench_queue import queue
from tests.benchmarks.bench_store import queries
from tests.benchmarks.project import Bench
from tests.benchmarks.report import Figure, as_json, save, show, surroundings

ON_A_PROJECT = {**bench_console.CASES, "engine_cpu": bench_follow.engine_cpu}


def _cases(options: argparse.Namespace) -> dict[str, Callable[[Path], list[Figure]]]:
    """Every case by name; each gets an empty folder."""

    def on_a_project(case: Callable[[Bench, int, float], list[Figure]]) -> Callable[[Path], list[Figure]]:
        def run(root: Path) -> list[Figure]:
            bench = Bench(root)
            try:
                return case(bench, options.rounds, options.seconds)
            finally:
                bench.close()

        return run

    return {
        **{name: on_a_project(case) for name, case in ON_A_PROJECT.items()},
        "backlog": lambda root: backlog(root, options.megabytes),
        "many_files": lambda root: many_files(root, options.files),
        "queue": lambda root: queue(root, options.jobs, 40 * options.rounds, options.seconds),
        "queries": lambda root: asyncio.run(queries(str(root), options.rows)),
        **analyses.CASES,
    }


def main() -> None:
    """Run the cases and print their figures."""
    names = (*ON_A_PROJECT, "backlog", "many_files", "queue", "queries", *analyses.CASES)
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="length of each cost measurement")
    parser.add_argument("--rounds", type=int, default=5, help="repetitions of each start; twelve times as many writes")
    parser.add_argument("--megabytes", type=int, default=1000, help="size of the backlog")
    parser.add_argument("--files", type=int, default=10_000, help="how many files are watched")
    parser.add_argument("--jobs", type=int, default=10_000, help="how many jobs wait in the queue")
    parser.add_argument("--rows", type=int, default=10_000_000, help="how many events are stored for the queries")
    parser.add_argument("--only", nargs="*", choices=names, default=names, metavar="NAME", help=", ".join(names))
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--save", action="store_true", help="keep these figures for later runs to be compared with")
    options = parser.parse_args()
    where, figures = surroundings(), list[Figure]()
    print(where, file=sys.stderr)
    if analyses.data() is None:
        print("no folder of samples (KONTRAPUNKT_DATA): what needs one is left out", file=sys.stderr)
    for name, case in _cases(options).items():
        if name in options.only:
            print(f"{name} ...", file=sys.stderr)
            with tempfile.TemporaryDirectory() as root, redirect_stdout(sys.stderr):
                figures += case(Path(root))
    print(as_json(figures, where) if options.json else show(figures))
    if options.save:
        save(figures, where)


if __name__ == "__main__":
    main()
