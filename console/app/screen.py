"""The one screen: places the desk's widgets by the desk's own arithmetic."""

from textual.geometry import Offset, Region, Size, Spacing
from textual.layout import DockArrangeResult, WidgetPlacement
from textual.screen import Screen
from textual.widget import Widget

from console.app.desk import Desk
from console.app.tight import TightCompositor

_NO_OFFSET = Offset(0, 0)
_NO_MARGIN = Spacing()


class ConsoleScreen(Screen[None], inherit_bindings=False):
    """Holds all widgets; those without a rectangle are hidden."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    ConsoleScreen { overflow: hidden; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._compositor = TightCompositor()

    def compose(self) -> list[Widget]:
        """All widgets."""
        return list(self._desk.surfaces)

    def arrange(self, size: Size, _optimal: bool = False) -> DockArrangeResult:
        """Where the desk wants everything; never cached, because what is open counts beside the size."""
        placements = []
        for name, rect in self._desk.rectangles(size.width, size.height).items():
            if rect.width > 0 and rect.height > 0:
                region = Region(rect.x, rect.y, rect.width, rect.height)
                order = 1 if name == "palette" else 0
                surface = self._desk.named(name)
                placements.append(WidgetPlacement(region, _NO_OFFSET, _NO_MARGIN, surface, order))
        return DockArrangeResult(placements, {placement.widget for placement in placements}, _NO_MARGIN)
