"""The commands about jobs: each is on the disk before it is answered."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from console.engine.commands import Handler, RefusedError
from console.engine.queue.errors import JobError
from console.engine.queue.gate import Gate
from console.engine.queue.keeper import JobKeeper
from console.model.command import Command
from console.model.job import After, Track, Work

T = TypeVar("T")

GROUP = 40

Claim = Callable[[Work], Awaitable[int | None]]
"""The number of a job that was started before it was asked for; None where there is none."""


class JobOrders:
    """Arguments: `job` (number), `work` (as in the model), `token` of a request that may come again, `group`.

    `changes` are the parts of a job's work that become others, `parallel` and `paused` those of a group. `claim` is
    asked first for every new job, `gate` for every deployment.
    """

    def __init__(self, keeper: JobKeeper, gate: Gate, claim: Claim | None = None) -> None:
        self._keeper = keeper
        self._gate = gate
        self._claim = claim

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        keeper = self._keeper
        return {
            "job.add": self._add,
            "job.cancel": _numbered(keeper.cancel),
            "job.pause": _numbered(keeper.pause),
            "job.resume": _numbered(keeper.resume),
            "job.retry": _numbered(keeper.again),
            "job.edit": self._edit,
            "group.set": self._group,
        }

    async def _add(self, command: Command) -> str:
        work = _of(Work, command.args.get("work"))
        if not work.argv or not work.argv[0]:
            raise RefusedError("there is no command to run")
        if not work.group.isprintable() or not 0 < len(work.group) <= GROUP:
            raise RefusedError(f"a group's name is 1 to {GROUP} printable characters")
        await self._check_deploy(work)
        early = await self._claim(work) if self._claim else None
        if early is not None:
            return f"job {early} was started early"
        try:
            job = await self._keeper.add(work, command.who, str(command.args.get("token", "")))
        except JobError as error:
            raise RefusedError(str(error)) from error
        return f"job {job.id} is {job.state.value}{': ' + job.cause if job.cause else ''}"

    async def _check_deploy(self, work: Work) -> None:
        """Refuse a deployment that would be refused when its turn comes, whatever else passes until then."""
        if work.deploy is None:
            return
        if not work.deploy.check or not work.deploy.check[0]:
            raise RefusedError("a deployment needs a check")
        before = {after.job for after in work.after}
        pending = frozenset(job.work.name for job in await self._keeper.open_jobs() if job.id in before)
        _, reason = await self._gate(work, pending)
        if reason:
            raise RefusedError(f"not deployed: {reason}")

    async def _edit(self, command: Command) -> str:
        """Change some of a job's work: `argv`, `priority`, `after`, `timeout`, `deadline`, `retries`, `group`."""
        number = _number(command.args.get("job"))
        changes = dict(command.args.get("changes") or {})
        if "after" in changes:
            changes["after"] = _of(tuple[After, ...], changes["after"])
        try:
            before = await self._keeper.work(number)
            wanted = msgspec.to_builtins(before) | msgspec.to_builtins(changes)
            return await self._keeper.edit(number, _of(Work, wanted))
        except JobError as error:
            raise RefusedError(str(error)) from error

    async def _group(self, command: Command) -> str:
        args = command.args
        track = self._keeper.track(str(args.get("group") or "default"))
        if "parallel" in args:
            track = replace(track, parallel=max(1, _number(args["parallel"])))
        if "paused" in args:
            track = replace(track, paused=bool(args["paused"]))
        await self._keeper.set_track(track)
        return _told(track)


def _numbered(order: Callable[[int], Awaitable[str]]) -> Handler:
    async def handle(command: Command) -> str:
        try:
            return await order(_number(command.args.get("job")))
        except JobError as error:
            raise RefusedError(str(error)) from error

    return handle


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise RefusedError(f"{value!r} is not a number")
    return value


def _of(kind: type[T], value: object) -> T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise RefusedError(f"the job cannot be read: {error}") from error


def _told(track: Track) -> str:
    held = ", paused" if track.paused else ""
    return f"group {track.name} runs {track.parallel} side by side{held}"
