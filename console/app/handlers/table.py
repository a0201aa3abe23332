"""All handlers of the action table, and the way from a request to one of them."""

from console.app.handlers.autopilot import AutopilotHandlers
from console.app.handlers.base import Handler, Work
from console.app.handlers.ci import CANCEL, CiHandlers
from console.app.handlers.ci_sheet import SIGN as SEARCH
from console.app.handlers.console import ConsoleHandlers
from console.app.handlers.decisions import DecisionHandlers
from console.app.handlers.fixes import SIGN, FixHandlers
from console.app.handlers.forecasts import ForecastHandlers
from console.app.handlers.jobs import JobHandlers
from console.app.handlers.lookup import LookupHandlers
from console.app.handlers.panes import PaneHandlers
from console.app.handlers.stream import StreamHandlers
from console.app.handlers.takeaway import TakeAwayHandlers
from console.app.handlers.time import TimeHandlers
from console.keys import BY_ID
from console.model.lines import Role


class Performer:
    """Carries out actions by id; what is not allowed is refused in words, what fails is told."""

    def __init__(self, work: Work) -> None:
        self._desk = work.desk
        self.panes = PaneHandlers(work)
        self.stream = StreamHandlers(work)
        self.time = TimeHandlers(work)
        self.console = ConsoleHandlers(work)
        failures = (DecisionHandlers(work, self.panes.details), LookupHandlers(work, self.panes.details))
        jobs = JobHandlers(work)
        self._fixes = FixHandlers(work, self.panes.details)
        groups = (
            self.panes,
            self.stream,
            self.time,
            TakeAwayHandlers(work),
            self.console,
            *failures,
            jobs,
            self._fixes,
            AutopilotHandlers(work),
            ForecastHandlers(work),
        )
        self.handlers: dict[str, Handler] = {}
        for group in groups:
            self.handlers.update(group.handlers())
        self._ci = CiHandlers(work, self.panes.details, dict(self.handlers))
        self.handlers.update(self._ci.handlers())

    async def perform(self, action_id: str, argument: str = "") -> None:
        """Do one action."""
        action = BY_ID[action_id]
        refusal = self._desk.refusal(action)
        if refusal:
            self._desk.say(f"{action.words}: {refusal}", Role.WARN)
            return
        try:
            await self.handlers[action_id](argument)
        except Exception as error:  # noqa: BLE001 - a failing action is told, never the end of the console
            self._desk.say(f"{action.words} failed: {error}", Role.FAIL)

    async def submitted(self, sign: str, text: str) -> None:
        """Enter in the prompt."""
        if sign == ":":
            await self._command(text)
        elif sign == "@":
            if text:
                await self.time.goto(text)
        elif sign == SIGN:
            await self._fixes.submitted(text)
        elif sign == CANCEL:
            await self._ci.cancelled(text)
        elif sign == SEARCH:
            self._ci.sheet.search(text)
        else:
            await self.stream.submitted(sign, text)

    async def edited(self, sign: str, text: str) -> None:
        """The text in the prompt changed."""
        if sign == ":":
            self._desk.palette.offer(*self.console.choices(text))
            self._desk.relayout()
        elif sign in "/&":
            await self.stream.typed(sign, text)

    async def cancelled(self, sign: str) -> None:
        """Escape in the prompt."""
        if sign == ":":
            self._close_palette()
        elif sign == SIGN:
            await self._fixes.submitted("")
        elif sign == CANCEL:
            await self._ci.cancelled("")
        elif sign == SEARCH:
            self._ci.sheet.search("")
        elif sign in "/&":
            await self.stream.cancelled(sign)

    async def _command(self, text: str) -> None:
        chosen = self._desk.palette.chosen
        self._close_palette()
        meant = self.console.resolve(text, chosen)
        if isinstance(meant, str):
            self._desk.say(meant, Role.WARN)
        else:
            await self.perform(*meant)

    def _close_palette(self) -> None:
        self._desk.choosing = False
        self._desk.relayout()
