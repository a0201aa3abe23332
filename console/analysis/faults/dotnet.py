""".NET: failed tests of xUnit, NUnit and MSTest, exceptions with their stacks."""

from collections.abc import Iterator

from console.analysis.faults.inapp import own_module
from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, failed, fault
from console.model.failure import FailedTest, FaultKind, Place, Tally
from console.text.late import Late

CUES = (
    "  Failed ",
    "Failed   ",
    "  X ",
    " [FAIL]",
    "   at ",
    "Failed!  - ",
    "Unhandled exception",
    "Failed : ",
    "Error : ",
)
_FAILED = Late(r"(?:\s++Failed |Failed {3}|  X )(\S.*?)( \[[<\d][^\]]*s\])?$")
_XUNIT = Late(r"\[xUnit\.net [\d:.]++\]\s++(\S.*) \[FAIL\]$|\s++([\w.+<>`]++(?:\(.*\))?) \[FAIL\]$")
_NUNIT = Late(r"\d++\) (?:Failed|Error) : (\S.*)$")
_FRAME = Late(r"\s*+at ([\w.<>`+\[\],$|&]++(?:\.ctor)?)\([^)]*+\)(?: in (.*):line (\d++))?$")
_HEAD = Late(r"(?:\s*+(?:Unhandled [Ee]xception[.:] ++|---> )?)((?:\w++\.)++\w*(?:Exception|Error))(?: ?: (.*))?$")
_COUNTS = Late(r"Failed! ++- Failed: ++(\d++), Passed: ++(\d++), Skipped: ++(\d++)")


def find(log: Log) -> Iterator[Found]:
    """Failed tests, exceptions, totals."""
    yield from _tests(log)
    last = -1
    for index in log.at("   at "):
        if index > last and _FRAME.match(log[index]):
            floor, last = last, _end(log, index)
            yield from _exception(log, index, last, floor)
    for index in log.at("Failed!  - "):
        if match := _COUNTS.match(log[index]):
            bad, passed, skipped = (int(n[:9]) for n in match.groups())
            yield Tally(framework="dotnet", line=index + 1, passed=passed, failed=bad, skipped=skipped)


def _tests(log: Log) -> Iterator[FailedTest]:
    """Failed tests of the runners."""
    for index in log.at("  Failed ", "Failed   ", "  X "):
        match = _FAILED.match(log[index])
        if match and (match[2] or "Error Message:" in log[index + 1]):
            yield failed(match[1], "dotnet", index, log[index + 2])
    for index in log.at(" [FAIL]"):
        if match := _XUNIT.match(log[index]):
            yield failed(match[1] or match[2], "dotnet", index)
    for index in log.at("Failed : ", "Error : "):
        if match := _NUNIT.match(log[index]):
            yield failed(match[1], "nunit", index)


def _end(log: Log, index: int) -> int:
    """The last line of a stack."""
    while log[index + 1].lstrip().startswith(("at ", "--- End of")):
        index += 1
    return index


def _exception(log: Log, first: int, last: int, floor: int) -> Iterator[Found]:
    """The exception above a stack."""
    for head in range(first - 1, max(floor, first - 12), -1):
        if match := _HEAD.match(log[head]):
            frames = tuple(_frames(log, first, last))
            yield fault(
                "dotnet", FaultKind.EXCEPTION, (head, last, head), type=match[1], message=match[2] or "", frames=frames
            )
            return


def _frames(log: Log, first: int, last: int) -> Iterator[Place]:
    """The frames, outermost first."""
    for index in range(last, first - 1, -1):
        if match := _FRAME.match(log[index]):
            module, _, function = match[1].rpartition(".")
            yield Place(
                file=match[2] or "", line=int((match[3] or "0")[:9]), function=function, module=module,
                in_app=own_module(match[1] + "(") and bool(match[2]),
            )  # fmt: skip


RECOGNISER = Recogniser(CUES, find)
