"""Faults: what tools report of failures, in the words of each tool, recognised in the text of a log.

One module knows one family of tools. Names of failed tests are those under which the framework prints and reruns them:

| framework | name |
|---|---|
| pytest | node id, `tests/test_x.py::TestA::test_b[param]` |
| unittest, Django, nose | `package.module.Class.method` |
| jest | `suite › test`; vitest `file > suite > test`; mocha, jasmine the full title joined with blanks |
| playwright | `[project] › file:line:column › title` |
| surefire, failsafe, TestNG, JUnit | `package.Class.method`; Gradle `package.Class > method` |
| ScalaTest | suite and full title joined with blanks |
| Go | `TestX/sub`; ginkgo the full text; cargo and nextest `module::test` |
| GoogleTest | `Suite.Test`; Catch2 the test case; ctest the test |
| RSpec | the full description; minitest `Class#method`; test-unit `method(Class)`; cucumber `file:line` |
| PHPUnit | `Class::method with data set "x"`; Pest `Class > it does` |
| .NET | the full name; ExUnit `test name (Module)`; XCTest as printed |
| Bazel | the label; Firefox the path |

A parent of failed sub-tests is left out, and so is a test that passed when it ran again.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from console.analysis.faults.log import Log, finder
from console.analysis.faults.recogniser import Found, Recogniser
from console.analysis.faults.registry import RECOGNISERS
from console.model.failure import FailedTest, Fault, Report, Tally

__all__ = ["RECOGNISED_CUES", "recognise"]

RECOGNISED_CUES = tuple(dict.fromkeys(cue for recogniser in RECOGNISERS for cue in recogniser.cues))


def recognise(lines: Sequence[str]) -> Report:
    """Everything the recognisers find in clean lines without their newlines, in the order of the lines.

    A line is the headline of at most one fault and a name is told once; earlier recognisers have the say.
    """
    log = Log(lines, finder(RECOGNISED_CUES))
    faults: dict[int, Fault] = {}
    tests: dict[str, FailedTest] = {}
    tallies: list[Tally] = []
    for found in _found(log, RECOGNISERS):
        if isinstance(found, Fault):
            faults.setdefault(found.headline, _within(found, len(log)))
        elif isinstance(found, Tally):
            tallies.append(found)
        elif found.name:
            tests.setdefault(found.name, found)
    return Report(
        faults=tuple(sorted(faults.values(), key=lambda fault: (fault.headline, fault.first))),
        tests=tuple(sorted(tests.values(), key=lambda test: test.line)),
        tallies=tuple(sorted(tallies, key=lambda tally: tally.line)),
    )


def _within(fault: Fault, lines: int) -> Fault:
    """A fault that ends no later than its log, which may be cut anywhere."""
    if fault.last <= lines:
        return fault
    first, head = min(fault.first, lines), min(fault.headline, lines)
    return replace(fault, first=first, headline=head, last=lines)


def _found(log: Log, recognisers: Sequence[Recogniser]) -> list[Found]:
    """What the recognisers that are woken by the log find."""
    return [found for one in recognisers if log.holds(one.cues) for found in one.find(log)]
