"""Series of the processes that may run out of something of their own: memory of their control group, descriptors."""

import os
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

import psutil
from msgspec import Struct

from collectors.processes.procfs import count_descriptors, read_bytes
from collectors.processes.sweep import Process
from console.model.batch import Sample

EVERY_S = 10.0
FROM, KEPT = 0.15, 0.10
"""The share of its limit from which a process is followed, and below which it no longer is."""
MOST = 8
"""Processes that are followed at once, for each of the two."""
COUNTED, FEWEST = 100, 32
"""So many processes, the largest, are asked for their descriptors; with fewer than those none is near a limit."""
_BYTES = 65536


class Limits(Struct, frozen=True):
    """What a process may have: bytes of memory and descriptors."""

    memory: float
    descriptors: float


class Consumers:
    """Follows processes of this login from a share of their limits on.

    `root` and `groups` are the file systems of processes and control groups, `total` the bytes of memory there are,
    `count` tells how many descriptors a process has open, None where it may not be read.
    """

    def __init__(
        self,
        root: str = "/proc",
        groups: str = "/sys/fs/cgroup",
        total: int | None = None,
        count: Callable[[int], int | None] = count_descriptors,
    ) -> None:
        self._root = root
        self._groups = groups
        self._count = count
        self._total = psutil.virtual_memory().total if total is None else total
        self._limits: dict[tuple[int, int], Limits] = {}
        self._followed: set[str] = set()
        self._due = float("-inf")

    def samples(self, alive: Mapping[int, Process], now: float, monotonic: float) -> list[Sample]:
        """Every ten seconds, the memory and the descriptors of those that are followed, stamped with `now`."""
        if monotonic < self._due:
            return []
        self._due = monotonic + EVERY_S
        own = [process for process in alive.values() if process.own and not process.quiet]
        known = {key: self._limits[key] for key in map(_key, own) if key in self._limits}
        self._limits = known
        memory = [self._sample("memory", p, p.stat.rss, "bytes", now) for p in own if self._large(p)]
        largest = sorted(own, key=lambda process: -process.stat.rss)[:COUNTED]
        counted = [(process, self._count(process.stat.pid)) for process in largest]
        descriptors = [self._sample("fds", p, n, "count", now) for p, n in counted if n and n >= FEWEST]
        followed = [*self._choose(memory), *self._choose(descriptors)]
        self._followed = {sample.series for sample in followed}
        return followed

    def _large(self, process: Process) -> bool:
        """Whether it is worth a look at its limits: known ones, or a size that may be near one."""
        return _key(process) in self._limits or process.stat.rss >= 0.01 * self._total

    def _sample(self, kind: str, process: Process, value: int | None, unit: str, now: float) -> Sample:
        limits = self._limits.get(_key(process))
        if limits is None:
            limits = self._limits[_key(process)] = self._read(process.stat.pid)
        limit = limits.memory if kind == "memory" else limits.descriptors
        return Sample(now, f"{kind}:{process.name}.{process.stat.pid}", float(value or 0), unit, limit)

    def _choose(self, samples: list[Sample]) -> list[Sample]:
        """Those nearest to their limits."""
        near = [(one.value / (one.limit or 1), one) for one in samples]
        near = [(share, one) for share, one in near if share >= (KEPT if one.series in self._followed else FROM)]
        return [one for _, one in sorted(near, key=lambda pair: -pair[0])[:MOST]]

    def _read(self, pid: int) -> Limits:
        return Limits(min(self._group(pid), float(self._total)), self._descriptors(pid))

    def _descriptors(self, pid: int) -> float:
        """The soft limit of open files; endless where it may not be read."""
        for line in read_bytes(f"{self._root}/{pid}/limits", _BYTES).splitlines():
            if line.startswith(b"Max open files"):
                return _number(line.split()[3])
        return float("inf")

    def _group(self, pid: int) -> float:
        """The least memory that the process's control group, or one above it, may have (cgroups(7), version 2)."""
        path = next(
            (line[4:] for line in read_bytes(f"{self._root}/{pid}/cgroup", _BYTES).splitlines() if line[:3] == b"0::"),
            b"",
        )
        places = [PurePosixPath(os.fsdecode(path)), *PurePosixPath(os.fsdecode(path)).parents]
        return min(_number(read_bytes(f"{self._groups}/{place}/memory.max", 64)) for place in places)


def _number(raw: bytes) -> float:
    """A limit as the kernel writes it; `max`, `unlimited` and nothing at all are no limit."""
    return float(raw) if raw.strip().isdigit() else float("inf")


def _key(process: Process) -> tuple[int, int]:
    return process.stat.pid, process.stat.started
