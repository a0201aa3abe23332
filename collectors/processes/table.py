"""The table of processes as it is stored: which rows, in which order, and how still it stands."""

from collections.abc import Callable, Iterable, Mapping

from collectors.processes.procfs import count_descriptors
from collectors.processes.sweep import Process
from console.model.machine import ProcessRow

MiB = 1024 * 1024
ROWS = 60
CPU_STEP = 0.5
FRESH_S = 30.0
DESCRIPTORS_S = 10.0
DESCRIPTORS_OF = 20
_GENERATIONS = 64


class Table:
    """Chooses at most 60 rows: of this login all that fit, of the others the `heaviest` many.

    A figure stays as it is until it moved by more than its noise, so that an unchanged machine gives an unchanged
    table; every 30 seconds all are brought up to date.
    """

    def __init__(self, heaviest: int, count: Callable[[int], int | None] = count_descriptors) -> None:
        self._heaviest = min(heaviest, ROWS // 2)
        self._count = count
        self._shown: dict[int, ProcessRow] = {}
        self._fresh_at = float("-inf")
        self._counted_at = float("-inf")

    def rows(self, alive: Mapping[int, Process], now: float) -> list[ProcessRow]:
        """The table, parents before their children; `now` in seconds of a clock that never goes back."""
        if now - self._counted_at >= DESCRIPTORS_S:
            self._counted_at = now
            self._count_descriptors(alive.values())
        chosen = self._choose(alive.values())
        fresh = now - self._fresh_at >= FRESH_S
        if fresh:
            self._fresh_at = now
        rows = [self._row(process, depth, fresh) for process, depth in ordered(chosen, alive)]
        self._shown = {row.pid: row for row in rows}
        return rows

    def _count_descriptors(self, alive: Iterable[Process]) -> None:
        heaviest = sorted((p for p in alive if p.own), key=_weight, reverse=True)
        for place, process in enumerate(heaviest):
            process.fds = self._count(process.stat.pid) if place < DESCRIPTORS_OF else None

    def _choose(self, alive: Iterable[Process]) -> dict[int, Process]:
        own: list[Process] = []
        others: list[Process] = []
        for process in alive:
            if process.own:
                own.append(process)
            elif not process.stat.kernel or process.cpu >= CPU_STEP:
                others.append(process)
        others = sorted(others, key=self._shown_weight, reverse=True)[: self._heaviest]
        own = sorted(own, key=self._shown_weight, reverse=True)[: ROWS - len(others)]
        return {p.stat.pid: p for p in own + others}

    def _shown_weight(self, process: Process) -> tuple[float, int, int]:
        """Weight by the figures on show, so that noise does not make rows take turns."""
        row = self._shown.get(process.stat.pid)
        if row is None or row.started != round(process.started, 2):
            return _weight(process)
        return hold(row.cpu, process.cpu, CPU_STEP), row.rss, -process.stat.pid

    def _row(self, process: Process, depth: int, fresh: bool) -> ProcessRow:
        stat = process.stat
        started = round(process.started, 2)
        old = self._shown.get(stat.pid)
        still = old if old is not None and not fresh and old.started == started else None
        cpu = steps(process.cpu, CPU_STEP) if still is None else hold(still.cpu, process.cpu, CPU_STEP)
        return ProcessRow(
            pid=stat.pid,
            ppid=stat.ppid,
            name=process.name,
            command=process.command,
            user=process.user,
            cpu=cpu,
            rss=int(steps(stat.rss, MiB) if still is None else hold(still.rss, stat.rss, MiB)),
            threads=stat.threads,
            state=process.state if process.state != "running" or cpu else "sleeping",
            started=started,
            fds=process.fds,
            own=process.own,
            depth=depth,
        )


def steps(value: float, step: float) -> float:
    """The nearest multiple of `step`."""
    return round(value / step) * step


def hold(shown: float, value: float, step: float) -> float:
    """The figure on show, until the true one is 1.5 steps and a tenth away from it or has come to nothing."""
    noise = max(1.5 * step, 0.1 * shown)
    return shown if abs(value - shown) < noise and (value > 0 or shown == 0) else steps(value, step)


def ordered(chosen: Mapping[int, Process], alive: Mapping[int, Process]) -> list[tuple[Process, int]]:
    """The chosen with their depth: this login's trees first, each below its nearest chosen ancestor, oldest first."""
    below: dict[int, list[Process]] = {}
    for process in chosen.values():
        below.setdefault(_ancestor(process, chosen, alive), []).append(process)
    result: list[tuple[Process, int]] = []
    waiting = [(process, 0) for process in _last_first(below.get(0, []))]
    while waiting:
        process, depth = waiting.pop()
        result.append((process, depth))
        waiting.extend((child, depth + 1) for child in _last_first(below.get(process.stat.pid, [])))
    return result


def _last_first(processes: Iterable[Process]) -> list[Process]:
    return sorted(processes, key=lambda p: (p.own, -p.stat.started, -p.stat.pid))


def _ancestor(process: Process, chosen: Mapping[int, Process], alive: Mapping[int, Process]) -> int:
    """The pid of the nearest chosen ancestor, 0 for none."""
    parent = alive.get(process.stat.ppid)
    for _ in range(_GENERATIONS):
        if parent is None or parent is process:
            return 0
        if parent.stat.pid in chosen:
            return parent.stat.pid
        parent = alive.get(parent.stat.ppid)
    return 0


def _weight(process: Process) -> tuple[float, int, int]:
    return steps(process.cpu, CPU_STEP), int(steps(process.stat.rss, MiB)), -process.stat.pid
