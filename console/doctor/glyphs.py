"""How wide the terminal really draws the console's signs: it is asked where its cursor went."""

import os
import re
import select
import termios
import time
import tty
from collections.abc import Mapping

from console.model.lines import UNICODE

TIMEOUT = 0.5
NARROW = (
    *(UNICODE.warn, UNICODE.fail, UNICODE.ok, UNICODE.bar, UNICODE.track, UNICODE.ellipsis),
    *(UNICODE.spine, UNICODE.spine_cross, UNICODE.leader, UNICODE.cursor, "▁", "⣿", "e\u0301"),
)
EXPECTED: Mapping[str, int] = dict.fromkeys(NARROW, 1) | {"日": 2}
_REPORT = re.compile(rb"\x1b\[\d+;(\d+)R")


def measure(path: str = "/dev/tty") -> dict[str, int] | None:
    """The cells each sign takes on the terminal; None when it does not answer within half a second.

    The cursor position report (ECMA-48, CPR) after each sign tells its width. The line is cleared afterwards.
    """
    try:
        terminal = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        before = termios.tcgetattr(terminal)
        try:
            tty.setcbreak(terminal, termios.TCSANOW)
            answer = _ask(terminal, len(EXPECTED))
        finally:
            termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
    except (OSError, termios.error):
        return None
    finally:
        os.close(terminal)
    columns = [int(column) - 1 for column in _REPORT.findall(answer)]
    return dict(zip(EXPECTED, columns, strict=True)) if len(columns) == len(EXPECTED) else None


def _ask(terminal: int, answers: int) -> bytes:
    """Write every sign with a question for the cursor after it; collect the answers until they are all there."""
    os.write(terminal, "".join(f"\r{sign}\x1b[6n" for sign in EXPECTED).encode() + b"\r\x1b[K")
    received = b""
    deadline = time.monotonic() + TIMEOUT
    while len(_REPORT.findall(received)) < answers:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([terminal], [], [], left)[0]:
            break
        received += os.read(terminal, 4096)
    return received
