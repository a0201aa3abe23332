"""Lines with their figures made alike, a block at a time: the key under which a line's cluster is remembered.

Lines that differ only in figures, or in words that hold figures, have one shape. Finding it costs a few passes of
compiled code over a whole block, so that a log that repeats itself is read far faster than it could be masked.
Nothing is lost that a message's key rests on: `console.text.mask` masks every figure but those that name an error,
and those keep apart here too.
"""

import re
from collections.abc import Sequence

from console.text.figures import CODES

_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_KEPT = bytes.maketrans(b"0123456789", b"\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a")
_LARGEST = 32_768
_ROOM = 16 * 1024 * 1024
_RUNS = (b"0" * 4, b"0" * 3, b"0" * 2)
_AFTER = re.compile(rb"0[A-Za-z0_]+")
_CODES = tuple((sign.encode(), re.compile(pattern.encode())) for sign, pattern in CODES)
_BEFORE = re.compile(rb"[A-Fa-f]+0")


class Known:
    """The handles of shapes that were seen, as they are and coarsened; forgotten when they take too much room."""

    def __init__(self) -> None:
        self.fine: dict[bytes, int] = {}
        self.coarse: dict[bytes, int] = {}
        self._bytes = 0

    def bound(self) -> None:
        """Make room for the shapes of one more block."""
        if len(self.fine) > _LARGEST or self._bytes > _ROOM:
            self.fine.clear()
            self.coarse.clear()
            self._bytes = 0

    def add(self, fine: Sequence[bytes], coarse: Sequence[bytes]) -> None:
        """Remember shapes by their coarser ones, whose handles are known."""
        self.fine.update(zip(fine, map(self.coarse.__getitem__, coarse), strict=True))
        self._bytes += sum(map(len, fine)) + sum(map(len, coarse))


def shapes(block: bytes) -> list[bytes]:
    r"""The shape of each line of a block whose lines are parted by `\n`: every figure is `0`."""
    lines = _codes_kept(block).translate(_DIGITS).split(b"\n")
    kinds = dict.fromkeys(lines)
    short = dict(zip(kinds, _shortened(b"\n".join(kinds)).split(b"\n"), strict=True))
    return list(map(short.__getitem__, lines))


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


def _codes_kept(block: bytes) -> bytes:
    """The block with the digits of errors' codes out of the way."""
    kept: bytearray | None = None
    for sign, pattern in _CODES:
        for match in pattern.finditer(block) if sign in block else ():
            kept = kept or bytearray(block)
            start, end = match.span(1)
            kept[start:end] = block[start:end].translate(_KEPT)
    return bytes(kept) if kept else block
