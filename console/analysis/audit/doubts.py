"""Reasons to doubt that a run with exit code 0 did what it was to do.

Nothing was tested, all of it or a step was skipped, an error was ignored, something crashed under way.

The signs are what test runners and build tools print themselves; they are matched by RE2 in time linear in the text.
"""

from collections.abc import Iterator, Sequence
from functools import cache

import re2
from msgspec import Struct

from console.model.failure import Tally

MOST = 20
LONGEST = 1000
"""Characters of a line that are looked at."""
NO_TESTS, ALL_SKIPPED = "no tests ran", "all tests were skipped"


class Sign(Struct, frozen=True):
    """A line that tells of something, in the words of one tool."""

    says: str
    pattern: str


SIGNS = (
    Sign(NO_TESTS, r"^=* ?no tests ran(?: in [\d.]+s)? ?=*$"),
    Sign(NO_TESTS, r"^Ran 0 tests in "),
    Sign(NO_TESTS, r"^ok\s+\S+\s+(?:\(cached\)|[\d.]+s)\s+\[no tests to run\]$"),
    Sign(NO_TESTS, r"^\?\s+\S+\s+\[no test files\]$"),
    Sign(NO_TESTS, r"^No tests? (?:files? )?found, exiting with code 0"),
    Sign(NO_TESTS, r"^No tests were found!!!$"),
    Sign(NO_TESTS, r"^No tests (?:executed!|to run\.?)$"),
    Sign(NO_TESTS, r"^No examples found\.$"),
    Sign(NO_TESTS, r"^\s*0 passing \("),
    Sign(NO_TESTS, r"^1\.\.0(?: |$)"),
    Sign(NO_TESTS, r"^No test is available in "),
    Sign(NO_TESTS, r"^Executed 0 (?:out of 0 )?tests?\b"),
    Sign(NO_TESTS, r"^(?:\[INFO\] )?Tests are skipped\.$"),
    Sign(NO_TESTS, r"^> Task \S*[tT]est NO-SOURCE$"),
    Sign(ALL_SKIPPED, r"^=* ?\d+ skipped(?:, \d+ (?:warnings?|deselected))* in [\d.]+s"),
    Sign("a step was skipped", r"^> Task \S*(?:[tT]est|[cC]heck|lint) SKIPPED$"),
    Sign("a step was skipped", r"^\s*\d+/\d+ Test +#\d+: .*\*\*\*(?:Skipped|Not Run)"),
    Sign("a step was skipped", r"^\s*\S+: SKIP(?: |$|\()"),
    Sign("a step was skipped", r"^nox > Session \S+ (?:was )?skipped"),
    Sign("an error was ignored", r"^g?make(?:\[\d+\])?: \[.*\] Error \d+ \(ignored\)$"),
    Sign("a program crashed", r"^(?:\S+: (?:line )?\d+: +\d+ )?(?:Segmentation fault|Bus error|Aborted)\s+\(core dump"),
)  # fmt: skip
_TESTED = r"^ok\s+\S+\s+(?:\(cached\)|[\d.]+s)$"


class Doubt(Struct, frozen=True):
    """Something that speaks against a run: in words, the line it rests on (from 1), and what that line says."""

    says: str
    line: int
    evidence: str


def doubts(lines: Sequence[str], tallies: Sequence[Tally] = ()) -> tuple[Doubt, ...]:
    """What speaks against a run that ended with 0, at most one of a kind, in the order of its lines.

    `tallies` are what was recognised of the test runs in it: where a test did run, it is not said that none did.
    """
    found: dict[str, Doubt] = {}
    for doubt in (*_of_tallies(lines, tallies), *_of_lines(lines)):
        found.setdefault(doubt.says, doubt)
    if _ran(tallies) or _go_tested(lines):
        found.pop(NO_TESTS, None)
        found.pop(ALL_SKIPPED, None)
    if ALL_SKIPPED in found:
        found.pop(NO_TESTS, None)
    return tuple(sorted(found.values(), key=lambda doubt: doubt.line))[:MOST]


def _of_tallies(lines: Sequence[str], tallies: Sequence[Tally]) -> Iterator[Doubt]:
    for tally in tallies[-1:]:
        if not (tally.passed or tally.failed or tally.errors):
            said = lines[tally.line - 1] if 0 < tally.line <= len(lines) else ""
            yield Doubt(ALL_SKIPPED if tally.skipped else NO_TESTS, tally.line, said.strip()[:LONGEST])


def _of_lines(lines: Sequence[str]) -> Iterator[Doubt]:
    signs = _compiled()
    for number, line in enumerate(lines, start=1):
        for index in signs.Match(line[:LONGEST]) or ():
            yield Doubt(SIGNS[index].says, number, line.strip()[:LONGEST])


def _ran(tallies: Sequence[Tally]) -> bool:
    return any(tally.passed or tally.failed or tally.errors for tally in tallies)


def _go_tested(lines: Sequence[str]) -> bool:
    """Whether a package of a Go project has passed its tests; others in it may well have none."""
    tested = re2.compile(_TESTED)
    return any(tested.search(line[:LONGEST]) for line in lines if line.startswith("ok"))


@cache
def _compiled() -> re2.Set:
    signs = re2.Set.SearchSet()
    for sign in SIGNS:
        signs.Add(sign.pattern)
    signs.Compile()
    return signs
