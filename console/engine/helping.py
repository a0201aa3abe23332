"""Asks the user's own helper about a failure: within a day's runs, once an hour about the same, and what it cost."""

from collections.abc import Callable
from datetime import UTC, datetime

from console.engine.answers import understood
from console.engine.helper import HelperError, run
from console.engine.queue.ledger import Ledger
from console.model.clock import Clock
from console.model.helping import Cost, Helping, Said
from console.model.settings import ExplainSettings
from console.store import helpings as table

HOUR = 3600.0
LINES = 200


class Helpers:
    """Runs the configured command in `project`, at most so often a day as the settings allow."""

    def __init__(self, ledger: Ledger, settings: ExplainSettings, clock: Clock, project: str) -> None:
        self._ledger = ledger
        self._settings = settings
        self._clock = clock
        self._project = project
        self._cost: Cost | None = None

    @property
    def there(self) -> bool:
        """Whether one is set up."""
        return bool(self._settings.command)

    @property
    def name(self) -> str:
        """The program's name."""
        return self._settings.command[0] if self.there else ""

    @property
    def notices(self) -> tuple[str, ...]:
        """What it cost today; nothing while it was not asked."""
        return (self._cost.words(self._settings.per_day),) if self._cost else ()

    async def ask(self, subject: str, fingerprint: str, question: bytes) -> Said:
        """What it says to a question about a failure. Raises HelperError, which says why there is no answer."""
        if not self.there:
            raise HelperError("no helper is set up: name one under [explain] command, and trust the file")
        cost = await self._today()
        if cost.runs >= self._settings.per_day:
            raise HelperError(f"the helper was asked {cost.runs} times today, which is all that per_day allows")
        now = self._clock.now()
        number = await self._ledger.ask(lambda conn: table.ask(conn, fingerprint, subject, now, HOUR))
        if number is None:
            raise HelperError("the helper was asked about the same failure within the last hour")
        began = self._clock.monotonic()
        said = Said()
        try:
            printed = await run(self._settings.command, question, self._project, self._settings.timeout_s)
            said = understood(printed.output)
        finally:
            await self._answered(number, self._clock.monotonic() - began, said)
        if said == Said():
            raise HelperError(f"{self.name} said nothing")
        return said

    async def lost(self) -> tuple[Helping, ...]:
        """What an earlier engine asked and never heard; from now on that counts as no answer."""
        found = await self._ledger.ask(table.unanswered)
        for one in found:
            await self._answered(one.id, 0.0, Said())
        return found

    async def _answered(self, number: int, seconds: float, said: Said) -> None:
        await self._ledger.ask(lambda conn: table.answered(conn, number, seconds, said))
        self._cost = await self._today()

    async def _today(self) -> Cost:
        since = midnight(self._clock.now)
        return await self._ledger.ask(lambda conn: table.today(conn, since))


def midnight(now: Callable[[], float]) -> float:
    """When the day began (UTC), in seconds since the epoch."""
    day = datetime.fromtimestamp(now(), UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day.timestamp()
