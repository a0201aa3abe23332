"""What the machine is short of at this moment, for deciding what can wait."""

import os
from collections.abc import Callable

import psutil

BUSY = 1.25
"""Tasks that want to run, for each core, above which the processor is short."""
FREE = 0.1
"""The share of the memory below which that is short."""


def _load() -> float:
    return os.getloadavg()[0]


def _memory() -> tuple[int, int]:
    found = psutil.virtual_memory()
    return found.total, found.available


class Shortage:
    """Asked for words; `load` is the mean number of tasks of the last minute, `memory` total and free bytes."""

    def __init__(
        self, load: Callable[[], float] = _load, memory: Callable[[], tuple[int, int]] = _memory,
        cores: int | None = None,
    ) -> None:  # fmt: skip
        self._load = load
        self._memory = memory
        self._cores = cores or os.cpu_count() or 1

    def __call__(self) -> str:
        """What is short; empty where nothing is."""
        load, (total, free) = self._load(), self._memory()
        if load > self._cores * BUSY:
            return f"load {load:.1f} on {self._cores} cores"
        return f"{free / total:.0%} of the memory free" if free < total * FREE else ""
