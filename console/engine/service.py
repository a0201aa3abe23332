"""The engine's life: take the lock, open the store, run collectors and link, leave in good order."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Coroutine
from typing import Any

from console.bus import Bus, Channel
from console.config import Trust, load
from console.engine.catalogue_commands import CatalogueCommands
from console.engine.ci import Ci
from console.engine.collect import collectors, flaws
from console.engine.commands import Asked, Commands, Handler
from console.engine.failures import Failures
from console.engine.foresight import Foresight
from console.engine.found import Found
from console.engine.hands import Hands
from console.engine.health import HealthKeeper, Teller
from console.engine.housekeeping import Housekeeping
from console.engine.ingest import Ingest, Offer, lighten, weight
from console.engine.leaning import Leaning, leans
from console.engine.own_commands import OwnCommands
from console.engine.queue.ledger import Ledger
from console.engine.reporting import Reporting
from console.engine.restraint import Restraint
from console.engine.server import LinkServer
from console.engine.supervise import Supervisor
from console.link import ALERTS
from console.model.batch import Batch
from console.model.clock import Clock, SystemClock
from console.model.command import Command
from console.model.event import Severity
from console.model.hlc import HybridClock
from console.model.job import Job
from console.model.settings import Settings
from console.model.source import Freshness
from console.store import statedir
from console.store.reader import ReadError
from console.store.recovery import recover
from console.store.schema import SCHEMA_VERSION, SchemaError
from console.store.tables import Batches
from console.store.writer import Committed, StoreCorruptError, StoreUnavailableError, Writer

QUEUE = 4096
LOOKS = 64
REOPENINGS = 3
CANCEL_AGAIN = 0.5

log = logging.getLogger(__name__)


class Engine:
    """Everything that runs in the engine process, wired; `until_idle` lets it leave when nobody looks."""

    def __init__(
        self,
        project: str,
        state: statedir.StateDir,
        settings: Settings,
        writer: Writer,
        clock: Clock,
        *,
        notices: tuple[str, ...],
        until_idle: bool,
        config: str | None = None,
    ) -> None:
        self._settings = settings
        self._writer = writer
        self._clock = clock
        self._until_idle = until_idle
        self._stop = asyncio.Event()
        self._bus = Bus()
        offers = self._bus.add(Channel[Offer]("ingest", QUEUE, weigh=weight, shed=lighten))
        committed = self._bus.add(Channel[Committed]("committed", QUEUE))
        asked = self._bus.add(Channel[Asked]("commands", QUEUE))
        self._failures = Failures(writer, committed, settings, clock, project, state.store)
        found = self._bus.add(Channel[Found]("findings", LOOKS))
        self._foresight = Foresight(
            project, state, settings, committed, found, self._deliver, writer, clock, self._open_jobs
        )
        self._ingest = Ingest(writer, offers, committed, clock, self._group)
        self._news = committed.subscribe("link")
        ask = self._failures.ask
        self._watch(project, state, settings, writer, committed, notices)
        self._housekeeping = Housekeeping(writer, settings.retention, state.store, state.backups, clock)
        self._hands = Hands(
            project, state, settings, writer, committed, found, clock, ask=ask, deliver=self._deliver, config=config,
            probed=self._foresight.probed,
            looming=self._foresight.looming,
            leaning=Leaning(
                leans(lambda: self._ingest.trouble, lambda: self._failures.unstudied, lambda: self._broken("ci")), clock
            ),
        )  # fmt: skip
        self._reporting = Reporting(
            project, settings, committed, found, self._deliver, Ledger(writer, clock), clock,
            hands=self._hands,
            sources=lambda: [one.state for one in self._supervisors.values()],
        )  # fmt: skip
        self._commands = Commands(asked, writer, self._rooms(state))
        self._server = LinkServer(state.socket, SCHEMA_VERSION, self._commands.execute, self._health.now)
        told: tuple[Teller, ...] = (
            self._failures, self._foresight, self._housekeeping, self._hands, self._reporting,
        )  # fmt: skip
        for room in told:
            self._health.hear(room)
        self._health.degraded(lambda: self._hands.workarounds)

    def _watch(
        self,
        project: str,
        state: statedir.StateDir,
        settings: Settings,
        writer: Writer,
        committed: Channel[Committed],
        notices: tuple[str, ...],
    ) -> None:
        """Set up the sources, who supervises them, and who measures the engine."""
        clock = self._clock
        slower = Restraint(lambda: self._server.unseen, clock.monotonic).factor
        self._ci = Ci(
            project,
            state,
            settings,
            writer,
            committed,
            clock,
            ask=self._failures.ask,
            deliver=self._deliver,
            order=self._order,
        )
        self._sources = (*collectors(settings, project, state.root, clock, slower), *self._ci.sources)
        self._health = HealthKeeper(writer, self._bus, self._sources, self._ingest, committed, clock, notices)
        self._supervisors = {
            source.name: Supervisor(source, self._ingest.deliver, writer.resume, self._health.nudge, clock)
            for source in self._sources
        }
        self._health.watch(self._supervisors)

    async def _open_jobs(self) -> tuple[Job, ...]:
        return await self._hands.open_jobs()

    def _broken(self, source: str) -> str:
        """Why nothing of a source can be believed; empty where something can, or where it is not watched."""
        supervisor = self._supervisors.get(source)
        return supervisor.state.detail if supervisor and supervisor.state.freshness is Freshness.ERROR else ""

    def _rooms(self, state: statedir.StateDir) -> tuple[dict[str, Handler], ...]:
        """The commands of every room."""
        return (
            OwnCommands(self._supervisors, self._housekeeping, self._stop.set).table(),
            self._failures.table(),
            self._ci.table(),
            self._foresight.table(),
            CatalogueCommands(os.path.join(state.root, "spool"), self._ingest.deliver).table(),
            *self._hands.tables(),
        )

    async def run(self) -> None:
        """Run until stopped by a signal, a command, or by idling."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, self._stop.set)
        await self._server.start()
        work = [asyncio.create_task(job, name=name) for name, job in self._jobs()]
        stop = asyncio.create_task(self._stop.wait())
        try:
            done, _ = await asyncio.wait([stop, *work], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stop}:
                task.result()
        finally:
            await self._leave(work)

    def _jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        jobs = [("ingest", self._ingest.run()), ("announce", self._announce()), ("health", self._health.run())]
        jobs += [*self._foresight.jobs(), *self._failures.jobs(), *self._ci.jobs(), *self._hands.jobs()]
        jobs += [*self._reporting.jobs(), ("housekeeping", self._housekeeping.run())]
        jobs += [("commands", self._commands.run())]
        jobs += [(name, supervisor.run()) for name, supervisor in self._supervisors.items()]
        return [*jobs, ("idle", self._watch_idle())] if self._until_idle else jobs

    async def _announce(self) -> None:
        """Tell the consoles what every commit changed, and when something in it is urgent."""
        while True:
            news = await self._news.take()
            tables = frozenset[str]().union(*(committed.tables for committed in news))
            if "clusters" in tables:
                self._failures.nudge()
            urgent = any(event.severity >= Severity.WARNING for committed in news for event in committed.events)
            self._server.announce(tables | {ALERTS} if urgent else tables, self._health.notices())

    def _group(self, batches: Batches) -> Batches:
        """What the analysts do with batches on their way into the store."""
        return self._failures.group(self._reporting.quieten(self._foresight.measured(batches)))

    async def _order(self, name: str, args: dict[str, Any], who: str) -> Command:
        """Have a command carried out that a room of the engine asks for."""
        return await self._commands.execute(name, args, who)

    async def _deliver(self, source: str, batch: Batch) -> None:
        await self._ingest.deliver(source, batch)

    async def _watch_idle(self) -> None:
        """Leave when no console has looked for the configured while."""
        quiet = self._clock.monotonic()
        while self._clock.monotonic() - quiet < self._settings.engine.linger_s:
            await self._clock.sleep(0.5)
            if self._server.clients or self._hands.busy:
                quiet = self._clock.monotonic()

    async def _leave(self, work: list[asyncio.Task[None]]) -> None:
        await self._server.stop()
        pending = set(work)
        while pending:  # again for those in which a library swallowed the cancellation
            for task in pending:
                task.cancel()
            _, pending = await asyncio.wait(pending, timeout=CANCEL_AGAIN)
        await self._failures.close()
        await self._writer.close()


