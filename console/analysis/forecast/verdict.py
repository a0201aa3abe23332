"""From a distribution to an answer: median, interval, alarms with hysteresis, and the reason in words."""

from collections.abc import Callable

from msgspec import Struct

from console.analysis.forecast.alarm import CRITICAL, WARNING, Alarm
from console.analysis.forecast.calibration import calibrated
from console.analysis.forecast.outcome import Outcome
from console.model.forecast import Forecast

HEADING = 0.3
"""The chance of meeting the limit at all from which a date is told."""
WEEK = 7 * 86400.0
FROM, HIGH, NEARLY = 0.8, 0.95, 0.3
"""Between these shares of the limit less and less certainty is enough for a warning, down to the last figure."""
URGENT = 480.0
"""Seconds to the limit from which a warning does not wait for a young trend to prove itself."""
STALE = 600.0
_BASES = {
    "teeth": "the peaks and floors of the climbs and falls so far",
    "steps": "the size and pace of the steps so far",
}
PATIENCE = 6.0
"""A warning waits for this part of the time that is left: nothing is lost while there is much."""


class Situation(Struct, frozen=True):
    """What alarms go by beside the outcome: `level` is a share of the limit, `slope` a second in the series' unit.

    An unsettled series raises no alarm, a `young` one only where the trend is twice as old as what is left. `known`
    tells of a series that has been up here before and came back. `lasted` tells for how many seconds what leads to the
    limit within some seconds has gone on: it is believed to go on for as long (Gott, Implications of the Copernican
    principle for our future prospects, 1993).
    """

    level: float
    slope: float
    settled: bool
    young: bool
    known: bool
    lasted: Callable[[float], float]


class Verdict:
    """The answer so far; `judge` makes a new one, `at` tells it for a moment."""

    def __init__(self) -> None:
        self._warning = Alarm(WARNING)
        self._critical = Alarm(CRITICAL)
        self._last: Forecast | None = None

    def reached(self, t: float, value: float) -> None:
        """The limit is met."""
        self._warning.on = self._critical.on = True
        self._last = Forecast(
            t=t, level=value, eta_s=0.0, low=0.0, high=0.0, warning=True, critical=True, method="reached",
            reason="the limit is reached",
        )  # fmt: skip

    def judge(self, t: float, value: float, outcome: Outcome, place: Situation) -> None:
        """Answer at `t`; the chances are of minutes from then."""
        eta = 60 * outcome.best()
        low, high = 60 * outcome.quantile(0.1), 60 * outcome.quantile(0.9)
        sure = WARNING.sure if place.known else _enough(place.level)
        near = place.settled and outcome.within(WARNING.up / 60) >= sure
        near = near and (self._warning.on or _proven(eta, place))
        far = outcome.within(WARNING.down / 60) < min(WARNING.unsure, sure)
        warning = self._warning.observe(t, near=near, far=far, hold=min(low / PATIENCE, WARNING.release))
        near = place.settled and outcome.within(CRITICAL.up / 60) >= CRITICAL.sure
        near = near and (not place.young or self._warning.on)
        far = outcome.within(CRITICAL.down / 60) < CRITICAL.unsure
        critical = self._critical.observe(t, near=near, far=far)
        if outcome.ever < HEADING or eta > WEEK:
            self._last = Forecast(
                t=t, level=value, slope=place.slope, warning=warning, critical=critical, method="flat",
                reason="not heading anywhere",
            )  # fmt: skip
            return
        low, high = calibrated(low, eta, high, outcome.method)
        self._last = Forecast(
            t=t, level=value, slope=place.slope, eta_s=eta, low=low, high=high, warning=warning, critical=critical,
            method=outcome.method, reason=_reason(outcome, place.level),
        )  # fmt: skip

    def at(self, now: float) -> Forecast:
        """The answer as it stands at `now` seconds."""
        last = self._last
        if last is None:
            return Forecast(t=now, level=0.0, method="unknown", reason="too few values")
        gone = now - last.t
        if gone > STALE:
            return Forecast(t=now, level=last.level, method="stale", reason=f"no value for {gone:.0f} s")
        return last.at(now) if gone > 0 else last


def _proven(eta: float, place: Situation) -> bool:
    """Whether a trend has lasted long enough for what it foretells, or leaves no time to wait for that."""
    if place.young:
        return place.lasted(eta) >= 2 * eta
    return eta <= URGENT or place.lasted(eta) >= eta


def _enough(level: float) -> float:
    """The chance of less than 30 minutes that is enough for a warning at a share of the limit."""
    part = min(max((level - FROM) / (HIGH - FROM), 0.0), 1.0)
    return WARNING.sure + part * (NEARLY - WARNING.sure)


def _reason(outcome: Outcome, level: float) -> str:
    """What the answer rests on, in words."""
    basis = _BASES.get(outcome.method, f"the {outcome.method}, which came nearest lately")
    soon = outcome.within(WARNING.up / 60)
    return f"at {level:.0%} of the limit; by {basis}; {soon:.0%} sure of less than 30 min"
