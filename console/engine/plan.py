"""The commands about the plan: add to it, mark things done, bring a whole plan, attach work to a step."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

import msgspec

from console.bus import Channel
from console.engine.commands import Handler, RefusedError
from console.model.clock import Clock
from console.model.command import Command
from console.model.plan import Level, Wanted
from console.store import read_checkpoints, read_jobs, read_plan, write_plan
from console.store.writer import Committed, Writer
from console.text.clean import clean
from console.text.redact import redact_text

T = TypeVar("T")

LONGEST = 500
MOST = 5000


class PlanCommands:
    """Arguments: `item` and `under` (numbers), `title`, `items` (see console.model.plan.Wanted), `token`."""

    def __init__(self, writer: Writer, committed: Channel[Committed], clock: Clock) -> None:
        self._writer = writer
        self._committed = committed
        self._clock = clock

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        return {
            "plan.add": self._add,
            "plan.done": self._done,
            "plan.open": self._open,
            "plan.import": self._import,
            "plan.attach": self._attach,
        }

    async def _add(self, command: Command) -> str:
        """Put something under `under`, or a goal for 0."""
        title, under, now = _title(command.args.get("title")), _number(command, "under"), self._clock.now()
        level, token = await self._level_under(under), str(command.args.get("token", ""))
        number = await self._write(lambda conn: write_plan.add(conn, under, level, title, now, token))
        return f"{level.value} {number} is in the plan"

    async def _level_under(self, under: int) -> Level:
        if not under:
            return Level.GOAL
        found = {item.id: item for item in await self._writer.aside(read_plan.items)}.get(under)
        if found is None:
            raise RefusedError(f"there is no {under} in the plan; `kontrapunkt plan show` lists it")
        return found.level.below

    async def _done(self, command: Command) -> str:
        return await self._mark(command, self._clock.now(), "done")

    async def _open(self, command: Command) -> str:
        return await self._mark(command, None, "open again")

    async def _mark(self, command: Command, now: float | None, word: str) -> str:
        item = _number(command, "item")
        await self._level_under(item)
        changed = await self._write(lambda conn: write_plan.mark(conn, item, now))
        below = f", with {changed - 1} below it" if changed > 1 else ""
        return f"{item} is {word}{below}"

    async def _import(self, command: Command) -> str:
        try:
            wanted = msgspec.convert(command.args.get("items"), tuple[Wanted, ...])
        except msgspec.ValidationError as error:
            raise RefusedError(f"the plan cannot be read: {error}") from error
        if len(wanted) > MOST:
            raise RefusedError(f"the plan has {len(wanted)} items, more than {MOST}")
        if any(item.under >= n for n, item in enumerate(wanted)):
            raise RefusedError("the plan cannot be read: an item stands before what it lies under")
        safe = [msgspec.structs.replace(item, title=_title(item.title)) for item in wanted]
        now = self._clock.now()
        new, finished = await self._write(lambda conn: write_plan.bring(conn, safe, now))
        return f"{new} of {len(wanted)} items are new, {finished} were marked done"

    async def _attach(self, command: Command) -> str:
        """Attach `job` or `checkpoint` (a number) to `item`."""
        item = _number(command, "item")
        await self._level_under(item)
        for kind, known in (("job", read_jobs.one), ("checkpoint", read_checkpoints.one)):
            if kind in command.args:
                number = _number(command, kind)
                if await self._writer.aside(lambda conn, ask=known, n=number: ask(conn, n)) is None:  # type: ignore[misc]
                    raise RefusedError(f"there is no {kind} {number}")
                await self._write(lambda conn, of=kind, n=number: write_plan.link(conn, item, of, n))  # type: ignore[misc]
                return f"{kind} {number} belongs to {item}"
        raise RefusedError("name a job or a checkpoint to attach")

    async def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        result = await self._writer.aside(work)
        self._committed.publish(Committed(tables=frozenset({"plan"})))
        return result


def _number(command: Command, name: str) -> int:
    value = command.args.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise RefusedError(f"{name} has to be a number, not {value!r}")
    return value


def _title(value: object) -> str:
    title = redact_text(clean(str(value or "")))[:LONGEST].strip()
    if not title:
        raise RefusedError("a thing to do needs a title")
    return title
