"""What the machine's series mean: their names on screen, how near the limit, how they moved."""

import math

from msgspec import Struct

from console.model.frame import Frame, Series
from console.views.figures import quantity

HOUR, TEN_MINUTES = 3600.0, 600.0
NEAR, FULL = 0.90, 0.95
_LABELS = {
    "cpu.total": "cpu",
    "memory.used": "memory",
    "swap.used": "swap",
    "fds.system": "descriptors",
    "load.1": "load 1 min",
    "pressure.cpu": "cpu stall",
    "pressure.io": "io stall",
    "pressure.memory": "mem stall",
}
_BUSY = frozenset(("cpu.total", "load.1"))
_UNITS = {"bytes": "B", "bytes/s": "B/s", "percent": "%"}
_STEPS = "KMGTPE"


class Chart(Struct, frozen=True):
    """A series ready to be drawn: `points` are (minutes before now, at most 0; value in `unit`), limit alike."""

    key: str
    label: str
    unit: str
    points: tuple[tuple[float, float], ...]
    limit: float | None


def label(name: str) -> str:
    """The series' name in words: `disk:/var` is `disk /var`, `net:eth0.rx` is `eth0 in`, pressure is stalled time."""
    if name in _LABELS:
        return _LABELS[name]
    kind, _, rest = name.partition(":")
    if kind == "number" and rest:
        return rest
    if kind == "net" and rest:
        device, _, way = rest.rpartition(".")
        return f"{device} {'in' if way == 'rx' else 'out'}"
    return f"{kind} {rest}" if rest else name


def used(series: Series) -> float | None:
    """The share of the limit that is used, 0 to 1 and beyond; None without limit or reading."""
    if series.now is None or not series.limit or not math.isfinite(series.now):
        return None
    return series.now / series.limit


def moved(series: Series, at: float, seconds: float = TEN_MINUTES) -> float | None:
    """The measured difference between the newest value and the one `seconds` before `at`; None when too young.

    The older reading is the last one that is at least that old; it may be no more than half as old again.
    """
    if not series.points:
        return None
    older = next((p for p in reversed(series.points) if p[0] <= at - seconds), None)
    if older is None or older[0] < at - 1.5 * seconds:
        return None
    return series.points[-1][1] - older[1]


def hour(series: Series, at: float, steps: int) -> list[float]:
    """The hour before `at` in `steps` means, oldest first; not a number where nothing was measured."""
    sums, counts = [0.0] * steps, [0] * steps
    for time, value in series.points:
        index = math.floor((time - at + HOUR) / HOUR * steps)
        index = steps - 1 if time == at else index
        if 0 <= index < steps and math.isfinite(value):
            sums[index] += value
            counts[index] += 1
    return [s / n if n else math.nan for s, n in zip(sums, counts, strict=True)]


def exhaustible(series: Series) -> bool:
    """Whether the limit is an end: memory, disks, descriptors. A busy processor is not, it only gets slower."""
    return series.name not in _BUSY and not series.name.startswith("pressure.")


def ordered(frame: Frame, *, everything: bool = False) -> list[Series]:
    """What can run out, nearest to its end first; then processor and load, then pressure, then the rest by name.

    The console's own series (`own.*`) come only with `everything`.
    """
    shown = [s for s in frame.series.values() if everything or not s.name.startswith("own.")]
    return sorted(shown, key=_rank)


def _rank(series: Series) -> tuple[int, float, str]:
    share = used(series)
    if series.name in _BUSY:
        return (1, 0.0, series.name)
    if series.name.startswith("pressure."):
        return (2, 0.0, series.name)
    if share is not None:
        return (0, -share, series.name)
    return (3 if series.name.startswith("net:") else 4, 0.0, series.name)


def now_text(series: Series) -> str:
    """The newest value: as a share of the limit where there is one, else in its own unit."""
    share = used(series)
    if share is not None and series.unit in {"bytes", "count"}:
        return quantity(share * 100, "percent")
    return quantity(series.now, series.unit)


def chart_series(frame: Frame, key: str) -> Chart | None:
    """The named series for a chart, scaled to readable units; None when there is no such series."""
    series = frame.series.get(key)
    if series is None:
        return None
    values = [abs(v) for _, v in series.points if math.isfinite(v)]
    divisor, unit = _scale(max([*values, series.limit or 0.0], default=0.0), series.unit)
    points = tuple(((t - frame.at) / 60, v / divisor) for t, v in series.points if math.isfinite(v))
    return Chart(key, label(key), unit, points, series.limit / divisor if series.limit else None)


def _scale(top: float, unit: str) -> tuple[float, str]:
    sign = _UNITS.get(unit, "" if unit == "count" else unit)
    if unit not in {"bytes", "bytes/s"}:
        return 1.0, sign
    step = 0
    while top >= 1024 and step < len(_STEPS):
        top, step = top / 1024, step + 1
    return 1024.0**step, f"{_STEPS[step - 1]}{sign}" if step else sign
