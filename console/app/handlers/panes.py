"""Going to panes, zooming, moving over rows, opening details, going back."""

from console.app.handlers.base import Handler, Handlers, Work
from console.app.handlers.details import Details
from console.app.layout import PANES, Shape, neighbour
from console.app.pattern import Pattern


class PaneHandlers:
    """Panes and moves."""

    def __init__(self, work: Work) -> None:
        self._desk = work.desk
        self._refresher = work.refresher
        self.details = Details(work)

    def handlers(self) -> Handlers:
        """The handlers by action id."""
        numbered = {f"pane.{n}": self._going_to(name) for n, name in enumerate(PANES, 1)}
        moves = {
            "move.down": self._moving(1), "move.up": self._moving(-1),
            "move.page_down": self._paging(1), "move.page_up": self._paging(-1),
            "move.left": self._beside(-1), "move.right": self._beside(1),
            "move.top": self.top, "move.bottom": self.bottom,
        }  # fmt: skip
        others = {
            "pane.next": self._stepping(1), "pane.previous": self._stepping(-1), "pane.zoom": self.zoom,
            "open": self.open, "back": self.back,
            "git": self.details.git, "health": self.details.health, "vsm": self.details.vsm,
            "where": self.details.where,
        }  # fmt: skip
        return numbered | moves | others

    def go(self, name: str) -> None:
        """Give a pane the keys; where panes are not shown, show it alone."""
        desk = self._desk
        desk.active, desk.sheet = name, ""
        if desk.shape in (Shape.STRIPS, Shape.ONE_LINE):
            desk.zoomed = True
        desk.relayout()
        self.want_chart()

    def want_chart(self) -> None:
        """Draw the chart of the selected series when one is shown."""
        self.details.want_chart()

    async def zoom(self, _argument: str) -> None:
        """Show the active pane alone, or all panes again."""
        self._desk.zoomed, self._desk.sheet = not self._desk.zoomed, ""
        self._desk.relayout()
        self.want_chart()

    async def open(self, _argument: str) -> None:
        """Open the detail of the selected row."""
        if not self._desk.sheet:
            await self.details.open()

    async def back(self, _argument: str) -> None:
        """Close one thing: sheet, zoom, search, filter, note."""
        desk, window = self._desk, self._desk.window
        if desk.sheet:
            desk.sheet = ""
            desk.relayout()
        elif desk.zoomed:
            await self.zoom("")
        elif window.find.text:
            window.set_find(Pattern(""))
            desk.show()
        elif window.filter.text:
            window.set_filter(Pattern(""))
            await self._refresher.refresh()
        else:
            desk.marked.clear()
            desk.unsay()

    async def move(self, rows: int) -> None:
        """Select another row of what has the keys."""
        pane = self._desk.pane
        if pane is self._desk.events:
            await self._move_events(rows)
        else:
            pane.move_to(pane.cursor + rows)
            self.want_chart()

    async def top(self, _argument: str) -> None:
        """Go to the first row; in Events to the oldest one kept."""
        desk = self._desk
        if desk.pane is not desk.events:
            desk.pane.move_to(0)
            self.want_chart()
            return
        desk.window.follow(False)
        await desk.window.go_to_end(desk.at, newest=False)
        desk.show()
        desk.events.move_to(0)

    async def bottom(self, _argument: str) -> None:
        """Go to the last row; in Events follow again."""
        desk = self._desk
        if desk.pane is desk.events:
            desk.window.follow(True)
            await self._refresher.refresh()
        else:
            desk.pane.move_to(10**9)
            self.want_chart()

    async def _move_events(self, rows: int) -> None:
        desk = self._desk
        window, events = desk.window, desk.events
        if window.stream.follow:
            if rows > 0:
                return
            window.follow(False)
            desk.show()
        target = events.cursor + rows
        if target < 0 or target >= len(window.stream.page.events):
            await window.extend(older=target < 0)
            desk.show()
            target = events.cursor + rows
        events.move_to(target)
        window.note_match(events.cursor)
        desk.show()

    def _going_to(self, name: str) -> Handler:
        async def go(_argument: str) -> None:
            self.go(name)

        return go

    def _stepping(self, step: int) -> Handler:
        async def go(_argument: str) -> None:
            self.go(PANES[(PANES.index(self._desk.active) + step) % len(PANES)])

        return go

    def _beside(self, step: int) -> Handler:
        async def go(_argument: str) -> None:
            self.go(neighbour(self._desk.active, step))

        return go

    def _moving(self, rows: int) -> Handler:
        async def move(_argument: str) -> None:
            await self.move(rows)

        return move

    def _paging(self, pages: int) -> Handler:
        async def move(_argument: str) -> None:
            await self.move(pages * max(1, self._desk.pane.page - 1))

        return move
