"""Ruby: exceptions with their backtraces, rspec, minitest, test-unit, cucumber."""

from collections.abc import Iterator

from console.analysis.faults.inapp import own_file
from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, failed, fault
from console.model.failure import FailedTest, FaultKind, Place, Tally
from console.text.late import Late

CUES = (
    "rspec ", "Failure/Error:", ") Failure:", ") Error:", "Failure:", "Error:", "cucumber ", " examples, ",
    " runs, ", " tests, ",
    ":in `", ":in '", " example, ", "ailing Scenarios:",
)  # fmt: skip
_RSPEC = Late(r"rspec (?:'|\")?(\.?/?[^\s\[:'\"]++)(?::(\d++)|\[[\d:,]++\])(?:'|\")? # (.*)$")
_NUMBERED = Late(r"\s*+\d++\) (\S.*)$")
_CLASS_LINE = Late(
    r"\s*+((?:[A-Z]\w*+::)++[A-Z]\w*+|[A-Z]\w*(?:Error|Exception|NotFound|Invalid|Timeout|Failed|Interrupt)):$"
)
_MINITEST = Late(r"((?:[A-Z]\w*+::)*+[A-Z]\w*+(?:::[\w ]++)*+)#(test_?.*?)(?: \[(.*?):(\d++)\])?:$")
_MINITEST4 = Late(r"(test_?[^()]*+\((?:\w++::)*+\w++\))(?: \[(.*?):(\d++)\])?:$")
_TESTUNIT = Late(r"(?:Failure|Error): (test[^()]*+\((?:\w++::)*+\w++\))(?:: ?((?:\w++::)*+\w++): (.*))?")
_TYPED = Late(r"\s*+((?:[A-Z]\w*+::)*+[A-Z]\w*+): (.*)$")
_CUCUMBER = Late(r"(?:cucumber|behave)(?: -\S++(?: [\w.]++(?= ))?)*+ (\S+\.feature:\d++)(?: |$)")
_RAISED = Late(r"(\S.*?):(\d++):in [`'](.*?)': (.*) \(((?:[A-Z]\w*+::)*+[A-Z]\w*+)\)$")
_FRAME = Late(r"\s*+(?:# |from |\d+: from )?([^\s:][^:]*?|<internal:[^>]++>):(\d++):in [`'](.*)'$")
_EXAMPLES = Late(r"(\d++) examples?, (\d++) failures?")
_RUNS = Late(
    r"(\d++) (?:runs"
    r"|tests), (\d++) assertions, (\d++) failures, (\d++) errors(?:, (?:\d++ pendings, )?(\d++) (?:skips|omissions))?"
)


def find(log: Log) -> Iterator[Found]:
    """Failed tests, exceptions and totals."""
    yield from _rspec(log)
    yield from _minitest(log)
    for index in log.at("Failure:", "Error:"):
        if match := _TESTUNIT.match(log[index].strip()):
            yield failed(match[1], "test-unit", index, match[3] or "")
            if match[2]:
                yield _error(log, index, match[2], match[3], index + 1)
    listed = log.at("ailing Scenarios:")
    for index in log.at("cucumber "):
        if listed and index > listed[0] and (match := _CUCUMBER.match(log[index])):
            yield failed(match[1], "cucumber", index)
    for index in log.at(":in `", ":in '"):
        if match := _RAISED.match(log[index]):
            first = Place(file=match[1], line=int(match[2][:9]), function=match[3], in_app=own_file(match[1]))
            yield _error(log, index, match[5], match[4], index + 1, first)
    yield from _totals(log)


def _rspec(log: Log) -> Iterator[Found]:
    """Rspec's list of failed examples, or its reports where a log lacks the list; exceptions from the reports."""
    listed = [(index, match) for index in log.at("rspec ") if (match := _RSPEC.match(log[index]))]
    for index, match in listed:
        place = Place(file=match[1], line=int((match[2] or "0")[:9]))
        yield failed(match[3] or f"{match[1]}:{match[2]}", "rspec", index, where=place)
    for index in log.at("Failure/Error:"):
        title = next((m for up in range(index - 1, index - 4, -1) if (m := _NUMBERED.match(log[up]))), None)
        if title and not listed:
            yield failed(title[1], "rspec", index)
        for below in range(index + 1, index + 12):
            if log[below].lstrip().startswith("# ") or _NUMBERED.match(log[below]):
                break
            if (match_class := _CLASS_LINE.match(log[below])) and log[below + 1].strip():
                yield _error(log, below, match_class[1], log[below + 1], below + 1)
                break


def _minitest(log: Log) -> Iterator[Found]:
    """minitest: the line below `Failure:` or `Error:` names the test."""
    for index in log.at("Failure:", "Error:", ") Failure:", ") Error:"):
        if not log[index].rstrip().endswith(("Failure:", "Error:")):
            continue
        line = log[index + 1].strip()
        if match := _MINITEST.match(line):
            yield _named(index + 1, f"{match[1]}#{match[2]}", log[index + 2], (match[3], match[4]))
        elif old := _MINITEST4.match(line):
            yield _named(index + 1, old[1], log[index + 2], (old[2], old[3]))
        else:
            continue
        typed = _TYPED.match(log[index + 2])
        if typed and "Error:" in log[index]:
            yield _error(log, index + 2, typed[1], typed[2], index + 3)


def _named(index: int, name: str, message: str, place: tuple[str | None, str | None]) -> FailedTest:
    """A failed test with its place when told."""
    file, line = place
    where = Place(file=file, line=int((line or "0")[:9])) if file else None
    return failed(name, "minitest", index, message, where)


def _error(log: Log, head: int, kind: str, message: str, start: int, first: Place | None = None) -> Found:
    """An exception with the backtrace that begins at or shortly below a line."""
    at = next((index for index in range(start, start + 8) if _FRAME.match(log[index])), start)
    frames: list[Place] = [first] if first else []
    while match := _FRAME.match(log[at]):
        frames.append(Place(file=match[1], line=int(match[2][:9]), function=match[3], in_app=own_file(match[1])))
        at += 1
    span = (head, max(at - 1, head), head)
    return fault("ruby", FaultKind.EXCEPTION, span, type=kind, message=message, frames=tuple(reversed(frames)))


def _totals(log: Log) -> Iterator[Tally]:
    """The counts at the end of a run."""
    for index in log.at(" examples, ", " example, "):
        if match := _EXAMPLES.match(log[index]):
            ran, bad = int(match[1][:9]), int(match[2][:9])
            yield Tally(framework="rspec", line=index + 1, passed=max(ran - bad, 0), failed=bad)
    for index in log.at(" runs, ", " tests, "):
        if match := _RUNS.match(log[index]):
            ran, _, bad, errors, skipped = (int((n or "0")[:9]) for n in match.groups())
            yield Tally(
                framework="minitest", line=index + 1, passed=max(ran - bad - errors - skipped, 0), failed=bad,
                errors=errors, skipped=skipped,
            )  # fmt: skip


RECOGNISER = Recogniser(CUES, find)
