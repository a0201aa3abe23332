"""A command whose output goes on to ours while its last lines are kept."""

import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from types import FrameType
from typing import IO, BinaryIO

LIMIT = 32 * 1024 * 1024
PIECE = 64 * 1024
NOT_FOUND, NOT_RUNNABLE, BY_SIGNAL = 127, 126, 128


class Kept:
    """The last lines of several streams in the order in which they ended, about `limit` bytes of them."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._lines: deque[bytes] = deque()
        self._size = 0
        self.skipped = 0
        self._lock = threading.Lock()

    @property
    def lines(self) -> list[bytes]:
        """What is kept, without line ends."""
        return list(self._lines)

    def add(self, line: bytes) -> None:
        """Keep a line, and forget the oldest where there is no room."""
        with self._lock:
            self._lines.append(line.rstrip(b"\r\n"))
            self._size += len(line) + PIECE // 1024
            while self._size > self._limit and len(self._lines) > 1:
                self._size -= len(self._lines.popleft()) + PIECE // 1024
                self.skipped += 1


def stream(argv: Sequence[str], kept: Kept) -> int:
    """Run a command without a shell; returns its exit code, 128+n after signal n, 127 or 126 where it cannot be run."""
    try:
        child = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except FileNotFoundError as error:
        return _refused(argv[0], error, NOT_FOUND, kept)
    except OSError as error:
        return _refused(argv[0], error, NOT_RUNNABLE, kept)
    _pass_on(child)
    pairs = ((child.stdout, sys.stdout.buffer), (child.stderr, sys.stderr.buffer))
    pumps = [threading.Thread(target=_pump, args=(source, sink, kept)) for source, sink in pairs]
    for pump in pumps:
        pump.start()
    for pump in pumps:
        pump.join()
    code = child.wait()
    return BY_SIGNAL - code if code < 0 else code


def _refused(program: str, error: OSError, code: int, kept: Kept) -> int:
    words = f"kontrapunkt: {program}: {error.strerror}"
    sys.stderr.write(f"{words}\n")
    kept.add(os.fsencode(words))
    return code


def _pass_on(child: subprocess.Popen[bytes]) -> None:
    """Have the child end by what ends us; ctrl+c reaches it by itself."""

    def handle(number: int, _frame: FrameType | None) -> None:
        child.send_signal(number)

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _pump(source: IO[bytes] | None, sink: BinaryIO, kept: Kept) -> None:
    """Hand everything on at once, and keep it by lines; of a far too long line each piece counts as one."""
    if source is None:
        return
    rest, heard = b"", True
    with source:
        while piece := os.read(source.fileno(), PIECE):
            heard = heard and _heard(sink, piece)
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                kept.add(line)
            if len(rest) > PIECE:
                kept.add(rest)
                rest = b""
    if rest:
        kept.add(rest)


def _heard(sink: BinaryIO, piece: bytes) -> bool:
    """Whether our reader is still there; the command goes on without one."""
    try:
        sink.write(piece)
        sink.flush()
    except OSError:
        return False
    return True
