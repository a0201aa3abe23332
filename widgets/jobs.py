"""Pane 5, Jobs."""

from console.views.base import Context, PaneView
from console.views.jobs import jobs_view
from widgets.pane import Pane
from widgets.paint import Painter
from widgets.scene import Scene


class JobsPane(Pane):
    """Processes and the checkout."""

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("jobs", scene, painter, number=5)

    def view(self, scene: Scene, ctx: Context) -> PaneView:
        """The view of the scene's frame."""
        return jobs_view(scene.frame, ctx)
