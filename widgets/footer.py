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
        key = self._key_at(event.x)
        if key:
            self.post_message(self.Pressed("escape" if key == "esc" else key))

    def _key_at(self, x: int) -> str:
        """The key at a cell; of several that share a hint the one that is touched, on their word the first."""
        shared = {hint[0]: hint[0].split(" ") for hint in self._hints}
        keys: list[str] = []
        for segment in self._segments:
            keys = shared.get(segment.text, keys)
            if x < segment.cell_length:
                touched = segment.text[:x].count(" ") if segment.text in shared else 0
                return keys[touched] if keys else ""
            x -= segment.cell_length
        return ""
