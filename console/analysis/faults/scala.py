"""Scala's test frameworks under sbt: ScalaTest, MUnit, specs2, JUnit; names are suite and full title."""

import re
from collections.abc import Iterator

from console.analysis.faults.log import Log
from console.analysis.faults.outline import indent
from console.analysis.faults.recogniser import Found, Recogniser, failed
from console.model.failure import FailedTest, Tally
from console.text.late import Late

CUES = ("*** FAILED ***", "==> X ", " failed: ", "Tests: succeeded ")
_SCALATEST = Late(r"( *+)- (\S.*?) \*\*\* FAILED \*\*\*")
_SUITE = Late(r"([A-Z]\w*+):$")
_MUNIT = Late(r"==> X (\S.*?)  ?\d[\d.,]*+s")
_JUNIT = Late(r"Test ((?:[\w$]++\.)+[\w$]++) failed: ")
_TALLY = Late(r"Tests: succeeded (\d++), failed (\d++), canceled (\d++), ignored (\d++)")
_ABOVE = 2000


def find(log: Log) -> Iterator[Found]:
    """Failed tests and totals."""
    for index in log.at("*** FAILED ***"):
        if match := _SCALATEST.match(log[index]):
            yield _scalatest(log, index, match)
    for index in log.at("==> X "):
        if match := _MUNIT.match(log[index]):
            yield failed(match[1], "munit", index)
    for index in log.at(" failed: "):
        if match := _JUNIT.match(log[index]):
            yield failed(match[1], "junit", index)
    for index in log.at("Tests: succeeded "):
        if match := _TALLY.match(log[index]):
            passed, bad, cancelled, ignored = (int(n[:9]) for n in match.groups())
            yield Tally(framework="scalatest", line=index + 1, passed=passed, failed=bad, skipped=cancelled + ignored)


def _scalatest(log: Log, index: int, match: re.Match[str]) -> FailedTest:
    """A failed test with the scopes and the suite above it."""
    words = [match[2]]
    level = len(match[1]) + 1
    for above in range(index - 1, max(index - _ABOVE, -1), -1):
        line = log[above].rstrip()
        if suite := _SUITE.match(line):
            words.append(suite[1])
            break
        if line and indent(line) < level and not line.lstrip().startswith("- ") and line.lstrip()[0].isalnum():
            words.append(line.strip())
            level = indent(line)
    return failed(" ".join(reversed(words)), "scalatest", index, log[index + 1])


RECOGNISER = Recogniser(CUES, find)
