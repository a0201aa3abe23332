"""The header line."""

from collections.abc import Sequence

from textual.strip import Strip

from console.views.header import header_line
from widgets.paint import Painter
from widgets.scene import Scene
from widgets.surface import Surface


class Header(Surface):
    """Where this is, whether it can be believed, what asks for attention, and what the console itself costs."""

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("header", scene, painter)

    def compose_strips(self, width: int, height: int) -> Sequence[Strip]:
        """The one line."""
        scene = self.scene
        line = header_line(
            scene.frame,
            scene.context(width, height),
            theme=scene.theme,
            bytes_per_s=scene.rate,
            cpu=scene.cpu,
            replay=scene.replay,
            behind=scene.behind,
            lost=scene.lost,
        )
        return [self.painter.strip(line, width)]
