"""What a file is that is read for the first time: new, a copy of a followed one, moved content, or no text at all."""

import os
from collections.abc import Callable
from enum import Enum

from msgspec.structs import replace

from collectors.logs.content import SNIFF, encoding, is_binary, last_line_end, line_start, reader
from collectors.logs.files import File
from collectors.logs.names import is_older_part
from collectors.logs.position import HEAD, MARKER, Kind, Position, ReadAt, at, digest
from collectors.logs.roster import Roster
from console.model.settings import LogSettings

PROOF = 256


class Verdict(Enum):
    """What came out: read it, leave it for now, or tell that it is not text."""

    READ = "read"
    WAIT = "wait"
    BINARY = "binary"


class Judge:
    """Decides where reading of a file begins. `started` is the wall time at which the collector began to look.

    `open_file` gives the descriptor of a followed file or raises OSError; `renew` begins a new generation of a file
    whose content was found replaced.
    """

    def __init__(
        self,
        settings: LogSettings,
        roster: Roster,
        open_file: Callable[[File], int],
        renew: Callable[[File], None],
        started: float,
    ) -> None:
        self._settings = settings
        self._roster = roster
        self._open = open_file
        self._renew = renew
        self._started = started

    def first(self, file: File) -> Verdict:
        """Judge a file that was not read yet; sets its position. Raises OSError when it cannot be read."""
        read, size = self._look(file)
        head = read(0, SNIFF)
        if not head and file.position.kind is not Kind.GZIP:
            return Verdict.WAIT
        if is_binary(head):
            file.position = replace(file.position, kind=Kind.BINARY)
            return self._settle(file, Verdict.BINARY)
        file.encoding = encoding(head)
        if self._taken_over(file, read, size):
            return self._settle(file, Verdict.READ)
        original = self._original(file, read, size)
        if original is not None:
            file.original = original
            file.position = replace(at(file.position, size, read), kind=Kind.COPY)
            file.reached = size
            return self._settle(file, Verdict.WAIT)
        if file.judged:
            return Verdict.READ  # the search for an original found out that this is where its old content is
        return self._begin(file, read, size)

    def again(self, file: File) -> Verdict:
        """Judge a copy anew after it or its original changed."""
        read, size = self._look(file)
        original = file.original
        if original is not None and self._is_prefix(original, read, size):
            if size != file.position.offset:
                file.position = replace(at(file.position, size, read), kind=Kind.COPY)
                file.reached = size
                self._roster.note(file)
            return Verdict.WAIT
        self._release(file, read, size)
        return self._settle(file, Verdict.READ)

    def released(self, original: File, lineage: str) -> list[File]:
        """The copies of a file whose content was replaced: they hold what began as `lineage`."""
        copies = [file for file in self._roster.relatives(lineage) if file.original is original]
        for copy in copies:
            read, size = self._look(copy)
            self._release(copy, read, size)
            self._roster.note(copy)
        return copies

    def _look(self, file: File) -> tuple[ReadAt, int]:
        descriptor = self._open(file)
        return reader(descriptor), os.fstat(descriptor).st_size

    def _release(self, file: File, read: ReadAt, size: int) -> None:
        """A copy becomes a file of its own: it takes the lost position over, or goes on where it was last equal."""
        file.original = None
        file.position = replace(file.position, kind=Kind.TEXT)
        self._taken_over(file, read, size)
        file.reached = file.position.offset
        file.backlog_until = size

    def _settle(self, file: File, verdict: Verdict) -> Verdict:
        file.judged = True
        self._roster.note(file)
        return verdict

    def _begin(self, file: File, read: ReadAt, size: int) -> Verdict:
        """Start a generation: new files at 0, recent ones some way back, old ones at their end."""
        age = self._started - file.mtime_ns / 1e9
        back = max(size - self._settings.backlog_bytes, 0)
        if file.fresh and (age < 0 or not back):
            start = 0
        elif file.fresh or age <= self._settings.recent_hours * 3600:
            start = line_start(read, back, size, file.encoding or "utf-8")
        else:
            start = last_line_end(read, size, file.encoding or "utf-8")
        if start:
            file.position = at(file.position, start, read)
        file.reached = start
        file.backlog_until = size if not file.fresh or age >= 0 else 0
        return self._settle(file, Verdict.READ)

    def _taken_over(self, file: File, read: ReadAt, size: int) -> bool:
        """Give the file the position of content that was lost under another inode, if it is that content."""
        older = is_older_part(file.path)
        for row, position in self._roster.lost(file.path):
            if position.kind not in (Kind.TEXT, Kind.COPY):
                continue
            offset = _covered(position, read, size)
            if offset and (older or offset == position.offset >= PROOF):
                self._roster.adopt(file, row, offset)
                if offset != position.offset:
                    file.position = at(file.position, offset, read)
                file.reached, file.backlog_until = offset, size
                return True
        return self._restored(file, read, size)

    def _restored(self, file: File, read: ReadAt, size: int) -> bool:
        """Whether the file is what is left of a vanished one: it has its path and content, or is the only copy."""
        older = is_older_part(file.path)
        for other in self._roster.relatives(file.path):
            position = other.position
            if other is file or other.gone_at is None or not position.offset:
                continue
            same = not self._reachable(other) if older else other.path == file.path and position.offset >= PROOF
            if same and _covered(position, read, size) == position.offset:
                self._roster.supersede(other, file)
                file.reached, file.backlog_until = position.offset, size
                return True
        return False

    def _original(self, file: File, read: ReadAt, size: int) -> File | None:
        """The followed file whose beginning this one repeats, if it is a rotated part by name."""
        if not is_older_part(file.path):
            return None
        for other in self._roster.relatives(file.path):
            if other is file or not other.judged or other.original is not None or other.compressed:
                continue
            if self._is_prefix(other, read, size) and not is_older_part(other.path):
                return other
        return None

    def _reachable(self, file: File) -> bool:
        """Whether the content of a vanished file can still be read."""
        try:
            self._open(file)
        except OSError:
            return False
        return True

    def _is_prefix(self, original: File, read: ReadAt, size: int) -> bool:
        """Whether `original` still begins with the `size` bytes of a copy; renews it when it was replaced itself."""
        try:
            theirs, length = self._look(original)
        except OSError:
            return False
        if length < original.position.offset or not original.position.proved_by(theirs):
            self._renew(original)
            return False
        low = max(size - MARKER, 0)
        head = min(size, HEAD)
        return size <= length and read(0, head) == theirs(0, head) and read(low, MARKER) == theirs(low, size - low)


def _covered(position: Position, read: ReadAt, size: int) -> int:
    """How much of the content that was read up to `position` is here; 0 when this is other content."""
    if size >= position.offset:
        return position.offset if position.offset and position.proved_by(read) else 0
    length = min(position.head_length, HEAD)
    return size if size >= length > 0 and digest(read(0, length)) == position.head else 0
