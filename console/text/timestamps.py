"""The time of a log line, read from its head, in seconds since the epoch with a precision of milliseconds."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from msgspec import Struct

from console.text.layouts import BY_FIRST, BY_NAME, Fields, Layout, may_have_time

DAY_S = 86_400
MINUTE_S = 60
_SECONDS = re.compile(rb"\d{1,2}(?:[.,]\d{1,3})?")
_FRACTION = re.compile(rb"\.?(\d{3})")
_MOST_MINUTES = 20_000


class Stamp(Struct, frozen=True):
    """A timestamp found in a line.

    `base` is the moment that the text of the minute names and `time` the full time, in seconds since the epoch.
    `origin` is the column where the text begins that tells the minute: 0, or behind the `anchor` of an anchored layout;
    counted from there are `key_end`, where that text ends, `second`, and the `tail`, the zone or year, `zone` its text.
    `whole` is false where the seconds are missing.
    """

    layout: Layout
    base: float
    time: float
    key_end: int
    second: int
    tail: tuple[int, int]
    zone: bytes
    origin: int = 0
    anchor: bytes = b""
    whole: bool = True


class TimeReader:
    """Reads times. `zone` is that of times without one; None is the machine's."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._zone = zone
        self._minutes: dict[tuple[str, bytes, bytes, int], float | None] = {}

    def find(self, line: bytes, arrival: float, hint: str = "") -> Stamp | None:
        """The timestamp at the head of a line. `arrival` (seconds since the epoch) gives the year where there is none.

        `hint` names the layout to try first; it saves time and changes nothing else.
        """
        hinted = BY_NAME.get(hint)
        if hinted is not None and (stamp := self._match(hinted, line, arrival)) is not None:
            return stamp
        for layout in BY_FIRST[line[0]] if may_have_time(line) else ():
            if layout is not hinted and (stamp := self._match(layout, line, arrival)) is not None:
                return stamp
        return None

    def _match(self, layout: Layout, line: bytes, arrival: float) -> Stamp | None:
        found = layout.pattern.match(line)
        if found is None:
            return None
        groups = found.re.groupindex
        tail = "year" if "year" in groups else "zone" if "zone" in groups else ""
        text = (found[tail] or b"") if tail else b""
        base = self.minute(layout, found["minute"], text, arrival)
        if base is None:
            return None
        second = max(found.start("second"), found.end("minute"))
        rest = fraction(line, second) if layout.read is None else seconds(line, second)
        origin = found.start("minute") if layout.anchored else 0
        low, high = found.span(tail) if text else (origin, origin)
        anchor = found["anchor"] if layout.anchored else b""
        where = (low - origin, high - origin)
        end, whole = found.end("minute") - origin, layout.read is None or found["second"] is not None
        return Stamp(layout, base, base + rest, end, second - origin, where, text, origin, anchor, whole)

    def minute(self, layout: Layout, text: bytes, tail: bytes, arrival: float) -> float | None:
        """The moment that the text of a minute and its zone or year name; None when there is no such moment."""
        key = (layout.name, text, tail, int(arrival // DAY_S) if layout.yearless else 0)
        if key not in self._minutes:
            if len(self._minutes) >= _MOST_MINUTES:
                self._minutes.clear()
            self._minutes[key] = self._parse(layout, text, tail, arrival)
        return self._minutes[key]

    def _parse(self, layout: Layout, text: bytes, tail: bytes, arrival: float) -> float | None:
        if layout.read is None:
            return float(text)
        if not layout.yearless:
            year, zone = (int(tail), b"") if tail.isdigit() else (0, tail.strip())
            return _moment(layout.read(text, year), self._zone_of(zone))
        this_year = datetime.fromtimestamp(arrival, tz=UTC).year
        for year in (this_year + 1, this_year, this_year - 1):
            moment = _moment(layout.read(text, year), self._zone)
            if moment is not None and moment <= arrival + DAY_S:
                return moment
        return None

    def _zone_of(self, zone: bytes) -> tzinfo | None:
        if zone == b"Z":
            return UTC
        if not zone:
            return self._zone
        minutes = int(zone[1:3]) * 60 + int(zone[-2:])
        return timezone(timedelta(minutes=-minutes if zone[:1] == b"-" else minutes)) if minutes < 24 * 60 else UTC


@lru_cache(100_000)
def _seconds(text: bytes) -> float:
    """The seconds at the start of a text of six signs."""
    found = _SECONDS.match(text)
    return min(float(found[0].replace(b",", b".")), 60.0) if found else 0.0


def seconds(text: bytes, at: int) -> float:
    """The seconds written at a place, at most 60, to the millisecond."""
    return _seconds(text[at : at + 6])


def fraction(text: bytes, at: int) -> float:
    """What follows whole seconds since the epoch at a place: `.123` or the digits of milliseconds and finer."""
    found = _FRACTION.match(text, at)
    return int(found[1]) / 1000 if found else 0.0


def _moment(fields: Fields, zone: tzinfo | None) -> float | None:
    """Seconds since the epoch of a calendar minute in a zone (None: the machine's); None when there is no such one."""
    try:
        return datetime(*fields, tzinfo=zone).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
