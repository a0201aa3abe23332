"""The collector of test reports: looks at a slow pace, reads what is new and has settled, tells its cases."""

import os
from collections.abc import Callable, Iterator, Sequence

from collectors.blocking import in_thread
from collectors.foreign import safe_path
from collectors.tests.globs import Globs
from collectors.tests.lookout import Lookout, Stamp
from console.model.batch import Batch, Emit, Progress, Resume, State
from console.model.clock import Clock
from console.model.testing import Report, Sitting, TestNews

INTERVAL = 15.0
SETTLED = 2.0
OLDEST = 14 * 86400.0
LARGEST = 256 * 1024 * 1024
PIECE = 1000
NOTES = 20

Read = Callable[[str], Report]


class TestCollector:
    """Follows the reports of a project; `read` understands one, and gives one without a format for what is none."""

    __test__ = False
    name = "tests"
    interval = INTERVAL

    def __init__(self, reports: Sequence[str], project: str, clock: Clock, read: Read, skip: tuple[str, ...]) -> None:
        self._project = project
        self._clock = clock
        self._read = read
        self._lookout = Lookout(project, Globs(reports), skip)
        self._seen: dict[str, str] = {}
        self._notes: dict[str, str] = {}
        self._told: dict[str, str] = {}

    async def run(self, emit: Emit, resume: Resume) -> None:
        """Look until cancelled."""
        self._seen = {path: stamp.decode() for path, stamp in resume.items()}
        while True:
            found = await in_thread(self._lookout.look)
            await emit(Batch(progress=self._gone(found)))
            for path, stamp in self._fresh(found):
                await self._tell(path, stamp, emit)
            if (states := self._noted()) is not None:
                await emit(Batch(states=states))
            await self._clock.sleep(INTERVAL)

    def _fresh(self, found: dict[str, Stamp]) -> list[tuple[str, Stamp]]:
        """What was not read as it is, oldest first; what was written just now may still be written."""
        now = self._clock.now()
        new = [
            (path, stamp)
            for path, stamp in found.items()
            if self._seen.get(path) != stamp.text and SETTLED <= now - stamp.seconds < OLDEST
        ]
        return sorted(new, key=lambda one: one[1].time)

    def _gone(self, found: dict[str, Stamp]) -> tuple[Progress, ...]:
        """Forget what is no longer there."""
        gone = [path for path in self._seen if path not in found]
        for path in gone:
            del self._seen[path]
            self._notes.pop(path, None)
        return tuple(Progress(path, None) for path in gone)

    async def _tell(self, path: str, stamp: Stamp, emit: Emit) -> None:
        """Read a report and tell it in pieces; the last brings the progress, so that nothing is left out."""
        report = await in_thread(lambda: self._understood(path, stamp))
        self._notes.pop(path, None)
        if report.note:
            self._notes[path] = report.note
        *before, last = self._pieces(path, stamp, report)
        for piece in before:
            await emit(piece)
        done = Progress(path, stamp.text.encode())
        await emit(Batch(tests=last.tests, progress=(done,)))
        self._seen[path] = stamp.text

    def _understood(self, path: str, stamp: Stamp) -> Report:
        if stamp.size > LARGEST:
            return Report(format="", note=f"it is larger than {LARGEST >> 20} MB")
        try:
            return self._read(os.path.join(self._project, path))
        except OSError as error:
            return Report(format="", note=f"it cannot be read ({error.strerror})")

    def _pieces(self, path: str, stamp: Stamp, report: Report) -> Iterator[Batch]:
        sitting = Sitting(path=safe_path(path), time=stamp.seconds, format=report.format, note=report.note)
        for begin in range(0, len(report.cases), PIECE):
            yield Batch(tests=(TestNews(sitting=sitting, cases=report.cases[begin : begin + PIECE]),))
        if not report.cases:
            yield Batch()

    def _noted(self) -> tuple[State, ...] | None:
        """Which reports could not be read, or not to their end, as the state `tests`/`notes`; None when as before."""
        notes = {safe_path(path): note for path, note in sorted(self._notes.items())[:NOTES]}
        if notes == self._told:
            return None
        self._told = notes
        return (State("tests", "notes", notes or None),)
