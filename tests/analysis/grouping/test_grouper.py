"""Grouping: what is one failure gets one fingerprint, and nothing else does."""

import pytest

from console.analysis.grouping import best_grouper
from console.analysis.grouping.grouper import KEPT, Grouper
from console.analysis.grouping.line_key import of_line
from console.model.batch import Batch
from console.model.event import Draft, Severity, Voice
from console.text.mask import template

TRACEBACK = """Traceback (most recent call last):
  File "/home/{user}/app/main.py", line {line}, in main
    connect(host)
  File "/home/{user}/app/db.py", line {line}, in connect
    raise ConnectionError(host)
{error}: no route to {host}"""


def draft(text: str, severity: Severity = Severity.ERROR, body: str = "") -> Draft:
    return Draft(
        time=1.0, source="logs", kind="log.line", voice=Voice.RUSTBELT, severity=severity, text=text,
        template=template(text), attrs={"body": body} if body else {},
    )  # fmt: skip


def fingerprints(*drafts: Draft) -> list[str]:
    return [event.fingerprint for event in best_grouper().group(Batch(events=drafts)).events]


def raised(user: str = "ann", line: int = 3, error: str = "ConnectionError", host: str = "10.0.0.1") -> Draft:
    body = TRACEBACK.format(user=user, line=line, error=error, host=host)
    return draft(body.rpartition("\n")[2], body=body)


def test_variable_parts_do_not_matter_and_verbs_do() -> None:
    one, two, three = fingerprints(draft("Started vm 17"), draft("Started vm 99"), draft("Paused vm 17"))
    assert one == two != three


def test_quiet_events_are_left_alone() -> None:
    batch = Batch(events=(draft("fine", Severity.INFO), draft("odd", Severity.NOTICE)))
    assert best_grouper().group(batch) is batch
    assert fingerprints(draft("fine", Severity.INFO), draft("bad"))[0] == ""


@pytest.mark.parametrize("change", [{"user": "bob"}, {"line": 90}, {"host": "10.9.9.9"}])
def test_a_fault_is_known_through_edits_and_moves(change: dict[str, object]) -> None:
    one, two = fingerprints(raised(), raised(**change))  # type: ignore[arg-type]
    assert one == two


def test_another_error_in_the_same_place_is_another_failure() -> None:
    one, two = fingerprints(raised(), raised(error="TimeoutError"))
    assert one != two


def test_each_fingerprint_comes_with_its_words_once() -> None:
    batch = best_grouper().group(Batch(events=(raised(), raised(line=8), draft("Started vm 1"))))
    words = {key.fingerprint: key for key in batch.keys}
    assert len(words) == len(batch.keys) == 2
    fault = words[batch.events[0].fingerprint]
    assert "app/db.py" in fault.why
    assert fault.where is not None
    assert fault.where.file.endswith("app/db.py")


def test_failed_tests_travel_with_the_record() -> None:
    body = (
        "job web failed\nFAILED tests/test_a.py::test_one - AssertionError\nFAILED tests/test_a.py::test_two - KeyError"
    )
    (event,) = best_grouper().group(Batch(events=(draft("job web failed", body=body),))).events
    assert event.attrs["tests"] == ["tests/test_a.py::test_one", "tests/test_a.py::test_two"]


def test_what_is_remembered_is_bounded() -> None:
    made: list[str] = []

    def counted(text: str, kind: str) -> object:
        made.append(kind)
        return of_line(text, kind)

    grouper = Grouper(counted, lambda _: None)  # type: ignore[arg-type]
    for number in range(KEPT + 1):
        grouper.key(draft(f"word{'x' * 3} {chr(0x4E00 + number)}"))
    grouper.key(draft(f"wordxxx {chr(0x4E00 + KEPT)}"))
    assert len(made) == KEPT + 1
    grouper.key(draft(f"wordxxx {chr(0x4E00)}"))
    assert len(made) == KEPT + 2
