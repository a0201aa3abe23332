"""What the rules that fired say together: one category, how strongly, and what speaks for another.

A cause outweighs its consequences: what a network, a disk or a missing right does to a test is told by the test's
failure too. In a long text what stands near its last failure counts most.
"""

import math
from collections.abc import Sequence

from msgspec import Struct

from console.analysis.classify.manner import LONG, calm, doubt
from console.analysis.classify.matching import Hit
from console.model.failure import Category, Report

DEPTH = (
    Category.INFRASTRUCTURE,
    Category.RESOURCE,
    Category.NETWORK,
    Category.AUTH,
    Category.TIMEOUT,
    Category.ENVIRONMENT,
    Category.DEPENDENCY,
    Category.CONFIGURATION,
    Category.BUILD,
    Category.LINT,
    Category.TEST,
    Category.UNKNOWN,
)
"""Causes before their consequences: of two equally strong categories the earlier one wins."""

DECISIVE = 4
"""From this weight on a rule decides; a lighter one only adds its voice to that of the words."""
WINDOW = 200
FADING = 0.35
MOST_FADED = 0.6
"""Beyond the window a line loses a share of its weight for each power of ten in distance."""
SUPPORT = 0.25
MOST_SUPPORT = 0.75
REPORTED = 0.5


class Finding(Struct, frozen=True):
    """The strongest category: its best hit, its strength, and by how much it leads over the next one."""

    hit: Hit
    strength: float
    lead: float

    @property
    def category(self) -> Category:
        """The category found."""
        return self.hit.rule.category


def weigh(hits: Sequence[Hit], lines: Sequence[str], report: Report | None = None) -> Finding | None:
    """The category that the hits speak for; None without a hit."""
    hits = [hit for hit in hits if not calm(lines[hit.line])]
    if not hits:
        return None
    end = hits[-1].line
    reported = _reported(report)
    best: dict[Category, tuple[float, Hit]] = {}
    rules: dict[Category, set[str]] = {}
    for hit in hits:
        category = hit.rule.category
        strength = _strength(hit, lines, end) + (REPORTED if hit.line + 1 in reported else 0.0)
        if hit.rule.weight >= DECISIVE:
            rules.setdefault(category, set()).add(hit.rule.id)
        if category not in best or strength > best[category][0]:
            best[category] = strength, hit
    ranked = sorted(
        (
            (strength + _support(rules.get(category, set())), -DEPTH.index(category), hit)
            for category, (strength, hit) in best.items()
        ),
        key=lambda row: row[:2],
        reverse=True,
    )
    lead = ranked[0][0] - (ranked[1][0] if len(ranked) > 1 else 0.0)
    return Finding(ranked[0][2], ranked[0][0], lead)


def _strength(hit: Hit, lines: Sequence[str], end: int) -> float:
    """The rule's weight, less the farther its line is before the last failure, and the less it sounds like one."""
    distance = end - hit.line
    faded = min(MOST_FADED, FADING * math.log10(distance / WINDOW)) if distance > WINDOW else 0.0
    return hit.rule.weight * (1 - faded) - doubt(lines[hit.line], len(lines) > LONG)


def _support(rules: set[str]) -> float:
    """What several rules of one category add."""
    return min(MOST_SUPPORT, SUPPORT * max(0, len(rules) - 1))


def _reported(report: Report | None) -> set[int]:
    """The headlines of the recognised faults, by line."""
    return set() if report is None else {fault.headline for fault in report.faults}
