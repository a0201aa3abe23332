"""Keeps the checkpoints of a project: takes them, goes back to them, thins them.

The commit comes first, its row second: a kill in between leaves a commit without a row, which the next start gives one.
"""

import asyncio
import logging
import sqlite3
import uuid
from collections.abc import Awaitable, Callable
from typing import Self, TypeVar

import msgspec

from console.actions.checkpoint.folder import Folder, Limits
from console.actions.checkpoint.git import CheckpointError
from console.actions.checkpoint.manifest import Manifest, encode
from console.actions.checkpoint.restore import Outcome
from console.actions.checkpoint.row import row, verified
from console.actions.checkpoint.take import Order
from console.actions.checkpoint.thin import Kept, first_to_go, superfluous
from console.bus import Channel
from console.engine.circumstances import Occasion, gather, layout
from console.engine.commands import FailedError, RefusedError
from console.model.checkpoint import Checkpoint, Circumstances, Origin
from console.model.clock import Clock
from console.model.settings import CheckpointSettings
from console.store import read_checkpoints, read_plan, write_checkpoints
from console.store.statedir import StateDir
from console.store.writer import Committed, StoreCorruptError, StoreUnavailableError, Writer

T = TypeVar("T")

TIDY = 3600.0
LOOK = 20.0
CHANGED = frozenset({"checkpoints", "plan"})

log = logging.getLogger(__name__)


