"""Lines drawn anew with a lone carriage return, such as progress bars: what counts is their last state."""

import re

_LONE = re.compile(rb"\r[^\r\n]")


def last_state(line: bytes) -> bytes:
    r"""What a line redrawn with lone `\r` shows at its end; the line without its newline, linear time."""
    if b"\r" not in line:
        return line
    line = line.rstrip(b"\r")
    shown = line.rpartition(b"\r")[2]
    if shown.strip() or shown is line:
        return shown
    return next((part for part in reversed(line.split(b"\r")) if part.strip()), b"")


def settled(block: bytes) -> bytes:
    r"""A block of lines of the same length in which every redrawn line is its last state, filled up with `\r`.

    Places in it are places in the block given; a block without redrawn lines comes back as it is.
    """
    found = _LONE.search(block) if b"\r" in block else None
    if found is None:
        return block
    parts: list[bytes] = []
    done = 0
    while found is not None:
        start = block.rfind(b"\n", done, found.start()) + 1 or done
        end = block.find(b"\n", found.start())
        end = len(block) if end < 0 else end
        parts += (block[done:start], last_state(block[start:end]).ljust(end - start, b"\r"))
        done = end
        found = _LONE.search(block, done)
    return b"".join((*parts, block[done:]))
