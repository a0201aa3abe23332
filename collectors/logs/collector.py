"""The log collector: finds log files, follows them, and hands over what was learned from every line exactly once."""

import asyncio
from collections.abc import Iterable
from datetime import tzinfo

from watchfiles import Change

from collectors.logs.discovery import Discovery
from collectors.logs.follow import Follower
from collectors.logs.lookout import Lookout
from collectors.logs.mounts import Mounts
from collectors.logs.watch import Watch
from console.model.batch import Batch, Emit, Resume, State
from console.model.clock import Clock
from console.model.settings import LogSettings
from console.text.scan import Scanner

INTERVAL_S = 5.0
POLL_S = 0.04
REST_S = 0.02
REST_MOST_S = 0.1
REST_SHARE = 10
FLOW_S = 0.4
FLOW_REST_S = 0.2
STEADY = 3
NOTICE_S = 600.0
MOST_NOTICES = 8


class LogCollector:
    """Follows the log files of a project; `skip` are folders never looked into, such as the console's own state.

    A batch holds lines, counts and positions together, and reading goes on only after it was taken; when `emit` raises,
    `run` ends with that error and a new `run` resumes from what the store has. `zone` is that of log times without one.
    """

    def __init__(
        self, settings: LogSettings, project: str, clock: Clock, skip: Iterable[str] = (), zone: tzinfo | None = None
    ) -> None:
        self._clock = clock
        self._notices: dict[str, float] = {}
        self._wake = asyncio.Event()
        self._follower = Follower(settings, clock, Scanner(settings.formats, zone), self._tell, project)
        self._settings = settings
        self._project = project
        self._skip = tuple(skip)
        self._lookout: Lookout | None = None
        self._emitted_at = 0.0
        self._taken_at = float("-inf")
        self._streak = 0
        self._noted: str | None = ""

    @property
    def name(self) -> str:
        """The source's name."""
        return "logs"

    @property
    def interval(self) -> float:
        """Seconds between signs of life."""
        return INTERVAL_S

    @property
    def bytes_read(self) -> int:
        """Bytes read since the object was made."""
        return self._follower.reader.bytes_read

    @property
    def lines_read(self) -> int:
        """Lines counted since the object was made."""
        return self._follower.reader.lines_read

    @property
    def files_watched(self) -> int:
        """How many files are followed."""
        return len(self._follower.roster.files)

    @property
    def descriptors_open(self) -> int:
        """How many log files are open."""
        return len(self._follower.descriptors)

    @property
    def detail(self) -> str:
        """Which last lines are not finished yet."""
        pending = self._follower.pending(self._clock.monotonic())
        if not pending:
            return ""
        more = f" and {len(pending) - 1} more" if len(pending) > 1 else ""
        return f"unfinished last line pending in {self._follower.near(pending[0].path)}{more}"

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences a person should see: what is not read, what was missed and found again."""
        now = self._clock.monotonic()
        recent = [text for text, at in self._notices.items() if now - at < NOTICE_S]
        refused = [file for file in self._follower.roster.files.values() if file.refused]
        if refused:
            recent.append(
                f"{len(refused)} log files cannot be read, such as {self._follower.near(refused[0].path)}:"
                f" {refused[0].refused}"
            )
        left = self._lookout.left if self._lookout else ()
        if left:
            recent.append(f"{len(left)} log files more than {self._settings.max_files} are not read")
        return tuple(recent)

    async def run(self, emit: Emit, resume: Resume) -> None:
        """Follow until cancelled; resumes at the stored positions."""
        self._follower.begin(resume)
        mounts = Mounts()
        discovery = Discovery(self._settings, self._project, self._skip, mounts)
        watch = Watch(self._clock, self._hint, self._doubt)
        self._lookout = Lookout(self._settings, discovery, mounts, self._follower, self._clock, watch.set)
        watching = asyncio.create_task(watch.run(), name="log watch")
        try:
            while not watching.done():
                await self._turn(emit, self._lookout, discovery)
            watching.result()
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            self._follower.rest()

    async def _turn(self, emit: Emit, lookout: Lookout, discovery: Discovery) -> None:
        """Look at what is due, read what is ready, hand it over, wait."""
        begun = self._clock.monotonic()
        await lookout.step()
        for trouble in discovery.trouble:
            self._tell(trouble)
        self._follower.poll(begun)
        ready = self._follower.ready(begun)
        remote = any(file.remote for file in ready)
        batch = await asyncio.to_thread(self._follower.batch, ready) if remote else self._follower.batch(ready)
        if batch is not None:
            self._note_flow(begun)
            await self._hand_over(emit, batch)
            self._follower.committed()
        elif begun - self._emitted_at >= INTERVAL_S:
            await self._hand_over(emit, Batch(states=self._news()))
        await self._pause(lookout, self._clock.monotonic() - begun)

    def _news(self) -> tuple[State, ...]:
        """Whether there is anything to watch, when that has changed."""
        places = ", ".join(self._settings.paths)
        note = None if self.files_watched else f"no log files found under {places}; configure logs.paths"
        if note == self._noted:
            return ()
        self._noted = note
        return (State("logs", "note", note),)

    def _note_flow(self, now: float) -> None:
        """Count the batches that came without a pause between them."""
        self._streak = self._streak + 1 if now - self._taken_at < FLOW_S else 0
        self._taken_at = now

    async def _hand_over(self, emit: Emit, batch: Batch) -> None:
        await emit(batch)
        self._emitted_at = self._clock.monotonic()

    async def _pause(self, lookout: Lookout, cost: float) -> None:
        """Wait for the next thing to do, at least as long as keeps the share of work small.

        What comes after a pause is read at once, what flows in fewer and larger parts: each part costs a commit.
        """
        now = self._clock.monotonic()
        if self._follower.is_ready(now):
            await asyncio.sleep(0)
            return
        least = min(max(cost * REST_SHARE, REST_S), REST_MOST_S)
        await self._clock.sleep(FLOW_REST_S if self._streak >= STEADY else least)
        at = min(self._follower.next_due(), lookout.next_at, self._emitted_at + INTERVAL_S)
        while (left := at - self._clock.monotonic()) > 0 and not lookout.doubtful:
            if not self._follower.hot:
                await self._sleep(left)
                return
            await self._clock.sleep(min(left, POLL_S))
            self._follower.poll(now := self._clock.monotonic())
            if self._follower.is_ready(now):
                return

    async def _sleep(self, seconds: float) -> None:
        """Wait so long, or until the kernel tells of something."""
        self._wake.clear()
        timer = asyncio.get_running_loop().call_later(seconds, self._wake.set)
        await self._wake.wait()
        timer.cancel()

    def _hint(self, changes: set[tuple[Change, str]]) -> None:
        if self._lookout is not None:
            self._lookout.hint(changes)
        self._wake.set()

    def _doubt(self, reason: str) -> None:
        """The watch may have missed something: say so and look everywhere."""
        self._tell(reason)
        if self._lookout is not None:
            self._lookout.doubt()
        self._wake.set()

    def _tell(self, text: str) -> None:
        """Keep a sentence for the health notices."""
        self._notices.pop(text, None)
        self._notices[text] = self._clock.monotonic()
        while len(self._notices) > MOST_NOTICES:
            del self._notices[next(iter(self._notices))]
