"""From raw bytes of a file to a block of complete UTF-8 lines that knows where in the file each line is.

Byte order marks and holes of NULs in front of a line are left out, UTF-16 is transcoded; the places stay exact.
"""

import re
from bisect import bisect_right
from itertools import accumulate

from msgspec import Struct

_BOM = b"\xef\xbb\xbf"
_HOLE = re.compile(rb"(?:\A|(?<=\n))\x00+")
_NEWLINES = {"utf-16-le": b"\n\x00", "utf-16-be": b"\x00\n"}


class Block(Struct, frozen=True):
    """Complete lines as UTF-8.

    From `starts[i]` in `data` on, bytes come from `places[i]` of the file on; the last pair is the end. `omitted` is
    how many bytes of a single overlong line were left out.
    """

    data: bytes
    starts: tuple[int, ...]
    places: tuple[int, ...]
    omitted: int = 0

    def place(self, position: int) -> int:
        """The file offset of a line start (or the end) in `data`."""
        index = bisect_right(self.starts, position) - 1
        return self.places[index] + position - self.starts[index]

    @property
    def end(self) -> int:
        """The file offset after the last line."""
        return self.places[-1]


def newline(encoding: str) -> bytes:
    """The bytes that end a line."""
    return _NEWLINES.get(encoding, b"\n")


def find_newline(data: bytes, encoding: str) -> int:
    """The end of the first line in `data`, newline included; 0 when none ends."""
    mark = newline(encoding)
    place = data.find(mark)
    while place >= 0 and place % len(mark):
        place = data.find(mark, place + 1)
    return place + len(mark) if place >= 0 else 0


def frame(raw: bytes, base: int, encoding: str, *, final: bool = False) -> Block:
    """The complete lines of `raw`, which begins at a line start at file offset `base`; with `final` all of it."""
    if encoding != "utf-8":
        return _transcode(raw, base, encoding, final=final)
    cut = len(raw) if final else raw.rfind(b"\n") + 1
    if not cut:
        return Block(b"", (0,), (base,))
    data = raw if cut == len(raw) else raw[:cut]
    skip = len(_BOM) if base == 0 and data.startswith(_BOM) else 0
    if b"\0" in data:
        return _without_holes(data, base, skip)
    return Block(data[skip:] if skip else data, (0, len(data) - skip), (base + skip, base + len(data)))


def _without_holes(data: bytes, base: int, skip: int) -> Block:
    """Leave out runs of NULs at line starts."""
    parts: list[bytes] = []
    starts, places = [], []
    size, begin = 0, skip
    for hole in [*_HOLE.finditer(data, skip), None]:
        end = hole.start() if hole else len(data)
        if end > begin:
            starts.append(size)
            places.append(base + begin)
            parts.append(data[begin:end])
            size += end - begin
        begin = hole.end() if hole else end
    return Block(b"".join(parts), (*starts, size), (*places, base + len(data)))


def _transcode(raw: bytes, base: int, encoding: str, *, final: bool) -> Block:
    """Complete UTF-16 lines; replacement characters take as many bytes as what they replace, so lengths tell places."""
    skip = 2 if base == 0 and raw[:2] in (b"\xff\xfe", b"\xfe\xff") else 0
    text = raw[skip : len(raw) - len(raw) % 2].decode(encoding, "replace")
    if not final:
        text = text[: text.rfind("\n") + 1]
    if not text:
        return Block(b"", (0,), (base,))
    lines = _split(text)
    encoded = [line.encode() for line in lines]
    starts = accumulate(map(len, encoded), initial=0)
    places = accumulate((2 * len(line) + 2 * sum(c > "\uffff" for c in line) for line in lines), initial=base + skip)
    return Block(b"".join(encoded), tuple(starts), tuple(places))


def _split(text: str) -> list[str]:
    """Lines that end with a newline and nothing else."""
    parts = [part + "\n" for part in text.split("\n")]
    parts[-1] = parts[-1][:-1]
    return parts if parts[-1] else parts[:-1]
