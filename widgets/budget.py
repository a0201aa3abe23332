"""Pane 2, Budget."""

from console.model.frame import Frame
from console.views.base import Context, PaneView
from console.views.budget import SOURCE, budget_view
from widgets.paint import Painter
from widgets.pane import Pane
from widgets.scene import Scene


class BudgetPane(Pane):
    """Errors of the hour against what is healthy."""

    source = SOURCE

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("budget", scene, painter, number=2)

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """What the lines are made of."""
        return (frame.minutes, frame.templates, frame.errors, frame.notes)

    def view(self, scene: Scene, ctx: Context) -> PaneView:
        """The view of the scene's frame."""
        return budget_view(scene.frame, ctx)
