"""What a failed attempt failed with: a failed assertion forbids that it is run again as something that may pass."""

import pytest

from console.analysis.worker.protocol import Examined
from console.engine.symptoms import symptom
from console.model.failure import Category, Verdict
from console.model.job import Ending

EXITED = Ending(code=1, cause="exited")


def found(category: Category, confidence: float = 0.93, *, asserted: bool = False) -> Examined:
    """The evidence of a run of that kind."""
    verdict = Verdict(category=category, confidence=confidence, summary="", reason="a rule says so")
    return Examined(lines=("ConnectionRefusedError",), verdict=verdict, asserted=asserted)


@pytest.mark.parametrize("category", [Category.NETWORK, Category.INFRASTRUCTURE, Category.TIMEOUT])
def test_a_failed_assertion_beside_a_passing_trouble_is_a_failed_test(category: Category) -> None:
    told = symptom(EXITED, found(category, asserted=True), 0.0)
    assert told.category is Category.TEST
    assert category.value in told.why


def test_without_an_assertion_the_network_stays_the_network() -> None:
    assert symptom(EXITED, found(Category.NETWORK), 0.0).category is Category.NETWORK


def test_what_is_not_sure_enough_stays_unknown() -> None:
    assert symptom(EXITED, found(Category.NETWORK, 0.5, asserted=True), 0.0).category is Category.UNKNOWN


def test_a_run_past_its_time_limit_is_a_timeout() -> None:
    ended = Ending(code=124, cause="timeout")
    assert symptom(ended, found(Category.NETWORK, asserted=True), 0.0).category is Category.TIMEOUT
