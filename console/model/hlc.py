"""Hybrid logical clock: one integer that orders events and stays close to wall time.

Source: Kulkarni, Demirbas, Madappa, Avva, Leone, "Logical Physical Clocks", OPODIS 2014. The upper 48 bits are
milliseconds since the epoch, the lower 16 a logical counter.
"""

from collections.abc import Callable

COUNTER_BITS = 16
COUNTER_MAX = (1 << COUNTER_BITS) - 1


class DriftError(ValueError):
    """A remote stamp lies further ahead of the wall clock than is believable."""


def pack(milliseconds: int, counter: int = 0) -> int:
    """Join wall milliseconds and counter; stamps compare like the pairs."""
    return (milliseconds << COUNTER_BITS) | counter


def seconds(stamp: int) -> float:
    """The wall time inside a stamp, in seconds since the epoch."""
    return (stamp >> COUNTER_BITS) / 1000


def at(time: float) -> int:
    """The last stamp that belongs to a moment (seconds since the epoch)."""
    return pack(int(time * 1000), COUNTER_MAX)


def text(stamp: int) -> str:
    """A stamp as fixed-width hexadecimal text that sorts like the stamp."""
    return f"{stamp >> COUNTER_BITS:012x}-{stamp & COUNTER_MAX:04x}"


class HybridClock:
    """Gives stamps that only grow, also when the wall clock jumps back.

    `wall` returns seconds since the epoch. `max_drift` (seconds) bounds how far ahead a remote stamp may lie.
    """

    def __init__(self, wall: Callable[[], float], last: int = 0, max_drift: float = 60.0) -> None:
        self._wall = wall
        self._last = last
        self._max_drift_ms = int(max_drift * 1000)

    @property
    def last(self) -> int:
        """The newest stamp given or merged."""
        return self._last

    def now(self) -> int:
        """A new stamp for a local event, greater than every one before."""
        self._last = max(self._last + 1, pack(int(self._wall() * 1000)))
        return self._last

    def reserve(self, n: int) -> int:
        """`n` consecutive new stamps from one reading of the wall clock; returns the first."""
        first = self.now()
        self._last = first + max(n, 1) - 1
        return first

    def resume(self, stored: int) -> None:
        """Go on after the newest stamp of an earlier run; one's own past is believed, however far ahead it lies."""
        self._last = max(self._last, stored)

    def merge(self, remote: int) -> int:
        """A new stamp for the receipt of `remote`, greater than it and every local one.

        Raises DriftError, and changes nothing, when `remote` lies more than `max_drift` ahead of the wall clock.
        """
        wall_ms = int(self._wall() * 1000)
        if (remote >> COUNTER_BITS) - wall_ms > self._max_drift_ms:
            raise DriftError(f"stamp {text(remote)} lies more than {self._max_drift_ms / 1000:g} s ahead")
        self._last = max(self._last + 1, remote + 1, pack(wall_ms))
        return self._last
