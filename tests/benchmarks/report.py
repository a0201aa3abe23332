"""Figures of a benchmark run: one table for people, JSON for the comparison with the last committed figures."""

import json
import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path

import psutil
from msgspec import Struct

COMMITTED = Path(__file__).with_name("figures.json")
TOLERANCE = 1.25


class Figure(Struct, frozen=True):
    """One measured thing of one program: median with the extremes of `n` measurements, in `unit`; `goal` is text."""

    name: str
    program: str
    unit: str
    median: float
    low: float
    high: float
    goal: str = ""
    n: int = 1

    @property
    def key(self) -> str:
        """What the figure is compared under."""
        return f"{self.name} / {self.program}"


def figure(name: str, program: str, unit: str, values: Sequence[float], goal: str = "", n: int = 0) -> Figure:
    """Summarise repeated measurements; `n` tells how many there were when `values` is made of them already."""
    return Figure(name, program, unit, statistics.median(values), min(values), max(values), goal, n or len(values))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the measurements lie (nearest rank)."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def surroundings() -> str:
    """What else the machine does: cores, load, processes."""
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return f"{os.cpu_count()} cores, load {load}, {len(psutil.pids())} processes, Python {platform.python_version()}"


def show(figures: Iterable[Figure], committed: Path = COMMITTED) -> str:
    """The table; a figure a quarter worse than the committed one is marked."""
    known = json.loads(committed.read_text())["figures"] if committed.exists() else []
    before = {row["key"]: row["median"] for row in known}
    rows = [("figure", "program", "median", "min - max", "n", "asked", "committed")]
    for row in figures:
        old = before.get(row.key)
        note = "" if old is None else f"{old:,.4g}" + ("  REGRESSED" if _worse(row, old) else "")
        spread = f"{row.low:,.4g} - {row.high:,.4g}"
        rows.append((row.name, row.program, f"{row.median:,.4g} {row.unit}", spread, str(row.n), row.goal, note))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _worse(row: Figure, old: float) -> bool:
    rate = row.unit.endswith("/s") and not row.unit.startswith(("KB", "bytes"))
    return row.median * TOLERANCE < old if rate else row.median > old * TOLERANCE


def _row(row: Figure) -> dict[str, str | float]:
    keys = ("key", "unit", "median", "low", "high", "n", "goal")
    return {key: getattr(row, key) for key in keys}


def as_json(figures: Iterable[Figure], where: str) -> str:
    """The figures as JSON, with what else the machine did."""
    return json.dumps({"where": where, "figures": [_row(row) for row in figures]}, indent=1)


def save(figures: Iterable[Figure], where: str, committed: Path = COMMITTED) -> None:
    """Keep the figures for later runs; those that were not measured this time stay."""
    fresh = {row.key: _row(row) for row in figures}
    known = json.loads(committed.read_text())["figures"] if committed.exists() else []
    rows = {row["key"]: row for row in known} | fresh
    committed.write_text(json.dumps({"where": where, "figures": list(rows.values())}, indent=1) + "\n")
