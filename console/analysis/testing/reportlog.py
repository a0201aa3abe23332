"""The report log of pytest (`--report-log`): one JSON object a line, three of them for each test."""

from collections.abc import Iterable
from typing import Any

from console.analysis.testing.errors import CutShortError
from console.analysis.testing.gather import Gathered
from console.analysis.testing.jsonlines import objects, seconds_of, text_of
from console.model.testing import Case, Verdict

KEY = "$report_type"


def read(blocks: Iterable[bytes], into: Gathered) -> None:
    """Gather the cases. Raises CutShortError when the session did not end."""
    open_: dict[str, Case] = {}
    ended = False
    for entry in objects(blocks):
        kind = entry.get(KEY)
        if kind == "TestReport":
            _step(entry, open_, into)
        elif kind == "CollectReport" and entry.get("outcome") == "failed":
            node = text_of(entry.get("nodeid")) or "(collection)"
            into.add(Case(node, "(collection)", Verdict.ERROR, message=_message(entry)))
        elif kind == "SessionFinish":
            ended = True
    for case in open_.values():
        into.add(Case(case.suite, case.name, Verdict.ERROR, case.seconds, "it did not end", case.mixed))
    if not ended:
        raise CutShortError("its session did not end")


def _step(entry: dict[str, Any], open_: dict[str, Case], into: Gathered) -> None:
    """One of set-up, call and tear-down; the last of them completes the case."""
    node = text_of(entry.get("nodeid"))
    case = _worse(open_.pop(node, None), entry, node)
    if entry.get("when") == "teardown":
        into.add(case)
    else:
        open_[node] = case


def _worse(known: Case | None, entry: dict[str, Any], node: str) -> Case:
    suite, _, name = node.partition("::")
    verdict = _verdict(entry)
    again = entry.get("outcome") == "rerun"
    took = seconds_of(entry.get("duration")) or 0.0
    message = _message(entry) if verdict is not Verdict.PASSED or again else ""
    if known is None:
        return Case(suite, name, verdict, took, message, again)
    verdict = verdict if known.verdict is Verdict.PASSED else known.verdict
    return Case(suite, name, verdict, (known.seconds or 0.0) + took, known.message or message, known.mixed or again)


def _verdict(entry: dict[str, Any]) -> Verdict:
    outcome = entry.get("outcome")
    if outcome == "skipped":
        return Verdict.SKIPPED
    if outcome == "failed":
        return Verdict.FAILED if entry.get("when") == "call" else Verdict.ERROR
    return Verdict.PASSED


def _message(entry: dict[str, Any]) -> str:
    """What pytest says of a failure: the crash, the reason of a skip, or the last line."""
    told = entry.get("longrepr")
    if isinstance(told, dict):
        crash = told.get("reprcrash")
        found = crash.get("message") if isinstance(crash, dict) else told.get("longrepr")
        return _line(text_of(found))
    if isinstance(told, list) and told:
        return _line(text_of(told[-1]))
    return _line(text_of(told))


def _line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
