"""The block scanner: complete counts by minute and severity, and the notable records, of blocks of log lines.

A trigger search over the whole block finds the lines that may be more than information; only those are looked at one
by one. Every line counts once: a record's first line under the record's severity, the lines that continue it as
information, each in the minute its own timestamp names or else in that of the last timestamp before it. Counts and
records do not depend on how a log is cut into blocks.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import tzinfo
from itertools import accumulate

from msgspec import Struct

from console.model.event import Severity
from console.model.settings import LogFormat
from console.text.formats import UserFormats
from console.text.minutes import MINUTE_S, ScanState
from console.text.records import (
    MAX_BYTES,
    MAX_DOUBT,
    MAX_LINES,
    MAY_CONTINUE,
    SHORT_WAIT_S,
    Belongs,
    Extent,
    Follower,
    kind_of_line,
)
from console.text.severity import severity_of
from console.text.timestamps import TimeReader
from console.text.triggers import Trigger, best_trigger

_PREFIX = re.compile(
    rb"(?:<\d{1,3}>)?(?:\[(?:task )?)?(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
    rb"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d \S+ [^\s:]+:"
    rb"|\d\d/\d\d/\d\d \d\d:\d\d:\d\d|\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d+)?|[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+|\d{6} \d{6}"
    rb"| *\d+\.\d{6}|\d\d-\d\d \d\d:\d\d:\d\d\.\d+)\]?(?: |$)(?:\d\d:\d\d:\d\d +[A-Z]+ - )?"
)

__all__ = ["Record", "Scan", "ScanState", "Scanner"]
INFO, WARNING = int(Severity.INFO), int(Severity.WARNING)


class Record(Struct, frozen=True):
    """A notable record: its byte range in the block with the final newline, and the byte range of the line that says most.

    `time` is seconds since the epoch, None when no timestamp was seen yet. `kind` is one of `line`, `traceback`,
    `panic`, `oom`, `test`.
    """

    start: int
    end: int
    severity: Severity
    time: float | None
    kind: str
    headline: tuple[int, int]


class Scan(Struct, frozen=True):
    """What a block holds. `counts` maps (minute since the epoch, severity) to lines and sums to `lines`.

    `consumed` bytes are settled; the rest is a record that may go on: offer it again with more bytes, or, after
    `wait` seconds without any, with `final=True`.
    """

    consumed: int
    lines: int
    counts: dict[tuple[int, int], int]
    records: tuple[Record, ...]
    wait: float = 0.0


class _Found(Struct):
    """A notable record before its time is known."""

    start: int
    severity: int
    extent: Extent


class Scanner:
    """Scans blocks of any number of files. `zone` is that of times without one, None the machine's.

    Raises FormatError for a user format that RE2 cannot run.
    """

    def __init__(
        self, formats: Sequence[LogFormat] = (), zone: tzinfo | None = None, trigger: Trigger | None = None
    ) -> None:
        self._times = TimeReader(zone)
        self._formats = UserFormats(formats, self._times, zone)
        self._trigger = trigger or best_trigger()

    def scan(self, block: bytes, state: ScanState, arrival: float, *, final: bool = False) -> Scan:
        """Counts and records of a block of complete lines; `arrival` (seconds since the epoch) dates lines without time.

        With `final` nothing more will come: the last line need not end with a newline and no record is held back.
        """
        size = len(block) if final else block.rfind(b"\n") + 1
        work = block[:size]
        found, marks, consumed, wait = self._find(work, final=final)
        lines = work[:consumed].split(b"\n")
        if not lines[-1]:
            lines.pop()
        counts, records = self._settle(work, lines, found, marks, state, arrival)
        return Scan(consumed, len(lines), counts, records, wait)

    def _find(self, block: bytes, *, final: bool) -> tuple[list[_Found], list[tuple[int, int]], int, float]:
        """The notable records, the starts of other lines that are not information, the settled bytes, and the wait."""
        found: list[_Found] = []
        marks: list[tuple[int, int]] = []
        inside = 0
        for start, end in self._trigger(block):
            if start < inside:
                continue
            line = block[start:end].rstrip(b"\r\n")
            severity = self._severity(line)
            if severity < WARNING:
                if severity != INFO:
                    marks.append((start, severity))
                continue
            extent = self._extent(block, start, end, line)
            if extent.wait and not final:
                return found, marks, start, extent.wait
            found.append(_Found(start, severity, extent))
            inside = extent.end
            for low, high in extent.foreign:
                self._foreign(block, low, high, found, marks)
        return found, marks, len(block), 0.0

    def _foreign(self, block: bytes, start: int, end: int, found: list[_Found], marks: list[tuple[int, int]]) -> None:
        """Judge a line of another writer inside a record."""
        line = block[start:end].rstrip(b"\r\n")
        severity = self._severity(line) if self._trigger(block[start:end]) else INFO
        if severity >= WARNING:
            found.append(_Found(start, severity, Extent(end, kind_of_line(line), (start, start + len(line)))))
        elif severity != INFO:
            marks.append((start, severity))

    def _severity(self, line: bytes) -> int:
        if self._formats and (read := self._formats.read(line, 0.0)) is not None and read[1] is not None:
            return read[1]
        return severity_of(line)

    def _extent(self, block: bytes, start: int, end: int, line: bytes) -> Extent:
        """How far the record that begins with this line reaches."""
        single = (start, start + len(line))
        if end < len(block) and not MAY_CONTINUE.match(block, end):
            return Extent(end, self._kind(line), single)
        if end == len(block):
            return Extent(end, self._kind(line), single, (), SHORT_WAIT_S)
        return _follow(block, start, end, line)

    def _kind(self, line: bytes) -> str:
        return kind_of_line(line)

    def _settle(
        self,
        block: bytes,
        lines: list[bytes],
        found: list[_Found],
        marks: list[tuple[int, int]],
        state: ScanState,
        arrival: float,
    ) -> tuple[dict[tuple[int, int], int], tuple[Record, ...]]:
        """Count the lines and date the records."""
        own = self._own_minutes(lines, state, arrival)
        filled = self._fill(own, state, arrival)
        counts: Counter[tuple[int, int]] = Counter()
        for minute, n in Counter(filled).items():
            counts[minute, INFO] = n
        starts = list(accumulate(map(len, lines), lambda a, b: a + b + 1, initial=0))
        for start, severity in (*marks, *((f.start, f.severity) for f in found)):
            minute = filled[bisect_right(starts, start) - 1]
            counts[minute, INFO] -= 1
            counts[minute, severity] += 1
        records = self._date(found, lines, own, starts, state, arrival)
        return {key: n for key, n in counts.items() if n}, records

    def _own_minutes(self, lines: list[bytes], state: ScanState, arrival: float) -> list[float | None]:
        return [self._line_time(line, state, arrival) for line in lines]

    def _line_time(self, line: bytes, state: ScanState, arrival: float) -> float | None:
        """The time in a line's own timestamp."""
        if self._formats and (read := self._formats.read(line, arrival)) is not None and read[0] is not None:
            return read[0]
        stamp = self._times.find(line, arrival, state.layout)
        if stamp is None:
            return None
        state.layout = stamp.layout
        return stamp.time

    def _fill(self, own: list[float | None], state: ScanState, arrival: float) -> list[int]:
        """The minute of every line: its own, else that of the last time seen, else that of arrival."""
        last = int((arrival if state.last_time is None else state.last_time) // MINUTE_S)
        return [last := last if time is None else int(time // MINUTE_S) for time in own]

    def _date(
        self,
        found: list[_Found],
        lines: list[bytes],
        own: list[float | None],
        starts: list[int],
        state: ScanState,
        arrival: float,
    ) -> tuple[Record, ...]:
        """The records with their times; the state then knows the last time of the block."""
        records = []
        last, done = state.last_time, 0
        for item in sorted(found, key=lambda f: f.start):
            index = bisect_right(starts, item.start)
            for time in own[done:index]:
                last = last if time is None else time
            done = index
            extent = item.extent
            records.append(Record(item.start, extent.end, Severity(item.severity), last, extent.kind, extent.headline))
        for time in own[done:]:
            last = last if time is None else time
        state.last_time = last
        return tuple(records)


def _follow(block: bytes, start: int, end: int, head: bytes) -> Extent:
    """Follow a record from its head until a line that does not belong, a limit, or the end of the block."""
    cut = _cut(head)
    follower = Follower(head[cut:])
    shape = _shape(head[:cut])
    headline = (start, start + len(head))
    foreign: list[tuple[int, int]] = []
    doubt: list[tuple[int, int]] = []
    position, lines, doubted = end, 1, 0
    while position < len(block):
        stop = block.find(b"\n", position) + 1 or len(block)
        line = block[position:stop].rstrip(b"\r\n")
        if lines >= MAX_LINES or stop - start > MAX_BYTES:
            break
        body = _body(line, cut, shape)
        belongs, says_most = (Belongs.PERHAPS, False) if body is None else follower.offer(body)
        if body is None:
            if not follower.holds_foreign:
                break
            doubt.append((position, stop))
        if belongs is Belongs.NO:
            break
        doubted = doubted + 1 if belongs is Belongs.PERHAPS else 0
        if doubted > MAX_DOUBT:
            break
        if belongs is Belongs.YES:
            end = stop
            foreign += doubt
            doubt = []
            if says_most:
                headline = (position, position + len(line))
        position, lines = stop, lines + 1
    else:
        return Extent(end, _kind(follower, head), headline, tuple(foreign), follower.wait)
    return Extent(end, _kind(follower, head), headline, tuple(foreign))


def _kind(follower: Follower, head: bytes) -> str:
    return follower.kind if follower.kind != "line" else kind_of_line(head)


_DIGITS = bytes.maketrans(b"123456789", b"000000000")


def _shape(prefix: bytes) -> bytes:
    """The prefix with its digits made equal."""
    return prefix.translate(_DIGITS)


def _cut(head: bytes) -> int:
    """How long the part of a head is that a program puts before every line it writes."""
    found = _PREFIX.match(head)
    return found.end() if found else 0


def _body(line: bytes, cut: int, shape: bytes) -> bytes | None:
    """What a line says after its prefix; None when another writer wrote it."""
    if cut and _shape(line[:cut]) == shape:
        return line[cut:]
    return None if _PREFIX.match(line) else line
