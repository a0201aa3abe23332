import random

import pytest

from console.analysis.budget import RateBudget
from console.model.budget import Condition
from console.model.event import Draft, Severity, Voice
from tests.analysis.budget.traffic import arrivals, episodes, looks

NOW = 1_000_000.0


def error(time: float, kind: str = "boom", severity: Severity = Severity.ERROR, voice: Voice = Voice.RUSTBELT) -> Draft:
    return Draft(time=time, source="logs", kind="log.line", voice=voice, severity=severity, text=kind)


def spread(budget: RateBudget, n: int, seconds: float, end: float = NOW) -> None:
    for i in range(n):
        budget.count(end - seconds * i / n, f"kind {i}")


def test_forty_lines_of_one_failure_are_one_episode_and_stay_visible() -> None:
    budget = RateBudget()
    for i in range(40):
        budget.observe(error(NOW + i))
    found = budget.findings(NOW + 40)
    assert (found.spent, found.burns[0].raw, found.spenders[0].events) == (1, 40, 40)


def test_merging_is_per_signature() -> None:
    budget = RateBudget()
    for i in range(6):
        budget.observe(error(NOW + i, f"kind {i}"))
    assert budget.findings(NOW + 10).spent == 6


def test_after_a_minute_the_same_signature_is_a_new_episode() -> None:
    budget = RateBudget()
    budget.observe(error(NOW))
    budget.observe(error(NOW + 61))
    assert budget.findings(NOW + 70).spent == 2


@pytest.mark.parametrize(
    "event", [error(NOW, severity=Severity.WARNING), error(NOW, voice=Voice.HAND)], ids=["warning", "own finding"]
)
def test_warnings_and_own_findings_spend_nothing(event: Draft) -> None:
    budget = RateBudget()
    budget.observe(event)
    assert budget.findings(NOW).spent == 0


def test_remaining_is_negative_when_more_was_spent_than_there_was() -> None:
    budget = RateBudget()
    spread(budget, 120, 8 * 3600 - 60)
    found = budget.findings(NOW)
    assert found.remaining == pytest.approx(-0.5)
    assert found.exhausts == 0


def test_time_to_exhaustion_names_its_window() -> None:
    budget = RateBudget()
    spread(budget, 14, 3599)
    found = budget.findings(NOW)
    assert found.pace == "1h"
    assert found.exhausts == pytest.approx(8 * 3600 * (1 - 14 / 80) / 1.4)


def test_few_events_are_said_to_be_few() -> None:
    budget = RateBudget()
    spread(budget, 2, 600)
    found = budget.findings(NOW)
    assert "too few events" in found.note
    assert found.exhausts is None


def test_one_kind_of_error_is_no_reason_to_stop() -> None:
    budget = RateBudget()
    for i in range(40):
        budget.count(NOW - 61 * i, "always the same")
    found = budget.findings(NOW)
    assert found.condition is Condition.INVESTIGATE
    assert found.single
    assert found.advice.startswith("continue")


def test_many_kinds_are_investigated() -> None:
    budget = RateBudget()
    spread(budget, 40, 2400)
    found = budget.findings(NOW)
    assert (found.condition, found.single, found.alarm) == (Condition.INVESTIGATE, False, True)


def test_degraded_is_left_only_when_the_hour_is_below_the_limit() -> None:
    budget = RateBudget()
    spread(budget, 21, 3500)
    assert budget.findings(NOW).condition is Condition.DEGRADED
    assert budget.findings(NOW + 1500).condition is Condition.DEGRADED
    assert budget.findings(NOW + 2500).condition is Condition.HEALTHY


def test_another_limit_stretches_the_short_windows() -> None:
    tiers = {tier.name: tier for tier in RateBudget(limit=2).findings(NOW).tiers}
    assert tiers["MID"].short.seconds == 3600
    assert tiers["FAST"].need_long == 3


def test_the_tiers_are_those_of_ten_an_hour() -> None:
    needs = [(t.name, t.long.window, t.need_long, t.short.window, t.need_short) for t in RateBudget().findings(0).tiers]
    assert needs == [("FAST", "15m", 15, "5m", 5), ("MID", "1h", 20, "10m", 4), ("SLOW", "4h", 50, "30m", 7)]


def test_a_storm_of_new_kinds_takes_bounded_memory() -> None:
    budget = RateBudget()
    for i in range(50_000):
        budget.count(NOW + i / 1000, f"kind {i}")
    found = budget.findings(NOW + 50)
    assert found.spent == 50_000
    assert max(len(w) for w in budget._counted.values()) <= 1024 + 2


def test_late_events_count_in_their_windows() -> None:
    budget = RateBudget()
    for offset in (0, 20, 10, 5):
        budget.count(NOW + offset, f"at {offset}")
    assert budget.findings(NOW + 306).burns[0].bad == 2


def test_a_healthy_machine_is_left_alone_and_a_jump_is_told() -> None:
    healthy = list(looks(arrivals(random.Random(5), lambda _: 8.0, 8.0, 5 * 86400), 5 * 1440))
    assert episodes(found.alarm or found.condition is not Condition.HEALTHY for found in healthy) <= 1
    jump = looks(arrivals(random.Random(6), lambda t: 3.0 if t < 14400 else 60.0, 60.0, 20000), 300)
    assert next(found.at for found in jump if found.alarm) - 14400 <= 15 * 60
