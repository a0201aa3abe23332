"""What happens to notable lines when there are too many: repeats are counted, what is new is kept.

Within one second the first lines up to the limit are stored one by one. After that a line is stored only when its kind
was not yet seen in that second; the others add to an exact count of their kind.
"""

from msgspec import Struct

from console.model.event import Severity

SAMPLES = 3
BURST = 10_000
_MOST_KNOWN = 100_000
_DIGITS = bytes.maketrans(b"123456789", b"000000000")


class Repeat(Struct):
    """The lines of one kind in one generation of a file that were counted and not stored."""

    path: str
    generation: int
    template: str
    severity: Severity
    first: int
    first_time: float
    last: int = 0
    last_time: float = 0.0
    count: int = 0
    samples: list[str] = []


def raw_kind(line: bytes) -> bytes:
    """A cheap key: lines of equal key have equal templates."""
    return line[:512].translate(_DIGITS)


class Storm:
    """Decides line by line; `limit` lines a second are free. What is read from before the start may burst once."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._second = 0
        self._free = limit
        self._burst = max(BURST, limit)
        self._kinds: dict[tuple[str, bytes], str] = {}
        self._templates: set[tuple[str, str]] = set()
        self._repeats: dict[tuple[str, int, str], Repeat] = {}

    def tick(self, now: float) -> None:
        """Begin a new second if one has begun; `now` is monotonic seconds."""
        second = int(now)
        if second != self._second:
            self._burst = min(self._burst + self._limit * min(second - self._second, 60), max(BURST, self._limit))
            self._second, self._free = second, self._limit
            self._kinds.clear()
            self._templates.clear()

    def room(self, *, backlog: bool) -> int:
        """How many more lines may be stored one by one now."""
        return self._burst if backlog else self._free

    def stored(self, path: str, raw: bytes, template: str, *, backlog: bool) -> None:
        """A line is stored one by one."""
        if backlog:
            self._burst -= 1
        else:
            self._free -= 1
        if len(self._kinds) < _MOST_KNOWN:
            self._kinds[path, raw_kind(raw)] = template
            self._templates.add((path, template))

    def kind(self, path: str, raw: bytes) -> str | None:
        """The template of a line whose like was seen this second; None when it has to be computed."""
        return self._kinds.get((path, raw_kind(raw)))

    def is_new(self, path: str, raw: bytes, template: str) -> bool:
        """Whether no line of this template was seen this second; remembers the line's key otherwise."""
        if (path, template) not in self._templates:
            return True
        if len(self._kinds) < _MOST_KNOWN:
            self._kinds[path, raw_kind(raw)] = template
        return False

    def repeat(self, path: str, generation: int, template: str, severity: Severity, offset: int, time: float) -> Repeat:
        """Count a line that is not stored; the caller may add a sample to what is returned."""
        key = (path, generation, template)
        group = self._repeats.get(key)
        if group is None:
            group = self._repeats[key] = Repeat(path, generation, template, severity, offset, time)
        group.last, group.last_time = offset, time
        group.count += 1
        group.severity = max(group.severity, severity)
        return group

    def take(self) -> list[Repeat]:
        """What was counted since the last call."""
        repeats = list(self._repeats.values())
        self._repeats.clear()
        return repeats
