"""One turn of reading: which files are ready, a block of each, and the batch of all that was learned."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from collectors.logs import discovery
from collectors.logs.descriptors import Descriptors
from collectors.logs.drafts import Drafter, notice
from collectors.logs.files import NEVER, File
from collectors.logs.judge import Judge, Verdict
from collectors.logs.names import base, is_older_part, label, near
from collectors.logs.position import Kind
from collectors.logs.reading import BlockReader, ContentChangedError
from collectors.logs.roster import Roster
from collectors.logs.storm import Storm
from console.model.batch import Batch, Progress
from console.model.clock import Clock
from console.model.settings import LogSettings
from console.text.scan import Scanner

TURN_S = 0.03
DRAFTS = 1000
SHED_PAUSE_S = 1.0
HOT_S = 3.0
HOT_MOST = 64

Tell = Callable[[str], None]


class Follower:
    """Reads followed files fairly: a block of each that is ready, the live ones before what was written earlier.

    `dirty` are files with bytes not looked at, `hot` those that grew lately, `astray` folders whose names no longer
    fit. `tell` gets sentences for the health notices; paths in them are told as seen from `project`.
    """

    def __init__(self, settings: LogSettings, clock: Clock, scanner: Scanner, tell: Tell, project: str = "") -> None:
        self._project = project
        self._clock = clock
        self._tell = tell
        self.roster = Roster()
        self.descriptors = Descriptors()
        self.reader = BlockReader(scanner, self.descriptors)
        self.storm = Storm(settings.notable_per_s)
        self.drafter = Drafter(self.storm)
        self.judge = Judge(settings, self.roster, self.reader.open, self.renew, clock.now())
        self.dirty: dict[File, None] = {}
        self.hot: dict[File, None] = {}
        self.astray: set[str] = set()
        self._waiting: dict[File, None] = {}
        self._touched: set[File] = set()

    def near(self, path: str) -> str:
        """A path in words for people, as seen from the project."""
        return near(path, self._project)

    def begin(self, resume: Mapping[str, bytes]) -> None:
        """Start from stored positions; files whose names are gone are carried over from the last run."""
        self.roster.load(resume)
        self.dirty = dict.fromkeys(self.roster.files.values())
        self.hot, self._waiting, self._touched, self.astray = {}, {}, set(), set()
        self.drafter.take()

    def rest(self) -> None:
        """Close everything that can be found again by name."""
        self.descriptors.close_others({f.key for f in self.roster.files.values() if f.gone_at is not None})

    def grew(self, file: File) -> None:
        """There may be more to read in a file."""
        self.dirty[file] = None
        if file.judged and not file.remote and file.position.kind is Kind.TEXT:
            self.hot.pop(file, None)
            self.hot[file] = None
            if len(self.hot) > HOT_MOST:
                del self.hot[next(iter(self.hot))]

    def poll(self, now: float) -> None:
        """Look at the files that grew lately; cheaper and sooner than waiting for the kernel to tell."""
        for file in list(self.hot):
            descriptor = self.descriptors.peek(file.key)
            if descriptor is None or now - file.grown_at > HOT_S:
                del self.hot[file]
                continue
            seen = os.fstat(descriptor)
            if file.saw(seen.st_size, seen.st_mtime_ns, now):
                self.dirty[file] = None

    def glance(self, file: File, now: float) -> None:
        """Note what was written to a file since the last look; one that is gone has nothing more to give."""
        descriptor = self.descriptors.peek(file.key)
        try:
            seen = os.stat(file.path) if descriptor is None else os.fstat(descriptor)
        except OSError:
            return
        if (seen.st_dev, seen.st_ino) == file.key and file.saw(seen.st_size, seen.st_mtime_ns, now):
            self.dirty[file] = None

    def ready(self, now: float) -> list[File]:
        """The files to read now, live ones first, older parts before what replaced them."""
        ready = [file for file in dict.fromkeys(self._due(now)) if self._in_order(file)]
        ready.sort(key=lambda file: (file.position.offset < file.backlog_until, not file.ended))
        return ready

    def is_ready(self, now: float) -> bool:
        """Whether there is a file to read now."""
        return any(self._in_order(file) for file in self._due(now))

    def _due(self, now: float) -> Iterator[File]:
        yield from (file for file in self._waiting if file.due <= now)
        yield from (file for file in self.dirty if file.not_before <= now)

    def next_due(self) -> float:
        """When a file has to be read again although nothing grew (monotonic seconds)."""
        paused = (file.not_before for file in self.dirty)
        return min(min((file.due for file in self._waiting), default=NEVER), min(paused, default=NEVER))

    def pending(self, now: float) -> list[File]:
        """The files whose last line is not finished; it counts when it is, or when nobody can finish it any more."""
        return [file for file in self._waiting if file.is_pending(now)]

    def batch(self, ready: Iterable[File]) -> Batch | None:
        """Read for one turn, at most about 30 ms, and return what has to be stored; None when there is nothing."""
        now, wall = self._clock.monotonic(), self._clock.now()
        self.storm.tick(now)
        for file in ready:
            if len(self.drafter) >= DRAFTS or self._clock.monotonic() - now > TURN_S:
                break
            self._read(file, now, wall)
        drafts, counts = self.drafter.take()
        progress = tuple(Progress(key, value) for key, value in self.roster.progress.items())
        self.roster.progress = {}
        if not (drafts or counts or progress):
            return None
        return Batch(events=drafts, counts=counts, progress=progress)

    def committed(self) -> None:
        """The last batch is in the store."""
        for file in self._touched:
            file.committed = file.position
        self._touched.clear()

    def renew(self, file: File) -> None:
        """The content of a file was replaced: what was not read of it may be in a copy, which is read first."""
        old = self.roster.renew(file, self._clock.now())
        self._touched.add(file)
        self.dirty[file] = None
        copies = self.judge.released(file, old.lineage) or self._find_copies(file, old.lineage)
        for copy in copies:
            self.grew(copy)
            file.after = copy

    def forget(self, file: File) -> None:
        """Nothing more is expected of a file."""
        self.descriptors.close(file.key)
        for group in (self.dirty, self.hot, self._waiting):
            group.pop(file, None)

    def _in_order(self, file: File) -> bool:
        """Whether the older part that comes before this file was read to its end."""
        older = file.after
        if older is not None and (older not in self.dirty or older.caught_up or older.after is file):
            file.after = older = None
        return older is None

    def _read(self, file: File, now: float, wall: float) -> None:
        """Read a block of one file; whatever is wrong with it concerns no other."""
        self.dirty.pop(file, None)
        try:
            if self._may_read(file, wall):
                self._take(file, now, wall)
            file.refused = ""
        except ContentChangedError:
            self.renew(file)
        except FileNotFoundError:
            self.astray.add(os.path.dirname(file.path))
        except OSError as error:
            file.refused = error.strerror or str(error)
        if file.due < NEVER:
            self._waiting[file] = None
        else:
            self._waiting.pop(file, None)

    def _take(self, file: File, now: float, wall: float) -> None:
        taken = self.reader.take(file, now, wall)
        shed = 0
        if taken is not None:
            shed = self.drafter.add(taken, wall)
            self.roster.note(file)
            self._touched.add(file)
            self.grew(file)
            self.dirty.pop(file, None)
        if not file.caught_up:
            self.dirty[file] = None
        elif file.position.kind is Kind.GZIP and file.due == NEVER:
            file.position = replace(file.position, kind=Kind.SETTLED)
            self.roster.note(file)
            self.descriptors.close(file.key)
        elif shed:
            file.not_before = now + SHED_PAUSE_S
            self._tell(f"{self.near(file.path)}: too many notable lines, repeats are counted and not stored one by one")

    def _may_read(self, file: File, wall: float) -> bool:
        """Whether a file's content is to be read now; judges it when that was not done yet."""
        if file.position.kind is Kind.BINARY and file.judged:
            if file.size >= file.position.size:
                return False
            self.renew(file)
        if not file.judged:
            verdict = self.judge.first(file)
        elif file.original is not None or file.position.kind is Kind.COPY:
            verdict = self.judge.again(file)
        else:
            return True
        self._touched.add(file)
        if verdict is Verdict.BINARY:
            self._offer(file, wall)
        return verdict is Verdict.READ

    def _offer(self, file: File, wall: float) -> None:
        """Say that a file is no text, if its own name promised a log."""
        if file.named:
            text = f"{self.near(file.path)} is not text and is not followed"
            self.drafter.say(notice("log.binary", text, wall, file=label(file.path)))

    def _find_copies(self, file: File, lineage: str) -> list[File]:
        """Look for fresh copies of what a file was, such as copytruncate makes beside it."""
        folder = os.path.dirname(file.path)
        wanted = {base(os.path.basename(file.path)), base(os.path.basename(lineage))}
        try:
            names = os.listdir(folder)
        except OSError:
            return []
        for name in names:
            if base(name) in wanted and is_older_part(name) and not name.endswith(".gz"):
                path = os.path.join(folder, name)
                found = discovery.candidate(path, named=file.named, link=os.path.islink(path))
                if found is not None and found.key not in self.roster.files:
                    self.roster.add(found, fresh=True)
        return [copy for copy in self.roster.relatives(lineage) if copy is not file and self._became_copy(copy)]

    def _became_copy(self, file: File) -> bool:
        """Judge an older part that was not read yet; whether it took a lost position over."""
        if file.judged or not is_older_part(file.path) or file.compressed:
            return False
        try:
            self.judge.first(file)
        except OSError as error:
            file.refused = error.strerror or str(error)
        self.dirty[file] = None
        self._touched.add(file)
        return file.judged and file.position.offset > 0
