"""Python's unittest and its kin: Django, nose, nose2, trial, stestr.

A test is named as `python -m unittest` would be asked to run it: `package.module.Class.method`.
"""

from collections.abc import Iterator

from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, failed
from console.model.failure import Tally
from console.text.late import Late

CUES = ("FAIL: ", "ERROR: ", "... FAIL", "... ERROR", "[FAIL]", "[ERROR]", "FAILED (", "Ran ")
_HEAD = Late(r"(?:FAIL|ERROR): (\S++) \(([\w.<>]++)\)")
_BARE = Late(r"(?:FAIL|ERROR): ((?:[A-Za-z_]\w*+\.)+[A-Za-z_]\w*+(?:\(.*\))?)$")
_VERBOSE = Late(r"(\w++) \(([\w.<>]++)\)(?: .*)? \.\.\. (?:FAIL|ERROR)(?:ED)?$")
_TESTR = Late(r"\{\d++\} ([\w.]++(?:[\[(][^\])]*+[\])])?) \[[\d.]++s\] \.\.\. FAILED$")
_TITLE = Late(r"(\w++) \(([\w.<>]++)\)$")
_DOTTED = Late(r"(?:[A-Za-z_]\w*+\.){2,}[A-Za-z_]\w*+$")
_RAN = Late(r"Ran (\d++) tests? in ")
_RESULT = Late(r"(failures|errors|skipped)=(\d++)")
_MODULE_LOADER = ("unittest.loader.", "nose2.", "nose.failure")


def find(log: Log) -> Iterator[Found]:
    """Failed tests, each once, and the counts."""
    seen: set[str] = set()
    for index, name in _names(log):
        if name not in seen:
            seen.add(name)
            yield failed(name, "unittest", index)
    for index in log.at("Ran "):
        if match := _RAN.match(log[index]):
            yield _tally(log, index, int(match[1][:9]))


def _names(log: Log) -> Iterator[tuple[int, str]]:
    """The names of failed tests where they are told."""
    for index in log.at("FAIL: ", "ERROR: "):
        if (match := _HEAD.match(log[index])) and _ruled(log, index):
            yield from ((index, name) for name in [dotted(match[1], match[2])] if name)
        elif (match := _BARE.match(log[index])) and log[index - 1].startswith("======"):
            yield index, match[1]
    for index in log.at("... FAIL", "... ERROR"):
        line = log[index]
        title = log[index - 1] if line.endswith(("... FAIL", "... ERROR")) else ""
        if match := _VERBOSE.match(line) or _TITLE.match(title):
            yield from ((index, name) for name in [dotted(match[1], match[2])] if name)
        elif testr := _TESTR.match(line):
            yield index, testr[1]
    for index in log.at("[FAIL]", "[ERROR]"):
        if log[index] in {"[FAIL]", "[ERROR]"}:
            yield from _trial(log, index)


def _ruled(log: Log, index: int) -> bool:
    """Whether a heading stands between the rules that frame it, with at most a description between."""
    return log[index - 1].startswith("=====") or any(log[at].startswith("-----") for at in range(index + 1, index + 4))


def dotted(method: str, owner: str) -> str:
    """The name to run: newer versions already end the owner with the method; empty for what is no test."""
    if owner.startswith(_MODULE_LOADER):
        return "" if owner.startswith("nose.") else method
    if method in {"setUpClass", "tearDownClass", "setUpModule", "tearDownModule"}:
        return owner
    return owner if owner.rpartition(".")[2] == method else f"{owner}.{method}"


def _trial(log: Log, index: int) -> Iterator[tuple[int, str]]:
    """Twisted's runner lists the tests under the traceback they share."""
    for below in range(index + 1, min(index + 400, len(log))):
        line = log[below]
        if line.startswith(("=====", "-----")):
            return
        if _DOTTED.match(line) and ".test" in line:
            yield below, line


def _tally(log: Log, index: int, ran: int) -> Tally:
    """The counts under `Ran N tests`."""
    counts: dict[str, int] = {}
    for below in range(index + 1, index + 4):
        if log[below].startswith(("FAILED (", "OK (")):
            counts = {word: int(number[:9]) for word, number in _RESULT.findall(log[below])}
    missed = counts.get("failures", 0) + counts.get("errors", 0) + counts.get("skipped", 0)
    return Tally(
        framework="unittest", line=index + 1, passed=max(ran - missed, 0), failed=counts.get("failures", 0),
        errors=counts.get("errors", 0), skipped=counts.get("skipped", 0),
    )  # fmt: skip


RECOGNISER = Recogniser(CUES, find)
