"""Reading a report whose format shows by its beginning."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from console.analysis.testing import gotest, reportlog, tap
from console.analysis.testing.errors import CutShortError, ReportError
from console.analysis.testing.gather import Gathered
from console.model.testing import Report

BLOCK = 1 << 16
SIGHT = 1 << 13
_TAP = re.compile(rb"(?m)^(?:TAP version 1[234]\r?$|1\.\.\d{1,9}\b|(?:not )?ok(?: +\d{1,9})?(?: |\r?$))")
_GO = re.compile(rb'"Action" ?: ?"[a-z-]{1,20}"')

Reader = Callable[[Iterable[bytes], Gathered], None]


def read(blocks: Iterable[bytes]) -> Report:
    """The report in some blocks of bytes. Raises ReportError for what is no report.

    One that breaks off keeps the cases until there, and says so in its note.
    """
    it = iter(blocks)
    head = b""
    for block in it:
        head += block
        if len(head) >= SIGHT:
            break
    name, reader = _format(head)
    into, note = Gathered(), ""
    try:
        reader(chain((head,), it), into)
    except CutShortError as error:
        note = str(error)
    return Report(format=name, cases=into.cases, note=note)


def read_file(path: str) -> Report:
    """The report in a file. Raises ReportError for what is no report, and OSError."""
    return read(_blocks(path))


def _blocks(path: str) -> Iterator[bytes]:
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            yield block


def _format(head: bytes) -> tuple[str, Reader]:
    """The format by the beginning of the text. Raises ReportError."""
    begin = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:SIGHT]
    if begin.startswith(b"<"):
        from console.analysis.testing import junit

        return "junit", junit.read
    if b'"$report_type"' in begin:
        return "pytest report log", reportlog.read
    if _GO.search(begin):
        return "go test", gotest.read
    if _TAP.search(begin):
        return "tap", tap.read
    raise ReportError(
        "it is empty" if not begin else "it is neither JUnit XML, a pytest report log, go test -json nor TAP"
    )
