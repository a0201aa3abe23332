"""The files that are followed, and what becomes of their positions when files move, are copied, replaced or vanish.

The rules are the table of `reference/tailing.md`, section 2: same inode and same content resumes, the same content in
another inode takes the position over, anything else is a new generation from byte 0.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from collectors.logs.discovery import Candidate
from collectors.logs.files import File
from collectors.logs.names import family, is_older_part, label
from collectors.logs.position import Key, Kind, Position, decode, encode, gone_key, row_key

KEEP_S = 3 * 86400.0
KEEP_MOST = 4000
SLACK_NS = 5_000_000_000  # what was written last before a stop need not have been read last

Family = tuple[str, str]


class Roster:
    """Files by device and inode, and the positions of content that was not found (yet).

    `progress` collects the rows that the next batch has to store. `newest_ns` is when the newest content of the last
    run was written (nanoseconds since the epoch).
    """

    def __init__(self) -> None:
        self.files: dict[Key, File] = {}
        self.progress: dict[str, bytes | None] = {}
        self._saved: dict[str, Position] = {}
        self._families: defaultdict[Family, set[File]] = defaultdict(set)
        self._generations: defaultdict[Family, int] = defaultdict(int)
        self.known_before = False
        self.newest_ns = 0

    def load(self, resume: Mapping[str, bytes]) -> None:
        """Begin with stored positions. Raises msgspec.DecodeError for a row that is none."""
        carried = [file for file in self.files.values() if file.gone_at is not None]
        self.files, self.progress = {}, {}
        self._families.clear()
        self._saved = {row: decode(value) for row, value in resume.items()}
        self.known_before = bool(resume)
        self.newest_ns = max((position.mtime_ns for position in self._saved.values()), default=0)
        for position in self._saved.values():
            self._count_generation(position)
        for file in carried:
            # Its name is gone, only the open descriptor still leads to it: a restart must not lose what it holds.
            position = self._saved.pop(row_key(file.key), file.committed)
            judged = file.judged
            file.restart(position)
            file.judged = judged
            self._insert(file)

    def add(self, candidate: Candidate, *, fresh: bool) -> File:
        """Follow a file; `fresh` tells one that appeared after the start. Its stored position is taken up."""
        saved = self._saved.pop(row_key(candidate.key), None)
        if saved is not None and (saved.kind in (Kind.GZIP, Kind.SETTLED)) != candidate.compressed:
            self._saved[gone_key(candidate.key, saved.generation)] = saved
            saved = None
        path = label(candidate.path)
        if saved is None:
            position = Position(path=path, lineage=path, generation=self._next_generation(path))
            if candidate.compressed:
                position = replace(position, kind=Kind.GZIP)
        else:
            position = self._under(replace(saved, gone=None), path)
        judged = saved is not None and saved.kind is not Kind.GZIP
        file = File(candidate.key, candidate.path, position, judged=judged)
        file.fresh = fresh or (saved is None and self.known_before and self._is_since(candidate))
        file.named = candidate.named
        file.rotated = is_older_part(candidate.path)
        file.mtime_ns = -1 if saved is None or _differs(saved, candidate) else candidate.mtime_ns
        file.size = candidate.size
        self._insert(file)
        return file

    def moved(self, file: File, path: str) -> None:
        """A file was found under another path."""
        if path == file.path:
            return
        file.path = path
        file.rotated = is_older_part(path)
        file.position = self._under(file.position, label(path))
        self._index(file)
        self.note(file)

    def drop(self, file: File, *, wall: float, deleted: bool) -> None:
        """Follow a file no longer, but keep its position: its content may come back elsewhere."""
        self._remove(file)
        row = row_key(file.key)
        if deleted:
            self.progress[row] = None
            row = gone_key(file.key, file.position.generation)
        self._keep(row, replace(file.position, gone=wall))

    def renew(self, file: File, wall: float) -> Position:
        """The content of a file was replaced: begin a new generation; returns the position of the old one."""
        old = replace(file.position, gone=wall)
        if old.offset:
            self._keep(gone_key(file.key, old.generation), old)
        path = label(file.path)
        file.restart(Position(path=path, lineage=path, generation=self._next_generation(path)))
        file.fresh = True
        self._index(file)
        self.note(file)
        return old

    def adopt(self, file: File, row: str, offset: int) -> None:
        """A file turns out to hold the content of a stored position, read up to `offset`."""
        position = self._saved.pop(row)
        self.progress[row] = None
        position = replace(position, offset=offset, gone=None, kind=file.position.kind)
        file.position = self._under(position, label(file.path))
        self._index(file)
        self.note(file)

    def supersede(self, old: File, new: File) -> None:
        """A vanished file came back as `new`: the position moves."""
        self._remove(old)
        self.progress[row_key(old.key)] = None
        position = replace(old.position, kind=new.position.kind)
        new.position = self._under(position, label(new.path))
        self._index(new)
        self.note(new)

    def note(self, file: File) -> None:
        """Store the file's position with the next batch."""
        self.progress[row_key(file.key)] = encode(
            replace(file.position, size=max(file.size, 0), mtime_ns=file.mtime_ns)
        )

    def relatives(self, path: str) -> Iterator[File]:
        """The followed files that have, or began with, the same folder and base name."""
        return iter(tuple(self._families.get(family(label(path)), ())))

    def lost(self, path: str) -> Iterator[tuple[str, Position]]:
        """Stored positions of the same family whose content was not found, with their rows."""
        wanted = family(label(path))
        return iter([(row, position) for row, position in self._saved.items() if wanted in _families(position)])

    def tidy(self, wall: float, *, aged: bool = True) -> None:
        """Mark positions without a file as gone; forget the oldest of too many, with `aged` those of three days too."""
        for row, position in list(self._saved.items()):
            if position.gone is None:
                self._keep(row, replace(position, gone=wall))
        oldest = sorted(self._saved, key=lambda row: self._saved[row].gone or wall)
        surplus = len(oldest) - KEEP_MOST
        for index, row in enumerate(oldest):
            if index < surplus or (aged and wall - (self._saved[row].gone or wall) > KEEP_S):
                del self._saved[row]
                self.progress[row] = None

    def _keep(self, row: str, position: Position) -> None:
        self._saved[row] = position
        self.progress[row] = encode(position)

    def _insert(self, file: File) -> None:
        self.files[file.key] = file
        self._index(file)

    def _remove(self, file: File) -> None:
        self.files.pop(file.key, None)
        for each in file.families:
            self._families[each].discard(file)

    def _index(self, file: File) -> None:
        """Find the file by the family of its name and of the name under which its content began."""
        for each in file.families:
            self._families[each].discard(file)
        file.families = _families(file.position)
        for each in file.families:
            self._families[each].add(file)

    def _is_since(self, candidate: Candidate) -> bool:
        """Whether content that nobody knows was written since the last run: its family was followed, or it is newer."""
        known = any(self.relatives(candidate.path)) or any(self.lost(candidate.path))
        return known or candidate.mtime_ns > self.newest_ns - SLACK_NS

    def _next_generation(self, path: str) -> int:
        """A generation that no content of this family had, so that file, generation and offset name one place."""
        self._generations[family(path)] += 1
        return self._generations[family(path)]

    def _under(self, position: Position, path: str) -> Position:
        """The position of content that comes under another name."""
        if family(path) == family(position.path):
            return replace(position, path=path)
        return replace(position, path=path, generation=self._next_generation(path))

    def _count_generation(self, position: Position) -> None:
        for each in _families(position):
            self._generations[each] = max(self._generations[each], position.generation)


def _families(position: Position) -> set[Family]:
    return {family(position.path), family(position.lineage)}


def _differs(position: Position, candidate: Candidate) -> bool:
    """Whether a file has to be looked into: something about it changed, or not all of it was read."""
    same = (position.size, position.mtime_ns) == (candidate.size, candidate.mtime_ns)
    return not same or position.offset != candidate.size
