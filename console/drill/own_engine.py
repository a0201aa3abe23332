"""An engine of the drill's own: started, given the runs through the real queue, and ended with all it started."""

import asyncio
import os
import select
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL

import msgspec

from console import launch, link
from console.actions.attempt import Attempt, Stage
from console.drill.kind import Run
from console.drill.limits import limited
from console.drill.scratch import Scratch
from console.link.client import Link
from console.model.clock import Clock
from console.model.command import CommandState
from console.model.job import After, Condition, Work
from console.store import statedir

STARTING = 60.0
STOPPING = 20.0
STEP = 0.05


class EngineError(Exception):
    """The drill's engine does not do what it should; the message says what."""


class OwnEngine:
    """A running engine, reached over its link; `listen` has to run for anything to be answered."""

    def __init__(self, scratch: Scratch, wire: Link, state: statedir.StateDir) -> None:
        self._scratch = scratch
        self._wire = wire
        self._news = asyncio.Event()
        self.gone = False
        self.state = state

    async def listen(self) -> None:
        """Hear what the engine tells, until it is gone."""
        async for _ in self._wire.changes():
            self._news.set()
        self.gone = True
        self._news.set()

    async def news(self, seconds: float) -> None:
        """Wait until the engine has told something new, but not for ever. Raises EngineError when it is gone."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return
        self._news.clear()
        if self.gone:
            raise EngineError("the drill's engine is gone")

    async def add(self, run: Run, after: int = 0) -> int:
        """Put a run into the queue, after the end of another job where one is named; returns its number.

        Raises EngineError, LinkError.
        """
        kind = run.kind
        work = Work(
            argv=run.argv, cwd=run.folder, env=self._scratch.env | kind.env, timeout=kind.timeout,
            retries=kind.retries, after=(After(after, Condition.ALWAYS),) if after else (),
        )  # fmt: skip
        args = {"work": msgspec.to_builtins(work), "token": uuid.uuid4().hex}
        done = await self._wire.command("job.add", args)
        if done.state is not CommandState.DONE:
            raise EngineError(f"{run.name} was not taken into the queue: {done.outcome}")
        return int(done.outcome.split()[1])


@asynccontextmanager
async def own_engine(scratch: Scratch, clock: Clock) -> AsyncIterator[OwnEngine]:
    """Start an engine in the scratch directory; at the end it and every job are gone. Raises EngineError."""
    state = await asyncio.to_thread(statedir.open_state, str(scratch.project), str(scratch.state))
    argv = limited(
        launch.verb(str(scratch.project), str(scratch.state), "engine", "--until-idle", config=str(scratch.config))
    )
    with open(state.log, "ab") as log:  # noqa: ASYNC230 - a new file on the local disk
        process = await asyncio.create_subprocess_exec(
            *argv, stdin=DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd="/", env=scratch.env
        )
    try:
        wire = await _reach(state, process, clock)
        engine = OwnEngine(scratch, wire, state)
        listening = asyncio.create_task(engine.listen())
        try:
            yield engine
        finally:
            listening.cancel()
            await wire.close()
    finally:
        await asyncio.shield(_end(process, state))


async def _reach(state: statedir.StateDir, process: asyncio.subprocess.Process, clock: Clock) -> Link:
    """Connect as soon as the engine listens."""
    deadline = clock.monotonic() + STARTING
    while True:
        try:
            return await Link.connect(state.socket)
        except link.LinkError as error:
            if process.returncode is not None or clock.monotonic() > deadline:
                raise EngineError(f"the drill's engine does not start: {_last_words(state.log) or error}") from error
            await clock.sleep(STEP)


def _last_words(path: str) -> str:
    text = Path(path).read_text(encoding="utf-8", errors="replace").strip()
    return text.rpartition("\n")[2]


async def _end(process: asyncio.subprocess.Process, state: statedir.StateDir) -> None:
    """Stop the engine, then everything it started."""
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOPPING):
            await process.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    await asyncio.to_thread(end_attempts, Path(state.jobs))


def end_attempts(folder: Path, patience: float = STOPPING) -> None:
    """End what supervisors in a folder of jobs still run, and wait for them for at most `patience` seconds."""
    attempts = [Attempt(str(path)) for path in folder.glob("*/*") if path.is_dir()]
    for attempt in attempts:
        if not attempt.abandon("the drill is over"):
            attempt.cancel()
    deadline = time.monotonic() + patience
    for attempt in attempts:
        _await(attempt, max(0.0, deadline - time.monotonic()))


def _await(attempt: Attempt, seconds: float) -> None:
    """Wait until the supervisor of an attempt is gone."""
    supervisor = attempt.supervisor()
    if supervisor is None or attempt.stage() is not Stage.RUNNING:
        return
    try:
        descriptor = os.pidfd_open(supervisor.pid)
    except ProcessLookupError:
        return
    try:
        select.select([descriptor], [], [], seconds)
    finally:
        os.close(descriptor)
