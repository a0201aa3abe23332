"""The figures of the analyses on files: quality on each half, cost, and the baselines beside them."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.analysis.rootcause.corpus import Case, cases
from tests.benchmarks import bench_classify, bench_faults, bench_fixes, bench_mining, bench_rootcause, bench_similar
from tests.benchmarks.report import Figure, figure
from tests.benchmarks.train_words import CORPUS, corpus

OURS = "kontrapunkt"
ENTRIES = 100_000
RUNS = 5


def data() -> Path | None:
    """The folder with the shared samples, named by KONTRAPUNKT_DATA; None where it is not."""
    named = os.environ.get("KONTRAPUNKT_DATA")
    return Path(named) if named and Path(named).is_dir() else None


def mining(_root: Path) -> list[Figure]:
    """Grouping of log lines, content only and raw, beside masking every token with a digit."""
    folder = data()
    if folder is None:
        return []
    methods: dict[str, bench_mining.Method] = {OURS: bench_mining.ours, "any digit": bench_mining.any_digit}
    found = bench_mining.grouping(folder / "loghub", methods)
    return [*(row for row in found if "all" not in row.name), *bench_mining.speed(folder / "loghub")]


def faults(_root: Path) -> list[Figure]:
    """Failing tests and classes of errors recognised in logs of tools; megabytes of CI logs."""
    found = [row for score in bench_faults.scores() if score.name.startswith("all ") for row in _faults(score)]
    folder = data()
    rates = [rate for *_, size, rate in bench_faults.times(folder) if size > 0.1] if folder else []
    return [*found, *([figure("recognise 1 MB of CI log", OURS, "CPU ms", rates, "<= 120")] if rates else [])]


def _faults(score: bench_faults.Score) -> Iterator[Figure]:
    half = f"set {score.name[-1]}"
    yield _share(f"failing tests, recall, {half}", score.right, score.missing, ">= .90")
    yield _share(f"failing tests, precision, {half}", score.right, score.extra, ">= .95")


def _share(name: str, right: int, wrong: int, goal: str) -> Figure:
    return figure(name, OURS, "", [right / max(1, right + wrong)], goal, right + wrong)


def rootcause(_root: Path) -> list[Figure]:
    """Lines of the cause against lines a person marked, with and without a passing run."""
    goals = {"with a passing run": (">= .80", ">= .80"), "without": (">= .60", ">= .80")}
    pairs = list(cases())
    found = []
    for way, guess in bench_rootcause.WAYS.items():
        for half, own in _halves(pairs).items():
            shown = [list(guess(case)) for case in own]
            scores = [bench_rootcause.f1(lines, case.marked) for lines, case in zip(shown, own, strict=True)]
            first = [float(lines[:1] == [min(case.marked)]) for lines, case in zip(shown, own, strict=True)]
            program, asked = (OURS if way in goals else way), goals.get(way, ("", ""))
            name = way if way in goals else "without"
            found.append(_mean(f"root cause F1 {name}, {half}", program, scores, asked[0]))
            found.append(_mean(f"root cause first line {name}, {half}", program, first, asked[1]))
    spent = [bench_rootcause.process(pairs) for _ in range(RUNS)]
    return [*found, figure("1 MB of CI log to its root cause, whole process", OURS, "CPU ms", spent, "<= 300")]


def _halves(pairs: Sequence[Case]) -> dict[str, list[Case]]:
    return {
        "tuned": [case for case in pairs if not case.held_out],
        "held out": [case for case in pairs if case.held_out],
    }


def _mean(name: str, program: str, values: Sequence[float], goal: str) -> Figure:
    return Figure(name, program, "", sum(values) / len(values), min(values), max(values), goal, len(values))


def classify(_root: Path) -> list[Figure]:
    """Categories of labelled snippets, beside seven keyword rules and the majority; time of the whole program."""
    texts = corpus(CORPUS)
    halves = {"category, tuned": 0, "category, held out": 1}
    found = [
        row
        for name, half in halves.items()
        for row in bench_classify.quality(name, [text for text in texts if text.half == half])
        if "in sample" not in row.program
    ]
    folder = data()
    return [*found, *(bench_classify.speed(folder) if folder else ())]


def fixes(_root: Path) -> list[Figure]:
    """First suggestions for mistakes on the command line, beside a reader of hints."""
    folder = data()
    if folder is None:
        return []
    lines = (folder / "fixes" / "fixes.jsonl").read_text(encoding="utf-8").splitlines()
    mistakes = [bench_fixes.Mistake(**json.loads(line)) for line in lines]
    methods = {OURS: bench_fixes.ours, "hint reader": bench_fixes.hint_reader}
    found = [
        row
        for half, part in bench_fixes.halves(mistakes).items()
        for name, method in methods.items()
        for row in bench_fixes.score(name, method, part, half)
    ]
    return [*found, bench_fixes.process_cost(mistakes)]


def similar(root: Path) -> list[Figure]:
    """Neighbours of past failures, their search among 100,000, and what that takes."""
    folder = data()
    with tempfile.TemporaryDirectory(dir=root) as store:
        return [*(bench_similar.quality(folder) if folder else ()), *bench_similar.cost(Path(store), ENTRIES)]


CASES: dict[str, Callable[[Path], list[Figure]]] = {
    "mining": mining, "faults": faults, "rootcause": rootcause,
    "classify": classify, "fixes": fixes, "similar": similar,
}  # fmt: skip
