"""Grouping: what is one failure gets one fingerprint, and nothing else does."""

import pytest
from msgspec.structs import replace

from console.analysis.grouping import best_grouper
from console.analysis.grouping.grouper import KEPT, Grouper
from console.analysis.grouping.line_key import of_line
from console.model.batch import Batch
from console.model.cluster import Key
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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ERROR disk full on a", "WARN disk full on a"),
        ("2026-01-02 10:00:00 ERROR [worker-3] disk full on a", "2026-01-02 11:00:00 ERROR [main] disk full on a"),
        ("Jan  2 10:00:00 red app[12]: disk full on a", "Jan  3 10:00:00 blue cron[7]: disk full on a"),
        ("2026-01-02T10:00:00Z ERROR web: disk full on a", "2026-01-02T10:00:00Z FATAL db: disk full on a"),
        ('{"level":"error","pid":1,"msg":"disk full on a"}', 'time=x level=warn msg="disk full on a" pid=2'),
    ],
)
def test_a_message_is_one_failure_whoever_says_it(one: str, other: str) -> None:
    first, second, bare = fingerprints(draft(one), draft(other), draft("disk full on a"))
    assert first == second == bare


def test_structured_lines_are_told_apart_by_what_they_say() -> None:
    one, two, three = fingerprints(
        draft('{"level":"error","msg":"disk full"}'),
        draft('{"level":"error","msg":"no route"}'),
        draft('{"level":"error","msg":"disk full","err":"quota"}'),
    )
    assert len({one, two, three}) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("curl: (22) The requested URL returned error: 500", "curl: (22) The requested URL returned error: 401"),
        ("job web ended, status=500", "job web ended, status=404"),
        ("web exited with code 1", "web exited with code 137"),
    ],
)
def test_figures_that_are_meaning_keep_failures_apart(one: str, other: str) -> None:
    first, second, again = fingerprints(draft(one), draft(other), draft(one))
    assert first == again != second


def test_counted_repeats_lie_with_what_they_repeat() -> None:
    text = "2026-01-02 10:00:00 ERROR job 7 broke down"
    repeats = replace(draft("41 more like: " + text), template=template(text), attrs={"samples": [text], "count": 41})
    one, other = fingerprints(draft(text)), fingerprints(repeats)
    assert one == other


def test_a_title_is_the_message_with_its_telling_figures() -> None:
    batch = best_grouper().group(Batch(events=(draft("2026-01-02 10:00:00 ERROR [w-1] job 7 got HTTP 500 for a"),)))
    assert [key.title for key in batch.keys] == ["job <*> got HTTP 500 for a"]


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

    def counted(text: str) -> Key:
        made.append(text)
        return of_line(text)

    grouper = Grouper(counted, lambda _: None)
    for number in range(KEPT + 1):
        grouper.key(draft(f"word{'x' * 3} {chr(0x4E00 + number)}"))
    grouper.key(draft(f"wordxxx {chr(0x4E00 + KEPT)}"))
    assert len(made) == KEPT + 1
    grouper.key(draft(f"wordxxx {chr(0x4E00)}"))
    assert len(made) == KEPT + 2
