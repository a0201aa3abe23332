"""Odd and hostile events: nothing raises, memory stays bounded, and what an event costs does not grow."""

import random
import tracemalloc

from hypothesis import given, settings
from hypothesis import strategies as st

from console.analysis.flow import FlowAnalyst
from console.model.event import Draft, Severity, Voice

KINDS = (
    "git.edit", "git.commit", "git.branch", "git.head", "job.running", "job.failed", "job.passed", "process.start",
    "process.exit", "ci.started", "ci.failed", "question.asked", "question.answered", "wait.start", "wait.end",
    "machine.limit", "process.oom", "work.report", "log.line", "git.", ".", "",
)  # fmt: skip
BEGIN = 1_760_004_000.0
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40), st.lists(st.integers()))


def event(kind, time, text="x", **attrs):
    return Draft(
        time=time, source="s", kind=kind, voice=Voice.RUSTBELT, severity=Severity.ERROR, text=text, template=text,
        attrs=attrs,
    )  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(KINDS),
            st.floats(-7200, 7200),
            st.text(max_size=60),
            st.dictionaries(
                st.sampled_from(["job", "title", "seconds", "pids", "name", "command", "project", "code", "run"]),
                VALUES,
            ),
        ),
        max_size=40,
    )
)
def test_any_attributes_in_any_order_give_a_day(drawn):
    analyst = FlowAnalyst()
    for kind, offset, text, attrs in drawn:
        analyst.observe(event(kind, BEGIN + offset, text, **attrs))
    found = analyst.findings(BEGIN + 7300)
    assert 0 <= found.score <= 100
    assert all(one.end > one.start for one in found.timeline)


def test_a_huge_line_is_read_only_in_part():
    analyst = FlowAnalyst()
    analyst.observe(
        event("process.start", BEGIN, "x" * 10_000_000, name="make", project=True, command="y" * 10_000_000)
    )
    assert analyst.findings(BEGIN + 120).state is not None


def test_memory_stays_bounded_over_names_that_never_come_twice():
    analyst, chance = FlowAnalyst(), random.Random(3)

    def feed(first: int, last: int) -> None:
        for n in range(first, last):
            kind = chance.choice(KINDS)
            analyst.observe(
                event(kind, BEGIN + n / 20, f"t{n}", job=n, title=f"j{n}", name=f"p{n}", project=True, pids=[n])
            )

    feed(0, 6_000)
    tracemalloc.start()
    feed(6_000, 16_000)
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert grown < 1_000_000
