"""A pane: a view inside a frame, with a cursor over its rows."""

from collections.abc import Sequence
from enum import Enum

from msgspec.structs import replace
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from console.model.frame import Frame
from console.model.lines import Line, Span, plain
from console.model.source import Freshness
from console.views.base import Context, PaneView
from console.views.compose import clip_line, room
from widgets.kept import Made, Painted
from widgets.paint import Painter
from widgets.scene import Scene
from widgets.surface import Surface
from widgets.tabs import tab_at, tabs


class Edge(Enum):
    """How a pane is framed: all round, by a line above with the title or the tabs in it, or not at all."""

    BOX = "box"
    RULE = "rule"
    TABS = "tabs"
    NONE = "none"


class Pane(Surface):
    """Paints what `view` returns; knows which row is selected and which is the first one shown."""

    source = ""
    """The source whose age stands at the end of the title; empty when none does."""
    keeps_row = True
    """Whether the cursor stays with its row when the rows are sorted anew."""

    class Touched(Message):
        """The pane was clicked; `opened` when its selected row was clicked again."""

        def __init__(self, pane: "Pane", *, opened: bool) -> None:
            super().__init__()
            self.pane = pane
            self.opened = opened

    class TabChosen(Message):
        """A tab above the pane was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    class Scrolled(Message):
        """The wheel was turned over the pane by so many rows, down when positive."""

        def __init__(self, pane: "Pane", rows: int) -> None:
            super().__init__()
            self.pane = pane
            self.rows = rows

    def __init__(self, name: str, scene: Scene, painter: Painter, *, number: int = 0) -> None:
        super().__init__(name, scene, painter)
        self.number = number
        self.edge = Edge.BOX
        self.cursor = 0
        self.scroll = 0
        self.shown: PaneView | None = None
        self._painted = Painted()
        self._made = Made()

    def view(self, scene: Scene, ctx: Context) -> PaneView:
        """The lines to paint."""
        raise NotImplementedError

    @property
    def active(self) -> bool:
        """Whether this pane has the keys."""
        return self.scene.active == self.number

    @property
    def marked(self) -> int | None:
        """The row that is shown as selected: none in a pane without the keys."""
        return self.cursor if self.active else None

    @property
    def key(self) -> str:
        """The identity of the selected row; empty when there is none."""
        if self.shown is None or not self.shown.keys:
            return ""
        index = self.cursor - self.scroll
        return self.shown.keys[index] if 0 <= index < len(self.shown.keys) else ""

    @property
    def page(self) -> int:
        """How many rows fit, at least one."""
        return max(1, len(self.shown.keys) if self.shown else 1)

    def move_to(self, cursor: int) -> None:
        """Select a row, counted from 0; the nearest there is."""
        rows = self.shown.rows if self.shown else 0
        self.cursor = max(0, min(cursor, rows - 1))
        self.repaint()

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """The parts of a frame that the view's lines are made of; while they are the same objects so are the lines."""
        return (frame,)

    def compose_strips(self, width: int, height: int) -> Sequence[Strip]:
        """The frame with the view inside."""
        sides = 2 if self.edge is Edge.BOX else 0
        top = 0 if self.edge is Edge.NONE else 1
        ctx = self.scene.context(max(0, width - sides), max(0, height - top - (1 if sides else 0)))
        view = self._settled(replace(ctx, zoomed=self.scene.zoomed and self.active))
        self.shown = view
        self._painted.renew((width, self.edge, self.active, self.painter))
        if self.edge is Edge.NONE:
            return [self._painted.strip(line, self._bare) for line in view.lines]
        lines = [*view.lines[: ctx.height], *[()] * (ctx.height - len(view.lines))]
        rows = [self._painted.strip(line, self._row) for line in lines]
        return [self._top(view, width), *rows, *([self._bottom(width)] if sides else [])]

    def _bare(self, line: Line) -> Strip:
        return self.painter.strip(line, self.size.width)

    def _row(self, line: Line) -> Strip:
        border, style = self.painter.border(active=self.active)
        side = border.v if self.edge is Edge.BOX else ""
        return self.painter.row(line, self.size.width, left=side, right=side, edge=style)

    def _settled(self, ctx: Context) -> PaneView:
        """The view with the cursor on a row that exists, on the same row as before where that one is still shown."""
        wanted = self.key if self.keeps_row else ""
        view = self._viewed(ctx)
        if wanted and wanted in view.keys:
            moved = self.scroll + view.keys.index(wanted)
            if moved != self.cursor:
                self.cursor = moved
                view = self._viewed(ctx)
        if self.cursor >= view.rows > 0:
            self.cursor = view.rows - 1
            view = self._viewed(ctx)
        return view

    def _viewed(self, ctx: Context) -> PaneView:
        cursor = self.marked
        view = self._made.view(self, replace(ctx, cursor=cursor, scroll=self.scroll))
        shown = len(view.keys)
        start = min(max(0, self.scroll), max(0, view.rows - shown))
        if cursor is not None and shown:
            start = min(max(start, cursor - shown + 1), cursor)
        self.scroll = start
        return view

    def _top(self, view: PaneView, width: int) -> Strip:
        """The title row, which the pane draws itself so that a ticking age costs one row and not the pane."""
        border, style = self.painter.border(active=self.active)
        corners = (border.tl, border.tr) if self.edge is Edge.BOX else (border.h, border.h)
        space = max(0, width - 2)
        if self.edge is Edge.TABS:
            title = self.painter.segments(clip_line(self._tabs(width), space, self.painter.glyphs.ellipsis))
            title.append(Segment(" ", style))
        else:
            title = self._label(view.title, space, border.title_left, border.title_right)
        status = self._label(view.status, space - _cells(title), border.title_left, border.title_right)
        line = self.painter.skin.hatch if self._stale else border.h
        fill = Segment(line * (space - _cells(title) - _cells(status)), style)
        return self.painter.pad([Segment(corners[0], style), *title, fill, *status, Segment(corners[1], style)], width)

    def _label(self, line: Line, space: int, left: str, right: str) -> list[Segment]:
        """A title between its two signs, its last parts kept longest; nothing where there is no room for it."""
        _, style = self.painter.border(active=self.active)
        room_left = space - len(left) - len(right)
        while len(line) > 1 and (room(line) > room_left or not line[0].text.strip()):
            line = line[1:]
        inner = clip_line(line, room_left, self.painter.glyphs.ellipsis)
        if not plain(inner).strip():
            return []
        return [Segment(left, style), *self.painter.segments(inner), Segment(right, style)]

    @property
    def _stale(self) -> bool:
        """Whether the pane shows old data; its title is hatched then."""
        source = self.scene.frame.source(self.source) if self.source else None
        return source is not None and source.at(self.scene.now).freshness is Freshness.STALE

    def _tabs(self, width: int) -> Line:
        return tabs(self.scene.active, width)

    def _bottom(self, width: int) -> Strip:
        border, style = self.painter.border(active=self.active)
        return self.painter.pad([Segment(border.bl + border.h * max(0, width - 2) + border.br, style)], width)

    def on_click(self, event: events.Click) -> None:
        """Select the row under the pointer, and open it when it was the selected one."""
        event.stop()
        if self.edge is Edge.TABS and event.y == 0:
            number = tab_at(self._tabs(self.size.width), event.x - 1)
            if number is not None:
                self.post_message(self.TabChosen(number))
            return
        view = self.shown
        row = event.y - (0 if self.edge is Edge.NONE else 1) - (view.first if view else 0)
        opened = False
        if view is not None and 0 <= row < len(view.keys):
            opened = self.active and self.cursor == self.scroll + row
            self.move_to(self.scroll + row)
        self.post_message(self.Touched(self, opened=opened))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down by three rows."""
        event.stop()
        self.post_message(self.Scrolled(self, 3))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up by three rows."""
        event.stop()
        self.post_message(self.Scrolled(self, -3))


def _cells(segments: Sequence[Segment]) -> int:
    return room(tuple(Span(segment.text) for segment in segments))
