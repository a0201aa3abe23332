"""The supervisor of one attempt: runs a command beside the engine, outlives it, and leaves its end on the disk.

Started as a file, `python -I -S shim.py DIR`, with the standard library only, so that it costs a short job little.
DIR was made by the engine for this attempt alone and holds `spec`. Whoever holds the lock on `lock` owns the attempt;
a command runs at most once in a directory:

- `started`: who supervises (pid, start time in ticks, boot id), written before anything runs
- `child`: the same of the command; the command waits until this is written, and never runs when it is not
- `log`, `log.0`, `log.1`: its output, the beginning and the two newest pieces; `dropped` counts what was between
- `exit`: how it ended; once this exists the attempt is over

Notes are `name=value` fields separated by NUL; reading JSON would cost a third of the start. SIGTERM ends the job: its
group is asked to end, and after a grace killed, with whatever it left behind.
"""

import fcntl
import os
import select
import signal
import struct
import sys
import time

Note = dict[str, str]

OWNED, OVER = 73, 74
PIECE = 65_536
GRACE = 5.0
PR_SET_CHILD_SUBREAPER = 36
FILE_MODE = 0o600


def main(folder: str) -> int:
    """Supervise the attempt in `folder`; 0 when it ended, 73 when another one owns it, 74 when it is over."""
    os.chdir(folder)
    os.umask(0o077)
    lock = os.open("lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
    try:
        fcntl.fcntl(lock, fcntl.F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))
    except OSError:
        return OWNED
    if os.path.exists("exit") or os.path.exists("started"):
        return OVER
    with open("spec", "rb") as file:
        fields = [os.fsdecode(field) for field in file.read().split(b"\0")]
    keep("started", identity(os.getpid()))
    _adopt_orphans()
    keep("exit", Attempt(fields).run())
    return 0


def identity(pid: int) -> Note:
    """What names a process for ever: pid, start time in clock ticks since boot, and which boot."""
    with open(f"/proc/{pid}/stat", "rb") as file:
        ticks = int(file.read().rsplit(b")", 1)[1].split()[19])
    with open("/proc/sys/kernel/random/boot_id") as file:
        return {"pid": str(pid), "ticks": str(ticks), "boot": file.read().strip()}


def keep(name: str, note: Note, *, synced: bool = True) -> None:
    """Write a note so that it is there wholly or not at all; `synced`: after a loss of power too."""
    descriptor = os.open(f"{name}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, FILE_MODE)
    try:
        os.write(descriptor, b"\0".join(os.fsencode(f"{name}={value}") for name, value in note.items()))
        if synced:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.rename(f"{name}.new", name)
    if not synced:
        return
    folder = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class Attempt:
    """One run of the command, from its start to the end of everything it started."""

    def __init__(self, fields: list[str]) -> None:
        named = [field.partition("=") for field in fields]
        self._argv = [value for name, _, value in named if name == "arg"]
        self._env = dict(value.split("=", 1) for name, _, value in named if name == "env")
        self._spec = {name: value for name, _, value in named if name not in ("arg", "env")}
        self._timeout = float(self._spec["timeout"]) or None
        self._cause = "exited"
        self._begun = time.monotonic()
        self._wall = time.time()
        self._wake, bell = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        signal.set_wakeup_fd(bell, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: None)
        self._kill_at: float | None = None

    def run(self) -> Note:
        """Start the command, follow it to its end, end what it left behind; returns the note for `exit`."""
        output, sink = os.pipe2(os.O_CLOEXEC)
        os.set_blocking(output, False)
        try:
            pid, problem = self._start(sink)
        except OSError as error:
            return self._told("", 127, f"it could not be started: {error.strerror}")
        finally:
            os.close(sink)
        log = Log(int(self._spec["log_bytes"]))
        status, usage = self._follow(pid, output, log)
        _sweep(pid)
        log.take(output)
        log.close()
        code = os.waitstatus_to_exitcode(status)
        told = self._told(str(-code) if code < 0 else "", code if code >= 0 else 128 - code, _read_all(problem))
        used = {"cpu_s": f"{usage.ru_utime + usage.ru_stime:.6f}", "rss": str(usage.ru_maxrss * 1024)}
        return told | used | {"dropped": str(log.dropped)}

    def _told(self, by: str, code: int, problem: str) -> Note:
        """How it ended; `by` is the signal that ended it, `problem` says why the command was never run."""
        seconds = time.monotonic() - self._begun
        told = {"code": str(code), "signal": by, "cause": problem or self._cause}
        return told | {"started": f"{self._wall:.6f}", "seconds": f"{seconds:.6f}"}

    def _start(self, sink: int) -> tuple[int, int]:
        """Fork the command; it runs once its identity is on the disk. Returns its pid and where exec complains."""
        gate, opener = os.pipe2(os.O_CLOEXEC)
        problem, complain = os.pipe2(os.O_CLOEXEC)
        pid = os.fork()
        if pid == 0:
            os.close(opener)
            _become(self._argv, self._env, self._spec, (gate, sink, complain))
        os.close(gate)
        os.close(complain)
        keep("child", identity(pid), synced=False)
        os.write(opener, b"g")
        os.close(opener)
        return pid, problem

    def _follow(self, pid: int, output: int, log: "Log") -> "tuple[int, os.struct_rusage]":  # type: ignore[name-defined]
        """Copy output until the command has ended; ask it to end when told to, or when its time is over."""
        poll = select.poll()
        ended = os.pidfd_open(pid)
        for descriptor in (ended, self._wake, output):
            poll.register(descriptor, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in poll.poll(self._patience(pid))}
            if output in ready and not log.take(output):
                poll.unregister(output)
            if self._wake in ready:
                os.read(self._wake, PIECE)
                self._end(pid, "cancelled")
            if ended in ready:
                os.close(ended)
                _, status, usage = os.wait4(pid, 0)
                return status, usage

    def _patience(self, pid: int) -> int | None:
        """Milliseconds until something is due: the time limit, or killing what does not end. Does what is due now."""
        now = time.monotonic()
        if self._kill_at is not None:
            if now >= self._kill_at:
                _signal_group(pid, signal.SIGKILL)
                self._kill_at = now + GRACE
            return max(1, int((self._kill_at - now) * 1000))
        if self._timeout is None:
            return None
        if now - self._begun >= self._timeout:
            self._end(pid, "timeout")
            return int(GRACE * 1000)
        return max(1, int((self._begun + self._timeout - now) * 1000) + 1)

    def _end(self, pid: int, cause: str) -> None:
        if self._kill_at is None:
            self._cause, self._kill_at = cause, time.monotonic() + GRACE
            _signal_group(pid, signal.SIGTERM)
            _signal_group(pid, signal.SIGCONT)


class Log:
    """Output with a limit: the first half stays, of the rest the newest quarter at least; the gap is counted."""

    def __init__(self, limit: int) -> None:
        self._room, self._piece = limit // 2, max(1, limit // 4)
        self._number = -1
        self._file = self._open("log")
        self.dropped = 0

    def take(self, output: int) -> bool:
        """Copy what waits in the pipe; False when it has ended."""
        while True:
            try:
                data = os.read(output, PIECE)
            except BlockingIOError:
                return True
            if not data:
                return False
            self._write(data)
            if len(data) < PIECE:
                return True

    def close(self) -> None:
        """No more output."""
        os.close(self._file)

    def _write(self, data: bytes) -> None:
        while data:
            if self._room == 0:
                self._turn()
            part = data[: self._room]
            try:
                written = os.write(self._file, part)
            except OSError:  # the disk is full: the job goes on, the gap is counted
                written, self.dropped = len(part), self.dropped + len(part)
            self._room -= written
            data = data[written:]

    def _turn(self) -> None:
        """Go on in the other piece; what it held is dropped."""
        os.close(self._file)
        self._number += 1
        name = f"log.{self._number % 2}"
        if os.path.exists(name):
            self.dropped += os.stat(name).st_size
        self._file, self._room = self._open(name), self._piece

    @staticmethod
    def _open(name: str) -> int:
        return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, FILE_MODE)


