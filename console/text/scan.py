"""The block scanner: complete counts by minute and severity, and the notable records, of blocks of log lines.

A trigger search over the whole block finds the lines that may be more than information; only those are looked at one
by one. Every line counts once: a record's first line under the record's severity, the lines that continue it as
information, each in the minute its own timestamp names or else in that of the last timestamp before it. A line that was
redrawn counts as what it showed last. Counts and records do not depend on how a log is cut into blocks.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import tzinfo

from msgspec import Struct

from console.model.event import Severity
from console.model.settings import LogFormat
from console.text.extent import Extent, follow
from console.text.formats import UserFormats
from console.text.minutes import MinuteReader, ScanState
from console.text.redraw import settled
from console.text.severity import HEAD, IGNORED, Judge
from console.text.timeline import Timeline, timeline
from console.text.timestamps import TimeReader
from console.text.triggers import Trigger, best_trigger

__all__ = ["Record", "Scan", "ScanState", "Scanner"]
INFO, WARNING = int(Severity.INFO), int(Severity.WARNING)
_SEVERITIES = tuple(Severity)
_CONTINUES = frozenset(b" \t+|")
_CR = 13


class Record(Struct, frozen=True, gc=False):
    """A notable record: its byte range in the block, final newline included, and that of its headline.

    The headline is the line that says most, without its newline: the last of a Python traceback, the cause in Java.

    `time` is seconds since the epoch, None when no timestamp was seen yet. `kind` is one of `line`, `traceback`,
    `panic`, `oom`, `test`. A notable line of another writer inside a traceback is a record too, inside that range.
    """

    start: int
    end: int
    severity: Severity
    time: float | None
    kind: str
    headline: tuple[int, int]


class Scan(Struct, frozen=True):
    """What a block holds. `counts` maps (minute since the epoch, severity) to lines and sums to `lines`.

    `consumed` bytes are settled; the rest is a record that may go on: offer it again with more bytes, or, when none
    came within `wait` seconds, with `final=True`.
    """

    consumed: int
    lines: int
    counts: dict[tuple[int, int], int]
    records: tuple[Record, ...]
    wait: float = 0.0


class _Found:
    """The lines of a block that are not information: records, quieter lines, and what is settled of the block."""

    def __init__(self, consumed: int) -> None:
        self.consumed = consumed
        self.wait = 0.0
        self.records: list[tuple[int, int, int, str, tuple[int, int]]] = []
        self.quiet: list[tuple[int, int]] = []

    def by_start(self) -> tuple[list[int], list[int]]:
        """Starts and severities of all these lines, the records first."""
        starts = [record[0] for record in self.records]
        severities = [record[2] for record in self.records]
        for start, severity in self.quiet:
            starts.append(start)
            severities.append(severity)
        return starts, severities

    def point_into(self, block: bytes) -> None:
        """Let headlines be whole lines of the block as it was before redrawn lines were settled."""
        for place, (start, end, severity, kind, (headline, _)) in enumerate(self.records):
            stop = block.find(b"\n", headline)
            stop = len(block) if stop < 0 else stop
            stop -= block.endswith(b"\r", headline, stop)
            self.records[place] = (start, end, severity, kind, (headline, stop))


class Scanner:
    """Scans blocks of any number of files, one `ScanState` a file.

    `zone` is that of times without one, None the machine's. Raises FormatError for a user's format that RE2 cannot run.
    """

    def __init__(
        self, formats: Sequence[LogFormat] = (), zone: tzinfo | None = None, trigger: Trigger | None = None
    ) -> None:
        times = TimeReader(zone)
        self._formats = UserFormats(formats, times, zone)
        self._minutes = MinuteReader(times, self._formats)
        self._judge = Judge()
        self._trigger = trigger or best_trigger()

    def scan(self, block: bytes, state: ScanState, arrival: float, *, final: bool = False, waited: float = 0.0) -> Scan:
        """Counts and records of a block of complete lines.

        `arrival` (seconds since the epoch) dates lines before any time. `waited` is how many seconds the block has been
        complete: a record not worth waiting for so long is not held back. With `final` nothing more will come: the last
        line need not end with a newline and no record is held back.
        """
        if not final and not block.endswith(b"\n"):
            block = block[: block.rfind(b"\n") + 1]
        shown = settled(block)
        found = self._find(shown, float("inf") if final else waited)
        if shown is not block:
            found.point_into(block)
        if found.consumed < len(block):
            shown = shown[: found.consumed]
        times = timeline(self._minutes, shown, state, arrival)
        counts = _counts(times, found)
        seen = times.times([record[0] for record in found.records])
        records = tuple(
            [
                Record(start, end, _SEVERITIES[severity], time, kind, headline)
                for (start, end, severity, kind, headline), time in zip(found.records, seen, strict=True)
            ]
        )
        if shown:
            state.last_time = times.last()
        return Scan(found.consumed, times.lines, counts, records, found.wait)

    def _find(self, block: bytes, waited: float) -> _Found:
        """The lines of a block that are not information."""
        size, last, inside = len(block), 0, 0
        found = _Found(size)
        ends, noted, levels = self._triggered(block)
        heads, known, judge = self._judge.heads.get, self._judge.known.get, self._judge.judge
        record, quiet = found.records.append, found.quiet.append
        for at in ends:
            if at <= last:
                continue
            start = block.rfind(b"\n", last, at - 1) + 1 or last
            end = last = block.find(b"\n", at - 1) + 1 or size
            if start < inside:
                continue
            line = block[start:end]
            if start in noted:
                severity, kind = known(line.translate(None, IGNORED)) or judge(line, noted=True)
            else:
                severity, kind = heads(line[:HEAD].translate(None, IGNORED)) or judge(line, noted=False)
            if start in levels:
                severity = levels[start]
            if severity < WARNING:
                if severity != INFO:
                    quiet((start, severity))
            elif end < size and block[end] not in _CONTINUES and end not in noted and start not in noted:
                record((start, end, severity, kind, (start, end - (2 if block[end - 2] == _CR else 1))))
            else:
                extent = follow(block, start, end, line.rstrip(b"\r\n"))
                if extent.wait > waited:
                    found.consumed, found.wait = start, extent.wait
                    break
                record((start, extent.end, severity, extent.kind or kind, extent.headline))
                inside = self._inside(block, extent, found)
        return found

    def _triggered(self, block: bytes) -> tuple[list[int], frozenset[int], dict[int, int]]:
        """Where to look in a block: ascending offsets, starts of noted lines, levels that user formats read."""
        triggered = self._trigger(block)
        levels = self._formats.levels(block) if self._formats else {}
        ends = sorted([*triggered.ends, *(start + 1 for start in levels)]) if levels else triggered.ends
        return ends, triggered.noted, levels

    def _inside(self, block: bytes, extent: Extent, found: _Found) -> int:
        """Judge the lines of other writers inside a record; its end."""
        for low, high in extent.foreign:
            self._foreign(block[low:high], low, found)
        return extent.end

    def _foreign(self, line: bytes, start: int, found: _Found) -> None:
        """Judge the line of another writer inside a record."""
        triggered = self._trigger(line)
        severity, kind = INFO, "line"
        if triggered.ends:
            severity, kind = self._judge.judge(line, noted=bool(triggered.noted))
        level = self._formats.level(line) if self._formats else None
        severity = severity if level is None else level
        if severity >= WARNING:
            text = line.rstrip(b"\r\n")
            found.records.append((start, start + len(line), severity, kind, (start, start + len(text))))
        elif severity != INFO:
            found.quiet.append((start, severity))


def _counts(times: Timeline, found: _Found) -> dict[tuple[int, int], int]:
    """Lines by minute and severity: the lines found under their severity, all others as information."""
    counts = {(minute, INFO): n for minute, n in times.counts.items()}
    starts, severities = found.by_start()
    noted = Counter(zip(times.minutes(starts), severities, strict=True))
    for (minute, severity), n in noted.items():
        counts[minute, INFO] -= n
        counts[minute, severity] = n
    return {key: n for key, n in counts.items() if n}
