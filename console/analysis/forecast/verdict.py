"""From a distribution to an answer: median, interval, alarms with hysteresis, and the reason in words."""

from console.analysis.forecast.alarm import CRITICAL, WARNING, Alarm
from console.analysis.forecast.outcome import Outcome
from console.model.forecast import Forecast

HEADING = 0.3
"""The chance of meeting the limit at all from which a date is told."""
SURE, UNSURE = 0.55, 0.4
WEEK = 7 * 86400.0
HIGH, NEAR_FULL = 0.95, 0.3
"""From this level on less certainty is asked for."""
STALE = 600.0
PATIENCE = 6.0


class Verdict:
    """The answer so far; `judge` makes a new one, `at` tells it for a moment."""

    def __init__(self) -> None:
        self._warning = Alarm(WARNING.hold, WARNING.release)
        self._critical = Alarm(CRITICAL.hold, CRITICAL.release)
        self._last: Forecast | None = None

    def reached(self, t: float, value: float) -> None:
        """The limit is met."""
        self._warning.on = self._critical.on = True
        self._last = Forecast(
            t=t, level=value, eta_s=0.0, low=0.0, high=0.0, warning=True, critical=True, method="reached",
            reason="the limit is reached",
        )  # fmt: skip

    def judge(self, t: float, value: float, outcome: Outcome, *, level: float, settled: bool) -> None:
        """Answer at `t`; an unsettled series raises no alarm. `level` is the share of the limit."""
        sure = NEAR_FULL if level >= HIGH else SURE
        near = settled and outcome.within(WARNING.up / 60) >= sure
        eta = 60 * outcome.best()
        hold = min(max(eta / PATIENCE, 0.75 * WARNING.hold), 5 * WARNING.hold)
        warning = self._warning.observe(
            t, near=near, hold=hold, far=outcome.within(WARNING.down / 60) < min(UNSURE, sure)
        )
        near = settled and outcome.within(CRITICAL.up / 60) >= SURE
        critical = self._critical.observe(t, near=near, far=outcome.within(CRITICAL.down / 60) < UNSURE)
        if outcome.ever < HEADING or eta > WEEK:
            self._last = Forecast(
                t=t, level=value, warning=warning, critical=critical, method="flat", reason="not heading anywhere"
            )
            return
        low, high = min(60 * outcome.quantile(0.1), eta), max(60 * outcome.quantile(0.9), eta)
        self._last = Forecast(
            t=t, level=value, eta_s=eta, low=low, high=high, warning=warning, critical=critical,
            method=outcome.method, reason=_reason(outcome),
        )  # fmt: skip

    def at(self, now: float) -> Forecast:
        """The answer as it stands at `now` seconds."""
        last = self._last
        if last is None:
            return Forecast(t=now, level=0.0, method="unknown", reason="too few values")
        gone = now - last.t
        if gone > STALE:
            return Forecast(t=now, level=last.level, method="stale", reason=f"no value for {gone:.0f} s")
        if gone <= 0 or last.eta_s is None or last.low is None or last.high is None:
            return last
        eta, low, high = (max(0.0, x - gone) for x in (last.eta_s, last.low, last.high))
        return Forecast(
            t=now, level=last.level, eta_s=eta, low=low, high=high, warning=last.warning, critical=last.critical,
            method=last.method, reason=last.reason,
        )  # fmt: skip


def _reason(outcome: Outcome) -> str:
    """What the answer rests on, in words."""
    return f"by {outcome.method}; chance of meeting the limit within 30 min {outcome.within(30):.0%}"
