"""What the engine itself costs: CPU, memory, loop lag, and how much it reads."""

import os
import resource
from collections.abc import Callable

from msgspec import Struct

PAGE = os.sysconf("SC_PAGE_SIZE")


class Cost(Struct, frozen=True):
    """CPU in per cent of one core since the last reading, memory in bytes, rates per second, `lag` in seconds."""

    cpu: float
    rss: int
    pss: int | None
    lag: float
    bytes_per_s: float
    lines_per_s: float


class CostMeter:
    """Reads the cost of this process; `monotonic` gives seconds, `volume` the bytes and lines read so far."""

    def __init__(self, monotonic: Callable[[], float], volume: Callable[[], tuple[int, int]]) -> None:
        self._monotonic = monotonic
        self._volume = volume
        self._at = monotonic()
        self._cpu = _cpu_seconds()
        self._read = volume()

    def read(self, lag: float) -> Cost:
        """The cost since the last call; `lag` is the loop's lateness that the caller saw, in seconds."""
        at, cpu, (size, lines) = self._monotonic(), _cpu_seconds(), self._volume()
        span = max(at - self._at, 1e-6)
        cost = Cost(
            100 * (cpu - self._cpu) / span,
            _rss(),
            _pss(),
            lag,
            (size - self._read[0]) / span,
            (lines - self._read[1]) / span,
        )
        self._at, self._cpu, self._read = at, cpu, (size, lines)
        return cost


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime + children.ru_utime + children.ru_stime


def _rss() -> int:
    with open("/proc/self/statm", "rb") as stream:
        return int(stream.read().split()[1]) * PAGE


def _pss() -> int | None:
    try:
        with open("/proc/self/smaps_rollup", "rb") as stream:
            line = next(line for line in stream if line.startswith(b"Pss:"))
    except (OSError, StopIteration):
        return None
    return int(line.split()[1]) * 1024
