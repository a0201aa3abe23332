"""Lines with their figures made alike, a block at a time: the key under which a line's cluster is remembered.

Lines that differ only in figures, or in words that hold figures, have one shape. Finding it costs a few passes of
compiled code over the whole block, so that a log that repeats itself is read far faster than it could be masked.
Nothing is lost that a message's key rests on: `console.text.mask` masks every figure but those that name an error,
and those keep apart here too.
"""

import re
from functools import cache

from console.text.mask import CODE

_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_KEPT = bytes.maketrans(b"0123456789", b"\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a")
_LARGEST = 32_768
_LARGE = 256 * 1024
_RUNS = (b"0" * 8, b"0" * 4, b"0" * 2)
_AFTER = re.compile(rb"0[A-Za-z0_]+")
_BEFORE = re.compile(rb"[A-Fa-f]+0")


class Known:
    """The handles of shapes that were seen, as they are and coarsened. Both are emptied when they are too large."""

    def __init__(self) -> None:
        self.fine: dict[bytes, int] = {}
        self.coarse: dict[bytes, int] = {}

    def bound(self) -> None:
        """Make room for the shapes of one more block."""
        if len(self.fine) > _LARGEST:
            self.fine.clear()
        if len(self.coarse) > _LARGEST:
            self.coarse.clear()


def shapes(block: bytes) -> list[bytes]:
    r"""The shape of each line of a block whose lines are parted by `\n`: every figure is `0`."""
    block = _codes_kept(block).translate(_DIGITS)
    return (_shortened(block) if len(block) < _LARGE else _shortened_at_once(block)).split(b"\n")


def coarser(found: list[bytes]) -> list[bytes]:
    """The same shapes with the words that hold a figure made alike, so far as they are hexadecimal or begin with it.

    No word of a key holds a figure, so what stands around one in a word does not matter.
    """
    return _BEFORE.sub(b"0", _AFTER.sub(b"0", b"\n".join(found))).split(b"\n") if found else []


def _shortened(block: bytes) -> bytes:
    """Runs of `0` made one."""
    for run in _RUNS:
        block = block.replace(run, b"0")
    while b"00" in block:
        block = block.replace(b"00", b"0")
    return block


def _shortened_at_once(block: bytes) -> bytes:
    """The same for a large block, where it pays to load numpy."""
    import numpy as np

    signs = np.frombuffer(block, dtype=np.uint8)
    zeros = signs == ord("0")
    repeated = np.zeros(len(signs), dtype=bool)
    np.logical_and(zeros[1:], zeros[:-1], out=repeated[1:])
    return signs[~repeated].tobytes()


def _codes_kept(block: bytes) -> bytes:
    """The block with the digits of errors' codes out of the way."""
    if b"rror" not in block and b"arning" not in block:
        return block
    kept: bytearray | None = None
    for match in _codes().finditer(block):
        kept = kept or bytearray(block)
        start, end = match.span(1)
        kept[start:end] = block[start:end].translate(_KEPT)
    return bytes(kept) if kept else block


@cache
def _codes() -> re.Pattern[bytes]:
    """How errors' codes are written, compiled once the first block comes; RE2 searches as fast as it reads."""
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    pattern: re.Pattern[bytes] = re2.compile(CODE.encode(), options)
    return pattern
