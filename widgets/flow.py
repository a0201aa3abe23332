"""Pane 1, Flow."""

from console.views.base import Context, PaneView
from console.views.flow import flow_view
from widgets.pane import Pane
from widgets.paint import Painter
from widgets.scene import Scene


class FlowPane(Pane):
    """Lines a minute by severity."""

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("flow", scene, painter, number=1)

    def view(self, scene: Scene, ctx: Context) -> PaneView:
        """The view of the scene's frame."""
        return flow_view(scene.frame, ctx)
