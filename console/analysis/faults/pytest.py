"""pytest: failed tests, the exceptions they failed with, and the count at the end."""

from collections.abc import Iterator

from console.analysis.faults.inapp import own_file
from console.analysis.faults.log import Log
from console.analysis.faults.pytest_names import CUES, LOCATION, blocks, headed, passed_last, progressed, summarised
from console.analysis.faults.recogniser import Found, Recogniser, fault
from console.model.failure import FailedTest, Fault, FaultKind, Place, Tally
from console.text.late import Late

_TOTAL = Late(r"(?:=+ )?\d++ (?:failed|passed|errors?|skipped|deselected|x?passed|xfailed|warnings?|rerun)\b")
_COUNT = Late(r"(\d++) (passed|failed|errors?|skipped)\b")
_TYPED = Late(r"((?:[A-Za-z_]\w*\.)*+[A-Za-z_]\w*+)(?:: ?(.*+))?$")
_CUT = Late(r"[A-Z]\w*(?:Error|Exception|Warning|Exit|Interrupt|Failed|Fault|Timeout|Abort)|Failed|\w+\.[\w.]+")
_LINE_STYLE = Late(r"(\S[^:]*+):(\d++): ([A-Z][\w.]*+)(?:: (.*+))?$")


def find(log: Log) -> Iterator[Found]:
    """Tests each once, a fault a report, and the totals."""
    tests: dict[str, FailedTest] = {}
    for test in (*summarised(log), *progressed(log)):
        if test.name not in tests or (test.message and not tests[test.name].message):
            tests[test.name] = test
    reports = blocks(log)
    for test in headed(log, reports, set(tests)):
        tests.setdefault(test.name, test)
    passed = passed_last(log, set(tests))
    yield from (test for name, test in tests.items() if passed.get(name, -1) < test.line)
    for head, end in reports:
        yield from _report(log, head, end)
    yield from _one_lined(log)
    yield from _totals(log)


def _report(log: Log, head: int, end: int) -> Iterator[Fault]:
    """The fault of one report: its last group of `E` lines; earlier groups are its causes."""
    groups = [
        index for index in range(head + 1, end)
        if log[index].startswith("E  ") and not log[index - 1].startswith("E  ")
    ]  # fmt: skip
    if not groups:
        return
    frames = _frames(log, head, end)
    headline = groups[-1]
    kind, message = _typed(log, headline, end)
    causes = tuple(log[index][1:].strip() for index in reversed(groups[:-1]))
    yield fault(
        "pytest", FaultKind.EXCEPTION, (head, end - 1, headline),
        type=kind, message=message, frames=frames, causes=causes,
    )  # fmt: skip


def _one_lined(log: Log) -> Iterator[Fault]:
    """Failures of `--tb=line`, which stand right under the heading of their section."""
    for section in log.at("= FAILURES ="):
        index = section + 1
        while match := LOCATION.match(log[index]):
            typed = _LINE_STYLE.match(log[index])
            text = log[index].partition(f":{match[2]}: ")[2]
            place = Place(file=match[1], line=int(match[2][:9]), in_app=own_file(match[1]))
            kind, message = (typed[3], typed[4] or "") if typed else ("AssertionError", text)
            span = (index, index, index)
            yield fault("pytest", FaultKind.EXCEPTION, span, type=kind, message=message, frames=(place,))
            index += 1


def _typed(log: Log, headline: int, end: int) -> tuple[str, str]:
    """Class and message: of the `E` line itself, else the class that the report's last place names."""
    text = log[headline][1:].strip()
    match = _TYPED.match(text)
    if match and _CUT.match(match[1]) and not text.startswith("assert "):
        return match[1], match[2] or ""
    for index in range(headline + 1, min(end, headline + 60)):
        place = _LINE_STYLE.match(log[index])
        if place and not log[index].startswith("E"):
            return place[3], text
    return ("AssertionError" if text.startswith("assert") else ""), text


def _frames(log: Log, head: int, end: int) -> tuple[Place, ...]:
    """The places of a report, outermost first, each with its function and line of source when told."""
    frames: list[Place] = []
    for index in range(head + 1, end):
        match = LOCATION.match(log[index])
        if match and "." in match[1] and not log[index].startswith(("E ", ">", " ")):
            text = log[index + 1].strip() if match[3] else _pointed(log, index, head)
            frames.append(
                Place(
                    file=match[1], line=int(match[2][:9]), function=match[3] or "", in_app=own_file(match[1]), text=text
                )
            )
    return tuple(frames)


def _pointed(log: Log, index: int, head: int) -> str:
    """The source line that a report marks with `>` above a place."""
    for above in range(index - 1, max(head, index - 40), -1):
        if log[above].startswith(">"):
            return log[above][1:].strip()[:200]
    return ""


def _totals(log: Log) -> Iterator[Tally]:
    """The last line of each run."""
    for index in log.at(" passed", " failed", " error"):
        line = log[index]
        if _TOTAL.match(line) and " in " in line:
            counts = {word.rstrip("s"): int(number[:9]) for number, word in _COUNT.findall(line)}
            yield Tally(
                framework="pytest", line=index + 1, passed=counts.get("passed", 0), failed=counts.get("failed", 0),
                errors=counts.get("error", 0), skipped=counts.get("skipped", 0),
            )  # fmt: skip


RECOGNISER = Recogniser((*CUES, " passed", " failed", " error"), find)
