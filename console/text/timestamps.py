"""Timestamps at the head of log lines: which layout a line has, and its time in seconds since the epoch.

A layout is an anchored pattern with the named groups `minute` (text up to the minute), and optionally `second`,
`zone` and `year`. Texts that are equal in `minute`, `zone` and `year` lie in the same minute, so only distinct ones
are ever parsed.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from msgspec import Struct

MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")
DAY_S = 86_400
_MONTH = rb"(?:" + b"|".join(MONTHS) + rb")"
_WEEKDAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_SECOND = rb"(?P<second>\d\d(?:[.,]\d{1,9})?)"
_ISO = rb"(?P<minute>\d{4}-\d\d-\d\d[T ]\d\d:\d\d):" + _SECOND + rb"(?P<zone>Z| ?[+-]\d\d:?\d\d(?![\d:.-]))?"
_EPOCH = rb"(?P<minute>1\d{9})(?:\d{3}(?:\d{3})?)?(?P<second>\.\d{1,9})?(?!\d)"
_KEYS = (
    rb"@timestamp|timestamp|time|ts|t|datetime|date|asctime|eventTime|__REALTIME_TIMESTAMP|_SOURCE_REALTIME_TIMESTAMP"
)

Fields = tuple[int, int, int, int, int]
Reader = Callable[[bytes, int], Fields]


def _month(name: bytes) -> int:
    """The number of an English month name of three letters."""
    return MONTHS.index(name) + 1


def _iso(text: bytes, _year: int) -> Fields:
    """`2026-11-20T18:13` and every other order of year, month, day with single separators."""
    return int(text[:4]), int(text[5:7]), int(text[8:10]), int(text[11:13]), int(text[14:16])


def _short_year(text: bytes, _year: int) -> Fields:
    """`26/11/20 18:13`, as Spark writes it."""
    return 2000 + int(text[:2]), int(text[3:5]), int(text[6:8]), int(text[9:11]), int(text[12:14])


def _dense(text: bytes, _year: int) -> Fields:
    """`081109 2036`, as HDFS writes it."""
    return 2000 + int(text[:2]), int(text[2:4]), int(text[4:6]), int(text[7:9]), int(text[9:11])


def _compact(text: bytes, _year: int) -> Fields:
    """`20261120-9:5`, `20261120 18:13` or `20261120T1813`."""
    rest = text[9:]
    hour, _, minute = rest.partition(b":") if b":" in rest else (rest[:2], b"", rest[2:])
    return int(text[:4]), int(text[4:6]), int(text[6:8]), int(hour), int(minute)


def _syslog(text: bytes, year: int) -> Fields:
    """`Nov 20 18:13`, without a year."""
    return year, _month(text[:3]), int(text[4:6]), int(text[7:9]), int(text[10:12])


def _access(text: bytes, _year: int) -> Fields:
    """`20/Nov/2026:18:13`, as web servers write requests."""
    return int(text[7:11]), _month(text[3:6]), int(text[:2]), int(text[12:14]), int(text[15:17])


def _klog(text: bytes, year: int) -> Fields:
    """`1120 18:13`, without a year."""
    return year, int(text[:2]), int(text[2:4]), int(text[5:7]), int(text[8:10])


def _android(text: bytes, year: int) -> Fields:
    """`11-20 18:13`, without a year."""
    return year, int(text[:2]), int(text[3:5]), int(text[6:8]), int(text[9:11])


class Layout(Struct, frozen=True):
    """One way to write the time at the head of a line. `read` is None for seconds since the epoch.

    `fixed` says that `minute` has one width and stands in the same column of lines of one writer.
    `yearless` layouts take the year from the moment of reading.
    """

    name: str
    pattern: re.Pattern[bytes]
    read: Reader | None
    fixed: bool = True
    yearless: bool = False


def _layout(name: str, pattern: bytes, read: Reader | None, *, fixed: bool = True, yearless: bool = False) -> Layout:
    return Layout(name, re.compile(pattern), read, fixed, yearless)


_SYSLOG_MINUTE = rb"(?P<minute>" + _MONTH + rb" [ \d]\d \d\d:\d\d):"
LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        _layout("iso", rb"(?:<\d{1,3}>(?:1 )?)?(?:\[(?:task )?|\(|\"|time=\"?|ts=\"?|t=\"?)?" + _ISO, _iso),
        _layout("syslog", rb"(?:<\d{1,3}>)?\[?" + _SYSLOG_MINUTE + _SECOND, _syslog, yearless=True),
        _layout(
            "ctime",
            rb"\[?" + _WEEKDAY + rb" " + _SYSLOG_MINUTE + _SECOND + rb"(?: [A-Z]{3,4})? (?P<year>\d{4})",
            _syslog,
        ),
        _layout("slash", rb"\[?(?P<minute>\d{4}/\d\d/\d\d[ T-]\d\d:\d\d):" + _SECOND, _iso),
        _layout("spark", rb"(?P<minute>\d\d/\d\d/\d\d \d\d:\d\d):" + _SECOND, _short_year),
        _layout("hdfs", rb"(?P<minute>\d{6} \d{4})(?P<second>\d\d) ", _dense),
        _layout("glog", rb"[IWEF](?P<minute>\d{8} \d\d:\d\d):" + _SECOND, _compact),
        _layout("klog", rb"[IWEF](?P<minute>\d{4} \d\d:\d\d):" + _SECOND, _klog, yearless=True),
        _layout("android", rb"(?P<minute>\d\d-\d\d \d\d:\d\d):(?P<second>\d\d\.\d{1,6}) ", _android, yearless=True),
        _layout(
            "compact",
            rb"\[?(?P<minute>\d{8}[-T ](?:\d{1,2}:\d{1,2}(?=:)|\d{4}(?=\d\d))):?(?P<second>\d{1,2})(?:[:.,]\d{1,9})?"
            rb"(?P<zone>Z)?(?!\d)",
            _compact,
            fixed=False,
        ),
        _layout("epoch", rb"(?:\[|-\ |[A-Z]{3,16} |type=\w+ msg=audit\()?" + _EPOCH, None, fixed=False),
        _layout(
            "access",
            rb"[^\[\n]{1,200}\[(?P<minute>\d\d/"
            + _MONTH
            + rb"/\d{4}:\d\d:\d\d):(?P<second>\d\d) (?P<zone>[+-]\d{4})\]",
            _access,
            fixed=False,
        ),
        _layout("json", rb"\{[^\n]{0,2000}?\"(?:" + _KEYS + rb")\" ?: ?\"" + _ISO, _iso, fixed=False),
        _layout("json-epoch", rb"\{[^\n]{0,2000}?\"(?:" + _KEYS + rb")\" ?: ?\"?" + _EPOCH, None, fixed=False),
        _layout("logfmt", rb"\w[^\n]{0,300}? (?:ts|time|t)=\"?" + _ISO, _iso, fixed=False),
        _layout("logfmt-epoch", rb"(?:\w[^\n]{0,300}? )?(?:ts|time|t)=\"?" + _EPOCH, None, fixed=False),
    )
}


class Stamp(Struct, frozen=True):
    """A timestamp found in a line: its layout, the column of the minute, where it ends, and the time."""

    layout: str
    column: int
    end: int
    time: float


class TimeReader:
    """Turns matches of layouts into seconds since the epoch. `zone` is that of times without one; None is local."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._zone = zone
        self._minutes: dict[tuple[str, bytes, bytes, bytes, int], float | None] = {}

    def find(self, line: bytes, arrival: float, hint: str = "") -> Stamp | None:
        """The timestamp at the head of a line, the layout named by `hint` tried first."""
        order = LAYOUTS.values() if hint not in LAYOUTS else (LAYOUTS[hint], *LAYOUTS.values())
        for layout in order:
            found = layout.pattern.match(line)
            if found is not None and (stamp := self._stamp(layout, found, arrival)) is not None:
                return stamp
        return None

    def _stamp(self, layout: Layout, found: re.Match[bytes], arrival: float) -> Stamp | None:
        groups = found.groupdict()
        start = self.minute(layout, groups["minute"], groups.get("zone") or b"", groups.get("year") or b"", arrival)
        if start is None:
            return None
        second = (groups.get("second") or b"0").replace(b",", b".")
        return Stamp(layout.name, found.start("minute"), found.end(), start + min(float(second), 60.0))

    def minute(self, layout: Layout, text: bytes, zone: bytes, year: bytes, arrival: float) -> float | None:
        """The moment that the text of a minute names, in seconds since the epoch; None when there is no such moment."""
        key = (layout.name, text, zone, year, int(arrival // DAY_S) if layout.yearless else 0)
        if key not in self._minutes:
            if len(self._minutes) > 20_000:
                self._minutes.clear()
            self._minutes[key] = self._parse(layout, text, zone, year, arrival)
        return self._minutes[key]

    def _parse(self, layout: Layout, text: bytes, zone: bytes, year: bytes, arrival: float) -> float | None:
        if layout.read is None:
            return float(text)
        zone_info = self._zone_of(zone)
        if not layout.yearless:
            return _moment(layout.read(text, int(year or b"0")), zone_info)
        this_year = datetime.fromtimestamp(arrival, tz=zone_info or UTC).year
        for candidate in (this_year + 1, this_year, this_year - 1):
            moment = _moment(layout.read(text, candidate), zone_info)
            if moment is not None and moment <= arrival + DAY_S:
                return moment
        return None

    def _zone_of(self, zone: bytes) -> tzinfo | None:
        zone = zone.strip()
        if zone == b"Z":
            return UTC
        if not zone:
            return self._zone
        minutes = int(zone[1:3]) * 60 + int(zone[-2:])
        return timezone(timedelta(minutes=-minutes if zone[:1] == b"-" else minutes))


def _moment(fields: Fields, zone: tzinfo | None) -> float | None:
    """Seconds since the epoch of a calendar minute in a zone (None: this machine's); None when there is no such one."""
    try:
        return datetime(*fields, tzinfo=zone).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