def run_engine(project: str, state: str | None, config: str | None, until_idle: bool) -> int:
    """Run an engine in this process until it is stopped; returns the exit code.

    Raises StateError when the state directory cannot be used. Another engine on it is no error for one that a console
    started, since the console only wants one to run.
    """
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("console").setLevel(logging.INFO)
    os.umask(0o077)
    folder = statedir.open_state(project, state)
    try:
        lock = statedir.hold(folder.lock)
    except OSError as error:
        raise statedir.StateError(f"the state directory cannot be locked ({error.strerror}: {folder.lock})") from error
    if lock is None:
        log.info("an engine already runs on %s", folder.root)
        return 0 if until_idle else 1
    try:
        return _run_locked(project, folder, config, until_idle)
    finally:
        os.close(lock)


def _run_locked(project: str, folder: statedir.StateDir, config: str | None, until_idle: bool) -> int:
    """Open what is stored and run on it; a store that breaks under way is set aside and the work goes on."""
    loaded = load(project, explicit=config, trust=Trust(), checks=(flaws,))
    notices = tuple(problem.text() for problem in loaded.problems)
    for _ in range(REOPENINGS):
        try:
            found = recover(folder.store, folder.backups)
            asyncio.run(_serve(project, folder, loaded.settings, (*notices, *found.notices), until_idle, config))
        except StoreCorruptError as error:
            log.error("the store broke: %s", error)
            continue
        except (StoreUnavailableError, SchemaError, ReadError) as error:
            log.error("%s", error)
            return 1
        return 0
    return 1


async def _serve(
    project: str, folder: statedir.StateDir, settings: Settings, notices: tuple[str, ...], until_idle: bool,
    config: str | None,
) -> None:  # fmt: skip
    clock = SystemClock()
    writer = await Writer.open(folder.store, HybridClock(clock.now), folder.node, project=project)
    try:
        engine = Engine(project, folder, settings, writer, clock, notices=notices, until_idle=until_idle, config=config)
    except BaseException:
        await writer.close()  # its thread would keep the process, and with it the lock, for ever
        raise
    await engine.run()
