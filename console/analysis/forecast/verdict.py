"""From a distribution to an answer: median, interval, alarms with hysteresis, and the reason in words."""

from console.analysis.forecast.alarm import CRITICAL, WARNING, Alarm
from console.analysis.forecast.calibration import calibrated
from console.analysis.forecast.outcome import Outcome
from console.model.forecast import Forecast

HEADING = 0.3
"""The chance of meeting the limit at all from which a date is told."""
WEEK = 7 * 86400.0
HIGH, NEARLY = 0.95, 0.3
"""From this share of the limit on, less certainty is enough for a warning."""
STALE = 600.0
_BASES = {
    "teeth": "the peaks and floors of the climbs and falls so far",
    "steps": "the size and pace of the steps so far",
}
PATIENCE = 6.0
"""A warning waits for this part of the time that is left: nothing is lost while there is much."""


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

    def judge(self, t: float, value: float, outcome: Outcome, *, level: float, slope: float, settled: bool) -> None:
        """Answer at `t`; an unsettled series raises no alarm.

        `level` is a share of the limit; `slope` a second, in the unit of `value`.
        """
        eta = 60 * outcome.best()
        sure = NEARLY if level >= HIGH else WARNING.sure
        near = settled and outcome.within(WARNING.up / 60) >= sure
        far = outcome.within(WARNING.down / 60) < min(WARNING.unsure, sure)
        warning = self._warning.observe(t, near=near, far=far, hold=min(eta / PATIENCE, WARNING.release))
        near = settled and outcome.within(CRITICAL.up / 60) >= CRITICAL.sure
        far = outcome.within(CRITICAL.down / 60) < CRITICAL.unsure
        critical = self._critical.observe(t, near=near, far=far)
        if outcome.ever < HEADING or eta > WEEK:
            self._last = Forecast(
                t=t, level=value, slope=slope, warning=warning, critical=critical, method="flat",
                reason="not heading anywhere",
            )  # fmt: skip
            return
        low, high = calibrated(60 * outcome.quantile(0.1), eta, 60 * outcome.quantile(0.9), outcome.method)
        self._last = Forecast(
            t=t, level=value, slope=slope, eta_s=eta, low=low, high=high, warning=warning, critical=critical,
            method=outcome.method, reason=_reason(outcome, level),
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


def _reason(outcome: Outcome, level: float) -> str:
    """What the answer rests on, in words."""
    basis = _BASES.get(outcome.method, f"the {outcome.method}, which came nearest lately")
    soon = outcome.within(WARNING.up / 60)
    return f"at {level:.0%} of the limit; by {basis}; {soon:.0%} sure of less than 30 min"
