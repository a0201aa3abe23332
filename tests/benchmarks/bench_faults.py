"""How much of what tools report is recognised, a line a framework, and the CPU time for real logs.

Run as `python tests/benchmarks/bench_faults.py [--json] [DATA]`. The figures of recognition come from the fixture logs:
`a` were read while the recognisers were written, `b` were written before them, `c` after them. The times come from the
logs in DATA (or KONTRAPUNKT_DATA), `cilogs/*/*.log*`, every second one by name in each half; without DATA they are
left out.
"""

import argparse
import gzip
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from console.analysis.faults import recognise
from console.text.clean import clean_bytes
from tests.analysis.faults import cases


class Score(Struct):
    """Right, extra and missing names of tests and classes of errors."""

    name: str
    right: int = 0
    extra: int = 0
    missing: int = 0
    types_right: int = 0
    types_extra: int = 0
    types_missing: int = 0

    def add(self, case: cases.Case) -> None:
        """Count one log."""
        report = cases.read(case)
        got, asked = Counter(test.name for test in report.tests), Counter(case.tests)
        self.right += (got & asked).total()
        self.extra += (got - asked).total()
        self.missing += (asked - got).total()
        if case.types is not None:
            found, wanted = Counter(cases.types_of(report)), Counter(case.types)
            self.types_right += (found & wanted).total()
            self.types_extra += (found - wanted).total()
            self.types_missing += (wanted - found).total()

    def line(self) -> str:
        """The score as a row of the table."""
        names = f"{_share(self.right, self.missing)} {_share(self.right, self.extra)}"
        types = f"{_share(self.types_right, self.types_missing)} {_share(self.types_right, self.types_extra)}"
        return f"{self.name:14} {names}  {types}"


def _share(right: int, wrong: int) -> str:
    """A share of one as text, a dash when there was nothing to find."""
    return f"{right / (right + wrong):8.3f}" if right + wrong else "       -"


def scores() -> Iterator[Score]:
    """One score a framework and half, then one a half."""
    halves = {half: Score(name=f"all {half}") for half in "abc"}
    for name in cases.NAMES:
        case, score = cases.load(name), Score(name=name)
        score.add(case)
        halves[name[-1]].add(case)
        yield score
    yield from halves.values()


def times(data: Path) -> Iterator[tuple[str, str, float, float]]:
    """Half, name, megabytes and CPU milliseconds a megabyte of every log."""
    recognise(["compiles the cues"])
    paths = [path for path in sorted(data.glob("cilogs/*/*.log*")) if path.suffix in {".log", ".gz"}]
    for number, path in enumerate(paths):
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        lines = [clean_bytes(line) for line in raw.split(b"\n")]
        start = time.process_time()
        recognise(lines)
        megabytes = len(raw) / 1e6
        yield "ab"[number % 2], path.name, megabytes, (time.process_time() - start) * 1000 / megabytes


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=os.environ.get("KONTRAPUNKT_DATA"))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = list(scores())
    timed = list(times(Path(options.data))) if options.data else []
    if options.json:
        rows = [asdict(score) for score in found]
        sys.stdout.write(json.dumps({"recognised": rows, "ms_per_mb": timed}) + "\n")
        return
    sys.stdout.write("\n".join(_table(found, timed)) + "\n")


def _table(found: Iterable[Score], timed: list[tuple[str, str, float, float]]) -> Iterator[str]:
    """The tables as text."""
    yield f"{'':14} {'tests: recall, precision':17}  types: recall, precision"
    yield from (score.line() for score in found)
    if not timed:
        yield "times: no data, name a folder or set KONTRAPUNKT_DATA"
    for half in "ab" if timed else "":
        rates = sorted(rate for of, _, size, rate in timed if of == half and size > 0.1)
        middle, worst = rates[len(rates) // 2], rates[-1]
        yield f"ms CPU/MB, half {half}: median {middle:.0f}, worst {worst:.0f}, n {len(rates)}"


if __name__ == "__main__":
    main()
