"""Counts over a sliding window of event time, in bounded memory."""

from bisect import bisect_left, bisect_right


class Window:
    """How many things happened in the last `span` seconds.

    Exact for up to `grain` things; beyond that, things within a `grain`-th of the span count as one moment, so that
    no storm takes more than about twice `grain` entries.
    """

    __slots__ = ("_counts", "_grain", "_step", "_times", "span", "total")

    def __init__(self, span: float, grain: int = 128) -> None:
        self.span = span
        self.total = 0
        self._grain = grain
        self._step = span / grain
        self._times: list[float] = []
        self._counts: list[int] = []

    def __len__(self) -> int:
        return len(self._times)

    @property
    def first(self) -> float | None:
        """When the oldest thing inside happened."""
        return self._times[0] if self._times else None

    def add(self, time: float, n: int = 1) -> None:
        """Count `n` things; late ones are put where they belong, unless they are older than the window."""
        times = self._times
        at = len(times) if not times or time >= times[-1] else bisect_right(times, time)
        if at < len(times) and time < times[-1] - self.span:
            return
        self.total += n
        if at and len(times) >= self._grain and time - times[at - 1] < self._step:
            self._counts[at - 1] += n
        else:
            times.insert(at, time)
            self._counts.insert(at, n)

    def at(self, now: float) -> int:
        """How many are inside at `now`; what is older is forgotten."""
        times, oldest = self._times, now - self.span
        if times and times[0] < oldest:
            gone = bisect_left(times, oldest)
            self.total -= sum(self._counts[:gone])
            del times[:gone], self._counts[:gone]
        return self.total
