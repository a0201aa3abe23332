"""The one screen: places the desk's widgets by the desk's own arithmetic."""

from textual.geometry import Offset, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.screen import Screen
from textual.widget import Widget

from console.app.desk import Desk

_NO_OFFSET = Offset(0, 0)
_NO_MARGIN = Spacing()


class DeskLayout(Layout):
    """Asks the desk where everything stands; what it does not name is not shown."""

    name = "desk"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """Placements for the widgets that are shown."""
        del parent, greedy
        rects = self._desk.rectangles(size.width, size.height)
        placements = []
        for child in children:
            rect = rects.get(child.id or "")
            if rect is not None and rect.width > 0 and rect.height > 0:
                region = Region(rect.x, rect.y, rect.width, rect.height)
                order = 1 if child.id == "palette" else 0
                placements.append(WidgetPlacement(region, _NO_OFFSET, _NO_MARGIN, child, order))
        return placements


class ConsoleScreen(Screen[None], inherit_bindings=False):
    """Holds all widgets; those without a place are hidden."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    ConsoleScreen { overflow: hidden; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._desk_layout = DeskLayout(desk)

    @property
    def layout(self) -> Layout:
        """The desk's arithmetic in place of a layout by style sheet."""
        return self._desk_layout

    def compose(self) -> list[Widget]:
        """All widgets."""
        return list(self._desk.surfaces)
