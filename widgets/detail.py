"""The detail sheet: everything known about what was selected."""

from collections.abc import Callable

from console.model.frame import Frame
from console.views.base import Context, PaneView
from widgets.paint import Painter
from widgets.scene import Scene
from widgets.sheet import Sheet

Document = Callable[[Context], PaneView]


class Detail(Sheet):
    """Shows one document until another is opened."""

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("detail", scene, painter)
        self._document: Document | None = None
        self._live = False

    def open(self, document: Document, *, live: bool = False) -> None:
        """Show a document from its start; a `live` one is made anew with every frame."""
        self._document, self._live = document, live
        self.cursor = self.scroll = 0
        self.repaint()

    def update(self, document: Document) -> None:
        """Show a newer state of the same document where it is scrolled to."""
        self._document = document
        self.repaint()

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """What the lines are made of."""
        return (self._document, frame if self._live else None)

    def document(self, ctx: Context) -> PaneView:
        """All of the detail."""
        if self._document is None:
            return PaneView(title=(), status=(), lines=())
        return self._document(ctx)
