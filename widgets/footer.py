"""The footer line: key hints from the action table."""

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from console.views.footer import Hint, footer_line
from widgets.paint import Painter
from widgets.scene import Scene
from widgets.surface import Surface


class Footer(Surface):
    """The hints that fit; a click on one does what its key does."""

    class Pressed(Message):
        """The hint of a key was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("footer", scene, painter)
        self._hints: tuple[Hint, ...] = ()
        self._segments: list[Segment] = []

    def offer(self, hints: Sequence[Hint]) -> None:
        """Show other hints, the most important first."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self.repaint()

    def compose_strips(self, width: int, height: int) -> Sequence[Strip]:
        """The one line."""
        self._segments = self.painter.segments(footer_line(self._hints, self.scene.context(width, height)))
        return [self.painter.pad(self._segments, width)]

    def on_click(self, event: events.Click) -> None:
        """Find the hint under the pointer: a key's segment is followed by its word's."""
        event.stop()
        x = event.x
        keys = {hint[0] for hint in self._hints}
        key = ""
        for segment in self._segments:
            key = segment.text if segment.text in keys else key
            x -= segment.cell_length
            if x < 0:
                break
        if key and x < 0:
            self.post_message(self.Pressed(key))
