"""Root cause: line F1, first line and any hit, with and without a passing run, beside the simple ways; time a MB.

Run as `python -m tests.benchmarks.bench_rootcause [--show] [DATA]`. Without DATA, the folder of the shared data or
KONTRAPUNKT_DATA, only the pairs written for the tests are measured.
"""

import argparse
import gzip
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from console.analysis.faults import recognise
from console.analysis.rootcause import Baseline, find
from console.analysis.rootcause.page import read
from console.model.failure import RootCause
from console.text.clean import clean_bytes
from tests.analysis.rootcause.corpus import Case, cases

_GREP = re.compile("(?i)error|fail|exception|fatal|panic")
_SHORT = re.compile(r"##\[error\]|E {3}|npm ERR!|Caused by|Traceback|error:|FAILED|panic:")
Guess = Callable[[Case], Sequence[int]]


def _ours(case: Case, *, passing: bool) -> RootCause | None:
    return find(case.failing, Baseline.of(case.passing) if passing else None, recognise(case.failing))


def _lines(cause: RootCause | None) -> Sequence[int]:
    return cause.lines if cause else ()


def _grep(case: Case) -> list[int]:
    return [n for n, text in enumerate(case.failing, 1) if _GREP.search(text)]


def _new(case: Case) -> list[int]:
    return [n for n, new in enumerate(Baseline.of(case.passing).new(read(case.failing)), 1) if new]


WAYS: dict[str, Guess] = {
    "with a passing run": lambda case: _lines(_ours(case, passing=True)),
    "without": lambda case: _lines(_ours(case, passing=False)),
    "grep": _grep,
    "strict anchors": lambda case: [n for n, text in enumerate(case.failing, 1) if _SHORT.search(text)],
    "last 30 lines": lambda case: range(max(1, len(case.failing) - 29), len(case.failing) + 1),
    "new lines": _new,
    "new lines with a keyword": lambda case: [n for n in _new(case) if n in set(_grep(case))],
}


def f1(shown: Iterable[int], marked: frozenset[int]) -> float:
    """The harmonic mean of precision and recall of lines."""
    shown = set(shown)
    hits = len(shown & marked)
    return 2 * hits / (len(shown) + len(marked)) if shown else 0.0


def table(pairs: Sequence[Case]) -> Iterable[str]:
    """One row a way and half."""
    yield f"{'way':26}{'half':>10}{'n':>4}{'F1':>7}{'first':>7}{'hit':>7}{'lines':>7}"
    for name, guess in WAYS.items():
        for half in (False, True):
            own = [case for case in pairs if case.held_out is half]
            shown = [list(guess(case)) for case in own]
            score = sum(f1(lines, case.marked) for lines, case in zip(shown, own, strict=True)) / len(own)
            first = sum(lines[:1] == [min(case.marked)] for lines, case in zip(shown, own, strict=True)) / len(own)
            hit = sum(bool(case.marked & set(lines)) for lines, case in zip(shown, own, strict=True)) / len(own)
            size = sorted(map(len, shown))[len(shown) // 2]
            row = f"{score:7.3f}{first:7.3f}{hit:7.3f}{size:7}"
            yield f"{name:26}{'held out' if half else 'tuned':>10}{len(own):4}{row}"


def show(pairs: Sequence[Case]) -> Iterable[str]:
    """The tuned half, line by line where it differs: `!` missed, `+` shown too much."""
    for case in pairs:
        if case.held_out:
            continue
        for passing in (True, False):
            lines = _lines(_ours(case, passing=passing))
            score = f1(lines, case.marked)
            first = list(lines[:1]) == [min(case.marked)]
            if score > 0.85 and first:
                continue
            yield f"== {case.name} {'with' if passing else 'without'} F1 {score:.2f} {'' if first else 'FIRST'}"
            for n in sorted(set(lines) | case.marked):
                sign = " " if n in lines and n in case.marked else "!" if n in case.marked else "+"
                yield f"{sign}{n:4} {case.failing[n - 1][:140]}"


def treeherder(folder: Path) -> Iterable[str]:
    """Whether what Treeherder's parser picks out is among the evidence and its follow-ons."""
    yield f"{'log':28}{'MB':>6}{'CPU s':>7}{'lines':>7}{'evid.':>7}{'found':>7}{'errors':>7}"
    for path in sorted(folder.glob("*.log.gz")):
        raw = gzip.decompress(path.read_bytes())
        errors = json.loads(path.with_name(path.name.replace(".log.gz", ".logview.json")).read_text())["errors"]
        start = time.process_time()
        lines = [clean_bytes(line) for line in raw.split(b"\n")]
        cause = find(lines, report=recognise(lines))
        seconds = time.process_time() - start
        shown = set(cause.lines + cause.follow_on) if cause else set[int]()
        wanted = {_newline_number(raw, error["linenumber"]) for error in errors}
        row = f"{len(raw) / 1e6:6.1f}{seconds:7.2f}{len(lines):7}{len(_lines(cause)):7}"
        yield f"{path.name[:-7]:28}{row}{len(wanted & shown):7}{len(wanted):7}"


def process(pairs: Sequence[Case]) -> float:
    """CPU milliseconds of the whole program on one megabyte of log, the start of Python included."""
    text = "\n".join(line for case in pairs for line in case.failing)
    whole = (text * (1 + 1_000_000 // len(text)))[:1_000_000]
    root = Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "job.log"
        log.write_text(whole, "utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        argv = [sys.executable, "-I", str(root / "kontrapunkt.py"), "rootcause", str(log), "--json"]
        subprocess.run(argv, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def mute(pairs: Sequence[Case]) -> str:
    """How many logs of passing runs are rightly told to have no cause."""
    quiet = sum(find(case.passing, report=recognise(case.passing)) is None for case in pairs)
    return f"passing logs without a cause: {quiet} of {len(pairs)}"


def _newline_number(raw: bytes, number: int) -> int:
    """The line in an editor of a line that was counted from 0, lone carriage returns counted as line ends."""
    place = 0
    for _ in range(number):
        match = _END.search(raw, place)
        if match is None:
            break
        place = match.end()
    return raw.count(b"\n", 0, place) + 1


_END = re.compile(rb"\r\n|\r|\n")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=os.environ.get("KONTRAPUNKT_DATA"))
    parser.add_argument("--show", action="store_true", help="where the tuned half goes wrong")
    options = parser.parse_args()
    pairs = list(cases())
    out = [
        *table(pairs),
        f"1 MB of CI log to the shown root cause: {process(pairs):.0f} ms CPU (asked: 300)",
        mute(pairs),
    ]
    if options.show:
        out += show(pairs)
    if options.data is None:
        print("no data folder: Treeherder's logs are left out", file=sys.stderr)
    else:
        out += treeherder(Path(options.data) / "cilogs" / "treeherder")
    print("\n".join(out))


if __name__ == "__main__":
    main()