class CheckpointKeeper:
    """One at a time works on `folder`; `screen` is the file in which the console remembers its layout.

    After `every` actions one is taken unasked (0: never). `notices` are what a person should know.
    """

    def __init__(
        self, writer: Writer, committed: Channel[Committed], clock: Clock, folder: Folder, screen: str, every: int = 0
    ) -> None:
        self._writer = writer
        self._committed = committed
        self._clock = clock
        self._folder = folder
        self._screen = screen
        self._every = every
        self.notices: tuple[str, ...] = ()
        self._turn = asyncio.Lock()
        self._adopted = asyncio.Event()

    @classmethod
    def of(
        cls, state: StateDir, writer: Writer, committed: Channel[Committed], clock: Clock, settings: CheckpointSettings
    ) -> Self:
        """The keeper of a state directory's checkpoints."""
        limits = Limits(file=settings.file_bytes, total=settings.total_bytes)
        folder = Folder(state.checkpoints, state.project, state.root, limits)
        return cls(writer, committed, clock, folder, state.remembered, settings.every)

    async def run(self) -> None:
        """Take over what an earlier engine left, then take what is due and thin every hour, until cancelled."""
        await self.start()
        tidied = -TIDY
        while True:
            if self._clock.monotonic() - tidied >= TIDY:
                tidied = self._clock.monotonic()
                await self._try(self.tidy)
            await self._try(self.often)
            await self._clock.sleep(LOOK)

    async def often(self) -> None:
        """Take one when enough was done since the last."""
        if self._every and await self._aside(lambda conn: read_checkpoints.due(conn, self._every)):
            message = f"after {self._every} actions"
            await self.take(Occasion(origin=Origin.AUTOMATIC, who="engine", message=message), new_token())

    async def start(self) -> None:
        """Sweep up after an engine that was killed; nothing is taken before."""
        await self._try(self._adopt)
        self._adopted.set()

    async def take(self, occasion: Occasion, token: str) -> Checkpoint:
        """Keep the present; it is on the disk when this returns. The same token gives the same checkpoint.

        Raises FailedError, and RefusedError for a step that is not in the plan.
        """
        await self._adopted.wait()
        if occasion.step and not await self._aside(lambda conn: read_plan.known(conn, occasion.step)):
            raise RefusedError(f"there is no {occasion.step} in the plan; `kontrapunkt plan show` lists it")
        async with self._turn:
            return (await self._take(occasion, token))[0]

    async def before(self, what: str) -> int:
        """Keep the present before something risky is done; returns the checkpoint's id. Raises FailedError."""
        occasion = Occasion(origin=Origin.AUTOMATIC, who="engine", message=f"before {what}")
        return (await self.take(occasion, new_token())).id

    async def restore(self, number: int, only: tuple[bytes, ...], who: str, token: str) -> tuple[int, Outcome]:
        """Go back to a checkpoint; returns that of the present, which was kept first, and what was done.

        Raises RefusedError when nothing was changed, FailedError when it stopped under way.
        """
        await self._adopted.wait()
        async with self._turn:
            wanted = await self._wanted(number)
            name = await self._name(token)
            now, present = await self._present(number, who, name)
            try:
                return now.id, await asyncio.to_thread(self._folder.restore, wanted, present, name, only)
            except CheckpointError as error:
                raise RefusedError(str(error)) from error
            except OSError as error:
                raise FailedError(f"the restore stopped: {error}; undo with `kontrapunkt restore {now.id}`") from error

    async def before_restore(self, number: int, who: str, token: str) -> int:
        """Keep the present before what lies beside the files comes from a checkpoint; returns the new one's id."""
        await self._adopted.wait()
        async with self._turn:
            return (await self._present(number, who, await self._name(token)))[0].id

    async def held(self, number: int) -> Circumstances:
        """What a checkpoint holds beside its files, when it is whole. Raises RefusedError."""
        await self._wanted(number)
        found = await self._aside(lambda conn: read_checkpoints.one(conn, number))
        if found is None:
            raise RefusedError(f"checkpoint {number} was thinned out just now")
        return found.circumstances

    async def _present(self, number: int, who: str, name: str) -> tuple[Checkpoint, Manifest]:
        message = f"before going back to checkpoint {number}"
        return await self._take(Occasion(origin=Origin.BEFORE_RESTORE, who=who, message=message), name)

    async def _name(self, token: str) -> str:
        """The name of a new checkpoint; one asked again after a kill has another: the present is another by now."""
        used = await self._aside(lambda conn: read_checkpoints.of_token(conn, token)) is not None
        return new_token() if used else token

    async def tidy(self) -> None:
        """Let go what is superfluous, more when there is no room, and what lay in the trash for a week."""
        async with self._turn:
            now = self._clock.now()
            await asyncio.to_thread(self._folder.empty_trash, now)
            await self._forget(superfluous(_kept(await self._rows()), now))
            gone = 0
            while await asyncio.to_thread(lambda: self._folder.full):
                surplus = first_to_go(_kept(await self._rows()))
                if not surplus:
                    break
                await self._forget(surplus)
                gone += len(surplus)
            told = f"{gone} old checkpoints went: they took more room than [checkpoints] total_bytes"
            self.notices = (told,) if gone else ()

    async def _wanted(self, number: int) -> Manifest:
        """What a checkpoint holds, when it is whole. Raises RefusedError."""
        found = await self._aside(lambda conn: read_checkpoints.one(conn, number))
        if found is None:
            raise RefusedError(f"there is no checkpoint {number}; `kontrapunkt checkpoints` lists them")
        try:
            return await asyncio.to_thread(verified, self._folder, found)
        except CheckpointError as error:
            raise RefusedError(str(error)) from error

    async def _take(self, occasion: Occasion, token: str) -> tuple[Checkpoint, Manifest]:
        known = await self._aside(lambda conn: read_checkpoints.of_token(conn, token))
        if known is not None:
            return known, await self._wanted(known.id)
        now, screen = self._clock.now(), layout(self._screen)
        held = await self._aside(lambda conn: gather(conn, occasion, now, screen))
        order = Order(token=token, time=now, message=held.message or held.origin.value, state=msgspec.json.encode(held))
        try:
            taken = await asyncio.to_thread(self._folder.take, order)
        except (CheckpointError, OSError) as error:
            raise FailedError(f"no checkpoint was taken: {error}") from error
        return await self._keep(token, taken.commit, encode(taken.manifest), held), taken.manifest

    async def _keep(self, token: str, commit: str, manifest: bytes, held: Circumstances) -> Checkpoint:
        """Give a commit its row."""
        made = row(token, commit, manifest, held)
        number = await self._aside(lambda conn: write_checkpoints.add(conn, made))
        self._committed.publish(Committed(tables=CHANGED))
        return msgspec.structs.replace(made, id=number)

    async def _adopt(self) -> None:
        """Sweep, and give every commit a row that has none."""
        async with self._turn:
            commits = await asyncio.to_thread(self._folder.sweep)
            known = {row.token for row in await self._rows()}
            for token in commits.keys() - known:
                manifest = await asyncio.to_thread(self._folder.manifest, commits[token])
                state = await asyncio.to_thread(self._folder.state, commits[token])
                await self._keep(token, commits[token], manifest, msgspec.json.decode(state, type=Circumstances))

    async def _forget(self, numbers: tuple[int, ...]) -> None:
        """Rows first: a commit that is left over is found again."""
        tokens = [row.token for row in await self._rows() if row.id in numbers]
        if tokens:
            await self._aside(lambda conn: write_checkpoints.forget(conn, numbers))
            await asyncio.to_thread(self._folder.forget, tokens)
            self._committed.publish(Committed(tables=CHANGED))

    async def _rows(self) -> tuple[Checkpoint, ...]:
        return await self._aside(read_checkpoints.newest)

    async def _aside(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await self._writer.aside(work)

    async def _try(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do one thing; what the disk does not let happen waits for the next round."""
        try:
            await work()
        except StoreCorruptError:
            raise
        except (StoreUnavailableError, CheckpointError, FailedError, OSError, msgspec.MsgspecError) as error:
            log.warning("the checkpoints wait: %s", error)


def new_token() -> str:
    """A name for a checkpoint that no other has."""
    return uuid.uuid4().hex


def _kept(rows: tuple[Checkpoint, ...]) -> list[Kept]:
    """The rows as thinning sees them."""
    return [Kept(one.id, one.circumstances.time, one.circumstances.origin is Origin.ASKED) for one in rows]
