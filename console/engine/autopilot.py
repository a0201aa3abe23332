"""The autopilot: for a stretch of work, mends what fails anew by itself, through the same gates as everything else.

What it did stands in the decisions made in its name, so that an engine that starts knows how far the last one came.
"""

import logging
from collections.abc import Callable

from console.bus import Channel
from console.engine.autopilot_words import cut_short, ended_event, ended_words, on_words, started_event
from console.engine.commands import RefusedError
from console.engine.fix_runs import GROUP, FixRuns, Tell
from console.engine.fixing import Fixing
from console.engine.queue.ledger import Ledger
from console.engine.queue.rest import first_of
from console.engine.subjects import Subject, Subjects
from console.engine.weighing import Leave
from console.model.autopilot import Flight, Scope, Stretch
from console.model.breaker import Moment
from console.model.clock import Clock
from console.store import autopilot as table
from console.store.writer import Committed

CHANGED = frozenset({"autopilot"})
NEWS = frozenset({"jobs", "clusters", "rulings"})
MISSED = 2
TOLD = 900.0
"""Seconds for which a person is told that it ended."""

log = logging.getLogger(__name__)


class Autopilot:
    """One fix after the other: the next begins when it is known whether the last one helped."""

    def __init__(
        self, ledger: Ledger, committed: Channel[Committed], clock: Clock, moment: Callable[[], Moment],
        subjects: Subjects, fixing: Fixing, runs: FixRuns, tell: Tell,
    ) -> None:  # fmt: skip
        self._ledger = ledger
        self._committed = committed
        self._clock = clock
        self._moment = moment
        self._subjects = subjects
        self._fixing = fixing
        self._runs = runs
        self._tell = tell
        self._news = committed.subscribe("autopilot")
        self._flight: Flight | None = None
        self._seen: set[tuple[str, int]] = set()

    @property
    def on(self) -> bool:
        """Whether it is on."""
        return self._flight is not None and self._flight.on

    @property
    def notices(self) -> tuple[str, ...]:
        """How long it is on, or since shortly why it no longer is."""
        flight = self._flight
        if flight is None:
            return ()
        if flight.on:
            return (on_words(flight, flight.stretch.left(self._moment())),)
        return (ended_words(flight),) if self._clock.now() - (flight.stretch.ended or 0.0) < TOLD else ()

    async def start(self, wanted: Stretch) -> Flight:
        """Begin a stretch; on the disk when this returns. Raises RefusedError while one is on."""
        try:
            begun = await self._ledger.ask(lambda conn: table.begin(conn, wanted))
        except table.BusyError:
            flight = await self._look()
            if flight is None or not wanted.token or flight.stretch.token != wanted.token:
                raise RefusedError("the autopilot is on already; `!` stops it") from None
            return flight
        self._seen.clear()
        self._flight = Flight(stretch=begun)
        self._changed()
        await self._tell(started_event(begun, self._clock.now()))
        return self._flight

    async def stop(self, why: str) -> str:
        """End the stretch at once, with what is under way in it. Raises RefusedError when none is on."""
        flight = await self._look()
        if flight is None or not flight.on:
            raise RefusedError("the autopilot is not on")
        await self._end(flight, why)
        for run in flight.open:
            await self._runs.stop(run, f"cancelled: {why}")
        cut = "; ".join(map(cut_short, flight.open))
        return f"the autopilot is off: {why}" + (f"; {cut}" if cut else "")

    async def run(self) -> None:
        """Look after what fails until cancelled; a stretch that an earlier engine began goes on."""
        await self._look()
        while True:
            if self.on:
                await self._turn()
            await self._rest()

    async def _rest(self) -> None:
        """Wait for news, and for the end of the time."""
        if self._flight is None or not self._flight.on:
            await self._news.take()
            return
        left = max(0.0, self._flight.stretch.left(self._moment()))
        await first_of(self._heard(), self._clock.sleep(left))

    async def _heard(self) -> None:
        """Return when something changed that may matter."""
        while not any(NEWS & one.tables for one in await self._news.take()):
            continue

    async def _turn(self) -> None:
        """End the stretch where it is over, else begin the next fix, where none is under way."""
        flight = await self._look()
        if flight is None or not flight.on:
            return
        over = reason(flight, flight.stretch.left(self._moment()))
        if over:
            await self._end(flight, over)
        elif not flight.open:
            await self._next(flight)

    async def _next(self, flight: Flight) -> None:
        """Begin the first fix that is there for what failed; what is left to a person is looked at only once."""
        for label, state in await self._failed(flight.stretch):
            if (label, state) in self._seen or not self.on:
                continue
            self._seen.add((label, state))
            try:
                await self._mend(flight, await self._subject(label))
            except RefusedError as error:
                log.info("the autopilot leaves %s to a person: %s", label, error)
            else:
                return

    async def _mend(self, flight: Flight, subject: Subject) -> None:
        """Begin with the best suggestion. Raises RefusedError where there is none that may be done unasked."""
        before = await self._fixing.tried(subject)
        tried = before | {run.command for run in flight.runs}
        number = flight.stretch.id

        def still() -> bool:
            return self._flight is not None and self._flight.on and self._flight.stretch.id == number

        run = await self._fixing.mend(subject, Leave(flight.stretch.name, granted=True), tried, still)
        if not still():
            await self._runs.stop(run, "cancelled: the autopilot was stopped")

    async def _failed(self, stretch: Stretch) -> list[tuple[str, int]]:
        """What failed since it began, jobs first, each with what tells one failure of it from the next."""
        since = stretch.began.wall
        jobs = await self._ledger.ask(lambda conn: table.failed_jobs(conn, since, GROUP))
        clusters: list[tuple[int, int]] = []
        if stretch.scope is Scope.FAILURES:
            clusters = await self._ledger.ask(lambda conn: table.new_clusters(conn, since))
        named = [(f"job {number}", attempt) for number, attempt in jobs]
        return [*named, *((f"cluster {number}", 0) for number, _ in clusters)]

    async def _subject(self, label: str) -> Subject:
        kind, _, number = label.partition(" ")
        if kind == "job":
            return await self._subjects.judged(int(number))
        return await self._subjects.cluster(int(number), self._clock.now())

    async def _end(self, flight: Flight, why: str) -> None:
        stretch, now = flight.stretch, self._clock.now()
        ended = await self._ledger.ask(lambda conn: table.end(conn, stretch, now, why))
        self._flight = Flight(stretch=ended, taken=flight.taken, runs=flight.runs)
        self._changed()
        await self._tell(ended_event(self._flight, now))

    async def _look(self) -> Flight | None:
        """How it stands in the store."""
        self._flight = await self._ledger.ask(table.last)
        return self._flight

    def _changed(self) -> None:
        self._committed.publish(Committed(tables=CHANGED))


def reason(flight: Flight, left: float) -> str:
    """Why a stretch is over, with so many seconds left; empty while it is not."""
    if left <= 0:
        return "its time is over"
    if flight.missed >= MISSED:
        return f"{MISSED} fixes in a row did not help"
    if flight.taken >= flight.stretch.most and not flight.open:
        return f"it made the {flight.stretch.most} fixes it was allowed"
    return ""
