"""Time travel: all panes move together; live is the moment that never ends."""

from console.app.handlers.base import Handler, Handlers, Work
from console.model.lines import Role, Span

STEP = 60.0


class TimeHandlers:
    """Moves the moment everything is shown at."""

    def __init__(self, work: Work) -> None:
        self._desk = work.desk
        self._feed = work.feed
        self._refresher = work.refresher

    def handlers(self) -> Handlers:
        """The handlers by action id."""
        return {
            "time.back": self._stepping(-STEP),
            "time.forward": self._stepping(STEP),
            "time.incident.previous": self._going(forward=False),
            "time.incident.next": self._going(forward=True),
            "time.goto": self.goto,
            "time.live": self.live,
        }

    async def to(self, at: float | None) -> None:
        """Show everything as it was at a moment; None, and any later moment than the latest there is, is live."""
        desk = self._desk
        if at is not None and at >= desk.latest:
            at = None
        desk.at = at
        desk.window.follow(True)
        await self._refresher.refresh()

    async def live(self, _argument: str) -> None:
        """Back to now; in a recording to its end."""
        self._desk.playing = False
        await self.to(None)

    async def goto(self, argument: str) -> None:
        """Go to a time, or ask for one."""
        desk = self._desk
        if not argument:
            desk.prompt.open("@")
            desk.prompt.help((Span("12:04  2026-11-20 12:04  -10m", Role.MUTED),))
            return
        from console.app.moments import parse

        try:
            moment = parse(argument, desk.now, desk.setup.zone)
        except ValueError as error:
            desk.say(str(error), Role.WARN)
        else:
            await self.to(moment)

    def _stepping(self, seconds: float) -> Handler:
        async def step(_argument: str) -> None:
            if self._desk.at is None and seconds > 0:
                self._desk.say("nothing is later than this", Role.MUTED)
            else:
                await self.to(self._desk.now + seconds)

        return step

    def _going(self, *, forward: bool) -> Handler:
        async def go(_argument: str) -> None:
            moment = await self._feed.incident(self._desk.now, forward=forward)
            if moment is None:
                self._desk.say(f"no {'later' if forward else 'earlier'} error is stored", Role.MUTED)
            else:
                await self.to(moment)

        return go
