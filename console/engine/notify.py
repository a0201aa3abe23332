"""The last step of an escalation: runs the person's own command when pain was unhandled for too long."""

import logging
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from console.analysis.pain.telling import COMMAND, Louder, Ration, is_quiet, words
from console.bus import Subscription
from console.engine import helper
from console.engine.found import Found
from console.engine.helper import HelperError
from console.engine.objectives import Deliver
from console.engine.tidings import SOURCE, finding
from console.model.batch import Batch
from console.model.clock import Clock
from console.model.pain import Pain
from console.model.settings import NotifySettings

SECONDS = 30.0
SILENT = ("out of hours", "told often enough this hour")

log = logging.getLogger(__name__)


class Notifier:
    """Listens on `looks`; the command gets the words as its last argument and on its standard input, in `folder`.

    `local` gives the local time of a moment. Without a command the escalation is told all the same.
    """

    def __init__(
        self,
        looks: Subscription[Found],
        deliver: Deliver,
        clock: Clock,
        settings: NotifySettings,
        folder: str,
        local: Callable[[float], datetime] = datetime.fromtimestamp,
    ) -> None:
        self._looks = looks
        self._deliver = deliver
        self._clock = clock
        self._settings = settings
        self._folder = folder
        self._local = local
        self._louder = Louder()
        self._ration = Ration(settings.most_per_hour)
        self._trouble = ""

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know."""
        return (self._trouble,) if self._trouble else ()

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until it is cancelled, by name."""
        return [("notify", self._run())]

    async def heed(self, found: Found) -> None:
        """Escalate what has become as loud as it can."""
        for pain in self._louder.news(found.pains):
            if pain.loudness >= COMMAND:
                how = await self._call(pain)
                text = f"nobody sees to it: {words(pain)}; {how}"
                attrs = {"scope": pain.scope, "level": round(pain.level, 3), "how": how}
                event = finding(found.at, "pain.escalated", text, "nobody sees to it: <*>", attrs)
                await self._deliver(SOURCE, Batch(events=(event,)))

    async def _run(self) -> None:
        while True:
            for found in await self._looks.take():
                await self.heed(found)

    async def _call(self, pain: Pain) -> str:
        """Run the command where that is allowed now; says what was done."""
        command, now = self._settings.command, self._clock.now()
        if not command:
            return "no command is set to call you"
        if is_quiet(self._settings.quiet, self._local(now)):
            return f"{command[0]} was not run, {SILENT[0]}"
        if not self._ration.take(now):
            return f"{command[0]} was not run, {SILENT[1]}"
        said = words(pain)
        try:
            await helper.run((*command, said), said.encode(), self._folder, SECONDS)
        except HelperError as error:
            self._trouble = f"notify: {error}"
            return f"notifying failed: {error}"
        self._trouble = ""
        return f"{command[0]} was run"
