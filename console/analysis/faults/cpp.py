"""C and C++ test frameworks: GoogleTest, Catch2, doctest, Boost.Test, CTest, Qt Test."""

from collections.abc import Iterator

from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, failed, fault
from console.model.failure import FailedTest, FaultKind, Place, Tally
from console.text.late import Late

CUES = (
    "[  FAILED  ]", ": FAILED:", "***", "tests FAILED:", "TEST CASE:", ": Failure", "error: in \"", "test cases: ",
    "FAIL!  : ", "[  PASSED  ]", " tests failed out of ",
)  # fmt: skip
_GTEST = Late(r"(?:\[\d++/\d++\] |\d++: )?\[  FAILED  \] ([\w/]++\.[\w/<>]++)(?:, where |,? \(| *$)")
_GTEST_COUNT = Late(r"\[  (PASSED|FAILED)  \] (\d++) tests?")
_GTEST_AT = Late(r"(?:\d++: )?(.*?)[:(](\d++)\)?: (?:Failure|error: )")
_CATCH = Late(r"(\S.*):(\d++): FAILED:$")
_RULE = Late(r"-{60,}$")
_CTEST = Late(
    r"\s++\d++ - (\S.*?) \((?:Failed|Timeout|SEGFAULT|Subprocess aborted|Not Run|Exit code [^)]*+"
    r"|[A-Z][A-Za-z ]*+|ILLEGAL|BUS ERROR|NUMERICAL|OTHER_FAULT)\)"
)
_CTEST_LINE = Late(r"\s*+\d++/\d++ +Test +#\d++: (\S.*?) \.{3,}(?: *+)\*\*\*")
_CTEST_COUNT = Late(r"\d++% tests passed, (\d++) tests? failed out of (\d++)")
_DOCTEST = Late(r"TEST CASE: {1,2}(\S.*)$")
_BOOST = Late(r'(\S.*?)\((\d++)\): (?:fatal )?error: in "([^"]++)": (.*)$')
_QT = Late(r"FAIL!  : (\w++::\w++(?:\([^)]*+\))?)")


def find(log: Log) -> Iterator[Found]:
    """Failed tests, assertions with their places, and totals."""
    yield from _gtest(log)
    yield from _catch(log)
    yield from _ctest(log)
    for index in log.at("TEST CASE:"):
        match = _DOCTEST.match(log[index])
        if match and any("ERROR:" in log[at] for at in range(index + 1, index + 12)):
            yield failed(match[1], "doctest", index)
    for index in log.at('error: in "'):
        if match := _BOOST.match(log[index]):
            place = Place(file=match[1], line=int(match[2][:9]))
            yield failed(match[3], "boost.test", index, match[4], place)
            yield fault("boost.test", FaultKind.TEST, (index, index, index), message=match[4], where=place)
    for index in log.at("FAIL!  : "):
        if match := _QT.match(log[index]):
            yield failed(match[1], "qtest", index)


def _gtest(log: Log) -> Iterator[Found]:
    """GoogleTest's marks; with parameters the name ends before them."""
    for index in log.at("[  FAILED  ]"):
        if match := _GTEST.match(log[index]):
            yield failed(match[1], "gtest", index)
    for index in log.at(": Failure"):
        match = _GTEST_AT.match(log[index])
        if match and log[index].endswith(": Failure"):
            last = next(
                (at for at in range(index + 1, index + 12) if log[at].startswith("[") or not log[at].strip()), index
            )
            place = Place(file=match[1], line=int(match[2][:9]))
            span = (index, max(last - 1, index), index)
            yield fault("gtest", FaultKind.TEST, span, message=log[index + 1], where=place)
    for index in log.at("[  PASSED  ]"):
        passed, bad = (_GTEST_COUNT.match(log[at]) for at in (index, index + 1))
        if passed:
            count = int(bad[2][:9]) if bad and bad[1] == "FAILED" else 0
            yield Tally(framework="gtest", line=index + 1, passed=int(passed[2][:9]), failed=count)


def _catch(log: Log) -> Iterator[Found]:
    """Catch2: the first line between the rules above a failure is the test case, the others its sections."""
    for index in log.at(": FAILED:"):
        match = _CATCH.match(log[index])
        if match is None:
            continue
        place = Place(file=match[1], line=int(match[2][:9]))
        if name := _between_rules(log, index):
            yield failed(name, "catch2", index, log[index + 1].strip(), place)
        span = (index, index + 3, index)
        yield fault("catch2", FaultKind.TEST, span, message=log[index + 1], where=place)


def _between_rules(log: Log, index: int) -> str:
    """The title of the test case above a failure, empty when there is none."""
    rules = 0
    for above in range(index - 1, max(index - 2000, -1), -1):
        if _RULE.match(log[above]):
            rules += 1
            if rules == 2:
                return _unwrapped(log, above + 1)
    return ""


def _unwrapped(log: Log, index: int) -> str:
    """The title that begins in a line; it is wrapped at the margin, and what is indented below it are sections."""
    title = log[index].strip()
    for below in range(index + 1, index + 6):
        line = log[below].rstrip()
        if not line or line.startswith((" ", "---")):
            break
        title += line if line.startswith("<") else f" {line}"
    return title


def _ctest(log: Log) -> Iterator[FailedTest | Tally]:
    """CTest's closing list, or its lines where a log ends before."""
    listed = False
    for index in log.at("tests FAILED:"):
        below = index + 1
        while match := _CTEST.match(log[below]):
            listed = True
            yield failed(match[1], "ctest", below)
            below += 1
    if not listed:
        for index in log.at("***"):
            if match := _CTEST_LINE.match(log[index]):
                yield failed(match[1], "ctest", index)
    for index in log.at(" tests failed out of "):
        if match := _CTEST_COUNT.match(log[index]):
            bad, ran = int(match[1][:9]), int(match[2][:9])
            yield Tally(framework="ctest", line=index + 1, passed=max(ran - bad, 0), failed=bad)


RECOGNISER = Recogniser(CUES, find)
