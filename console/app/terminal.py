"""The terminal: what is written to it, and leaving it sane."""

import asyncio
import codecs
import os
import select
import signal
from collections.abc import Callable

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

LONE_ESCAPE = 0.03
GLANCE = 0.1
PROBE_SECONDS = 1.0
SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class CountingDriver(LinuxDriver):
    """The terminal's driver; it counts the bytes it writes and believes the terminal, not the shell, about its size."""

    written = 0

    def write(self, data: str) -> None:
        """Write and count."""
        self.written += len(data) if data.isascii() else len(data.encode())
        super().write(data)

    def run_input_thread(self) -> None:
        """Read keys until told to end, or until the terminal is gone.

        Textual looks for a lone escape ten times a second, which makes that key the slowest of all; here it is looked
        for when it can be told from the beginning of a sequence.
        """
        parser, decode = XTermParser(), codecs.getincrementaldecoder("utf-8")("replace").decode
        wait = GLANCE
        while not self.exit_event.is_set():
            typed = ""
            if select.select([self.fileno], [], [], wait)[0]:
                try:
                    raw = os.read(self.fileno, 4096)
                except OSError:
                    return
                if not raw:
                    return
                typed = decode(raw)
            for message in (*(parser.feed(typed) if typed else ()), *parser.tick()):
                self.process_message(message)
            wait = LONE_ESCAPE if typed else GLANCE

    def _get_terminal_size(self) -> tuple[int, int]:
        """Columns and rows of the terminal that is drawn on; COLUMNS, LINES and standard output speak of others."""
        try:
            size = os.get_terminal_size(self.fileno)
        except OSError:
            return super()._get_terminal_size()
        return (size.columns, size.lines) if size.columns and size.lines else super()._get_terminal_size()


def on_signals(leave: Callable[[int], None]) -> Callable[[], None]:
    """Leave by our own hand on SIGTERM and SIGHUP, so that the terminal is restored; returns the way to stop that."""
    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, leave, 128 + number)

    def stop() -> None:
        for number in SIGNALS:
            loop.remove_signal_handler(number)

    return stop


def lost() -> bool:
    """Whether the terminal is gone; with SIGHUP ignored nothing else tells."""
    try:
        os.tcgetpgrp(0)
    except OSError:
        return os.isatty(0) is False
    return False


def title(words: str) -> str:
    """The sequence that names the terminal's window or tmux's pane."""
    clean = "".join(c for c in words if c.isprintable())[:80]
    return f"\x1b]0;{clean}\x07"
