import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis.patterns import Patterns, built_in
from console.analysis.patterns.rulefile import convert
from console.model.event import Severity
from console.model.pattern import Pattern, Record, Scalar

START = 1_000_000.0


def record(t: float, **fields: Scalar) -> Record:
    return Record(START + t, {"type": "e", **fields})


def told(patterns: Patterns, records: list[Record], until: float = 0.0) -> list[Pattern]:
    for one in records:
        patterns.observe(one)
    patterns.findings(START + until if until else records[-1].time)
    return list(patterns.news())


def rule(**keys: object) -> Patterns:
    return Patterns([convert({"id": "r", "where": 'type == "e"', **keys})])


@pytest.mark.parametrize(("times", "fires"), [((0, 100, 200), True), ((0, 150, 300), True), ((0, 160, 320), False)])
def test_three_errors_in_five_minutes(times: tuple[float, ...], fires: bool) -> None:
    patterns = Patterns([convert({"id": "r", "when": "3 errors in 5 minutes"})])
    found = told(patterns, [record(t, severity="error") for t in times])
    assert bool(found) is fires


@pytest.mark.parametrize(
    ("sentence", "fields", "n", "fires"),
    [
        ("3 errors in 5 minutes", {"severity": "critical"}, 3, True),
        ("3 errors in 5 minutes", {"severity": "warning"}, 9, False),
        ("more than 3 warnings within 1 h", {"severity": "warning"}, 3, False),
        ("more than 3 warnings within 1 h", {"severity": "warning"}, 4, True),
        ("at least 2 retries in 30s", {"type": "retries"}, 2, True),
        ("5 events per minute", {"severity": "info"}, 5, True),
    ],
)
def test_sentences(sentence: str, fields: dict[str, Scalar], n: int, fires: bool) -> None:
    patterns = Patterns([convert({"id": "r", "when": sentence})])
    assert bool(told(patterns, [record(i, **fields) for i in range(n)])) is fires


def test_a_sentence_may_count_for_each() -> None:
    patterns = Patterns([convert({"id": "r", "when": "3 errors of one source in 5 minutes"})])
    spread = [record(i, severity="error", source=f"s{i}") for i in range(6)]
    assert told(patterns, spread) == []
    same = [record(10 + i, severity="error", source="s1") for i in range(2)]
    assert [dict(one.key) for one in told(patterns, same)] == [{"source": "s1"}]


def test_groups_are_apart() -> None:
    patterns = rule(by=["host"], threshold=2)
    found = told(patterns, [record(0, host="a"), record(1, host="b"), record(2, host="b")])
    assert [dict(one.key) for one in found] == [{"host": "b"}]


def test_rate_is_per_hour() -> None:
    patterns = rule(kind="rate", window="10m", threshold=30)
    assert told(patterns, [record(i * 60) for i in range(4)]) == []
    assert told(patterns, [record(250)])


def test_a_hold_has_to_last() -> None:
    patterns = rule(threshold=2, **{"for": "1m"})
    assert told(patterns, [record(0), record(1)], until=50) == []
    assert told(patterns, [record(51)], until=65)


def test_it_ends_and_rests_before_it_is_told_again() -> None:
    patterns = rule(threshold=2, window="1m", rearm="10m")
    first = told(patterns, [record(0), record(1)], until=200)
    assert [one.active for one in first] == [True, False]
    assert told(patterns, [record(210), record(211)]) == []
    assert patterns.findings(START + 212)[0].repeats == 1
    again = told(patterns, [record(900), record(901)])
    assert [one.active for one in again] == [False, True]


def test_until_begins_anew() -> None:
    patterns = rule(threshold=2, until='type == "fixed"')
    found = told(patterns, [record(0), record(1, type="fixed"), record(2)])
    assert found == []


def test_a_sequence_in_order_and_in_time() -> None:
    keys = {"kind": "sequence", "steps": ['step == "a"', 'step == "b"'], "maxspan": "1m"}
    assert told(rule(**keys), [record(0, step="a"), record(30, step="x"), record(59, step="b")])
    assert told(rule(**keys), [record(0, step="b"), record(1, step="a")]) == []
    assert told(rule(**keys), [record(0, step="a"), record(90, step="b")]) == []


def test_a_sequence_whose_end_did_not_come() -> None:
    keys = {"kind": "sequence", "steps": ['step == "start"'], "maxspan": "1m", "absent": 'step == "end"'}
    assert told(rule(**keys), [record(0, step="start")], until=70)
    assert told(rule(**keys), [record(0, step="start"), record(50, step="end")], until=300) == []


def test_plain_absence() -> None:
    patterns = rule(kind="absence", window="1m", op=">", threshold=1)
    assert told(patterns, [record(0), record(50)], until=100) == []
    assert told(patterns, [record(105)], until=180)


def test_late_records_count_for_ten_seconds() -> None:
    patterns = rule(threshold=3, window="1m")
    found = told(patterns, [record(100), record(95), record(80), record(101)])
    assert len(found) == 1
    assert patterns.late == 1


def test_what_gets_critical_is_told_once_more() -> None:
    patterns = rule(kind="gauge", **{"is": "eta <= 1800", "critical": "eta <= 300"})
    found = told(patterns, [record(0, eta=1000), record(10, eta=200), record(20, eta=100)])
    assert [one.severity for one in found] == [Severity.WARNING, Severity.CRITICAL]


def test_groups_are_bounded_and_what_is_dropped_is_over() -> None:
    patterns = rule(by=["host"], threshold=1, max_groups=10)
    news = told(patterns, [record(i * 0.01, host=f"h{i}") for i in range(100)], until=60)
    assert len(patterns.findings(START + 60)) == 10
    assert sum(not one.active for one in news) == 90


def test_a_long_pause_costs_no_more_than_a_short_one() -> None:
    patterns = rule(kind="absence", window="1m", op=">", threshold=1)
    told(patterns, [record(0), record(30 * 86400.0)])
    assert len(patterns.findings(START + 30 * 86400.0 + 1)) <= 1


@given(
    st.lists(
        st.tuples(st.floats(0, 1e5), st.sampled_from(["error", "run", "sample", "queue", "wait", "beat", "start"]))
    )
)
def test_no_record_is_too_odd(given: list[tuple[float, str]]) -> None:
    chance = random.Random(1)
    odd: list[Scalar] = ["", "x" * 100, -1, 0, 1e308, float("inf"), float("nan"), True, "\x00\x1b[2J", "{n}"]
    names = (
        "value",
        "limit",
        "depth",
        "latency",
        "job",
        "result",
        "signature",
        "waiter",
        "owner",
        "actor",
        "component",
    )
    patterns = Patterns(built_in())
    for time, kind in given:
        fields = {name: chance.choice(odd) for name in names}
        patterns.observe(Record(START + time, {**fields, "type": kind}))
    patterns.findings(START + 2e5)
