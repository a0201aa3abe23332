"""What changed between two sweeps, as events: starts, ends, zombies. What is many of a kind becomes one line."""

import signal
from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from collectors.processes.sweep import Process, Sweep
from console.model.event import Draft, Severity, Voice

ZOMBIE_S = 10.0
PIDS = 50
_CRASHES = frozenset(
    (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSYS, signal.SIGTRAP)
)
_ASKED = frozenset((signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE))
LONG_S = 30.0


class _Kind(Struct, frozen=True):
    """What makes two starts or ends the same news."""

    name: str
    inside: bool
    code: int | None = None


class Changes:
    """Compares sweeps. Only processes of this login are news, and none of the console's own.

    A process counts as started when a second sweep still finds it; one that did not last that long is churn.
    """

    def __init__(self) -> None:
        self._first = True
        self._young: dict[int, Process] = {}
        self._zombies: dict[int, tuple[Process, float]] = {}
        self._told: set[int] = set()

    def observe(self, sweep: Sweep, now: float, monotonic: float) -> list[Draft]:
        """The news of a sweep made at `now` (seconds since the epoch); `monotonic` never goes back."""
        settled = [p for pid, p in self._young.items() if sweep.alive.get(pid) is p and p.stat.state != "Z"]
        zombies = self._turned(sweep, now, monotonic)
        gone = [p for p in sweep.gone if _news(p) and p.stat.pid not in self._told]
        churn = [p for p in gone if self._young.get(p.stat.pid) is p and not _crashed(p)]
        brief = {p.stat.pid for p in churn}
        ended = [p for p in gone if p.stat.pid not in brief]
        drafts = [*_starts(settled), *_ends([*ended, *zombies], now), *self._kept(monotonic, now)]
        if churn:
            drafts.append(_churned(churn, sweep.alive, now))
        self._told.difference_update(p.stat.pid for p in sweep.gone)
        self._young = {} if self._first else {p.stat.pid: p for p in sweep.came if _news(p)}
        self._first = False
        return drafts

    def _turned(self, sweep: Sweep, now: float, monotonic: float) -> list[Process]:
        """Those that ended since the last sweep and whose parent has not asked how."""
        new: list[Process] = []
        for pid, process in sweep.alive.items():
            if process.stat.state != "Z" or not _news(process):
                continue
            if pid not in self._zombies or self._zombies[pid][0] is not process:
                self._zombies[pid] = (process, monotonic)
                self._told.add(pid)
                if not self._first:
                    new.append(process)
        self._zombies = {pid: kept for pid, kept in self._zombies.items() if sweep.alive.get(pid) is kept[0]}
        return new

    def _kept(self, monotonic: float, now: float) -> list[Draft]:
        """One event for each zombie at the moment it is ten seconds old."""
        drafts: list[Draft] = []
        for pid, (process, since) in self._zombies.items():
            if monotonic - since >= ZOMBIE_S:
                self._zombies[pid] = (process, float("inf"))
                drafts.append(_zombie(process, now))
        return drafts


def outcome(code: int | None) -> str:
    """An exit code in words; negative is the signal that ended the process."""
    if code is None:
        return "exit code unknown"
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"


def lasted(seconds: float) -> str:
    """A duration in words: `3s`, `4m11s`, `2h05m`, `3d4h`."""
    whole = max(int(seconds), 0)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02}s"
    if whole < 86400:
        return f"{whole // 3600}h{whole % 3600 // 60:02}m"
    return f"{whole // 86400}d{whole % 86400 // 3600}h"


def _news(process: Process) -> bool:
    return process.own and not process.quiet


def _crashed(process: Process) -> bool:
    return process.code is not None and process.code < 0 and -process.code in _CRASHES


def _judged(kind: _Kind) -> tuple[Voice, Severity]:
    """A failure of the project's work is a warning, a crash an error; what happens elsewhere speaks lower."""
    code = kind.code
    if not code:
        return Voice.SKYSKRAPER, Severity.INFO if kind.inside else Severity.DEBUG
    if code < 0 and -code in _CRASHES:
        return Voice.RUSTBELT, Severity.ERROR if kind.inside else Severity.WARNING
    if code < 0 and -code in _ASKED:
        return Voice.RUSTBELT, Severity.NOTICE if kind.inside else Severity.INFO
    return Voice.RUSTBELT, Severity.WARNING if kind.inside else Severity.NOTICE


