"""A stretch of the autopilot: its end comes whatever the clocks do, and misses are counted from the last."""

import pytest

from console.model.autopilot import Flight, Scope, Stretch
from console.model.breaker import Moment
from console.model.ruling import FixRun

BEGAN = Moment(1000.0, 500.0, "boot")
STRETCH = Stretch(id=7, scope=Scope.JOBS, most=5, span=600.0, began=BEGAN, who="me")


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (Moment(1060.0, 560.0, "boot"), 540.0),
        (Moment(1060.0 - 3600, 560.0, "boot"), 540.0),  # the wall clock was set back
        (Moment(1060.0 + 200_000, 560.0, "boot"), 540.0),  # and ahead
        (Moment(1060.0, 3.0, "another"), 540.0),  # the machine was started again
        (Moment(9000.0, 3.0, "another"), 0.0),
        (Moment(10.0, 3.0, "another"), 600.0),
    ],
)
def test_what_is_left_is_measured_by_the_boot(now: Moment, left: float) -> None:
    assert STRETCH.left(now) == left


def flight(*worked: bool | None) -> Flight:
    runs = tuple(
        FixRun(ruling=n, rule="r", command=f"c{n}", fingerprints=(), jobs=(n,), worked=one, over=one is not None)
        for n, one in enumerate(worked)
    )
    return Flight(stretch=STRETCH, taken=len(runs), runs=runs)


def test_misses_count_from_the_last_that_is_known() -> None:
    assert [flight(*runs).missed for runs in ((), (True,), (False,), (False, True), (True, False, False, None))] == [
        0, 0, 1, 0, 2,
    ]  # fmt: skip
    assert flight(True, None).open[0].ruling == 1
    assert flight(True, None, True).helped == 2
    assert flight().on
    assert STRETCH.name == "autopilot 7"
