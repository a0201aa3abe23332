"""The fixture logs: `NAME-a.log` were read while the recognisers were written, `NAME-b.log` were written before them,
`NAME-c.log` after them (read once; one name of 21 was missed then).

Each has a `NAME.toml` beside it: `tests` (names), `types` (class or id without its package, and how often), `faults`
(how many), `where` (ends of the places to open).
"""

import tomllib
from collections import Counter
from pathlib import Path

from msgspec import Struct

from console.analysis.faults import recognise
from console.model.failure import Report

LOGS = Path(__file__).with_name("logs")
NAMES = sorted(path.stem for path in LOGS.glob("*.log"))


class Case(Struct):
    """One log with what must be recognised in it; None is not asked."""

    name: str
    lines: list[str]
    tests: list[str] = []
    types: dict[str, int] | None = None
    faults: int | None = None
    where: list[str] = []


def load(name: str) -> Case:
    """A case by the name of its log."""
    asked = tomllib.loads((LOGS / f"{name}.toml").read_text())
    return Case(name=name, lines=(LOGS / f"{name}.log").read_text().split("\n"), **asked)


def types_of(report: Report) -> dict[str, int]:
    """How often each class or id occurs, by its last word."""
    return dict(Counter(fault.type.rpartition(".")[2] for fault in report.faults if fault.type))


def read(case: Case) -> Report:
    """What is recognised in a case."""
    return recognise(case.lines)
