"""A program on a terminal of its own that is its controlling one: typed at, resized, hung up, listened to."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence

TAKE_TERMINAL = "import fcntl,os,sys,termios;fcntl.ioctl(0,termios.TIOCSCTTY,0);"
IGNORE_HANGUP = "import signal;signal.signal(signal.SIGHUP,signal.SIG_IGN);"
ESCAPE = b"\x1b[27u"
RUN = "os.execvpe(sys.argv[1],sys.argv[1:],os.environ)"


class Terminal:
    """Starts `argv` on a terminal of `size` (columns, rows) and reads all it prints in a thread."""

    def __init__(
        self,
        argv: Sequence[str],
        size: tuple[int, int] = (160, 45),
        env: Mapping[str, str] | None = None,
        *,
        deaf: bool = False,
        cwd: str | None = None,
    ) -> None:
        self._master, slave = pty.openpty()
        self._wake, self._waker = os.pipe()
        self._size(size)
        code = TAKE_TERMINAL + (IGNORE_HANGUP if deaf else "") + RUN
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", code, *argv],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            cwd=cwd,
            env={"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **dict(env or {})},
        )
        os.close(slave)
        self._news = threading.Condition()
        self._printed = bytearray()
        self._changed = time.monotonic()
        self._open = True
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            ready, _, _ = select.select([self._master, self._wake], [], [])
            if self._wake in ready:
                return
            try:
                data = os.read(self._master, 65536)
            except OSError:
                return
            with self._news:
                self._printed += data
                self._changed = time.monotonic()
                self._news.notify_all()

    @property
    def mark(self) -> int:
        """How many bytes were printed so far; what comes later is `text(mark)`."""
        return len(self._printed)

    def text(self, since: int = 0) -> bytes:
        """What was printed."""
        with self._news:
            return bytes(self._printed[since:])

    def wait_for(self, *markers: bytes, since: int = 0, timeout: float = 30.0) -> None:
        """Wait until every marker was printed."""
        self.until(lambda: all(m in self._printed[since:] for m in markers), timeout, f"{markers} on the screen")

    def shows(self, *markers: bytes, timeout: float = 30.0) -> None:
        """Wait until every marker stands on the screen, painted anew for that: changed cells come in pieces."""
        deadline = time.monotonic() + timeout
        while True:
            mark = self.mark
            self.press(b"\x0c")
            if all(marker in self.text(mark) for marker in markers):
                return
            assert time.monotonic() < deadline, f"{markers} never stood on the screen: {self.text(mark)!r}"

    def until(self, probe: Callable[[], bool], timeout: float = 30.0, what: str = "") -> None:
        """Wait, with every piece printed, until `probe` is true."""
        deadline = time.monotonic() + timeout
        with self._news:
            while not probe():
                left = deadline - time.monotonic()
                assert left > 0, f"no {what or probe}; the end was {bytes(self._printed[-600:])!r}"
                self._news.wait(min(left, 0.1))

    def settled(self, quiet: float = 0.5, timeout: float = 20.0) -> None:
        """Wait until nothing was printed for `quiet` seconds."""
        self.until(lambda: time.monotonic() - self._changed >= quiet, timeout, "rest")

    def send(self, keys: bytes) -> None:
        """Type."""
        os.write(self._master, keys)

    def press(self, *keys: bytes) -> None:
        """Type key by key, each after the console has answered the one before; its clock ticks in any case."""
        for key in keys:
            mark = self.mark
            self.send(key)
            self.until(lambda mark=mark: self.mark > mark, what="answer to a key")  # type: ignore[misc]
            self.settled(0.08)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size; the kernel tells the foreground group."""
        self._size((columns, rows))

    def _size(self, size: tuple[int, int]) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def modes(self) -> tuple[bool, bool]:
        """Whether the terminal echoes and whether it collects lines, as a shell leaves it."""
        flags = termios.tcgetattr(self._master)[3]
        return bool(flags & termios.ECHO), bool(flags & termios.ICANON)

    def foreground(self) -> int:
        """The process group that has the keyboard."""
        return os.tcgetpgrp(self._master)

    def hang_up(self) -> None:
        """Close the terminal's other end, as a lost connection does."""
        if self._open:
            self._open = False
            os.write(self._waker, b"x")
            self._reader.join()
            for descriptor in (self._master, self._wake, self._waker):
                os.close(descriptor)

    def ended(self, timeout: float = 20.0) -> int:
        """The exit code, once the program has ended by itself; all it printed has been read then."""
        code = self.process.wait(timeout)
        if self._open:
            self._reader.join(timeout)
        return code

    def close(self) -> None:
        """End what still runs and hang up."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.hang_up()
