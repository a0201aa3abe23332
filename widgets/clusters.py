"""Pane 4, Clusters."""

from console.views.base import Context, PaneView
from console.views.clusters import clusters_view
from widgets.pane import Pane
from widgets.paint import Painter
from widgets.scene import Scene


class ClustersPane(Pane):
    """The most frequent notable lines."""

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("clusters", scene, painter, number=4)

    def view(self, scene: Scene, ctx: Context) -> PaneView:
        """The view of the scene's frame."""
        return clusters_view(scene.frame, ctx)
