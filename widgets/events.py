"""Pane 6, Events."""

from console.model.event import Event
from console.model.frame import Frame
from console.views.base import Context, PaneView
from console.views.events import LANES_FROM, SOURCE, events_view
from widgets.paint import Painter
from widgets.pane import Pane
from widgets.scene import Scene


class EventsPane(Pane):
    """The window of events; the cursor stays with its event when the window moves."""

    source = SOURCE
    keeps_row = False

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("events", scene, painter, number=6)

    @property
    def selected(self) -> Event | None:
        """The selected event; the newest one while following."""
        events = self.scene.stream.page.events
        return events[min(self.cursor, len(events) - 1)] if events else None

    @property
    def marked(self) -> int | None:
        """The row that is shown as selected; none while following."""
        return None if self.scene.stream.follow else super().marked

    def show_scene(self, scene: Scene, *, shown: bool = True) -> None:
        """Take a new scene; a window that begins elsewhere moves cursor and scroll with it."""
        if scene.stream.page is not self.scene.stream.page:
            self._move_with(scene)
        super().show_scene(scene, shown=shown)

    def _viewed(self, ctx: Context) -> PaneView:
        if self.scene.stream.follow:
            self.scroll = len(self.scene.stream.page.events)
        return super()._viewed(ctx)

    def _move_with(self, scene: Scene) -> None:
        events = scene.stream.page.events
        held = self.selected
        if scene.stream.follow:
            self.cursor = max(0, len(events) - 1)
        elif held is not None:
            index = next((i for i, event in enumerate(events) if event.seq == held.seq), None)
            if index is not None:
                self.scroll = max(0, self.scroll + index - self.cursor)
                self.cursor = index

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """What the lines are made of."""
        return (self.scene.stream, self.scene.paused, bool(frame.sources), frame.debug)

    def view(self, scene: Scene, ctx: Context) -> PaneView:
        """The window; while following no row is marked as selected."""
        stream = scene.stream
        return events_view(
            stream.page,
            ctx,
            lanes=ctx.width + 2 >= LANES_FROM,
            follow=stream.follow,
            new=stream.new,
            paused=scene.paused,
            find_at=stream.match,
            shown_filter=stream.filter,
            frame=scene.frame,
            debug=stream.debug,
        )
