"""How a file writes time, and the minutes that the beginnings of its lines name.

Lines that begin with the same text up to the minute lie in the same minute, so only distinct beginnings are ever read.
"""

from msgspec import Struct

from console.text.formats import UserFormats
from console.text.layouts import BY_NAME
from console.text.timestamps import MINUTE_S, Stamp, TimeReader

DAY_S = 86_400
MOST_KEYS = 20_000
MOST_TABLES = 256

Moment = tuple[int, float]
Table = dict[bytes, Moment | None]


class ScanState(Struct):
    """What is remembered of a file between blocks; owned by the caller, may be stored.

    `last_time` is the last time read in file order (seconds since the epoch), None before the first. The rest says how
    the file writes time and only saves work: the layout, the text that stands before the time where its column varies,
    the columns where the minute ends and the seconds begin, the zone, and the columns of a zone or year that has to be
    read with each minute, and whether there are lines without a time.
    """

    last_time: float | None = None
    layout: str = ""
    key_end: int = 0
    second: int = 0
    zone: bytes = b""
    tail: tuple[int, int] = (0, 0)
    anchor: bytes = b""
    gaps: bool = False

    def adopt(self, stamp: Stamp) -> None:
        """Expect times written like this one, unless it is an odd one without seconds."""
        if not stamp.whole:
            return
        self.layout = stamp.layout.name
        self.key_end = stamp.key_end
        self.second = stamp.second
        self.anchor = stamp.anchor
        self.zone, self.tail = (stamp.zone, (0, 0)) if stamp.zone in (b"", b"Z") else (b"", stamp.tail)

    def expects(self, stamp: Stamp, line: bytes) -> bool:
        """Whether the line's time is written as the file was seen to write it."""
        if (stamp.layout.name, stamp.key_end, stamp.second) != (self.layout, self.key_end, self.second):
            return False
        if stamp.anchor != self.anchor or line.find(self.anchor) + len(self.anchor) != stamp.origin:
            return False
        return stamp.tail == self.tail if self.tail[1] else stamp.zone == self.zone


class MinuteReader:
    """Reads times of lines, the user's formats first. Shared by all files; its memory is bounded."""

    def __init__(self, times: TimeReader, formats: UserFormats) -> None:
        self._times = times
        self._formats = formats
        self._tables: dict[tuple[object, ...], Table] = {}

    @property
    def by_line(self) -> bool:
        """Whether every line must be read for itself, because the user's formats come first."""
        return bool(self._formats)

    def table(self, state: ScanState, arrival: float) -> Table:
        """What beginnings of lines mean in files that write time as `state` says; None marks what is no time."""
        yearless = BY_NAME[state.layout].yearless
        day = int(arrival // DAY_S) if yearless else 0
        name = (state.layout, state.key_end, state.second, state.zone, state.tail, state.anchor, day)
        if name not in self._tables:
            if len(self._tables) >= MOST_TABLES:
                self._tables.clear()
            self._tables[name] = {}
        table = self._tables[name]
        if len(table) > MOST_KEYS:
            table.clear()
        return table

    def learn(self, table: Table, key: bytes, line: bytes, state: ScanState, arrival: float) -> None:
        """Note what a beginning means by reading a line that has it."""
        stamp = self._times.find(line, arrival, state.layout)
        expected = stamp is not None and state.expects(stamp, line)
        table[key] = (int(stamp.base // MINUTE_S), stamp.base) if stamp is not None and expected else None

    def stamp(self, line: bytes, arrival: float, hint: str = "") -> Stamp | None:
        """The built-in timestamp of a line."""
        return self._times.find(line, arrival, hint)

    def time(self, line: bytes, arrival: float, hint: str = "") -> float | None:
        """The time of one line (seconds since the epoch), None when it has none."""
        if self._formats and (time := self._formats.time(line, arrival)) is not None:
            return time
        stamp = self._times.find(line, arrival, hint)
        return None if stamp is None else stamp.time
