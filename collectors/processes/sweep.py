"""A sweep: every process once, and what changed since the sweep before."""

import os
import pwd
from functools import lru_cache
from pathlib import PurePath

import psutil
from msgspec import Struct

from collectors.foreign import safe, safe_name
from collectors.processes import procfs
from collectors.processes.exits import ExitWatch

_KERNEL_NAME = 15
_PROGRAM = (b"kontrapunkt", b"kontrapunkt.py")


class Process(Struct):
    """A process as it is followed. `cpu` in per cent of one core since the last sweep, `started` since the epoch.

    `quiet` tells the console's own, whose coming and going is no news; `inside` that it works in the project.
    `code` is known once it has ended, negative for a signal.
    """

    stat: procfs.Stat
    started: float
    name: str = ""
    command: str = ""
    user: str = ""
    own: bool = False
    quiet: bool = False
    inside: bool = False
    cpu: float = 0.0
    blocked: bool = False
    fds: int | None = None
    code: int | None = None

    @property
    def state(self) -> str:
        """One word; `running` means that it used the CPU since the last sweep, `blocked` twice seen waiting for I/O."""
        match self.stat.state:
            case "Z" | "X":
                return "zombie"
            case "T" | "t":
                return "stopped"
            case "D" if self.blocked:
                return "blocked"
        return "running" if self.cpu > 0 else "sleeping"


class Sweep(Struct, frozen=True):
    """Who is there, who came and who is gone since the last sweep; each process in exactly one of the last two."""

    alive: dict[int, Process]
    came: list[Process]
    gone: list[Process]


class Sweeper:
    """Follows all processes; `look` is to be called from one thread at a time. `project` is a folder."""

    def __init__(self, project: str, root: str = "/proc") -> None:
        self._project = os.path.realpath(project)
        self._root = root
        self._boot = psutil.boot_time()
        self._uid = os.getuid()
        self._exits = ExitWatch()
        self._known: dict[int, Process] = {}
        self._last: float | None = None

    def look(self, now: float) -> Sweep:
        """Read all processes; `now` is in seconds of a clock that never goes back."""
        span = now - self._last if self._last is not None else 0.0
        self._last = now
        alive: dict[int, Process] = {}
        came: list[Process] = []
        for pid in procfs.pids(self._root):
            stat = procfs.read_stat(pid, self._root)
            if stat is None:
                continue
            process = self._known.get(pid)
            if process is None or process.stat.started != stat.started:
                came.append(process := self._meet(stat))
                self._measure(process, stat, 0, span)
            else:
                self._measure(process, stat, process.stat.ticks, span)
            alive[pid] = process
        gone = [self._miss(process) for pid, process in self._known.items() if alive.get(pid) is not process]
        for process in came:
            if process.own and not process.stat.kernel:
                self._exits.hold(process.stat.pid)
        self._known = alive
        return Sweep(alive, came, gone)

    def close(self) -> None:
        """Let go of the descriptors that were held."""
        self._exits.close()

    def _measure(self, process: Process, stat: procfs.Stat, before: int, span: float) -> None:
        """Take over the new figures; a new name means that it runs another program now."""
        if stat.comm != process.stat.comm:
            self._describe(process, stat)
        process.blocked = stat.state == "D" and process.stat.state == "D"
        process.cpu = 100 * max(stat.ticks - before, 0) / procfs.TICKS / span if span > 0 else 0.0
        if stat.state == "Z" and process.own and process.code is None:
            process.code = os.waitstatus_to_exitcode(stat.exit_status)
        process.stat = stat

    def _meet(self, stat: procfs.Stat) -> Process:
        process = Process(stat, self._boot + stat.started / procfs.TICKS)
        self._describe(process, stat)
        return process

    def _describe(self, process: Process, stat: procfs.Stat) -> None:
        """Learn what does not change while one program runs."""
        argv = [] if stat.kernel else procfs.read_argv(stat.pid, self._root)
        folder = None if stat.kernel else procfs.read_folder(stat.pid, self._root)
        owner = procfs.read_owner(stat.pid, self._root)
        process.name, process.command = safe((_full_name(stat.comm, argv), b" ".join(argv)))
        process.user = _user(owner) if owner is not None else ""
        process.own = owner == self._uid and not stat.kernel
        process.inside = folder is not None and PurePath(folder).is_relative_to(self._project)
        ours = os.getpid()
        process.quiet = ours in (stat.pid, stat.ppid) or any(os.path.basename(a) in _PROGRAM for a in argv[:8])

    def _miss(self, process: Process) -> Process:
        code = self._exits.ended(process.stat.pid)
        if process.code is None:
            process.code = code
        return process


def _full_name(comm: bytes, argv: list[bytes]) -> bytes:
    """The kernel cuts a name at 15 bytes; the first argument often has all of it."""
    if len(comm) == _KERNEL_NAME and argv and (whole := os.path.basename(argv[0])).startswith(comm):
        return whole
    return comm


@lru_cache(maxsize=256)
def _user(uid: int) -> str:
    """The login of a user id, the number when it has none."""
    try:
        return safe_name(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return str(uid)
