"""Processes the kernel killed for want of memory: counted in `/proc/vmstat`, named in the kernel log where readable."""

import os
import re
from contextlib import suppress
from pathlib import Path

from collectors.foreign import safe_name
from console.model.event import Draft, Severity, Voice

_VICTIM = re.compile(rb"Killed process (\d+) \(([^\n]*?)\)(?:,| total-vm)")
_RECORD = 8192
_RECORDS = 2000


class OomWatch:
    """Tells new kills of the machine; those inside the own control group are said to be so.

    `vmstat` counts the machine's (Linux 4.13 and newer), `group` is the file with the own group's count (None: looked
    up), `log` the kernel log, read only when there was a kill.
    """

    def __init__(self, vmstat: str = "/proc/vmstat", group: str | None = None, log: str | None = "/dev/kmsg") -> None:
        self._vmstat = vmstat
        self._group = group if group is not None else own_group_file()
        self._machine = read_count(vmstat)
        self._inside = read_count(self._group)
        self._log = _open_at_end(log) if log is not None else None

    def news(self, now: float) -> list[Draft]:
        """An event for each kill since the last call, at `now` (seconds since the epoch)."""
        machine, inside = read_count(self._vmstat), read_count(self._group)
        kills = max(_rise(self._machine, machine), _rise(self._inside, inside))
        here = _rise(self._inside, inside) > 0
        self._machine, self._inside = machine, inside
        if not kills:
            return []
        victims = self._victims()
        drafts = [_killed(now, pid, name, here) for pid, name in victims]
        if (unnamed := kills - len(victims)) > 0:
            drafts.append(_unnamed(now, unnamed, here))
        return drafts

    def close(self) -> None:
        """Close the kernel log."""
        if self._log is not None:
            os.close(self._log)
            self._log = None

    def _victims(self) -> list[tuple[int, str]]:
        if self._log is None:
            return []
        text = b"".join(_records(self._log))
        return [(int(pid), safe_name(name)) for pid, name in _VICTIM.findall(text)]


def read_count(path: str | None) -> int | None:
    """The number after the word `oom_kill` in a file of such lines, None when there is none."""
    if path is None:
        return None
    try:
        text = Path(path).read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    found = re.search(r"^oom_kill (\d+)$", text, re.MULTILINE)
    return int(found[1]) if found else None


def own_group_file(membership: str = "/proc/self/cgroup", mounted: str = "/sys/fs/cgroup") -> str | None:
    """The file with the count of this process's control group, version 2 or 1 (cgroups(7)), None when there is none."""
    try:
        lines = Path(membership).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    for line in lines:
        _, controllers, path = line.split(":", 2)
        below = path.lstrip("/")
        if not controllers:
            candidate = os.path.join(mounted, below, "memory.events")
        elif "memory" in controllers.split(","):
            candidate = os.path.join(mounted, "memory", below, "memory.oom_control")
        else:
            continue
        if read_count(candidate) is not None:
            return candidate
    return None


def _rise(before: int | None, after: int | None) -> int:
    return after - before if before is not None and after is not None and after > before else 0


def _open_at_end(path: str) -> int | None:
    """A descriptor on the kernel log behind its last record, None when it may not be read."""
    try:
        log = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with suppress(OSError):  # a log that cannot seek is read from its start once
        os.lseek(log, 0, os.SEEK_END)
    return log


def _records(log: int) -> list[bytes]:
    """What was logged since the last call, at most 2,000 records; one a read."""
    records: list[bytes] = []
    for _ in range(_RECORDS):
        try:
            record = os.read(log, _RECORD)
        except BrokenPipeError:  # older records were overwritten; the next read goes on behind the gap
            continue
        except OSError:
            break
        if not record:
            break
        records.append(record)
    return records


def _killed(now: float, pid: int, name: str, here: bool) -> Draft:
    return _draft(now, f"out of memory: the kernel killed {name} (pid {pid})", name, here, {"pids": [pid]})


def _unnamed(now: float, n: int, here: bool) -> Draft:
    noun = "a process" if n == 1 else f"{n} processes"
    return _draft(now, f"out of memory: the kernel killed {noun}, not known which", None, here, {"n": n})


def _draft(now: float, text: str, name: str | None, here: bool, attrs: dict[str, object]) -> Draft:
    return Draft(
        time=now,
        source="processes",
        kind="process.oom",
        voice=Voice.RUSTBELT,
        severity=Severity.CRITICAL,
        text=text,
        template=f"out of memory: the kernel killed {name or 'a process'}",
        attrs={"name": name, "own_group": here, **attrs},
    )
