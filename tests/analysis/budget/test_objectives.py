"""Objectives: what counts towards them, their verdicts, and what is wrong with those of a person."""

import pytest

from console.analysis.budget import RatioBudget
from console.analysis.budget.objective import Objective, objectives
from console.analysis.budget.outcome import Outcome, of_ci, of_jobs, of_tests
from console.model.budget import Condition
from console.model.event import Draft, Severity, Voice
from console.model.settings import SloSettings

NOW = 1_800_000_000.0
DAY = 86_400.0


def event(kind: str, time: float = NOW, text: str = "it", **attrs: object) -> Draft:
    severity = Severity.INFO if kind.endswith("passed") else Severity.ERROR
    return Draft(
        time=time, source="jobs", kind=kind, voice=Voice.RUSTBELT, severity=severity, text=text, template=text,
        attrs=attrs,
    )  # fmt: skip


def test_jobs_count_at_their_end_only() -> None:
    assert of_jobs(event("job.passed")) == Outcome(1, 0)
    assert of_jobs(event("job.failed", title="make lint")) == Outcome(0, 1, "make lint")
    for kind in ("job.waiting", "job.queued", "job.cancelled", "job.interrupted", "log.line"):
        assert of_jobs(event(kind)) is None


def test_runs_of_ci_count_by_how_they_ended() -> None:
    assert of_ci(event("ci.run.success")) == Outcome(1, 0)
    assert of_ci(event("ci.run.timed_out", title="build")) == Outcome(0, 1, "build")
    assert of_ci(event("ci.run.cancelled")) is None


def test_tests_count_by_what_their_runs_say() -> None:
    tally = {"passed": 40, "failed": 2, "errors": 1, "skipped": 5}
    assert of_tests(event("job.failed", title="pytest", tally=tally)) == Outcome(40, 3, "pytest")
    assert of_tests(event("job.passed", tally={"passed": 0, "skipped": 3})) is None
    assert of_tests(event("job.passed")) is None
    assert of_tests(event("job.passed", tally={"passed": True, "failed": "7"})) is None


def test_the_share_left_follows_from_the_totals() -> None:
    objective = Objective(SloSettings(name="jobs", objective=90, window="7d"))
    for i in range(100):
        objective.observe(event("job.failed" if i % 20 == 0 else "job.passed", NOW - 6 * DAY + i * 3600, title="t"))
    found = objective.findings(NOW)
    assert (found.spent, round(found.remaining, 3)) == (5, 0.5)
    assert found.note == ""
    assert [(one.title, one.episodes) for one in found.spenders] == [("t", 5)]


def test_a_sudden_break_burns_in_both_windows_and_calls() -> None:
    budget = RatioBudget("tests", 0.99, 30 * DAY)
    for i in range(3000):
        budget.observe(NOW - 20 * DAY + i * 500, good=True)
    for i in range(60):
        budget.observe(NOW - 3000 + i * 50, good=i % 2 == 0)
    found = budget.findings(NOW)
    assert found.condition is Condition.INVESTIGATE
    assert next(tier.name for tier in found.tiers if tier.firing) == "PAGE"
    assert found.exhausts is not None
    assert found.pace == "1h"


def test_too_few_events_are_said_and_judged_by_nobody() -> None:
    objective = Objective(SloSettings(name="jobs", objective=90, window="7d"))
    for kind in ("job.failed", "job.failed", "job.passed"):
        objective.observe(event(kind, NOW - 60))
    found = objective.findings(NOW)
    assert found.condition is Condition.HEALTHY
    assert found.note == "too few events for a verdict: 3, of which 2 bad"
    assert found.exhausts is None


def test_own_objectives_count_events_by_predicates() -> None:
    asked = SloSettings(
        name="api", objective=99, window="1h", of="events", where='text contains "GET"', bad='severity >= "error"'
    )
    objective = Objective(asked)
    assert objective.observe(event("log.passed", text="GET / 200")) == Outcome(1, 0)
    assert objective.observe(event("log.line", text="GET / 500")) == Outcome(0, 1, "GET / 500")
    assert objective.observe(event("log.line", text="POST / 500")) is None


def test_a_condition_narrows_what_is_known() -> None:
    objective = Objective(SloSettings(name="nightly", objective=90, where='job matches "^nightly"'))
    assert objective.observe(event("job.passed", text="nightly build passed", title="nightly build")) is not None
    assert objective.observe(event("job.passed", text="make lint passed", title="make lint")) is None


def test_what_a_person_names_takes_the_place_of_the_usual_and_wrong_ones_are_told() -> None:
    asked = (
        SloSettings(name="jobs", objective=99.5),
        SloSettings(name="odd", objective=50, of="events"),
        SloSettings(name="worse", objective=50, where="((("),
        SloSettings(name="loud", objective=50, of="jobs", bad="x == 1"),
        SloSettings(name="long", objective=50, window="999d"),
    )
    made, problems = objectives(asked)
    assert [one.name for one in made] == ["jobs", "tests", "ci"]
    assert [problem.partition(":")[0] for problem in problems] == ["slo odd", "slo worse", "slo loud", "slo long"]


@pytest.mark.parametrize("share", [0.0, 100.0])
def test_an_objective_of_all_or_nothing_is_none(share: float) -> None:
    with pytest.raises(ValueError, match="objective"):
        RatioBudget("x", share / 100)
