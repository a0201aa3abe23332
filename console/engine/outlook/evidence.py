"""What speaks for an end beside the trend: work that waits for memory, and a level that is as good as the limit."""

from msgspec.structs import replace

from console.model.batch import Sample
from console.model.forecast import Forecast

STALL, STALL_S = 20.0, 30.0
"""Per cent of the time in which work waits for memory, and for how many seconds."""
LEVEL, LEVEL_S = 0.95, 60.0
RELEASE = 0.97
"""What has begun lasts until it falls below this part of what it began with."""
_MEMORY = "memory.used"
_PRESSURE = "pressure.memory"
_RESTS = ("disk:", "inodes:")
"""Series that may rest at a high level for ever; their level counts only while they move on."""


class Evidence:
    """Follows pressure and levels; times in seconds of the samples."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._stall = 0.0

    def observe(self, sample: Sample) -> None:
        """Take a sample of any series."""
        if sample.series == _PRESSURE:
            self._stall = sample.value
            self._hold(sample, sample.value, STALL)
        elif sample.limit:
            self._hold(sample, sample.value / sample.limit, LEVEL)

    def weigh(self, name: str, found: Forecast) -> Forecast:
        """The forecast of a series with what else is known of it."""
        if found.warning or found.method == "stale":
            return found
        if name == _MEMORY and self._held(_PRESSURE) >= STALL_S:
            return replace(found, warning=True, reason=f"work waits for memory {self._stall:.0f} % of the time")
        rests = name.startswith(_RESTS) and found.eta_s is None
        if self._held(name) >= LEVEL_S and not rests:
            return replace(found, warning=True, reason=f"above {LEVEL:.0%} of the limit; {found.reason}")
        return found

    def _hold(self, sample: Sample, value: float, least: float) -> None:
        if value < (RELEASE if sample.series in self._since else 1.0) * least:
            self._since.pop(sample.series, None)
            return
        self._since.setdefault(sample.series, sample.time)
        self._last[sample.series] = sample.time

    def _held(self, series: str) -> float:
        """Seconds for which it has been so."""
        since = self._since.get(series)
        return self._last[series] - since if since is not None else 0.0
