"""The minutes of one block's lines: exact, and fast where the file keeps to one way of writing time.

Three ways, each falling back to the next: count the few distinct beginnings over the whole block; cut the beginnings
off all lines; read lines one by one.
"""

from bisect import bisect_right
from collections import Counter
from itertools import accumulate
from typing import Protocol, cast

from console.text.layouts import BY_NAME, may_have_time
from console.text.minutes import MinuteReader, Moment, ScanState, Table
from console.text.timestamps import MINUTE_S, Stamp, fraction, seconds

FEW = 4
FIRST_LOOK = 200


class Timeline(Protocol):
    """The times of a block's lines: `counts` are lines by minute since the epoch."""

    lines: int
    counts: dict[int, int]

    def minutes(self, starts: list[int]) -> list[int]:
        """The minutes of the lines that begin at `starts`."""
        ...

    def times(self, starts: list[int]) -> list[float | None]:
        """The times (seconds since the epoch) of the lines that begin at `starts`: their own, else the last before."""
        ...

    def last(self) -> float | None:
        """The last time seen in the block or before it."""
        ...


class Uniform:
    """A block in which every line begins with a time in the same columns."""

    def __init__(self, block: bytes, lines: int, counts: dict[int, int], table: Table, state: ScanState) -> None:
        self.lines = lines
        self.counts = counts
        self._block = block
        self._table = cast("dict[bytes, Moment]", table)
        self._end = state.key_end
        self._tail = state.tail
        self._second = state.second
        self._anchor = state.anchor
        self._rest = fraction if BY_NAME[state.layout].read is None else seconds

    def _origins(self, starts: list[int]) -> list[int]:
        """Where the texts begin that tell the minutes of these lines."""
        if not self._anchor:
            return starts
        find, anchor, size = self._block.find, self._anchor, len(self._anchor)
        return [find(anchor, at) + size for at in starts]

    def _moments(self, origins: list[int]) -> list[Moment]:
        block, table, end, (low, high) = self._block, self._table, self._end, self._tail
        if high:
            return [table[block[at : at + end] + block[at + low : at + high]] for at in origins]
        return [table[block[at : at + end]] for at in origins]

    def minutes(self, starts: list[int]) -> list[int]:
        """The minutes of the lines that begin at `starts`."""
        return [minute for minute, _ in self._moments(self._origins(starts))]

    def times(self, starts: list[int]) -> list[float | None]:
        """The times of the lines that begin at `starts`."""
        block, rest, second = self._block, self._rest, self._second
        origins = self._origins(starts)
        return [base + rest(block, at + second) for at, (_, base) in zip(origins, self._moments(origins), strict=True)]

    def last(self) -> float | None:
        """The time of the last line."""
        return self.times([self._block.rfind(b"\n", 0, len(self._block) - 1) + 1])[0]


