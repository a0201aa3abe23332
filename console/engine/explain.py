"""Asks the helper of the user's own what it thinks of a cluster; its answer is an opinion, and costs are told."""

import sqlite3

from console.bus import Channel
from console.engine.commands import Handler, RefusedError
from console.engine.helper import HelperError, run
from console.engine.helping import LINES, midnight
from console.model.clock import Clock
from console.model.cluster import Dossier
from console.model.command import Command
from console.model.helping import Cost
from console.model.settings import ExplainSettings
from console.store import helpings, read_dossier, studies
from console.store.writer import Committed, Writer
from console.text.clean import clean_body
from console.text.redact import redact_text

OPINION_CHARS = 8000


class Explainer:
    """Runs the helper at most so often a day as the settings allow; `project` is the folder it runs in."""

    def __init__(
        self, writer: Writer, committed: Channel[Committed], settings: ExplainSettings, clock: Clock, project: str
    ) -> None:
        self._writer = writer
        self._committed = committed
        self._settings = settings
        self._clock = clock
        self._project = project
        self._cost = ""

    @property
    def notices(self) -> tuple[str, ...]:
        """What the helper cost today; nothing while it was not asked."""
        return (self._cost,) if self._cost else ()

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        return {"cluster.explain": self._explain}

    async def _explain(self, command: Command) -> str:
        dossier = await self._asked(command)
        began = self._clock.monotonic()
        said = await run(self._settings.command, question(dossier), self._project, self._settings.timeout_s)
        text = redact_text(clean_body(said.output, limit=OPINION_CHARS)).strip()
        if not text:
            raise HelperError(f"{self._settings.command[0]} said nothing")
        seconds = self._clock.monotonic() - began
        number, now = dossier.cluster.id, self._clock.now()
        await self._writer.aside(lambda conn: studies.set_opinion(conn, number, text, now))
        self._committed.publish(Committed(tables=frozenset({"clusters"})))
        return f"{self._settings.command[0]} gave its opinion in {seconds:.1f} s; {self._cost}"

    async def _asked(self, command: Command) -> Dossier:
        """The dossier of the cluster that is asked about. Raises RefusedError."""
        if not self._settings.command:
            raise RefusedError("no helper is set up: name one under [explain] command, and trust the file")
        number, now, today = command.args.get("cluster"), self._clock.now(), midnight(self._clock.now)
        if not isinstance(number, int):
            raise RefusedError(f"cluster has to be a number, not {number!r}")

        def read(conn: sqlite3.Connection) -> tuple[Dossier | None, Cost]:
            return read_dossier.dossier(conn, number, now, live=True), helpings.today(conn, today)

        dossier, cost = await self._writer.aside(read)
        if dossier is None:
            raise RefusedError(f"there is no cluster {number}")
        if cost.runs > self._settings.per_day:
            raise RefusedError(f"the helper was asked {cost.runs - 1} times today, which is all that per_day allows")
        self._cost = cost.words(self._settings.per_day)
        return dossier


def question(dossier: Dossier) -> bytes:
    """The evidence of a cluster as text, as the store has it: clean and redacted."""
    cluster = dossier.cluster
    facts = (
        f"failure: {cluster.name or cluster.title}",
        f"seen: {cluster.total} times, severity {cluster.severity.word}, {cluster.standing.value}",
        f"category: {cluster.category.value} {cluster.reason}".rstrip(),
        *(f"test: {name}" for name, _ in dossier.affected.tests),
        *(f"ended before: {entry.outcome}" for entry in dossier.past if entry.outcome),
        "evidence:",
        *dossier.evidence[:LINES],
    )
    return "\n".join(facts).encode(errors="replace") + b"\n"
