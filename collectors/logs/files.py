"""One followed file: where its reading stands and what is due on it."""

from collectors.logs.longline import LongLine
from collectors.logs.position import Key, Kind, Position
from console.text.scan import ScanState

FLUSH_AFTER_S = 5.0
CLOSED_AFTER_S = 30.0
PENDING_AFTER_S = 1.0
NEVER = float("inf")


class File:
    """A file by device and inode, whatever its path is now.

    Times are monotonic seconds. `position` is what the next read starts from, `committed` what the store has;
    `size` and `mtime_ns` are as last seen, `reached` is how far the bytes were looked at.
    """

    def __init__(self, key: Key, path: str, position: Position, *, judged: bool) -> None:
        self.key = key
        self.path = path
        self.position = position
        self.committed = position
        self.judged = judged
        self.encoding = ""
        self.state = ScanState()
        self.size = -1
        self.mtime_ns = -1
        self.reached = position.offset
        self.backlog_until = 0
        self.long: LongLine | None = None
        self.held_end = -1
        self.held_until = NEVER
        self.pending_at: float | None = None
        self.grown_at = -1e9
        self.gone_at: float | None = None
        self.misses = 0
        self.rotated = False
        self.fresh = False
        self.remote = False
        self.named = True
        self.not_before = 0.0
        self.refused = ""
        self.families: set[tuple[str, str]] = set()
        self.after: File | None = None
        self.original: File | None = None

    @property
    def compressed(self) -> bool:
        """Whether this is a rotated part in gzip form, which does not grow."""
        return self.position.kind in (Kind.GZIP, Kind.SETTLED)

    @property
    def caught_up(self) -> bool:
        """Whether everything up to the size last seen was looked at."""
        return self.judged and self.reached >= self.size

    @property
    def drained(self) -> bool:
        """Whether nothing of what was written so far is left to be taken."""
        return self.caught_up and self.due == NEVER

    @property
    def ended(self) -> bool:
        """Whether nobody is expected to write to it under its old name any more."""
        return self.rotated or self.gone_at is not None or self.compressed

    def saw(self, size: int, mtime_ns: int, now: float) -> bool:
        """Note size and time of modification; return whether they changed."""
        if size == self.size and mtime_ns == self.mtime_ns:
            return False
        self.size, self.mtime_ns, self.grown_at = size, mtime_ns, now
        return True

    def hold(self, end: int, wait: float, now: float) -> None:
        """An unfinished record waits for lines after `end`, `wait` seconds from when `end` was first reached."""
        if end != self.held_end:
            self.held_end = end
            self.held_until = now + wait

    def release(self) -> None:
        """Nothing is held any more."""
        self.held_end, self.held_until = -1, NEVER

    def wait_for_end(self, now: float, *, pending: bool) -> None:
        """Note whether there is a last line without its newline."""
        if not pending:
            self.pending_at = None
        elif self.pending_at is None:
            self.pending_at = now

    def is_pending(self, now: float) -> bool:
        """Whether its last line has stood there for a while without its end."""
        return self.pending_at is not None and now - max(self.grown_at, self.pending_at) >= PENDING_AFTER_S

    @property
    def flush_at(self) -> float:
        """When a last line without newline counts as finished."""
        if self.pending_at is None:
            return NEVER
        return max(self.grown_at, self.pending_at) + (FLUSH_AFTER_S if self.ended else CLOSED_AFTER_S)

    @property
    def due(self) -> float:
        """When it has to be read again although nothing grew."""
        return min(self.held_until, self.flush_at)

    def restart(self, position: Position) -> None:
        """Begin anew from a position of other content."""
        self.position = position
        self.judged = False
        self.encoding = ""
        self.state = ScanState()
        self.reached = position.offset
        self.long = None
        self.release()
        self.pending_at = None
        self.backlog_until = 0
