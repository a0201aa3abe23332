"""Frameworks that list their failed tests under a heading: behave, Behat, cucumber, Robot, Automake, karma."""

from collections.abc import Iterator

from console.analysis.faults.log import Log
from console.analysis.faults.outline import indent, titles
from console.analysis.faults.recogniser import Found, Recogniser, failed
from console.model.failure import FailedTest
from console.text.late import Late

CUES = ("ailing scenarios:", "ailed scenarios:", ") Scenario: ", "| FAIL |", "# FAIL: ", "FAIL: ", "FAILED TESTS:")
_FEATURE = Late(r"\s*+(?:file://)?(\S+\.feature:\d++)\b")
_SCENARIO = Late(r"\d++\) Scenario: .* # (\S+\.feature:\d++)$")
_ROBOT = Late(r"(\S.*?) ++(?:::.*)?\| FAIL \|$")
_ROBOT_COUNT = Late(r"\d++ (?:critical )?tests?, ")
_AUTOMAKE = Late(r"FAIL: (\S++)(?: \(exit status: \d++\))?$")
_CROSS = Late(r"\s++✖ (\S.*?)(?: \([^)]*+\))?$")
_LONGEST = 5000


def find(log: Log) -> Iterator[Found]:
    """Failed tests of all of them."""
    for heading in log.at("ailing scenarios:", "ailed scenarios:"):
        yield from _features(log, heading)
    for index in log.at(") Scenario: "):
        if match := _SCENARIO.match(log[index]):
            yield failed(match[1], "cucumber", index)
    for index in log.at("| FAIL |"):
        match = _ROBOT.match(log[index])
        if match and not any(_ROBOT_COUNT.match(log[at]) for at in range(index + 1, index + 4)):
            yield failed(match[1], "robot", index, log[index + 1])
    if log.at("# FAIL: "):
        for index in log.at("FAIL: "):
            if match := _AUTOMAKE.match(log[index]):
                yield failed(match[1], "automake", index)
    for heading in log.at("FAILED TESTS:"):
        yield from _karma(log, heading)


def _features(log: Log, heading: int) -> Iterator[FailedTest]:
    """The scenarios under a heading; one blank line may stand between."""
    for index in range(heading + 1, min(heading + _LONGEST, len(log))):
        match = _FEATURE.match(log[index])
        if match:
            yield failed(match[1], "cucumber", index)
        elif log[index].strip() or index > heading + 1:
            return


def _karma(log: Log, heading: int) -> Iterator[FailedTest]:
    """The outline that karma's mocha reporter prints of what failed."""
    if log[heading].strip() != "FAILED TESTS:":
        return
    for index in range(heading + 1, min(heading + _LONGEST, len(log))):
        line = log[index]
        if line.strip() and indent(line) <= indent(log[heading]):
            return
        if match := _CROSS.match(line):
            suites = titles(log, index, bool, heading)
            yield failed(" ".join([*suites, match[1]]), "karma", index)


RECOGNISER = Recogniser(CUES, find)
