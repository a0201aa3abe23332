"""Firefox's harnesses, the frameworks of Haskell, and the assertions of XCTest."""

from collections.abc import Iterator

from console.analysis.faults.log import Log
from console.analysis.faults.outline import titles
from console.analysis.faults.recogniser import Found, Recogniser, failed, fault
from console.model.failure import FaultKind, Place
from console.text.late import Late

_MOZILLA = Late(r".*TEST-UNEXPECTED-(?:FAIL|ERROR|TIMEOUT|PASS|CRASH|NOTRUN) \| ([^|]*+)(?:\| (.*))?$")
_NO_TEST = Late(
    r"\(?(?:automation\.py|unknown test url|LeakSanitizer|leakcheck|application |Last test finished"
    r"|ShutdownLeaks|remoteautomation|mochitest-|Main app)"
)
_HSPEC = Late(r"\s++\d++\) (\S.*)$")
_HSPEC_PLACE = Late(r"\s++(\S+\.l?hs):(\d++):(\d++):")
_TASTY = Late(r"\s++(\S.*?): ++FAIL(?: \([\d.]+s\))?$")
_XCT = Late(r"(\S.*?\.(?:swift|m{1,2}|cpp)):(\d++): error: (-\[.*\]|\w++\.\w++) : (.*)$")
CUES = ("TEST-UNEXPECTED-", ": FAIL", "   FAIL", ": error: ", "To rerun use:", ") ")


def find(log: Log) -> Iterator[Found]:
    """Failed tests of all of them."""
    yield from _mozilla(log)
    yield from _haskell(log)
    for index in log.at(": error: "):
        if match := _XCT.match(log[index]):
            place = Place(file=match[1], line=int(match[2][:9]))
            yield fault("xctest", FaultKind.TEST, (index, index, index), message=match[4], where=place)


def _mozilla(log: Log) -> Iterator[Found]:
    """Firefox's harnesses; what they say of the harness itself is no test."""
    for index in log.at("TEST-UNEXPECTED-"):
        match = _MOZILLA.match(log[index])
        if match is None:
            continue
        name = match[1].strip()
        message = (match[2] or "").strip()
        yield fault("mozilla", FaultKind.TEST, (index, index, index), message=message or name)
        if name and not _NO_TEST.match(name):
            yield failed(name, "mozilla", index, message)


def _haskell(log: Log) -> Iterator[Found]:
    """Hspec's numbered reports, which stand under a place and above a hint; tasty's outline."""
    if log.at("To rerun use:", ") "):
        for index in log.at(") "):
            match = _HSPEC.match(log[index])
            place = _HSPEC_PLACE.match(log[index - 1])
            if match and place:
                where = Place(file=place[1], line=int(place[2][:9]), column=int(place[3][:9]))
                yield failed(match[1], "hspec", index, log[index + 1], where)
    for index in log.at(": FAIL", "   FAIL"):
        if match := _TASTY.match(log[index]):
            groups = titles(log, index, lambda line: not line.rstrip().endswith(("OK", "FAIL")) and ":" not in line)
            yield failed(".".join([*groups, match[1]]), "tasty", index)


RECOGNISER = Recogniser(CUES, find)
