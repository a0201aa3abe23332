"""Pane 5, Jobs."""

from console.model.frame import Frame
from console.views.base import Context, PaneView
from console.views.jobs import SOURCE, jobs_view
from widgets.paint import Painter
from widgets.pane import Pane
from widgets.scene import Scene


class JobsPane(Pane):
    """The work queue and the processes."""

    source = SOURCE

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("jobs", scene, painter, number=5)

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """What the lines are made of."""
        return (frame.jobs, frame.processes, frame.git, frame.upkeep)

    def view(self, scene: Scene, ctx: Context) -> PaneView:
        """The view of the scene's frame."""
        return jobs_view(scene.frame, ctx)
