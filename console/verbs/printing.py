"""What verbs print lines with: the room there is, the signs, and an output that never fails on a letter."""

import io
import os
import sys
from collections.abc import Iterable

from console.model.lines import ASCII, UNICODE, Glyphs
from console.verbs.options import Options

WIDTH = 100


def room() -> int:
    """The terminal's width; 100 when the output is none."""
    try:
        return max(20, os.get_terminal_size(sys.stdout.fileno()).columns)
    except (OSError, ValueError):
        return WIDTH


def glyphs_of(options: Options) -> Glyphs:
    """The signs of the output: ASCII where that was asked for, or its encoding has no others."""
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return ASCII if options.ascii or encoding != "utf8" else UNICODE


def print_lines(lines: Iterable[str]) -> None:
    """Lines to standard output, tabs as spaces; what its encoding has no sign for becomes an escape."""
    from console.text.width import expand

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.stdout.writelines(f"{expand(line)}\n" for line in lines)
    sys.stdout.flush()
