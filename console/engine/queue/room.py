"""Whether the machine has room for another job now."""

from collections.abc import Callable

import psutil

from console.model.job import Needs

RESERVE = 0.05
"""The share of the memory that is never given to jobs that declare no need."""


def _memory() -> tuple[int, int]:
    found = psutil.virtual_memory()
    return found.total, found.available


class MachineRoom:
    """Asked once a job in the order of starting; what it grants within one round is kept back for that job.

    `looming` says what a job would make run out before long.
    """

    def __init__(
        self,
        memory: Callable[[], tuple[int, int]] = _memory,
        looming: Callable[[Needs], str] = lambda _needs: "",
    ) -> None:
        self._memory = memory
        self._looming = looming
        self._promised = 0
        self._seen = (-1, -1)

    def __call__(self, needs: Needs) -> str:
        """Why a job with these needs cannot start now; empty when it can."""
        if reason := self._looming(needs):
            return reason
        total, free = seen = self._memory()
        if seen != self._seen:
            self._seen, self._promised = seen, 0
        left = free - self._promised
        wanted = max(needs.memory, int(total * RESERVE))
        if left < wanted:
            return f"memory is short: {_gib(left)} of {_gib(wanted)} free"
        self._promised += needs.memory
        return ""


def _gib(size: int) -> str:
    return f"{max(0, size) / 1024**3:.1f}G"
