"""Go: failed tests of `go test`, gotestsum, ginkgo and gocheck; panics, deadlocks and data races."""

import re
from collections.abc import Iterator

from console.analysis.faults.inapp import own_file
from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, failed, fault
from console.model.failure import FailedTest, FaultKind, Place
from console.text.late import Late

CUES = (
    "--- FAIL: ", "=== FAIL: ", "[Fail] ", "[FAIL] ", "panic: ", "fatal error: ", "WARNING: DATA RACE", "FAIL: ",
    '"Action":"fail"', "running tests:", "DONE ", "--- PASS: ",
)  # fmt: skip
_FAIL = Late(r"\s*+--- FAIL: (\S++)(?: \(| *$)")
_PASS = Late(r"\s*+--- PASS: (\S++) \(")
_RERUN = Late(r"DONE \d++ runs, ")
_SUM = Late(r"=== FAIL: \S++ (\S++)(?: \(re-run \d++\))? \(")
_GINKGO = Late(r"\s*+\[F(?:ail|AIL)\] (\S.*)$")
_GOCHECK = Late(r"FAIL: [\w./-]+\.go:\d++: (\w++\.\w++)$")
_JSON = Late(r'.*"Action":"fail".*?"Test":"([^"]++)"')
_RUNNING = Late(r"\t(\S++) \([\dhms.]++\)$")
_LOGGED = Late(r"\s++[\w.-]+\.go:\d++: ")
_PANIC = Late(r"\s*+(panic|fatal error): (.*)$")
_CALL = Late(r"(?:created by )?([\w./*()\[\]·%-]+?)(?:\([^()]*+\))?(?: in goroutine \d++)?$")
_FILE = Late(r"\t(\S.*?):(\d++)(?: \+0x[0-9a-f]++)?$")
_RACE_FILE = Late(r"\s+(\S.*?\.go):(\d++)(?: \+0x[0-9a-f]++)?$")


def find(log: Log) -> Iterator[Found]:
    """Failed tests without the parents of failed sub-tests; crashes."""
    passed = _passed_again(log)
    yield from without_parents([test for test in _tests(log) if test.name not in passed])
    for index in log.at("panic: ", "fatal error: "):
        match = _PANIC.match(log[index])
        if match and not (log[index - 1].startswith("panic: ") and log[index].startswith("\t")):
            yield from _crash(log, index, match)
    for index in log.at("WARNING: DATA RACE"):
        if log[index].startswith("WARNING: DATA RACE"):
            frames = _race_frames(log, index)
            last = index + 2 * len(frames) + 1
            yield fault(
                "go", FaultKind.CRASH, (index, last, index), type="DATA RACE", message=log[index + 1], frames=frames
            )


def _passed_again(log: Log) -> set[str]:
    """The tests that passed at least once, when gotestsum ran failed tests again."""
    if not any(_RERUN.match(log[index]) for index in log.at("DONE ")):
        return set()
    return {match[1] for index in log.at("--- PASS: ") if (match := _PASS.match(log[index]))}


def without_parents(tests: list[FailedTest]) -> list[FailedTest]:
    """The tests of which no sub-test failed."""
    parents = {name[:at] for test in tests for name in [test.name] for at, sign in enumerate(name) if sign == "/"}
    return [test for test in tests if test.name not in parents]


def _tests(log: Log) -> Iterator[FailedTest]:
    """Failed tests in whatever way they are told."""
    gocheck = [(index, match[1]) for index in log.at("FAIL: ") if (match := _GOCHECK.match(log[index]))]
    for index, name in gocheck:
        yield failed(name, "gocheck", index)
    ginkgo = [(index, match[1]) for index in log.at("[Fail] ", "[FAIL] ") if (match := _GINKGO.match(log[index]))]
    for index, name in ginkgo:
        yield failed(name, "ginkgo", index)
    runner = bool(gocheck or any("[It]" in name for _, name in ginkgo))
    for index in log.at("--- FAIL: "):
        match = _FAIL.match(log[index])
        if match and not (runner and _only_runs(match[1])):
            yield failed(match[1], "go", index, _said(log, index))
    for index in log.at("=== FAIL: "):
        if match := _SUM.match(log[index]):
            yield failed(match[1], "go", index, _said(log, index))
    for index in log.at('"Action":"fail"'):
        if match := _JSON.match(log[index]):
            yield failed(match[1], "go", index)
    for index in log.at("running tests:"):
        below = index + 1
        while match := _RUNNING.match(log[below]):
            yield failed(match[1], "go", below, "timed out")
            below += 1


def _said(log: Log, index: int) -> str:
    """What a test logged below its failure (Go 1.13 and older) or above it, empty when nothing."""
    return next((log[at].strip() for at in (index + 1, index - 1) if _LOGGED.match(log[at])), "")


def _only_runs(name: str) -> bool:
    """Whether a test is the one that starts another framework's suite, by the usual names."""
    return name in {"Test", "TestingT", "TestAll", "TestSuite"} or (
        not ("/" in name or name[4:5].islower()) and name.endswith(("Suite", "E2E", "Tests", "Ginkgo"))
    )


def _crash(log: Log, index: int, match: re.Match[str]) -> Iterator[Found]:
    """A panic or fatal error, if goroutines are listed below it."""
    start = next((at for at in range(index + 1, index + 12) if log[at].startswith("goroutine ")), -1)
    if start < 0 and match[1] == "fatal error":
        return
    frames, last = _goroutine(log, start + 1) if start >= 0 else ((), index)
    message = match[2].removesuffix(" [recovered]")
    kind = "runtime error" if message.startswith("runtime error: ") else match[1]
    yield fault(
        "go",
        FaultKind.CRASH,
        (index, last, index),
        type=kind,
        message=message.removeprefix("runtime error: "),
        frames=frames,
    )


def _goroutine(log: Log, start: int) -> tuple[tuple[Place, ...], int]:
    """The frames of one goroutine, outermost first, and its last line."""
    frames: list[Place] = []
    index = start
    while index + 1 < min(len(log), start + 400) and log[index].strip():
        place = _FILE.match(log[index + 1])
        if place is None:
            break
        call = _CALL.match(log[index])
        own = own_file(place[1]) and not log[index].startswith(
            ("runtime.", "testing.", "panic(", "created by testing.")
        )
        frames.append(Place(file=place[1], line=int(place[2][:9]), function=call[1] if call else "", in_app=own))
        index += 2
    return tuple(reversed(frames)), max(index - 1, start - 1)


def _race_frames(log: Log, start: int) -> tuple[Place, ...]:
    """The frames of the first access that a data race tells of."""
    frames: list[Place] = []
    for index in range(start + 2, start + 60, 2):
        match = _RACE_FILE.match(log[index + 1])
        if match is None:
            break
        name = log[index].strip().partition("(")[0]
        frames.append(Place(file=match[1], line=int(match[2][:9]), function=name, in_app=own_file(match[1])))
    return tuple(reversed(frames))


RECOGNISER = Recogniser(CUES, find)
