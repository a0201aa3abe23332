"""The engine's side of an attempt: its folder is made, its supervisor started, looked at, and taken over again.

Everything known of a running attempt stands in its folder, so that any later engine knows as much as the one that
started it. See `shim` for what the folder holds.
"""

import fcntl
import os
import signal
import struct
import subprocess
import sys
from enum import Enum
from pathlib import Path

from console.actions import shim
from console.model.job import Ending, Identity, Work

SHIM = os.path.abspath(shim.__file__)


class Stage(Enum):
    """How far an attempt has come."""

    READY = "ready"
    RUNNING = "running"
    ENDED = "ended"
    LOST = "lost"


class Attempt:
    """One attempt in a folder of its own; the lock in it is the right to run it, and it is run once."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    @property
    def prepared(self) -> bool:
        """Whether it is written down what will run."""
        return self._has("spec")

    def prepare(self, work: Work, nice: int = 0) -> None:
        """Make the folder and write down what will run. Raises OSError.

        It need not survive a loss of power: an attempt that has not begun by then may begin anew.
        """
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        named = {"cwd": work.cwd, "umask": work.umask, "log_bytes": work.log_bytes, "timeout": work.timeout or 0}
        fields = [f"{name}={value}" for name, value in (named | {"nice": nice}).items()]
        fields += [f"env={name}={value}" for name, value in work.env.items()]
        fields += [f"arg={word}" for word in work.argv]
        self._write("spec", b"\0".join(map(os.fsencode, fields)), synced=False)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the supervisor; it belongs to nobody's session, and takes the attempt only if nobody has."""
        return subprocess.Popen(
            [sys.executable, "-I", "-S", SHIM, self.folder],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, cwd="/", env={},
        )  # fmt: skip

    def stage(self) -> Stage:
        """How far it has come. LOST: it began, and its supervisor is gone without a word."""
        owned = self._owned()
        if self._has("exit"):
            return Stage.ENDED
        if owned:
            return Stage.RUNNING
        return Stage.LOST if self._has("started") else Stage.READY

    def ending(self) -> Ending | None:
        """How it ended; None while it has not."""
        note = self._note("exit")
        if not note:
            return None
        return Ending(
            code=int(note["code"]),
            cause=note["cause"],
            signal=int(note["signal"]) if note.get("signal") else None,
            started=_number(note, "started"),
            seconds=_number(note, "seconds"),
            cpu_s=_number(note, "cpu_s"),
            rss=int(note["rss"]) if "rss" in note else None,
            dropped=int(note.get("dropped", 0)),
        )

    def supervisor(self) -> Identity | None:
        """Who supervises it, None before it began."""
        return _identity(self._note("started"))

    def child(self) -> Identity | None:
        """The process of the command; its group has the same number. None before it was started."""
        return _identity(self._note("child"))

    def cancel(self) -> bool:
        """Ask the supervisor to end the job; False when there is none any more."""
        return _send(self.supervisor(), signal.SIGTERM)

    def pause(self) -> bool:
        """Stop the command's group where it is."""
        return _send(self.child(), signal.SIGSTOP, group=True)

    def resume(self) -> bool:
        """Let the command's group go on."""
        return _send(self.child(), signal.SIGCONT, group=True)

    def abandon(self, cause: str) -> bool:
        """Make sure that it never runs, or not any longer, and write down why; False when it has ended or still runs.

        A supervisor that comes late finds the attempt over. What a lost supervisor left running is killed.
        """
        lock = os.open(self._path("lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.fcntl(lock, fcntl.F_OFD_SETLK, _whole_file(fcntl.F_WRLCK))
            except OSError:
                return False
            if self._has("exit"):
                return False
            _send(self.child(), signal.SIGKILL, group=True)
            self._write("exit", os.fsencode(f"code=-1\0signal=\0cause={cause}"))
            return True
        finally:
            os.close(lock)

    def output(self) -> list[str]:
        """The files of its output, oldest first."""
        pieces = [path for path in (self._path("log.0"), self._path("log.1")) if os.path.exists(path)]
        pieces.sort(key=lambda path: os.stat(path).st_mtime_ns)
        return [self._path("log"), *pieces] if os.path.exists(self._path("log")) else []

    def _owned(self) -> bool:
        """Whether a supervisor holds the lock; asking does not disturb it."""
        try:
            lock = os.open(self._path("lock"), os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            answer = fcntl.fcntl(lock, fcntl.F_OFD_GETLK, _whole_file(fcntl.F_RDLCK))
            return bool(struct.unpack("hhqqi4x", answer)[0] != fcntl.F_UNLCK)
        finally:
            os.close(lock)

    def _note(self, name: str) -> dict[str, str]:
        try:
            data = Path(self._path(name)).read_bytes()
        except FileNotFoundError:
            return {}
        return dict(os.fsdecode(field).split("=", 1) for field in data.split(b"\0") if b"=" in field)

    def _write(self, name: str, data: bytes, *, synced: bool = True) -> None:
        descriptor = os.open(f"{self._path(name)}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, data)
            if synced:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.rename(f"{self._path(name)}.new", self._path(name))
        if synced:
            _sync(self.folder)

    def _has(self, name: str) -> bool:
        return os.path.exists(self._path(name))

    def _path(self, name: str) -> str:
        return os.path.join(self.folder, name)


def alive(identity: Identity) -> bool:
    """Whether the very process still runs, not another one that got its number."""
    try:
        found = shim.identity(identity.pid)
    except (FileNotFoundError, ProcessLookupError):
        return False
    return found == {"pid": str(identity.pid), "ticks": str(identity.ticks), "boot": identity.boot}


def _send(identity: Identity | None, number: int, *, group: bool = False) -> bool:
    if identity is None or not alive(identity):
        return False
    try:
        (os.killpg if group else os.kill)(identity.pid, number)
    except ProcessLookupError:
        return False
    return True


def _identity(note: dict[str, str]) -> Identity | None:
    return Identity(int(note["pid"]), int(note["ticks"]), note["boot"]) if note else None


def _number(note: dict[str, str], name: str) -> float | None:
    return float(note[name]) if name in note else None


def _whole_file(kind: int) -> bytes:
    return struct.pack("hhqqi4x", kind, os.SEEK_SET, 0, 0, 0)


def _sync(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
