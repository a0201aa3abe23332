"""Pane 3, Forecast."""

from console.model.frame import Frame
from console.views.base import Context, PaneView
from console.views.forecast import SOURCE, forecast_view
from widgets.paint import Painter
from widgets.pane import Pane
from widgets.scene import Scene


class ForecastPane(Pane):
    """Every resource against its limit."""

    source = SOURCE

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("forecast", scene, painter, number=3)

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """What the lines are made of."""
        return (frame.series,)

    def view(self, scene: Scene, ctx: Context) -> PaneView:
        """The view of the scene's frame."""
        return forecast_view(scene.frame, ctx)