def _become(argv: list[str], env: dict[str, str], spec: Note, pipes: tuple[int, int, int]) -> None:
    """In the child: wait for the word to go, then become the command in a session of its own. Does not return."""
    gate, sink, complain = pipes
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((nothing, 0), (sink, 1), (sink, 2)):
            os.dup2(source, target)
        if os.read(gate, 1) != b"g":
            os._exit(127)  # the supervisor died first: nothing has run
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        os.umask(int(spec["umask"]))
        os.nice(int(spec["nice"]))
        os.chdir(spec["cwd"])
        os.execvpe(argv[0], argv, env)  # noqa: S606 - the person's own command
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent has to hear of it
        os.write(complain, f"it could not be started: {_complaint(error, argv[0])}".encode(errors="replace")[:PIECE])
    finally:
        os._exit(127)


def _complaint(error: BaseException, program: str) -> str:
    """Why a command did not become a process, in the words of a shell, which people know."""
    words = getattr(error, "strerror", None) or str(error)
    name = os.fsdecode(getattr(error, "filename", None) or program)
    if os.path.basename(name) != os.path.basename(program):
        return f"{name}: {words}"
    missing = isinstance(error, FileNotFoundError) and "/" not in program
    return f"{program}: {'command not found' if missing else words}"


def _read_all(problem: int) -> str:
    """What the child complained of; it closed the pipe by becoming the command."""
    with open(problem, "rb") as file:
        return file.read().decode(errors="replace")


def _signal_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        return  # nobody is left in it


def _adopt_orphans() -> None:
    """Become the parent of what the command leaves behind when it forks twice, so that it can be ended and reaped."""
    import ctypes

    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _sweep(pid: int) -> None:
    """End what is left of the command's group and of its orphans: asked first, killed after the grace."""
    began = time.monotonic()
    number, limit = signal.SIGTERM, began + GRACE
    _signal_group(pid, number)
    while left := _children():
        if time.monotonic() >= limit:
            number, limit = signal.SIGKILL, limit + GRACE
            _signal_group(pid, number)
        for child in left:
            os.kill(child, number)  # ended ones are zombies of this process until it reaps them, so each exists
        _await_any(left, min(limit, time.monotonic() + 0.2))


def _children() -> list[int]:
    """Processes whose parent this one is now, the ended ones reaped."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            continue
    except ChildProcessError:
        return []
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return [int(word) for word in file.read().split()]


def _await_any(pids: list[int], until: float) -> None:
    """Return when one of the processes has ended, or at `until` (monotonic seconds)."""
    poll = select.poll()
    descriptors = [os.pidfd_open(pid) for pid in pids]
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    poll.poll(max(1, int((until - time.monotonic()) * 1000)))
    for descriptor in descriptors:
        os.close(descriptor)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