def _grouped(processes: Iterable[Process], *, ended: bool) -> dict[_Kind, list[Process]]:
    groups: dict[_Kind, list[Process]] = {}
    for process in processes:
        groups.setdefault(_Kind(process.name, process.inside, process.code if ended else None), []).append(process)
    return groups


def _starts(processes: Iterable[Process]) -> list[Draft]:
    drafts: list[Draft] = []
    for kind, group in _grouped(processes, ended=False).items():
        first = group[0]
        one = f"{kind.name} started (pid {first.stat.pid}): {first.command or first.name}"
        text = one if len(group) == 1 else f"{len(group)} processes of {kind.name} started"
        drafts.append(_draft("process.start", kind, group, first.started, text, f"{kind.name} started"))
    return drafts


def _ends(processes: Iterable[Process], now: float) -> list[Draft]:
    drafts: list[Draft] = []
    for kind, group in _grouped(processes, ended=True).items():
        first, how = group[0], outcome(kind.code)
        one = f"{kind.name} ended after {lasted(now - first.started)} (pid {first.stat.pid}): {how}"
        text = one if len(group) == 1 else f"{len(group)} processes of {kind.name} ended: {how}"
        drafts.append(_draft("process.exit", kind, group, now, text, f"{kind.name} ended: {how}"))
    return drafts


def _draft(what: str, kind: _Kind, group: list[Process], time: float, text: str, template: str) -> Draft:
    voice, severity = _judged(kind)
    if severity is Severity.INFO and (what == "process.start" or all(time - p.started < LONG_S for p in group)):
        severity = Severity.DEBUG  # a beginning, or the clean end of something short, is no news yet
    attrs = {
        "pids": [p.stat.pid for p in group[:PIDS]],
        "n": len(group),
        "name": kind.name,
        "command": group[0].command,
        "project": kind.inside,
    }
    if what == "process.exit":
        attrs |= {"code": kind.code, "seconds": round(time - group[0].started, 1)}
    return Draft(
        time=time,
        source="processes",
        kind=what,
        voice=voice,
        severity=severity,
        text=text,
        template=template,
        attrs=attrs,
    )


def _churned(churn: list[Process], alive: Mapping[int, Process], now: float) -> Draft:
    """One line for all that came and went between two sweeps, named after their parents."""
    makers = Counter(alive[p.stat.ppid].name if p.stat.ppid in alive else p.name for p in churn)
    failed = sum(1 for p in churn if p.code)
    names = ", ".join(f"{name} {n}" for name, n in makers.most_common(5))
    noun = "process" if len(churn) == 1 else "processes"
    whose = f"of {next(iter(makers))} started and ended" if len(makers) == 1 else f"started and ended: {names}"
    return Draft(
        time=now,
        source="processes",
        kind="process.churn",
        voice=Voice.RUSTBELT if failed else Voice.SKYSKRAPER,
        severity=Severity.DEBUG,
        text=f"{len(churn)} {noun} {whose}{f', {failed} of them failed' if failed else ''}",
        template=f"processes {whose if len(makers) == 1 else 'started and ended'}",
        attrs={"n": len(churn), "failed": failed, "of": dict(makers.most_common(20))},
    )


def _zombie(process: Process, now: float) -> Draft:
    pid, parent = process.stat.pid, process.stat.ppid
    return Draft(
        time=now,
        source="processes",
        kind="process.zombie",
        voice=Voice.RUSTBELT,
        severity=Severity.WARNING if process.inside else Severity.NOTICE,
        text=f"{process.name} (pid {pid}) is a zombie: its parent {parent} does not collect it",
        template=f"{process.name} is a zombie",
        attrs={"pids": [pid], "ppid": parent, "name": process.name, "code": process.code},
    )
