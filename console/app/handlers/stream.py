"""The events: search, filter, jumps, follow, pause."""

from console.app.handlers.base import Handler, Handlers, Work
from console.app.pattern import Pattern, PatternError
from console.model.event import Event, Severity
from console.model.lines import Role, Span


class StreamHandlers:
    """Everything that looks through the events."""

    def __init__(self, work: Work) -> None:
        self._desk = work.desk
        self._refresher = work.refresher

    def handlers(self) -> Handlers:
        """The handlers by action id."""
        return {
            "find": self.find,
            "filter": self.filter,
            "find.next": self._finding(forward=True),
            "find.previous": self._finding(forward=False),
            "jump.error": self._jumping(Severity.ERROR, forward=True),
            "jump.error.previous": self._jumping(Severity.ERROR, forward=False),
            "jump.warning": self._jumping(Severity.WARNING, forward=True),
            "jump.warning.previous": self._jumping(Severity.WARNING, forward=False),
            "follow": self.follow,
            "debug": self.debug,
            "pause": self.pause,
        }

    async def find(self, argument: str) -> None:
        """Search for a pattern, or ask for one."""
        if not argument:
            self._desk.prompt.open("/")
        elif await self.typed("/", argument):
            await self._find_next(forward=False)

    async def filter(self, argument: str) -> None:
        """Filter by a pattern, or ask for one, the present one to be edited."""
        if not argument:
            self._desk.prompt.open("&", self._desk.window.filter.written)
        else:
            await self.typed("&", argument)

    async def typed(self, sign: str, text: str) -> bool:
        """Take what is typed so far; False, and a remark, while it is not a pattern: the last good one stays."""
        window, prompt = self._desk.window, self._desk.prompt
        try:
            pattern = Pattern(text, invertible=sign == "&")
        except PatternError as error:
            prompt.help((Span(str(error), Role.WARN),))
            return False
        prompt.help(())
        if sign == "&":
            window.set_filter(pattern)
            await self._refresher.refresh()
        else:
            window.set_find(pattern)
            window.note_match(self._desk.events.cursor)
            self._desk.show()
        return True

    async def cancelled(self, sign: str) -> None:
        """Escape in the prompt: no search, no filter."""
        await self.typed(sign, "")

    async def submitted(self, sign: str, text: str) -> None:
        """Enter in the prompt: a search goes to the newest match at or before the selected event."""
        if not await self.typed(sign, text):
            self._desk.say(f"{text!r} is not a pattern; the last good one stays", Role.WARN)
        elif sign == "/" and text:
            selected = self._desk.events.selected
            if selected is not None and self._desk.window.find.matches(selected.text):
                await self._go_to(selected)
            else:
                await self._find_next(forward=False)

    async def follow(self, _argument: str) -> None:
        """Follow, or hold the window where it is."""
        window = self._desk.window
        window.follow(not window.stream.follow)
        await self._refresher.refresh()

    async def debug(self, _argument: str) -> None:
        """Show quiet events too, or hide them, and remember it."""
        desk = self._desk
        shown = not desk.window.stream.debug
        desk.window.show_debug(shown)
        await self._refresher.refresh()
        desk.say("debug events are shown" if shown else "debug events are hidden")
        desk.remember("debug", "shown" if shown else "hidden")

    async def pause(self, _argument: str) -> None:
        """Hold the display, or catch up; a recording stops or plays."""
        desk = self._desk
        if desk.setup.replay:
            desk.playing = not desk.playing
            desk.say("playing" if desk.playing else "stopped")
            return
        desk.paused = not desk.paused
        await self._refresher.refresh()

    async def _find_next(self, *, forward: bool) -> None:
        desk = self._desk
        if not desk.window.find.text:
            desk.say("nothing to search for; / asks", Role.MUTED)
            return
        start = desk.events.selected
        found = start and await desk.window.next_match(start, forward=forward, at=desk.at)
        await self._arrive(found, f"no {'later' if forward else 'earlier'} match")

    def _finding(self, *, forward: bool) -> Handler:
        async def find(_argument: str) -> None:
            await self._find_next(forward=forward)

        return find

    def _jumping(self, severity: Severity, *, forward: bool) -> Handler:
        async def jump(_argument: str) -> None:
            desk = self._desk
            start = desk.events.selected
            found = start and await desk.window.next_of(start, severity, forward=forward, at=desk.at)
            await self._arrive(found, f"no {'later' if forward else 'earlier'} {severity.word}")

        return jump

    async def _arrive(self, event: Event | None, otherwise: str) -> None:
        if event is None:
            self._desk.say(otherwise, Role.MUTED)
        else:
            await self._go_to(event)

    async def _go_to(self, event: Event) -> None:
        """Select an event, with the Events pane having the keys."""
        desk = self._desk
        index = await desk.window.go_to(event)
        desk.active, desk.sheet = "events", ""
        desk.relayout()
        desk.events.move_to(index)
        desk.window.note_match(index)
        desk.show()
