"""The ways in which log lines write the time at their head.

A layout is a pattern anchored at the start of the line with the groups `minute` (text up to the minute) and, where it
has them, `second`, `zone` and `year`. Layouts exclude each other by their first signs, so that the order in which
they are tried does not change what a line means.
"""

import re
from collections.abc import Callable

from msgspec import Struct

MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")
_MONTH = rb"(?:" + b"|".join(MONTHS) + rb")"
_WEEKDAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_SECOND = rb"(?::(?P<second>\d\d(?:[.,]\d{1,9})?))?"
_ZONE = rb"(?P<zone>Z| ?[+-]\d\d:?\d\d(?![\d:.-]))?"
_ISO = rb"(?P<minute>\d{4}-\d\d-\d\d[T ]\d\d:\d\d)" + _SECOND + _ZONE
_EPOCH = rb"(?P<minute>1\d{9})(?P<second>\.\d{1,9}|\d{3}(?:\d{3}(?:\d{3})?)?)?(?!\d)"
_SYSLOG = rb"(?P<minute>" + _MONTH + rb" [ \d]\d \d\d:\d\d)" + _SECOND
_KEYS = rb"@timestamp|timestamp|time|ts|t|@t|datetime|date|asctime|eventTime|__REALTIME_TIMESTAMP"
_DIGITS = b"0123456789"
_LETTERS = bytes(range(65, 91)) + bytes(range(97, 123))

Fields = tuple[int, int, int, int, int]
Reader = Callable[[bytes, int], Fields]


class Layout(Struct, frozen=True):
    """One way to write the time. `read` turns the text of a minute (and a year) into year, month, day, hour, minute.

    `read` is None for seconds since the epoch. `first` are the bytes a line may begin with. `yearless` takes the year
    from the moment of reading. The time of an `anchored` layout follows the group `anchor`, wherever that stands; that
    of others begins in the same column in the lines of one writer.
    """

    name: str
    pattern: re.Pattern[bytes]
    read: Reader | None
    first: bytes
    yearless: bool = False
    anchored: bool = False


def _month(name: bytes) -> int:
    return MONTHS.index(name) + 1


def _iso(text: bytes, _year: int) -> Fields:
    """`2026-11-20T18:13`, whatever the separators."""
    return int(text[:4]), int(text[5:7]), int(text[8:10]), int(text[11:13]), int(text[14:16])


def _short_year(text: bytes, _year: int) -> Fields:
    """`26/11/20 18:13`, as Spark writes it."""
    return 2000 + int(text[:2]), int(text[3:5]), int(text[6:8]), int(text[9:11]), int(text[12:14])


def _dense(text: bytes, _year: int) -> Fields:
    """`261120 1813`, as HDFS writes it."""
    return 2000 + int(text[:2]), int(text[2:4]), int(text[4:6]), int(text[7:9]), int(text[9:11])


def _compact(text: bytes, _year: int) -> Fields:
    """`20261120-9:5`, `20261120 18:13` or `20261120T1813`."""
    hour, colon, minute = text[9:].partition(b":")
    if not colon:
        hour, minute = text[9:11], text[11:13]
    return int(text[:4]), int(text[4:6]), int(text[6:8]), int(hour), int(minute)


def _syslog(text: bytes, year: int) -> Fields:
    """`Nov 20 18:13`."""
    return year, _month(text[:3]), int(text[4:6]), int(text[7:9]), int(text[10:12])


def _access(text: bytes, _year: int) -> Fields:
    """`20/Nov/2026:18:13`, as web servers write requests."""
    return int(text[7:11]), _month(text[3:6]), int(text[:2]), int(text[12:14]), int(text[15:17])


def _klog(text: bytes, year: int) -> Fields:
    """`1120 18:13`."""
    return year, int(text[:2]), int(text[2:4]), int(text[5:7]), int(text[8:10])


def _android(text: bytes, year: int) -> Fields:
    """`11-20 18:13`."""
    return year, int(text[:2]), int(text[3:5]), int(text[6:8]), int(text[9:11])


def _fixed(name: str, pattern: bytes, read: Reader | None, first: bytes, *, yearless: bool = False) -> Layout:
    return Layout(name, re.compile(pattern), read, first, yearless=yearless)


def _anchored(name: str, pattern: bytes, read: Reader | None, first: bytes) -> Layout:
    return Layout(name, re.compile(pattern), read, first, anchored=True)


