"""The minutes of one block's lines: exact, and fast where the file keeps to one way of writing time.

Three ways, each falling back to the next: count the few distinct beginnings over the whole block; cut the beginnings
off all lines; read lines one by one.
"""

import re
from bisect import bisect_right
from collections import Counter
from functools import cache
from itertools import accumulate
from typing import Protocol

from console.text.layouts import BY_NAME
from console.text.minutes import MinuteReader, ScanState, Table
from console.text.timestamps import MINUTE_S, Stamp, seconds

FEW = 4
FIRST_LOOK = 200


class Timeline(Protocol):
    """The times of a block's lines; ask `at` in order of position, `finish` last."""

    lines: int
    counts: dict[int, int]

    def at(self, start: int) -> tuple[int, float | None]:
        """Minute and time (seconds since the epoch) of the line that begins at `start`; its own, else the last seen."""
        ...

    def finish(self) -> float | None:
        """The last time seen in the block or before it."""
        ...


class Uniform:
    """A block in which every line begins with a time in the same columns."""

    def __init__(self, block: bytes, lines: int, counts: dict[int, int], table: Table, state: ScanState) -> None:
        self.lines = lines
        self.counts = counts
        self._block = block
        self._table = table
        self._end = state.key_end
        self._tail = state.tail
        self._second = state.key_end + (state.layout != "hdfs")

    def at(self, start: int) -> tuple[int, float | None]:
        """Minute and time of the line that begins at `start`."""
        block = self._block
        key = block[start : start + self._end]
        if self._tail[1]:
            key += block[start + self._tail[0] : start + self._tail[1]]
        minute = self._table[key]
        assert minute is not None, "every line of a uniform block has a time"  # noqa: S101
        return minute, minute * MINUTE_S + seconds(block, start + self._second)

    def finish(self) -> float | None:
        """The time of the last line."""
        return self.at(self._block.rfind(b"\n", 0, len(self._block) - 1) + 1)[1]


class Listed:
    """A block whose lines were read one by one; `own` is each line's minute, None where a line has no time."""

    def __init__(
        self, reader: MinuteReader, lines: list[bytes], own: list[int | None], state: ScanState, arrival: float
    ) -> None:
        self.lines = len(lines)
        self._reader = reader
        self._texts = lines
        self._own = own
        self._hint = state.layout
        self._arrival = arrival
        self._last = state.last_time
        self._done = 0
        last = int((arrival if self._last is None else self._last) // MINUTE_S)
        self._filled = [last := last if minute is None else minute for minute in own]
        self._starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        self.counts: dict[int, int] = Counter(self._filled)

    def at(self, start: int) -> tuple[int, float | None]:
        """Minute and time of the line that begins at `start`."""
        index = bisect_right(self._starts, start) - 1
        self._advance(index + 1)
        return self._filled[index], self._last

    def _advance(self, until: int) -> None:
        """Move the last time on over the lines before `until`."""
        for index in range(until - 1, self._done - 1, -1):
            if self._own[index] is not None:
                self._last = self._reader.time(self._texts[index], self._arrival, self._hint)
                break
        self._done = max(self._done, until)

    def finish(self) -> float | None:
        """The last time seen in the block or before it."""
        self._advance(len(self._texts))
        return self._last


def timeline(reader: MinuteReader, block: bytes, state: ScanState, arrival: float) -> Timeline:
    """The times of a block of lines; `state` learns how the file writes time, `arrival` dates lines before any time."""
    if not state.layout and not reader.by_line:
        _look(reader, block, state, arrival)
    lines = block.count(b"\n") + (block[-1:] not in (b"\n", b""))
    if state.fixed and not reader.by_line and block:
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
            return


def _few_beginnings(
    reader: MinuteReader, block: bytes, lines: int, table: Table, state: ScanState, arrival: float
) -> dict[int, int] | None:
    """Count at most FEW distinct beginnings over the block; None when there are others."""
    if state.tail[1]:
        return None
    width = state.key_end
    final = block.rfind(b"\n", 0, len(block) - 1) + 1
    newest = table.get(block[final : final + width])
    counts: dict[int, int] = {}
    total = position = 0
    for _ in range(FEW):
        key = block[position : position + width]
        minute = table.get(key)
        if minute is None or newest is None or newest - minute >= FEW:
            return None
        needle = b"\n" + key
        n = block.count(needle) + block.startswith(key)
        counts[minute] = counts.get(minute, 0) + n
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
    width, (low, high) = state.key_end, state.tail
    keys = [t[:width] + t[low:high] for t in texts] if high else [t[:width] for t in texts]
    distinct = Counter(keys)
    if any(key not in table for key in distinct):
        for key, line in dict(zip(keys, texts, strict=True)).items():
            if key not in table:
                reader.learn(table, key, line, state, arrival)
    counts: dict[int, int] = {}
    for key, n in distinct.items():
        minute = table[key]
        if minute is None:
            return _with_gaps(reader, texts, [table[k] for k in keys], state, arrival)
        counts[minute] = counts.get(minute, 0) + n
    return Uniform(block, len(texts), counts, table, state)


def _with_gaps(
    reader: MinuteReader, texts: list[bytes], own: list[int | None], state: ScanState, arrival: float
) -> Timeline:
    """Read the lines that do not begin as the file's lines do; where they are the rule, expect their way from now on."""
    others = 0
    other: Stamp | None = None
    for index, minute in enumerate(own):
        if minute is None and (stamp := reader.stamp(texts[index], arrival)) is not None:
            own[index] = int(stamp.start // MINUTE_S)
            others += 1
            other = stamp
    result = Listed(reader, texts, own, state, arrival)
    if other is not None and others * 2 > len(texts):
        state.adopt(other)
    return result


@cache
def _keys_pattern(layout: str) -> re.Pattern[bytes]:
    """A pattern that finds exactly one key a line: the minute and the zone, empty in lines of another layout."""
    text = BY_NAME[layout].pattern.pattern.replace(rb"(?P<second>", rb"(?:")
    return re.compile(rb"^(?:" + text + rb")?", re.MULTILINE)


def _line_by_line(reader: MinuteReader, block: bytes, state: ScanState, arrival: float) -> Timeline:
    """Read every line, distinct times once where the layout allows."""
    texts = _split(block)
    if reader.by_line or not state.layout:
        times = [reader.time(line, arrival, state.layout) for line in texts]
        return Listed(reader, texts, [None if t is None else int(t // MINUTE_S) for t in times], state, arrival)
    keys = _keys_pattern(state.layout).findall(block)[: len(texts)]
    known: dict[object, int | None] = {}
    for key, line in zip(keys, texts, strict=True):
        if key not in known:
            stamp = reader.stamp(line, arrival, state.layout) if any(key) else None
            known[key] = int(stamp.start // MINUTE_S) if stamp is not None else None
    own = [known[key] for key in keys]
    return (
        _with_gaps(reader, texts, own, state, arrival)
        if None in known.values()
        else Listed(reader, texts, own, state, arrival)
    )
