"""The tab row of the narrow layout: six panes by number, the expanded one marked."""

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from console.model.lines import Role
from widgets.paint import Painter
from widgets.scene import Scene
from widgets.surface import Surface

TITLES = ("Flow", "Budget", "Forecast", "Clusters", "Jobs", "Events")
SHORT = ("Flow", "Budg", "Fcst", "Clus", "Jobs", "Evts")


class Tabs(Surface):
    """A row such as `─1 Flow──2 Budget─[3 Forecast]─`; a click goes to the pane."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("tabs", scene, painter)
        self._ends: list[int] = []

    def compose_strips(self, width: int, height: int) -> Sequence[Strip]:
        """The row."""
        del height
        border, line = self.painter.border(active=False)
        names = TITLES if sum(map(len, TITLES)) + 6 * 5 <= width else SHORT
        segments: list[Segment] = []
        self._ends = []
        for number, name in enumerate(names, 1):
            active = number == self.scene.active
            style = self.painter.style(Role.ACCENT if active else Role.MUTED)
            text = f"[{number} {name}]" if active else f" {number} {name} "
            segments += [Segment(border.h, line), Segment(text, style)]
            self._ends.append(sum(segment.cell_length for segment in segments))
        rest = max(0, width - self._ends[-1])
        return [self.painter.pad([*segments, Segment(border.h * rest, line)], width)]

    def on_click(self, event: events.Click) -> None:
        """Go to the pane under the pointer."""
        event.stop()
        number = next((n for n, end in enumerate(self._ends, 1) if event.x < end), None)
        if number is not None:
            self.post_message(self.Chosen(number))
