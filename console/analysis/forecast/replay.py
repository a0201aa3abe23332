"""A forecast over stored values: what it would have said, value by value, and when that changed."""

from collections.abc import Iterable, Iterator

from console.analysis.forecast.forecaster import Forecaster
from console.model.forecast import Forecast

MOVED, LEAST = 0.04, 10.0
"""An estimate has changed when it left its course by this share, and by this many seconds."""


def changes(values: Iterable[tuple[float, float]], forecaster: Forecaster) -> Iterator[Forecast]:
    """What is said whenever it changes; between two of these the estimates run down by themselves."""
    said: Forecast | None = None
    for t, value in values:
        forecaster.observe(t, value)
        now = forecaster.findings(t)
        if said is None or differs(said, now):
            said = now
            yield now


def differs(said: Forecast, now: Forecast) -> bool:
    """Whether what is known now is not what was said, run down."""
    if (said.warning, said.critical, said.eta_s is None) != (now.warning, now.critical, now.eta_s is None):
        return True
    gone = now.t - said.t
    pairs = zip((said.eta_s, said.low, said.high), (now.eta_s, now.low, now.high), strict=True)
    return any(
        abs(before - gone - after) > max(LEAST, MOVED * after)
        for before, after in pairs
        if before is not None and after is not None and (before > gone or after > 0)
    )
