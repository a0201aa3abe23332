"""A sheet over the panes: a document that is scrolled, such as a detail or the help."""

from msgspec.structs import replace

from console.model.lines import Role, Span
from console.views.base import Context, PaneView
from widgets.paint import Painter
from widgets.pane import Pane
from widgets.scene import Scene

UNBOUNDED = 100_000


class Sheet(Pane):
    """Shows `document`, as much of it as fits; up and down scroll."""

    keeps_row = False

    def __init__(self, name: str, scene: Scene, painter: Painter) -> None:
        super().__init__(name, scene, painter, number=-1)
        self._lines = 0

    def document(self, ctx: Context) -> PaneView:
        """All lines there are; `ctx` has room for any number of them."""
        raise NotImplementedError

    @property
    def active(self) -> bool:
        """A sheet has the keys as long as it is shown."""
        return True

    @property
    def page(self) -> int:
        """How many lines fit, at least one."""
        return max(1, self.size.height - 2)

    @property
    def at_end(self) -> bool:
        """Whether somebody scrolled to the last line; a document that fits was not scrolled."""
        return self.cursor > 0 and self.cursor >= self._lines - self.page

    def move_to(self, cursor: int) -> None:
        """Show the document from a line on."""
        self.cursor = max(0, min(cursor, self._lines - self.page))
        self.repaint()

    def view(self, scene: Scene, ctx: Context) -> PaneView:
        """The part of the document that is scrolled to; the status tells which when not all of it fits."""
        del scene
        whole = self.document(replace(ctx, height=UNBOUNDED, cursor=None, scroll=0))
        self._lines = len(whole.lines)
        self.cursor = max(0, min(self.cursor, self._lines - ctx.height))
        part = whole.lines[self.cursor : self.cursor + ctx.height]
        status = whole.status
        if self._lines > ctx.height:
            status = (Span(f"{self.cursor + 1}-{self.cursor + len(part)}/{self._lines}  ", Role.MUTED), *status)
        return PaneView(title=whole.title, status=status, lines=part)
