"""A log as recognisers read it: lines without prefixes, and the places where their cues stand.

All cues are literals, sought many at once by hyperscan, or one after another where hyperscan has no build; both find
the same lines. A recogniser looks only at lines that hold one of its cues, and from there at their neighbours.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from itertools import accumulate
from typing import TYPE_CHECKING

from console.analysis.faults.prefix import LIMIT, stripped

if TYPE_CHECKING:
    import hyperscan

Hits = dict[str, list[int]]
Finder = Callable[[bytes, list[int]], Hits]
_TOGETHER = 64


class Log:
    """The lines of a text by index from 0: `raw` as they came, `lines` without prefixes."""

    def __init__(self, raw: Sequence[str], find: Finder) -> None:
        self.raw = raw
        self.lines = stripped(raw)
        block = "\n".join(self.lines).encode("utf-8", "replace")
        if b"?" in block and not _encodable(self.lines):
            self.lines = block.decode().split("\n")
        ends = [end + at for at, end in enumerate(accumulate(map(len, block.split(b"\n"))))]
        self._hits = find(block, ends)

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self.lines)

    def __getitem__(self, index: int) -> str:
        """The line without prefixes; empty before the first and after the last."""
        return self.lines[index] if 0 <= index < len(self.lines) else ""

    def at(self, *cues: str) -> list[int]:
        """The lines that hold any of the cues, ascending."""
        if len(cues) == 1:
            return self._hits.get(cues[0], [])
        return sorted({index for cue in cues for index in self._hits.get(cue, ())})

    def holds(self, cues: Iterable[str]) -> bool:
        """Whether any of the cues occurs at all."""
        return any(cue in self._hits for cue in cues)

    def marked(self, index: int, mark: str) -> bool:
        """Whether the prefix of a line, which was taken off, held `mark` (`[ERROR]`)."""
        raw = self.raw[index][: LIMIT * 2]
        return mark in raw[: max(len(raw) - len(self.lines[index]), 0)]


def _encodable(lines: Sequence[str]) -> bool:
    """Whether no line holds half a surrogate pair."""
    try:
        "\n".join(lines).encode()
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=4)
def finder(cues: tuple[str, ...]) -> Finder:
    """What finds all cues in a block: on hyperscan where it can be had."""
    try:
        return _hyperscan(cues)
    except ImportError:
        return plain(cues)


def _hyperscan(cues: tuple[str, ...]) -> Finder:
    """All cues in a few passes, for the time to compile a database grows with the square of its cues.

    Raises ImportError where hyperscan is missing or the processor lacks what it needs.
    """
    import hyperscan

    try:
        databases = [_database(cues[first : first + _TOGETHER]) for first in range(0, len(cues), _TOGETHER)]
    except hyperscan.error as error:
        raise ImportError("hyperscan cannot be used on this processor") from error

    def find(block: bytes, ends: list[int]) -> Hits:
        places: list[list[int]] = [[] for _ in cues]
        for number, database in enumerate(databases):
            own = places[number * _TOGETHER : (number + 1) * _TOGETHER]
            database.scan(block, match_event_handler=partial(_note, own))
        return {cue: _lines(found, ends) for cue, found in zip(cues, places, strict=True) if found}

    return find


def _note(places: list[list[int]], cue: int, _start: int, end: int, _flags: int, _context: object) -> None:
    """Hyperscan's hit: where a cue ends."""
    places[cue].append(end)


def _database(cues: Sequence[str]) -> "hyperscan.Database":
    """Some cues compiled; each goes by its place among them."""
    import hyperscan

    database = hyperscan.Database()
    literals = [cue.encode() for cue in cues]
    database.compile(expressions=literals, ids=list(range(len(cues))), flags=[0] * len(cues), literal=True)
    return database


def plain(cues: tuple[str, ...]) -> Finder:
    """One cue after another, with the search of byte strings."""

    def find(block: bytes, ends: list[int]) -> Hits:
        found = {cue: _lines(_ends(block, cue.encode()), ends) for cue in cues}
        return {cue: lines for cue, lines in found.items() if lines}

    return find


def _ends(block: bytes, literal: bytes) -> list[int]:
    """Where a literal ends, everywhere in the block."""
    found: list[int] = []
    at = block.find(literal)
    while at >= 0:
        found.append(at + len(literal))
        at = block.find(literal, at + 1)
    return found


def _lines(places: Iterable[int], ends: list[int]) -> list[int]:
    """The lines in which places lie, ascending, each once."""
    found: list[int] = []
    last = -1
    for place in places:
        line = bisect_right(ends, place - 1)
        if line != last:
            found.append(line)
            last = line
    return found
