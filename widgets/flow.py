"""Pane 1, Flow."""

from console.model.frame import Frame
from console.views.base import Context, PaneView
from console.views.flow import SOURCE, flow_view
from widgets.paint import Painter
from widgets.pane import Pane
from widgets.scene import Scene


class FlowPane(Pane):
    """How work goes, the plan, and lines a minute by severity."""

    source = SOURCE

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("flow", scene, painter, number=1)

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """What the lines are made of."""
        return (frame.minutes, frame.templates, frame.git, frame.flow, frame.plan, frame.jobs)

    def view(self, scene: Scene, ctx: Context) -> PaneView:
        """The view of the scene's frame."""
        return flow_view(scene.frame, ctx)