class Listed:
    """A block whose lines were read one by one; `own` is each line's minute, None where a line has no time."""

    def __init__(
        self, reader: MinuteReader, texts: list[bytes], own: list[int | None], state: ScanState, arrival: float
    ) -> None:
        self.lines = len(texts)
        self._reader = reader
        self._texts = texts
        self._own = own
        self._hint = state.layout
        self._arrival = arrival
        self._before = state.last_time
        last = int((arrival if self._before is None else self._before) // MINUTE_S)
        self._filled = [last := last if minute is None else minute for minute in own]
        self._starts: list[int] = []
        self.counts: dict[int, int] = Counter(self._filled)

    def _indices(self, starts: list[int]) -> list[int]:
        if not self._starts:
            self._starts = list(accumulate(map((1).__add__, map(len, self._texts)), initial=0))
        known = self._starts
        return [bisect_right(known, at) - 1 for at in starts]

    def minutes(self, starts: list[int]) -> list[int]:
        """The minutes of the lines that begin at `starts`."""
        filled = self._filled
        return [filled[index] for index in self._indices(starts)]

    def times(self, starts: list[int]) -> list[float | None]:
        """The times of the lines that begin at `starts`, which ascend."""
        result: list[float | None] = []
        last, done = self._before, 0
        for index in self._indices(starts):
            last = self._newest(done, index + 1, last)
            done = index + 1
            result.append(last)
        return result

    def _newest(self, low: int, high: int, otherwise: float | None) -> float | None:
        """The time of the last line in a range that has one."""
        for index in range(high - 1, low - 1, -1):
            if self._own[index] is not None:
                return self._reader.time(self._texts[index], self._arrival, self._hint)
        return otherwise

    def last(self) -> float | None:
        """The last time seen in the block or before it."""
        return self._newest(0, len(self._texts), self._before)


def timeline(reader: MinuteReader, block: bytes, state: ScanState, arrival: float) -> Timeline:
    """The times of a block of lines; `state` learns how the file writes time, `arrival` dates lines before any time."""
    if not state.layout and not reader.by_line:
        _look(reader, block, state, arrival)
    lines = block.count(b"\n") + (block[-1:] not in (b"\n", b""))
    if state.layout and not reader.by_line and block:
        table = reader.table(state, arrival)
        counts = _few_beginnings(reader, block, lines, table, state, arrival)
        if counts is not None:
            return Uniform(block, lines, counts, table, state)
        return _cut_beginnings(reader, block, table, state, arrival)
    return _line_by_line(reader, block, state, arrival)


def _split(block: bytes) -> list[bytes]:
    lines = block.split(b"\n")
    if not lines[-1]:
        lines.pop()
    return lines


def _look(reader: MinuteReader, block: bytes, state: ScanState, arrival: float) -> None:
    """Learn from the first lines how the file writes time."""
    for line in block.split(b"\n", FIRST_LOOK)[:FIRST_LOOK]:
        if (stamp := reader.stamp(line, arrival)) is not None:
            state.adopt(stamp)
            if stamp.whole:
                return


def _few_beginnings(
    reader: MinuteReader, block: bytes, lines: int, table: Table, state: ScanState, arrival: float
) -> dict[int, int] | None:
    """Count at most FEW distinct beginnings over the block; None when there are others."""
    if state.tail[1] or state.anchor or state.gaps:
        return None
    width = state.key_end
    final = block.rfind(b"\n", 0, len(block) - 1) + 1
    newest = table.get(block[final : final + width])
    counts: dict[int, int] = {}
    total = position = 0
    for _ in range(FEW):
        key = block[position : position + width]
        moment = table.get(key)
        if moment is None or newest is None or newest[0] - moment[0] >= FEW:
            return None
        needle = b"\n" + key
        n = block.count(needle) + block.startswith(key)
        counts[moment[0]] = counts.get(moment[0], 0) + n
        total += n
        if total == lines:
            return counts
        last = block.rfind(needle)
        position = block.find(b"\n", last + 1) + 1
        if not 0 < position < len(block):
            return None
    return None


def _cut_beginnings(reader: MinuteReader, block: bytes, table: Table, state: ScanState, arrival: float) -> Timeline:
    """Cut the beginnings off all lines; lines that begin with no time are read for themselves."""
    texts = _split(block)
    keys = _keys(texts, state)
    distinct = Counter(keys)
    if any(key not in table for key in distinct):
        for key, line in dict(zip(keys, texts, strict=True)).items():
            if key not in table:
                reader.learn(table, key, line, state, arrival)
    counts: dict[int, int] = {}
    for key, n in distinct.items():
        moment = table[key]
        if moment is None:
            own = [found and found[0] for found in map(table.__getitem__, keys)]
            return _with_gaps(reader, texts, own, state, arrival)
        counts[moment[0]] = counts.get(moment[0], 0) + n
    state.gaps = False
    return Uniform(block, len(texts), counts, table, state)


def _with_gaps(
    reader: MinuteReader, texts: list[bytes], own: list[int | None], state: ScanState, arrival: float
) -> Timeline:
    """Read the lines that do not begin as the file's others do; where they are the rule, expect their way from now."""
    others = 0
    other: Stamp | None = None
    for index, minute in enumerate(own):
        if minute is not None or not may_have_time(texts[index]):
            continue
        if (stamp := reader.stamp(texts[index], arrival)) is not None:
            own[index] = int(stamp.base // MINUTE_S)
            others += 1
            other = stamp
    state.gaps = True
    result = Listed(reader, texts, own, state, arrival)
    if other is not None and others * 2 > len(texts):
        state.adopt(other)
    return result


def _keys(texts: list[bytes], state: ScanState) -> list[bytes]:
    """The text of each line that tells the minute, as `state` says where it stands."""
    end, (low, high), anchor = state.key_end, state.tail, state.anchor
    if not anchor:
        return [t[:end] + t[low:high] for t in texts] if high else [t[:end] for t in texts]
    size = len(anchor)
    end, low, high = end + size, low + size, high + size
    if state.tail[1]:
        return [t[p + size : p + end] + t[p + low : p + high] if (p := t.find(anchor)) >= 0 else b"" for t in texts]
    return [t[p + size : p + end] if (p := t.find(anchor)) >= 0 else b"" for t in texts]


def _line_by_line(reader: MinuteReader, block: bytes, state: ScanState, arrival: float) -> Timeline:
    """Read every line for itself."""
    texts = _split(block)
    if not reader.by_line:
        return _with_gaps(reader, texts, [None] * len(texts), state, arrival)
    times = [reader.time(text, arrival) for text in texts]
    return Listed(reader, texts, [None if time is None else int(time // MINUTE_S) for time in times], state, arrival)
