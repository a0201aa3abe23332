"""Pane 4, Clusters."""

from console.model.frame import Frame
from console.views.base import Context, PaneView
from console.views.clusters import SOURCE, clusters_view
from widgets.paint import Painter
from widgets.pane import Pane
from widgets.scene import Scene


class ClustersPane(Pane):
    """Failures that are one failure."""

    source = SOURCE

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("clusters", scene, painter, number=4)

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """What the lines are made of."""
        return (frame.clusters,)

    def view(self, scene: Scene, ctx: Context) -> PaneView:
        """The view of the scene's frame."""
        return clusters_view(scene.frame, ctx)
