"""Looking further from a failure: into the code, and into the past."""

import asyncio
from typing import TYPE_CHECKING

import msgspec

from console import launch
from console.app.handlers.base import Handlers, Work
from console.app.handlers.details import Details
from console.model.cluster import Cluster, Neighbour
from console.model.lines import Role

if TYPE_CHECKING:
    from asyncio.subprocess import Process

PATIENCE = 20.0
SHOWN = 20


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """One line of `kontrapunkt similar --json`, as far as it is shown."""

    cluster: int
    title: str
    likeness: float
    last: str = ""
    total: int = 0
    ended: str = ""


class LookupHandlers:
    """The editor at the failing line; past failures that resemble one."""

    def __init__(self, work: Work, details: Details) -> None:
        self._desk = work.desk
        self._host = work.host
        self._details = details

    def handlers(self) -> Handlers:
        """The handlers by action id."""
        return {"edit": self.edit, "similar": self.similar}

    async def edit(self, _argument: str) -> None:
        """Open the editor where the cluster's failure points into the code."""
        from console.app.editor import EditorError, command

        cluster = self._cluster()
        if cluster is None or cluster.where is None:
            self._desk.say("no place in the code is known for it" if cluster else "no cluster is selected", Role.WARN)
            return
        setup = self._desk.setup
        try:
            code = await self._host.run_program(command(cluster.where, setup.project, setup.env))
        except (EditorError, OSError) as error:
            self._desk.say(f"the editor cannot be opened: {error}", Role.WARN)
        else:
            if code:
                self._desk.say(f"the editor ended with exit code {code}", Role.WARN)

    async def similar(self, argument: str) -> None:
        """Show past failures like the given words, or like the cluster."""
        cluster = self._cluster()
        text = argument or (cluster.sample or cluster.title if cluster else "")
        if not text:
            self._desk.say("similar TEXT finds past failures like these words", Role.WARN)
            return
        self._desk.say("looking for failures like it ...")
        found = await self._ask(text)
        from console.views.resemblance import resemblance_detail

        self._desk.unsay()
        self._details.show(lambda ctx: resemblance_detail(text, found, ctx))

    async def _ask(self, text: str) -> tuple[Neighbour, ...]:
        """A child of its own does the arithmetic, so that neither its memory nor its time is the console's."""
        setup = self._desk.setup
        argv = launch.verb(setup.project, setup.state, "similar", "--json", "-k", str(SHOWN), "--", text)
        pipe = asyncio.subprocess.PIPE
        child = await asyncio.create_subprocess_exec(*argv, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe)
        try:
            async with asyncio.timeout(PATIENCE):
                out, err = await child.communicate()
        except TimeoutError:
            await _end(child)
            raise TimeoutError(f"no answer within {PATIENCE:.0f} s") from None
        if child.returncode:
            raise RuntimeError(err.decode(errors="replace").strip() or f"exit code {child.returncode}")
        decoder = msgspec.json.Decoder(Likeness)
        return tuple(map(_neighbour, map(decoder.decode, out.splitlines())))

    def _cluster(self) -> Cluster | None:
        desk = self._desk
        number = desk.subject if desk.sheet else (desk.panes["clusters"].key if desk.active == "clusters" else "")
        return next((c for c in desk.frame.clusters if str(c.id) == number), None)


async def _end(child: "Process") -> None:
    child.kill()
    await child.wait()


def _neighbour(found: Likeness) -> Neighbour:
    ended = "  ".join(filter(None, (f"{found.total} times", found.last[:10], found.ended)))
    return Neighbour(cluster=found.cluster, title=found.title, likeness=found.likeness, last=0.0, ended=ended)
