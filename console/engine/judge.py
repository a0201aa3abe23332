"""Decides by rulebook and record, and keeps every decision with what else could have been done."""

import sqlite3

from msgspec.structs import replace

from console.actions.decide import Case, Proposal, Rulebook, Trust, judged, trust
from console.analysis.similar.vector import VERSION, vector
from console.bus import Channel
from console.engine.queue.ledger import Ledger
from console.model.clock import Clock
from console.model.ruling import Mode, Option, Ruling
from console.model.settings import DecideSettings
from console.store import read_decisions, write_decisions
from console.store.write_decisions import Vector
from console.store.writer import Committed

CHANGED = frozenset({"rulings"})
NOBODY = "the console"


class Judge:
    """Asked by whoever wants to do something that a person might want to decide."""

    def __init__(self, ledger: Ledger, committed: Channel[Committed], clock: Clock, settings: DecideSettings) -> None:
        self.settings = settings
        self._ledger = ledger
        self._committed = committed
        self._clock = clock
        self._book = Rulebook(settings.rules)

    @property
    def notices(self) -> tuple[str, ...]:
        """Entries of the rulebook that are not used."""
        return tuple(self._book.problems)

    def decide(self, case: Case, proposal: Proposal) -> tuple[Option, str]:
        """How the proposal is done, and the name of the rulebook's entry that decided, empty for none."""
        rule = self._book.find(case)
        if rule is None:
            return judged(proposal, self.settings), ""
        return judged(replace(proposal, said=Mode(rule.mode), rule=rule.name), self.settings), rule.name

    async def trust(self, rule: str, prior: float) -> Trust:
        """How sure a rule's suggestion is, by how following it ended here."""
        return trust(prior, await self._ledger.ask(lambda conn: read_decisions.record(conn, rule)))

    async def keep(self, ruling: Ruling, text: str) -> int:
        """Write a decision down; `text` says what it is about, clean, for recalling it. Returns its number."""
        made = recalled_by(ruling, text)

        def write(conn: sqlite3.Connection) -> int:
            return write_decisions.add_ruling(conn, ruling, made)

        number = await self._ledger.ask(write)
        self.changed()
        return number

    async def about(self, subject: str) -> tuple[Ruling, ...]:
        """What was decided about something before, newest first."""
        return await self._ledger.ask(lambda conn: read_decisions.about(conn, subject))

    def changed(self) -> None:
        """Tell that there is a new decision, or a new outcome."""
        self._committed.publish(Committed(tables=CHANGED))


def recalled_by(ruling: Ruling, text: str) -> Vector:
    """What a decision is found by: the failure it is about, and what was chosen."""
    return Vector(VERSION, vector(text or ruling.question, (ruling.question, ruling.chosen.what)))
