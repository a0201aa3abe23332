"""The vital lines of the small layouts, down to a single one."""

from collections.abc import Sequence

from textual.strip import Strip

from console.views.strips import one_line, strips, vitals
from widgets.paint import Painter
from widgets.scene import Scene
from widgets.surface import Surface


class Strips(Surface):
    """Four vitals above the panes; all strips where there are no panes; one line where even they do not fit."""

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("strips", scene, painter)
        self.single = False
        self.beside_panes = True

    def compose_strips(self, width: int, height: int) -> Sequence[Strip]:
        """The lines that fit."""
        ctx = self.scene.context(width, height)
        if self.single:
            return [self.painter.strip(one_line(self.scene.frame, ctx), width)]
        lines = vitals(self.scene.frame, ctx) if self.beside_panes else strips(self.scene.frame, ctx)
        return [self.painter.strip(line, width) for line in lines]
