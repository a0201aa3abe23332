"""Frameworks whose failed tests stand one by one in lines of their own: a table of cues and patterns.

XCTest, Swift Testing, Dart, testthat, Bazel, Pester, lit, Meson, Alcotest, Clojure, Common Test, busted.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, failed
from console.text.late import Late


class _Row(NamedTuple):
    """One framework: the cue in its lines and the pattern whose groups, joined with `joint`, are the name."""

    framework: str
    cue: str
    pattern: Late
    joint: str = ""
    unless: Callable[[str], bool] = lambda _name: False


def _row(framework: str, cue: str, pattern: str, joint: str = "") -> _Row:
    """A row without exceptions."""
    return _Row(framework, cue, Late(pattern), joint)


def _loading(name: str) -> bool:
    """Whether Dart could not load a file, which is no test."""
    return name.startswith("loading ")


_ROWS = (
    _row("xctest", "' failed (", r"Test Case '(.*)' failed \("),
    _row("swift-testing", " failed after ", r"[✘✖􀢄] Test (\S.*?) failed after "),
    _Row("dart", " [E]", Late(r"\d++:\d++ \+\d++(?: ~\d++)?(?: -\d++)?: (\S.*) \[E\]$"), "", _loading),
    _row("testthat", "── ", r"── (?:\d++\. )?(?:Failure|Error) ?\([^)]*+\): (\S.*?) ?─*$"),
    _row("testthat", "-- ", r"-- (?:\d++\. )?(?:Failure|Error) ?\([^)]*+\): (\S.*?) ?-*$"),
    _row("bazel", "//", r"((?:@[\w.~+-]*+)?//\S+) ++(?:\(cached\) )?(?:FAILED|TIMEOUT|NO STATUS FAILED) in "),
    _row("pester", "[-] ", r"\s*+\[-\] (\S.*?) \d[\d.,]*+m?s\b"),
    _row("lit", " :: ", r"(?:FAIL|TIMEOUT|UNRESOLVED): (\S++ :: \S++) \(\d++ of \d++\)"),
    _row("meson", "  FAIL  ", r"\s*+\d++/\d++ (\S.*?) ++(?:FAIL|TIMEOUT|ERROR) ++[\d.]++ ?s\b"),
    _row("alcotest", "[FAIL] ", r"[\s│>]*+\[FAIL\] ++(\S.*?) ++\d++ ++(\S.*?)\.$", " > "),
    _row("clojure", "FAIL in (", r"(?:lein test \S++ )?FAIL in \((\S+)\) \("),
    _row("clojure", "ERROR in (", r"(?:lein test \S++ )?ERROR in \((\S+)\) \("),
    _row("common_test", "==> ", r"%%% (\w++) ==> (\S+): FAILED$", ":"),
)  # fmt: skip
_BUSTED = Late(r"(?:Failure|Error) → \S++ @ \d++$")
_BATS = Late(r" ✗ (\S.*?)(?: \[\d++\])?$")


def find(log: Log) -> Iterator[Found]:
    """Failed tests of every row."""
    for row in _ROWS:
        for index in log.at(row.cue):
            match = row.pattern.match(log[index])
            if match and not row.unless(match[1]):
                yield failed(row.joint.join(match.groups()), row.framework, index)
    for index in log.at(" → "):
        if _BUSTED.match(log[index]):
            yield failed(log[index + 1], "busted", index)
    for index in log.at("✗ "):
        if (match := _BATS.match(log[index])) and "(in test file" in log[index + 1]:
            yield failed(match[1], "bats", index, log[index + 2])


RECOGNISER = Recogniser((*(row.cue for row in _ROWS), " → ", "✗ "), find)
