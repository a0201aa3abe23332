"""A collector running on a real folder with a store that keeps what it is given, and a clock that can be moved."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from collectors.logs.collector import LogCollector
from collectors.logs.position import Kind, Position, decode
from console.model.batch import Batch
from console.model.event import Draft
from console.model.settings import LogSettings

DEADLINE = 20.0


class MovableClock:
    """The machine's clock, moved ahead by hand."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self.wall_ahead = 0.0

    def now(self) -> float:
        return time.time() + self.ahead + self.wall_ahead

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Tail:
    """Runs a collector over `folder`; what it committed outlives a stop."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder = folder
        self.clock = MovableClock()
        self.settings = LogSettings(**{"paths": (".",), **settings})  # type: ignore[arg-type]
        self.events: list[Draft] = []
        self.counts: dict[str, int] = {}
        self.rows: dict[str, bytes] = {}
        self.notes: list[object] = []
        self.batches = 0
        self.fail_next: Exception | None = None
        self.collector = self.made()
        self._task: asyncio.Task[None] | None = None

    def made(self) -> LogCollector:
        return LogCollector(self.settings, str(self.folder), self.clock)

    async def emit(self, batch: Batch) -> None:
        await asyncio.sleep(0)
        if self.fail_next is not None:
            error, self.fail_next = self.fail_next, None
            raise error
        self.batches += 1
        self.events += batch.events
        self.notes += [state.value for state in batch.states if (state.kind, state.key) == ("logs", "note")]
        for count in batch.counts:
            self.counts[count.origin] = self.counts.get(count.origin, 0) + count.n
        for row in batch.progress:
            if row.value is None:
                self.rows.pop(row.key, None)
            else:
                self.rows[row.key] = row.value

    async def __aenter__(self) -> "Tail":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, *, fresh: bool = True) -> None:
        """Start as a new process does, or (`fresh=False`) run the same collector again."""
        if fresh:
            self.collector = self.made()
        before = self.batches
        self._task = asyncio.create_task(self.collector.run(self.emit, dict(self.rows)))
        await self.until(lambda: self.batches > before, "the first batch")

    async def stop(self) -> None:
        """End the run like a kill: nothing is flushed."""
        if self._task is None:
            return
        self._task.cancel()
        result = (await asyncio.gather(self._task, return_exceptions=True))[0]
        self._task = None
        self.collector._follower.descriptors.close_others(())
        if isinstance(result, Exception):
            raise result

    async def failed(self) -> Exception:
        """The error the run ends with."""
        assert self._task is not None
        done, _ = await asyncio.wait([self._task], timeout=DEADLINE)
        assert done, "the run did not end"
        error = self._task.exception()
        self._task = None
        assert isinstance(error, Exception)
        return error

    async def until(self, probe: Callable[[], object], what: str = "") -> None:
        """Wait until `probe` is true."""
        deadline = time.monotonic() + DEADLINE
        while not probe():
            if self._task is not None and self._task.done():
                self._task.result()
            assert time.monotonic() < deadline, (
                f"{what}\nevents {self.texts()[-30:]}\n{self.counts}\n{self.positions()}"
            )
            await asyncio.sleep(0.01)

    async def read(self, name: str) -> None:
        """Wait for one notable line."""
        wanted = bad(name)[0]
        await self.until(lambda: wanted in self.texts(), wanted)

    async def reads(self, *lines: str) -> None:
        """Wait for exactly these notable lines so far, in this order, and that no other comes."""
        wanted = list(lines)
        await self.until(lambda: len(self.texts()) >= len(wanted), f"wanted {wanted}")
        await self.quiet()
        assert self.texts() == wanted

    async def quiet(self) -> None:
        """Let the collector look at everything once more, so that a second reading would be seen."""
        walks = self.clock.monotonic()
        lookout = self.collector._lookout
        assert lookout is not None
        lookout.doubt()
        self.collector._wake.set()
        await self.until(lambda: lookout._walk_at > walks, "a walk")
        batches = self.batches
        await asyncio.sleep(0.15)
        if self.batches != batches:
            await self.quiet()

    def texts(self) -> list[str]:
        """The notable lines committed so far."""
        return [event.text for event in self.events if event.kind in ("log.line", "log.traceback", "log.test")]

    def kinds(self, kind: str) -> list[Draft]:
        return [event for event in self.events if event.kind == kind]

    @property
    def lines(self) -> int:
        """All lines counted so far."""
        return sum(self.counts.values())

    def positions(self) -> dict[str, tuple[int, int]]:
        """Name to (generation, offset) of what is stored for files that are there."""
        found: dict[str, tuple[int, int]] = {}
        for row, value in self.rows.items():
            position = decode(value)
            if not row.startswith("gone:") and position.gone is None:
                found[Path(position.path).name] = (position.generation, position.offset)
        return found

    def kind_of(self, name: str) -> Kind | None:
        """What a file is held to be."""
        stored: list[Position] = [decode(value) for row, value in self.rows.items() if not row.startswith("gone:")]
        return next((position.kind for position in stored if Path(position.path).name == name), None)


def bad(*numbers: int | str) -> list[str]:
    """Notable lines, one a number."""
    return [f"ERROR unit {number} failed" for number in numbers]


def text(*lines: str) -> str:
    """Lines as they are in a file."""
    return "".join(f"{line}\n" for line in lines)


def append(path: Path, *lines: str) -> None:
    """Write complete lines at the end of a file."""
    with path.open("a") as stream:
        stream.write(text(*lines))
