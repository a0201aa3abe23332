"""Pane 3, Forecast."""

from console.views.base import Context, PaneView
from console.views.forecast import forecast_view
from widgets.pane import Pane
from widgets.paint import Painter
from widgets.scene import Scene


class ForecastPane(Pane):
    """Every resource against its limit."""

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("forecast", scene, painter, number=3)

    def view(self, scene: Scene, ctx: Context) -> PaneView:
        """The view of the scene's frame."""
        return forecast_view(scene.frame, ctx)
