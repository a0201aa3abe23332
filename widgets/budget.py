"""Pane 2, Budget."""

from console.views.base import Context, PaneView
from console.views.budget import budget_view
from widgets.pane import Pane
from widgets.paint import Painter
from widgets.scene import Scene


class BudgetPane(Pane):
    """Errors of the hour against what is healthy."""

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("budget", scene, painter, number=2)

    def view(self, scene: Scene, ctx: Context) -> PaneView:
        """The view of the scene's frame."""
        return budget_view(scene.frame, ctx)
