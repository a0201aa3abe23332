"""The block scanner: complete counts by minute and severity, and the notable records, of blocks of log lines.

A trigger search over the whole block finds the lines that may be more than information; only those are looked at one
by one. Every line counts once: a record's first line under the record's severity, the lines that continue it as
information, each in the minute its own timestamp names or else in that of the last timestamp before it. Counts and
records do not depend on how a log is cut into blocks.
"""

from collections.abc import Sequence
from datetime import tzinfo

from msgspec import Struct

from console.model.event import Severity
from console.model.settings import LogFormat
from console.text.extent import Extent, follow, single
from console.text.formats import UserFormats
from console.text.minutes import MinuteReader, ScanState
from console.text.severity import Judge
from console.text.timeline import timeline
from console.text.timestamps import TimeReader
from console.text.triggers import Trigger, best_trigger

__all__ = ["Record", "Scan", "ScanState", "Scanner"]
INFO, WARNING = int(Severity.INFO), int(Severity.WARNING)
_SEVERITIES = tuple(Severity)
_GOES_ON = frozenset(b" \t+|")


class Record(Struct, frozen=True):
    """A notable record: its byte range in the block with the final newline, and the range of the line that says most.

    `time` is seconds since the epoch, None when no timestamp was seen yet. `kind` is one of `line`, `traceback`,
    `panic`, `oom`, `test`. A line of another writer inside a traceback is a record of its own, inside the other's range.
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


class _Found(Struct):
    """The lines of a block that are not information: records, and the starts of quieter lines."""

    records: list[tuple[int, int, str, Extent]] = []
    others: list[tuple[int, int]] = []
    consumed: int = 0
    wait: float = 0.0


class Scanner:
    """Scans blocks of any number of files, one `ScanState` a file. `zone` is that of times without one, None the machine's.

    Raises FormatError for a user's format that RE2 cannot run.
    """

    def __init__(
        self, formats: Sequence[LogFormat] = (), zone: tzinfo | None = None, trigger: Trigger | None = None
    ) -> None:
        times = TimeReader(zone)
        self._formats = UserFormats(formats, times, zone)
        self._minutes = MinuteReader(times, self._formats)
        self._judge = Judge()
        self._trigger = trigger or best_trigger()

    def scan(self, block: bytes, state: ScanState, arrival: float, *, final: bool = False) -> Scan:
        """Counts and records of a block of complete lines; `arrival` (seconds since the epoch) dates lines without time.

        With `final` nothing more will come: the last line need not end with a newline and no record is held back.
        """
        if not final and not block.endswith(b"\n"):
            block = block[: block.rfind(b"\n") + 1]
        found = self._find(block, final=final)
        if found.consumed < len(block):
            block = block[: found.consumed]
        times = timeline(self._minutes, block, state, arrival)
        counts = {(minute, INFO): n for minute, n in times.counts.items()}
        records = []
        for start, severity, kind, extent in _merged(found):
            minute, time = times.at(start)
            counts[minute, INFO] -= 1
            counts[minute, severity] = counts.get((minute, severity), 0) + 1
            if extent is not None:
                records.append(Record(start, extent.end, _SEVERITIES[severity], time, kind, extent.headline))
        state.last_time = times.finish()
        settled = {key: n for key, n in counts.items() if n}
        return Scan(found.consumed, times.lines, settled, tuple(records), found.wait)

    def _find(self, block: bytes, *, final: bool) -> _Found:
        """The lines of a block that are not information."""
        found = _Found([], [], len(block))
        triggered = self._trigger(block)
        judge, continues, size, inside = self._judge.judge, triggered.continues, len(block), 0
        for start, end in triggered.lines:
            if start < inside:
                continue
            line = block[start:end].rstrip(b"\r\n")
            severity, kind = self._verdict(line) if self._formats else judge(line)
            if severity < WARNING:
                if severity != INFO:
                    found.others.append((start, severity))
                continue
            if (
                end < size
                and block[end] not in _GOES_ON
                and end not in continues
                and start not in continues
                and kind != "panic"
            ):
                found.records.append((start, severity, kind, Extent(end, "", (start, start + len(line)))))
                continue
            extent = (
                single(start, end, line, last=True)
                if end == size and kind != "panic"
                else follow(block, start, end, line)
            )
            if extent.wait and not final:
                found.consumed, found.wait = start, extent.wait
                break
            found.records.append((start, severity, extent.kind or kind, extent))
            inside = extent.end
            for low, high in extent.foreign:
                self._foreign(block, low, high, found)
        return found

    def _foreign(self, block: bytes, start: int, end: int, found: _Found) -> None:
        """Judge the line of another writer inside a record."""
        if not self._trigger(block[start:end]).lines:
            return
        line = block[start:end].rstrip(b"\r\n")
        severity, kind = self._verdict(line)
        if severity >= WARNING:
            found.records.append((start, severity, kind, single(start, end, line)))
        elif severity != INFO:
            found.others.append((start, severity))

    def _verdict(self, line: bytes) -> tuple[int, str]:
        """Severity and kind of a line, the user's formats first."""
        severity, kind = self._judge.judge(line)
        if self._formats and (read := self._formats.read(line, 0.0)) is not None and read[1] is not None:
            return read[1], kind
        return severity, kind


def _merged(found: _Found) -> list[tuple[int, int, str, Extent | None]]:
    """Records and quieter lines in order of position."""
    both: list[tuple[int, int, str, Extent | None]] = [*found.records]
    if found.others:
        both += [(start, severity, "", None) for start, severity in found.others]
        both.sort(key=lambda item: item[0])
    return both
