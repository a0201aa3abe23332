"""What a person decides about clusters; the engine writes it down and carries it out."""

from collections.abc import Callable
from typing import Any

from console.app.handlers.base import Handler, Handlers, Work
from console.app.handlers.details import Details
from console.app.handlers.orders import order
from console.model.cluster import Cluster, Standing
from console.model.lines import Role

CLUSTERS = "clusters"
Question = Callable[[Cluster], bool]


class DecisionHandlers:
    """Acts on the opened cluster, else on the marked ones, else on the selected one."""

    def __init__(self, work: Work, details: Details) -> None:
        self._work = work
        self._details = details
        self._desk = work.desk

    def handlers(self) -> Handlers:
        """The handlers by action id."""
        return {
            "act.ack": self.acknowledge,
            "act.undo": self.undo,
            "cluster.rename": self.rename,
            "cluster.mute": self._turning("cluster.mute", "cluster.unmute", lambda c: c.muted),
            "cluster.resolve": self._turning(
                "cluster.resolve", "cluster.reopen", lambda c: c.standing is Standing.RESOLVED
            ),
            "cluster.merge": self.merge,
            "cluster.split": self.split,
            "cluster.explain": self.explain,
        }

    async def acknowledge(self, argument: str) -> None:
        """Acknowledge with a note, or take that back where all are acknowledged and no note is given."""
        chosen = self._chosen()
        if chosen and not argument and all(c.standing is Standing.ACKNOWLEDGED for c in chosen):
            await self._each("cluster.unack", chosen)
        else:
            await self._each("cluster.ack", chosen, note=argument)

    async def undo(self, _argument: str) -> None:
        """Take back the last decision."""
        await self._order("cluster.undo", {})

    async def rename(self, argument: str) -> None:
        """Name one cluster."""
        await self._each("cluster.rename", self._chosen()[:1], name=argument)

    async def merge(self, argument: str) -> None:
        """Count others as the selected one: the numbered one, or those that are marked."""
        into = self._selected()
        others = [int(argument)] if argument.isdecimal() else [c.id for c in self._marked() if c is not into]
        if into is None or not others:
            self._desk.say("mark the clusters to merge and select the one to keep, or give a number", Role.WARN)
            return
        for other in others:
            if not await self._order("cluster.merge", {"cluster": other, "into": into.id}):
                return
        self._forget_marks()

    async def split(self, argument: str) -> None:
        """Give one of the opened cluster's fingerprints a cluster of its own."""
        cluster = self._selected()
        if cluster is None or not argument.isdecimal():
            self._desk.say("open the cluster; `split N` splits off fingerprint N of those it lists", Role.WARN)
            return
        dossier = await self._work.feed.dossier(cluster.id)
        fingerprints = dossier.fingerprints if dossier else ()
        number = int(argument)
        if not 1 <= number <= len(fingerprints):
            self._desk.say(f"cluster {cluster.id} has fingerprints 1 to {len(fingerprints)}", Role.WARN)
            return
        await self._order("cluster.split", {"cluster": cluster.id, "fingerprint": fingerprints[number - 1]})

    async def explain(self, _argument: str) -> None:
        """Ask the person's helper."""
        await self._each("cluster.explain", self._chosen()[:1])

    def _turning(self, on: str, off: str, is_on: Question) -> Handler:
        async def turn(_argument: str) -> None:
            chosen = self._chosen()
            await self._each(off if chosen and all(map(is_on, chosen)) else on, chosen)

        return turn

    async def _each(self, command: str, chosen: list[Cluster], **words: str) -> None:
        if not chosen:
            self._desk.say("no cluster is selected", Role.WARN)
        for cluster in chosen:
            if not await self._order(command, {"cluster": cluster.id, **words}):
                return
        self._forget_marks()

    async def _order(self, command: str, args: dict[str, Any]) -> bool:
        done = await order(self._work, command, args)
        await self._details.renew()
        return done

    def _chosen(self) -> list[Cluster]:
        selected = self._selected()
        marked = [] if self._desk.sheet else self._marked()
        return marked or ([selected] if selected else [])

    def _selected(self) -> Cluster | None:
        """The opened cluster, else the selected one of pane 4."""
        desk = self._desk
        number = desk.subject if desk.sheet else (desk.panes[CLUSTERS].key if desk.active == CLUSTERS else "")
        return self._of(number)

    def _marked(self) -> list[Cluster]:
        names = [name.removeprefix(f"{CLUSTERS} ") for name in self._desk.marked if name.startswith(f"{CLUSTERS} ")]
        return [found for found in map(self._of, names) if found is not None]

    def _of(self, number: str) -> Cluster | None:
        return next((c for c in self._desk.frame.clusters if str(c.id) == number), None)

    def _forget_marks(self) -> None:
        for name in [name for name in self._desk.marked if name.startswith(f"{CLUSTERS} ")]:
            del self._desk.marked[name]
