"""A program on a pseudo-terminal, measured from outside: what it prints when, and what its processes cost."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Iterable, Mapping, Sequence

import psutil


class PtyProgram:
    """Starts `argv` on a terminal of `size` (columns, rows) and reads all it prints in a thread."""

    def __init__(
        self, argv: Sequence[str], size: tuple[int, int] = (160, 45), env: Mapping[str, str] | None = None
    ) -> None:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            list(argv), stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"} | dict(env or {}),
        )  # fmt: skip
        os.close(slave)
        self._master = master
        self._news = threading.Condition()
        self._chunks: list[tuple[float, bytes]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                return
            if not data:
                return
            with self._news:
                self._chunks.append((time.perf_counter(), data))
                self._news.notify_all()

    def wait_for(self, *markers: bytes, timeout: float = 20.0, after: int = 0) -> float:
        """The moment (perf_counter) at which every marker has been printed; `after` skips so many chunks."""
        deadline = time.perf_counter() + timeout
        with self._news:
            while True:
                text = b"".join(data for _, data in self._chunks[after:])
                if all(marker in text for marker in markers):
                    return self._chunks[-1][0]
                left = deadline - time.perf_counter()
                if left <= 0 or not self._news.wait(left):
                    raise TimeoutError(f"{markers} did not appear; the end was {text[-400:]!r}")

    def settled(self, quiet: float = 0.4, timeout: float = 20.0) -> float:
        """The moment of the last output before `quiet` seconds of silence."""
        deadline = time.perf_counter() + timeout
        with self._news:
            while time.perf_counter() < deadline:
                last = self._chunks[-1][0] if self._chunks else None
                if last is not None and time.perf_counter() - last >= quiet:
                    return last
                self._news.wait(0.05 if last is None else quiet)
        raise TimeoutError("the program never stopped printing")

    @property
    def chunks(self) -> int:
        """How many reads there were so far."""
        return len(self._chunks)

    @property
    def printed(self) -> int:
        """How many bytes were printed so far."""
        return sum(len(data) for _, data in self._chunks)

    def text(self) -> bytes:
        """All that was printed."""
        with self._news:
            return b"".join(data for _, data in self._chunks)

    def send(self, keys: bytes) -> None:
        """Type."""
        os.write(self._master, keys)

    def resize(self, columns: int, rows: int) -> None:
        """Change the terminal's size, as a window manager would."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.killpg(self.process.pid, signal.SIGWINCH)

    def stop(self) -> int | None:
        """End the program and return its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._reader.join(1)
        os.close(self._master)
        return self.process.returncode


def readable(descriptor: int, seconds: float) -> bool:
    """Whether a descriptor has something to read within so many seconds."""
    return bool(select.select([descriptor], [], [], seconds)[0])


def family(pids: Iterable[int]) -> list[psutil.Process]:
    """The processes and all their descendants."""
    found = {}
    for pid in pids:
        process = psutil.Process(pid)
        for member in (process, *process.children(recursive=True)):
            found[member.pid] = member
    return list(found.values())


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time used so far by the processes, their children included."""
    return sum(sum(process.cpu_times()[:2]) for process in family(pids))


def pss(pids: Iterable[int]) -> int:
    """Proportional memory of the processes in bytes: shared pages are counted once among those who share them."""
    return sum(process.memory_full_info().pss for process in family(pids))
