"""The key of a record of several lines: that of the fault it tells of, where one is recognised."""

from collections.abc import Sequence

from console.analysis import fingerprint
from console.analysis.faults import recognise
from console.model.cluster import Key
from console.model.failure import Fault, FaultKind
from console.text.mask import failure_template
from console.text.message import message

TESTS = 50
_TELLING = frozenset({FaultKind.EXCEPTION, FaultKind.CRASH})


def of_record(lines: Sequence[str]) -> Key | None:
    """The key of the fault, or failed test, that some clean lines tell of; None when nothing is recognised."""
    report = recognise(lines)
    tests = tuple(test.name for test in report.tests[:TESTS])
    if report.faults:
        fault = next((fault for fault in report.faults if fault.kind in _TELLING), report.faults[0])
        return Key(
            fingerprint=fingerprint.of_fault(fault),
            why=fingerprint.why(fault),
            title=_title(fault, lines),
            where=fault.where,
            tests=tests,
        )
    if report.tests:
        test = report.tests[0]
        return Key(
            fingerprint=fingerprint.of_test(test),
            why=fingerprint.why(test),
            title=test.name,
            where=test.where,
            tests=tests,
        )
    return None


def _title(fault: Fault, lines: Sequence[str]) -> str:
    """The class of the error and its masked message; else what the line says that names it."""
    if not fault.message:
        return failure_template(message(lines[fault.headline - 1]))
    told = failure_template(fault.message)
    return f"{fault.type}: {told}" if fault.type else told