_NOT_DATED = rb"(?!\d{4}[-/]|\d\d[-/]\d\d|\d{6} |\d{8}[-T ]|[IWEF]\d{4}|" + _MONTH + rb" |" + _WEEKDAY + rb" )"
_LEAD = rb"(?:<\d{1,3}>(?:1 )?|\[(?:task )?|\(|\"|time=\"?|ts=\"?|t=\"?)?"
LAYOUTS = (
    _fixed("iso", _LEAD + _ISO, _iso, _DIGITS + b"<[(\"t"),
    _fixed("syslog", rb"(?:<\d{1,3}>)?\[?" + _SYSLOG + rb"(?! \d{4}\])", _syslog, b"<[JFMASOND", yearless=True),
    _fixed("ctime", rb"\[?" + _WEEKDAY + rb" " + _SYSLOG + rb"(?: [A-Z]{3,4})? (?P<year>\d{4})", _syslog, b"[MTWFS"),
    _fixed("slash", rb"\[?(?P<minute>\d{4}/\d\d/\d\d[ T-]\d\d:\d\d)" + _SECOND, _iso, _DIGITS + b"["),
    _fixed("spark", rb"(?P<minute>\d\d/\d\d/\d\d \d\d:\d\d)" + _SECOND, _short_year, _DIGITS),
    _fixed("hdfs", rb"(?P<minute>\d{6} \d{4})(?P<second>\d\d) ", _dense, _DIGITS),
    _fixed("glog", rb"[IWEF](?P<minute>\d{8} \d\d:\d\d)" + _SECOND, _compact, b"IWEF"),
    _fixed("klog", rb"[IWEFD](?P<minute>\d{4} \d\d:\d\d)" + _SECOND, _klog, b"IWEFD", yearless=True),
    _fixed("android", rb"(?P<minute>\d\d-\d\d \d\d:\d\d):(?P<second>\d\d\.\d{1,6}) ", _android, _DIGITS, yearless=True),
    _fixed(
        "compact",
        rb"\[?(?P<minute>\d{8}[-T ](?:\d{1,2}:\d{1,2}(?=:)|\d{4}(?=\d\d))):?(?P<second>\d{1,2})(?:[:.,]\d{1,9})?"
        rb"(?P<zone>Z)?(?!\d)",
        _compact,
        _DIGITS + b"[",
    ),
    _fixed("epoch", rb"(?:\[|- |[A-Z]{3,16} |type=\w+ msg=audit\()?" + _EPOCH, None, b"1[-t" + _LETTERS[:26]),
    _anchored(
        "access",
        _NOT_DATED
        + rb"[^\[\n{]{1,200}(?P<anchor>\[)(?P<minute>\d\d/"
        + _MONTH
        + rb"/\d{4}:\d\d:\d\d)"
        + _SECOND
        + rb" (?P<zone>[+-]\d{4})\]",
        _access,
        _DIGITS + _LETTERS + b":-",
    ),
    _anchored("json", rb"\{[^\n]{0,2000}?(?P<anchor>\"(?:" + _KEYS + rb")\" ?: ?\")" + _ISO, _iso, b"{"),
    _anchored("json-epoch", rb"\{[^\n]{0,2000}?(?P<anchor>\"(?:" + _KEYS + rb")\" ?: ?\"?)" + _EPOCH, None, b"{"),
    _anchored("logfmt", rb"[a-z]\w*=[^\n]{0,300}?(?P<anchor> (?:ts|time|t)=\"?)" + _ISO, _iso, _LETTERS),
    _fixed("logfmt-epoch", rb"(?:ts|time|t)=\"?" + _EPOCH, None, b"t"),
    _anchored("logfmt-inner", rb"[a-z]\w*=[^\n]{0,300}?(?P<anchor> (?:ts|time|t)=\"?)" + _EPOCH, None, _LETTERS),
    _fixed("journal", rb"__REALTIME_TIMESTAMP=" + _EPOCH, None, b"_"),
)  # fmt: skip
BY_NAME = {layout.name: layout for layout in LAYOUTS}
BY_FIRST = tuple(tuple(layout for layout in LAYOUTS if byte in layout.first) for byte in range(256))
may_have_time = re.compile(
    rb"[\[(\"]?(?:task )?\d{4}[-/]\d\d[-/]|<\d|\[?"
    + _MONTH
    + rb" [ \d]\d |\[?"
    + _WEEKDAY
    + rb" "
    + _MONTH
    + rb"|\d\d/\d\d/\d\d |\d{6} \d{6} |[IWEFD]\d{4}|\d\d-\d\d \d\d:|\[?\d{8}[-T ]\d|(?:\[|- |[A-Z]{3,16} )?1\d{9}"
    rb"|t\w{0,3}=|\{|__REAL|[a-z]\w*=|type=\w+ |[^\[\n{]{1,200}\[\d\d/" + _MONTH
).match
"""Whether the first signs of a line are those of a time; quick, and never wrong when it says no."""
