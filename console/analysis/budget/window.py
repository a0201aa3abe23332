"""Counts over a sliding window of event time, in bounded memory."""

from collections import deque


class Window:
    """How many things happened in the last `span` seconds.

    Exact for up to `grain` things; beyond that, things within a `grain`-th of the span count as one moment, so that
    no storm takes more than twice `grain` entries.
    """

    def __init__(self, span: float, grain: int = 128) -> None:
        self.span = span
        self.total = 0
        self._grain = grain
        self._step = span / grain
        self._entries: deque[list[float]] = deque()

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def first(self) -> float | None:
        """When the oldest thing inside happened."""
        return self._entries[0][0] if self._entries else None

    def times(self) -> list[float]:
        """The moments inside, oldest first; a storm has fewer moments than things."""
        return [time for time, _ in self._entries]

    def add(self, time: float, n: int = 1) -> None:
        """Count `n` things; late ones are put where they belong."""
        entries = self._entries
        self.total += n
        if entries and len(entries) >= self._grain and 0 <= time - entries[-1][0] < self._step:
            entries[-1][1] += n
        elif not entries or time >= entries[-1][0]:
            entries.append([time, n])
        else:
            self._insert(time, n)

    def _insert(self, time: float, n: int) -> None:
        """Walk back from the newest entry; late things are only a little late."""
        later = []
        while self._entries and self._entries[-1][0] > time:
            later.append(self._entries.pop())
        if self._entries and len(self._entries) >= self._grain and time - self._entries[-1][0] < self._step:
            self._entries[-1][1] += n
        else:
            self._entries.append([time, n])
        self._entries.extend(reversed(later))

    def at(self, now: float) -> int:
        """How many are inside at `now`; what is older is forgotten."""
        entries, oldest = self._entries, now - self.span
        while entries and entries[0][0] < oldest:
            self.total -= int(entries.popleft()[1])
        return self.total

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self.total = 0
