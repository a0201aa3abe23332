"""Gradle, TestNG, JUnit's own runners, Ant: failed tests of the JVM outside Maven."""

from collections.abc import Iterator

from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, failed, fault
from console.analysis.faults.surefire import full_name
from console.model.failure import FailedTest, FaultKind, Place, Tally
from console.text.late import Late

CUES = (
    " FAILED",
    " PASSED",
    "FAILED: ",
    "tests completed, ",
    "MethodSource [",
    "Testcase: ",
    "There was ",
    "There were ",
)
_OUTER = Late(r"(?:Gradle suite > Gradle test > |Gradle Test Run \S+ > (?:Gradle Test Executor \d+ > )?)")
_AT = Late(r"\s+((?:[\w$]++\.)*+[A-Z][\w$]*+) at ([\w$.-]++):(\d++)$")
_COMPLETED = Late(r"(\d++) tests? completed, (\d++) failed(?:, (\d++) skipped)?")
_TESTNG = Late(r"FAILED: ((?:[\w$]++\.)*+[\w$]++)(?:\(.*\))?$")
_QUALIFIED = Late(r"(?:[\w$]++\.)*[A-Z][\w$]*+\.[a-z_]\w*+$")
_FRAME_OF = Late(r"\s*+at ((?:[\w$]++\.)+)(\w++)\(")
_SOURCE = Late(r".*MethodSource \[className = '([\w.$]++)', methodName = '([^']++)'")
_ANT = Late(r"Testcase: ([^\s()]++)(?:\(([\w.$]++)\))?(?::\s++(?:FAILED|Caused an ERROR)| took )")
_ANT_SUITE = Late(r"Testsuite: ([\w.$]++)")
_JUNIT4 = Late(r"There (?:was|were) \d++ (?:failure|error)s?:$")
_JUNIT4_ITEM = Late(r"\d++\) (\S+\(\S+\))")


def find(log: Log) -> Iterator[Found]:
    """Failed tests, the exceptions told in one line, and the totals."""
    yield from _gradle(log)
    yield from _testng(log)
    for index in log.at("MethodSource ["):
        if (match := _SOURCE.match(log[index])) and any("=>" in log[at] for at in range(index + 1, index + 3)):
            yield failed(f"{match[1]}.{match[2]}", "junit", index)
    yield from _ant(log)
    yield from _junit4(log)
    for index in log.at("tests completed, "):
        if match := _COMPLETED.match(log[index]):
            ran, bad, skipped = (int((n or "0")[:9]) for n in match.groups())
            yield Tally(
                framework="gradle", line=index + 1, passed=max(ran - bad - skipped, 0), failed=bad, skipped=skipped
            )


def _gradle(log: Log) -> Iterator[Found]:
    """Lines `Class > method FAILED`, unless the same test passed when it ran again."""
    passed = {log[index].strip().removesuffix(" PASSED"): index for index in log.at(" PASSED")}
    for index in log.at(" FAILED"):
        line = log[index].strip()
        told = line.removesuffix(" FAILED")
        if told == line or " > " not in line or line.startswith("> ") or "> Task " in line or "->" in line:
            continue
        if passed.get(told, -1) > index:
            continue
        yield failed(_OUTER.sub("", told), "gradle", index, log[index + 1])
        if short := _AT.match(log[index + 1]):
            place = Place(file=short[2], line=int(short[3][:9]))
            span = (index, index + 1, index + 1)
            yield fault("java", FaultKind.EXCEPTION, span, type=short[1], frames=(place,))


def _testng(log: Log) -> Iterator[FailedTest]:
    """TestNG's closing list; a bare method gets its class from the stack trace below it."""
    for index in log.at("FAILED: "):
        match = _TESTNG.match(log[index])
        if match is None:
            continue
        name = match[1]
        frames = (_FRAME_OF.match(log[at]) for at in range(index + 2, min(index + 40, len(log))))
        owner = next((frame[1] for frame in frames if frame and frame[2] == name), "")
        if owner or _QUALIFIED.match(name):
            yield failed(owner + name, "testng", index, log[index + 1])


def _ant(log: Log) -> Iterator[FailedTest]:
    """Ant's plain report."""
    suite = ""
    for index in log.at("Testcase: ", "Testsuite: "):
        if named := _ANT_SUITE.match(log[index].strip()):
            suite = named[1]
        elif match := _ANT.match(log[index].strip()):
            verdict = log[index] if "took" not in match[0] else log[index + 1]
            if "FAILED" in verdict or "Caused an ERROR" in verdict:
                yield failed(f"{match[2] or suite}.{match[1]}", "junit", index)


def _junit4(log: Log) -> Iterator[FailedTest]:
    """The list of JUnit 4's text runner."""
    for start in log.at("There was ", "There were "):
        if not _JUNIT4.match(log[start]):
            continue
        for index in range(start + 1, min(start + 5000, len(log))):
            if log[index].startswith(("FAILURES!!!", "There w")):
                break
            if match := _JUNIT4_ITEM.match(log[index]):
                yield failed(full_name(match[1]), "junit", index)


RECOGNISER = Recogniser((*CUES, "Testsuite: "), find)
