"""Rust: rustc's and clippy's errors, panics, failed tests of cargo and nextest."""

import re
from collections.abc import Iterator

from console.analysis.faults.inapp import own_file, own_module
from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, failed, fault
from console.model.failure import FailedTest, FaultKind, Place, Tally
from console.text.late import Late

CUES = (
    "error[E",
    "error: ",
    "panicked at ",
    "... FAILED",
    "failures:",
    "test result: ",
    "FAIL [",
    "TIMEOUT [",
    "SIG",
    "PASS [",
)
_ERROR = Late(r"\s*+error(?:\[(E\d++)\])?: (.*)$")
_ARROW = Late(r"\s*+--> (.*):(\d++):(\d++)$")
_PANIC = Late(r"\s*+thread '([^']*+)' (?:\(\d++\) )?panicked at (.*)$")
_PLACE = Late(r"(.*):(\d++):(\d++):?$")
_OLD_PANIC = Late(r"'(.*)', (.*):(\d++):(\d++)$")
_TEST = Late(r"test (\S.*?)(?: - should panic)? \.\.\. FAILED$")
_LISTED = Late(r"    (\S++(?: - .*)?)$")
_RESULT = Late(r"test result: \w++\. (\d++) passed; (\d++) failed; (\d++) ignored")
_NEXTEST = Late(
    r"\s++(TRY \d++ )?(FAIL|TIMEOUT|ABORT|SIG[A-Z]++|TMT|LEAK-FAIL|PASS|FLAKY \d++/\d++) ++\[[^\]]*+\] "
    r"(?:\([ \d/]++\) )?(\S++) (\S.*)$"
)
_LINT = Late(r".*(?:clippy::|rustdoc::|#\[(?:deny|warn|forbid)\()")
_STEP = Late(r"\s++(\d++): (?:0x[0-9a-f]++ - )?(\S.*)$")
_STEP_PLACE = Late(r"\s++at (.*):(\d++)(?::(\d++))?$")


def find(log: Log) -> Iterator[Found]:
    """Failed tests, panics, errors of the compiler and totals."""
    yield from _tests(log)
    yield from _nextest(log)
    for index in log.at("panicked at "):
        if match := _PANIC.match(log[index]):
            yield _panic(log, index, match[2])
    for index in log.at("error[E", "error: "):
        match = _ERROR.match(log[index])
        arrow = next((found for at in range(index + 1, index + 4) if (found := _ARROW.match(log[at]))), None)
        if match and arrow:
            yield _error(log, index, match, arrow)
    for index in log.at("test result: "):
        if result := _RESULT.match(log[index]):
            passed, bad, ignored = (int(n[:9]) for n in result.groups())
            yield Tally(framework="cargo", line=index + 1, passed=passed, failed=bad, skipped=ignored)


def _error(log: Log, index: int, match: re.Match[str], arrow: re.Match[str]) -> Found:
    """An error with its place; `end` is the blank line below its drawing."""
    end = next((at for at in range(index + 1, min(index + 60, len(log))) if not log[at].strip()), index + 1)
    lint = any(_LINT.match(log[at]) for at in range(index + 1, end))
    place = Place(file=arrow[1], line=int(arrow[2][:9]), column=int(arrow[3][:9]), in_app=own_file(arrow[1]))
    kind = FaultKind.LINT if lint else FaultKind.COMPILER
    return fault("rustc", kind, (index, max(end - 1, index), index), type=match[1] or "", message=match[2], where=place)


def _panic(log: Log, index: int, text: str) -> Found:
    """A panic in the new form, place first and message below, or in the old one."""
    if old := _OLD_PANIC.match(text):
        message, file, line, column = old[1], old[2], old[3], old[4]
    elif new := _PLACE.match(text):
        message, file, line, column = log[index + 1], new[1], new[2], new[3]
    else:
        message, file, line, column = text, "", "0", "0"
    frames, last = _backtrace(log, index)
    place = Place(file=file, line=int(line[:9]), column=int(column[:9]), in_app=own_file(file)) if file else None
    where = place if place and place.in_app else None
    span = (index, max(last, index), index)
    return fault(
        "rust",
        FaultKind.CRASH,
        span,
        type="panic",
        message=message,
        frames=frames or ((place,) if place else ()),
        where=where,
    )


def _backtrace(log: Log, index: int) -> tuple[tuple[Place, ...], int]:
    """The frames below `stack backtrace:`, outermost first, and the last line."""
    start = next((at for at in range(index + 1, index + 6) if log[at].strip() == "stack backtrace:"), -1)
    frames: list[Place] = []
    at = start + 1
    while start >= 0 and (step := _STEP.match(log[at])):
        place = _STEP_PLACE.match(log[at + 1])
        own = own_module(step[2]) and (place is None or own_file(place[1]))
        file, line = (place[1], int(place[2][:9])) if place else ("", 0)
        frames.append(Place(file=file, line=line, function=step[2], in_app=own and bool(file)))
        at += 2 if place else 1
    return tuple(reversed(frames)), at - 1 if start >= 0 else index


def _tests(log: Log) -> Iterator[FailedTest]:
    """Failed tests of cargo: told in their line, and listed at the end where output stood between."""
    for index in log.at("... FAILED"):
        if match := _TEST.match(log[index].rstrip()):
            yield failed(match[1], "cargo", index)
    if not log.at("test result: "):
        return
    for index in log.at("failures:"):
        below = index + 1
        while log[index].strip() == "failures:" and (match := _LISTED.match(log[below])):
            yield failed(match[1], "cargo", below)
            below += 1


def _nextest(log: Log) -> Iterator[FailedTest]:
    """Failed tests of nextest, without those that passed when tried again."""
    told = [
        (index, match) for index in log.at("FAIL [", "TIMEOUT [", "SIG", "PASS [")
        if (match := _NEXTEST.match(log[index]))
    ]  # fmt: skip
    passed = {match[4] for _, match in told if match[2] == "PASS"}
    for index, match in told:
        if match[2] != "PASS" and not match[2].startswith("FLAKY") and match[4] not in passed:
            yield failed(match[4], "nextest", index)


RECOGNISER = Recogniser(CUES, find)
