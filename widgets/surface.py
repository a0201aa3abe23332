"""The base of everything on screen: a widget made of strips that repaints only the cells that changed."""

from collections.abc import Sequence

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from console.model.lines import Role, Span
from console.text.width import clip
from widgets.paint import Painter, changed_cells
from widgets.scene import Scene

_NEVER = (-1, -1)


class Surface(Widget, inherit_bindings=False):
    """A rectangle painted by `compose_strips`.

    The strips carry all styles, so Textual's own styling is passed by; a change of the scene repaints the
    difference, a new size or skin everything.
    """

    can_focus = False

    def __init__(self, name: str, scene: Scene, painter: Painter) -> None:
        super().__init__(id=name)
        self.scene = scene
        self.painter = painter
        self._strips: list[Strip] = []
        self._painted_size = _NEVER

    def compose_strips(self, width: int, height: int) -> Sequence[Strip]:
        """What to show: up to `height` strips of exactly `width` cells."""
        raise NotImplementedError

    def show_scene(self, scene: Scene, *, shown: bool = True) -> None:
        """Take a new scene and repaint what differs; while it is not shown, only remember to paint all of it."""
        self.scene = scene
        if shown:
            self.repaint()
        else:
            self._painted_size = _NEVER

    def restyle(self, painter: Painter) -> None:
        """Take a new skin and repaint everything."""
        self.painter = painter
        self._painted_size = _NEVER
        self.refresh()

    def repaint(self) -> None:
        """Compose again and refresh the cells that differ from what is shown."""
        width, height = self.size
        if (width, height) != self._painted_size:
            self.refresh()
            return
        fresh = self._fresh(width, height)
        regions = []
        for y, (old, new) in enumerate(zip(self._strips, fresh, strict=True)):
            cells = None if old is new else changed_cells(old, new)
            if cells is not None:
                regions.append(Region(cells[0], y, cells[1] - cells[0], 1))
                self._strips[y] = new
        if regions:
            self.refresh(*regions)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips inside `crop`, composed first when the size or the skin is new."""
        size = self.size
        if tuple(size) != self._painted_size:
            self._strips = self._fresh(*size)
            self._painted_size = (size.width, size.height)
        blank = Strip.blank(size.width, self.painter.blank)
        strips = [self._strips[y] if y < len(self._strips) else blank for y in crop.line_range]
        left, right = crop.column_span
        if (left, right) != (0, size.width):
            strips = [strip.crop(left, right) for strip in strips]
        for line_filter in self.app.get_line_filters():
            strips = [strip.apply_filter(line_filter, self.background_colors[1]) for strip in strips]
        return strips

    @property
    def plain(self) -> str:
        """The text shown, without styles."""
        return "\n".join(strip.text for strip in self._strips)

    def _fresh(self, width: int, height: int) -> list[Strip]:
        try:
            strips = list(self.compose_strips(width, height))[:height]
        except Exception as error:  # noqa: BLE001 - Textual ends the app when painting fails; a pane may, the rest goes on
            words = f"{self.painter.glyphs.fail} {self.id} cannot be painted: {type(error).__name__}: {error}"
            strips = [self.painter.strip((Span(clip(words, width), Role.FAIL),), width)]
        blank = Strip.blank(width, self.painter.blank)
        return strips + [blank] * (height - len(strips))
