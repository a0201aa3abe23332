"""How far a notable record reaches in a block, from its first line on, with the limits that keep it bounded."""

import re

from msgspec import Struct

from console.text.layouts import MONTHS
from console.text.records import Belongs, Follower
from console.text.severity import plain

MAX_LINES = 500
MAX_BYTES = 256 * 1024
MAX_DOUBT = 3
MAX_LINE = 4096

_ISO = rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z| ?[+-]\d\d:?\d\d)?"
_PREFIX = re.compile(
    rb"(?:<\d{1,3}>)?(?:\[task " + _ISO + rb"\] (?:\d\d:\d\d:\d\d +[A-Z]+ - )?"
    rb"|\[?(?:" + _ISO + rb"|\d\d/\d\d/\d\d \d\d:\d\d:\d\d|\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d+)?"
    rb"|[IWEFD]\d{4} \d\d:\d\d:\d\d\.\d+|\d{6} \d{6}|\d\d-\d\d \d\d:\d\d:\d\d\.\d+| *\d+\.\d{6})\]?"
    rb"(?: (?:stdout|stderr) [FP])?(?: |$)"
    rb"|(?:" + b"|".join(MONTHS) + rb") [ \d]\d \d\d:\d\d:\d\d (?:\S+ [^\s:]+: )?"
    rb"|\[(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [^\]\n]{15,30}\] )"
)
_EQUAL_DIGITS = bytes.maketrans(b"123456789", b"000000000")


class Extent(Struct, frozen=True):
    """Where a record ends, its kind (empty when its head decides), the range of the line that says most.

    `foreign` are the lines of other writers inside. `wait` is 0 when the record is complete; otherwise the block ended
    first, and it is the seconds worth waiting for more.
    """

    end: int
    kind: str
    headline: tuple[int, int]
    foreign: tuple[tuple[int, int], ...] = ()
    wait: float = 0.0


class _Prefix:
    """What a program puts before every line of a record: a time, a host, a name. Empty for most records."""

    def __init__(self, head: bytes) -> None:
        found = _PREFIX.match(head)
        self.size = found.end() if found else 0
        self._shape = head[: self.size].translate(_EQUAL_DIGITS)

    def body(self, line: bytes) -> bytes | None:
        """What a line says behind the prefix; None when another writer wrote it."""
        if self.size and line[: self.size].translate(_EQUAL_DIGITS) == self._shape:
            return line[self.size :]
        return None if _PREFIX.match(line) else line


def follow(block: bytes, start: int, end: int, head: bytes) -> Extent:
    """Follow a record from its head until a line that does not belong, a limit, or the end of the block."""
    text = plain(head[:MAX_LINE])
    prefix = _Prefix(text)
    follower = Follower(text[prefix.size :], prefixed=prefix.size > 0)
    headline = (start, start + len(head))
    foreign: list[tuple[int, int]] = []
    strange: list[tuple[int, int]] = []
    position, lines, doubts = end, 1, 0
    while position < len(block):
        stop = block.find(b"\n", position) + 1 or len(block)
        line = block[position:stop].rstrip(b"\r\n")
        answer, says_most = _ask(follower, prefix, plain(line[:MAX_LINE]))
        lines += 1
        doubts = doubts + 1 if answer is not Belongs.YES else 0
        if answer is Belongs.NO or doubts > MAX_DOUBT or lines > MAX_LINES or stop - start > MAX_BYTES:
            return Extent(end, follower.kind, headline, tuple(foreign))
        if says_most is None:
            strange.append((position, stop))
        elif answer is Belongs.YES:
            end, headline = stop, (position, position + len(line)) if says_most else headline
            foreign += strange
            strange = []
        position = stop
    return Extent(end, follower.kind, headline, tuple(foreign), follower.wait)


def _ask(follower: Follower, prefix: _Prefix, line: bytes) -> tuple[Belongs, bool | None]:
    """The follower's answer about a line; (PERHAPS, None) for another writer's line inside the record."""
    body = prefix.body(line)
    if body is not None:
        return follower.offer(body)
    return (Belongs.PERHAPS, None) if follower.holds_foreign else (Belongs.NO, None)
