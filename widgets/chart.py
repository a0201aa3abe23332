"""The full-size chart below a zoomed Forecast or Budget; one of the two modules that know plotext."""

import threading
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from textual.message import Message

from console.model.forecast import Forecast
from console.model.frame import Frame, Series
from console.model.lines import Line, Role, Span
from console.views import figures
from console.views.base import Context, PaneView
from console.views.times import clock
from widgets.paint import Painter
from widgets.pane import Pane
from widgets.scene import Scene

_LOCK = threading.Lock()
_BAND, _ASCII_BAND = ("·", "•"), (":", "x")
"""The signs of a forecast: of its earliest and latest way, and of the one between."""
_FRAME_ASCII = str.maketrans("┌┐└┘─│┤├┬┴┼", "++++-|++++" + "+")


class Chart(Pane):
    """A chart of one series with axes and its limit; drawn off the interface's thread by `draw`."""

    keeps_row = False

    class Wanted(Message):
        """What is drawn is out of date."""

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("chart", scene, painter, number=-1)
        self._lines: tuple[Line, ...] = ()
        self._title = ""
        self.drawn: tuple[object, ...] = ()

    def show_scene(self, scene: Scene, *, shown: bool = True) -> None:
        """Take a new scene; newer points ask for a newer chart."""
        newer = scene.frame.series is not self.scene.frame.series
        super().show_scene(scene, shown=shown)
        if shown and newer:
            self.post_message(self.Wanted())

    def on_resize(self) -> None:
        """A new size asks for a new chart."""
        self.post_message(self.Wanted())

    @property
    def active(self) -> bool:
        """The chart never has the keys."""
        return False

    def show_chart(self, title: str, lines: Sequence[Line], drawn: tuple[object, ...]) -> None:
        """Show what `draw` made; `drawn` names what it was made of, so that nothing is drawn twice."""
        self._title, self._lines, self.drawn = title, tuple(lines), drawn
        self.repaint()

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """What the lines are made of."""
        del frame
        return (self._lines, self._title)

    def view(self, scene: Scene, ctx: Context) -> PaneView:
        """The lines of the chart."""
        del scene
        return PaneView(title=(Span(self._title, Role.TITLE),), status=(), lines=self._lines[: ctx.height])


def draw(series: Series, width: int, height: int, ctx: Context, forecast: Forecast | None = None) -> tuple[Line, ...]:
    """A chart of a series, at most `height` lines of `width` cells; `ctx` tells the signs and the time zone.

    A forecast that fits beside the history is drawn as its band: from now to the limit, at its earliest and latest.

    plotext has one figure a process and is not thread-safe, hence the lock. Its colours are dropped: the roles are
    ours. Empty when there is no room or nothing to draw.
    """
    if len(series.points) < 2 or width < 30 or height < 6:
        return ()
    import plotext

    with _LOCK:
        plotext.terminal.limit(False, False)
        figure = plotext.figure
        figure.clear()
        figure.theme("colorless")
        figure.plot_size(width, height)
        _fill(figure, series, height, ctx, _near(series, forecast))
        drawn = plotext.uncolorize(str(figure.build()))
    rows = drawn.translate(_FRAME_ASCII if ctx.glyphs.ascii else {}).splitlines()[:height]
    return tuple(_roles(row, edge=y == 0 or y >= len(rows) - 2) for y, row in enumerate(rows))


def _near(series: Series, forecast: Forecast | None) -> Forecast | None:
    """The forecast where its band fits beside the history."""
    if forecast is None or forecast.low is None or forecast.high is None:
        return None
    return forecast if forecast.low <= series.points[-1][0] - series.points[0][0] else None


def _fill(figure: Any, series: Series, height: int, ctx: Context, forecast: Forecast | None) -> None:  # noqa: ANN401 - plotext has no types
    """The points, the limit, the band of the forecast and the ticks."""
    times = [time for time, _ in series.points]
    values = [value for _, value in series.points]
    limit = series.limit or (forecast.limit if forecast is not None else None)
    top, low = max(*values, limit or 0.0) * 1.05 or 1.0, min(0.0, *values) * 1.05
    figure.draw(figure.signal(times, values, marker="*" if ctx.glyphs.ascii else "braille").lines())
    end = times[-1]
    if limit is not None and limit > low:
        figure.line(limit, "horizontal")
    if limit is not None and forecast is not None:
        end += _band(figure, (times[-1], values[-1]), limit, forecast, ctx, times[-1] - times[0])
    if low < 0:
        figure.line(0.0, "horizontal")
    steps = 4 if height >= 12 else 2
    first, last = (0.0, limit) if limit and low == 0 and limit >= max(values) else (low, top)
    levels = [first + (last - first) * i / steps for i in range(steps + 1)]
    figure.ruler("y").lim(low, top)
    figure.ruler("y").ticks(levels, [figures.quantity(level, series.unit) for level in levels])
    moments = [times[0] + (end - times[0]) * i / 4 for i in range(5)]
    figure.ruler("x").lim(times[0], end)
    figure.ruler("x").ticks(moments, [clock(moment, ctx.zone) for moment in moments])


def _band(
    figure: Any,  # noqa: ANN401 - plotext has no types
    now: tuple[float, float],
    limit: float,
    forecast: Forecast,
    ctx: Context,
    room: float,
) -> float:
    """Draw the ways to the limit: the earliest, the expected and the latest; returns the seconds they take up."""
    side, middle = _ASCII_BAND if ctx.glyphs.ascii else _BAND
    for left, marker in ((forecast.low, side), (forecast.high, side), (forecast.eta_s, middle)):
        if left is not None:
            figure.draw(figure.signal([now[0], now[0] + left], [now[1], limit], marker=marker).lines())
    return min(forecast.high or 0.0, room)


def _roles(row: str, *, edge: bool) -> Line:
    """A drawn row as spans: the curve, the limit inside the frame, and everything else muted."""
    return tuple(Span("".join(group), role) for role, group in groupby(row, lambda sign: _role(sign, edge=edge)))


def _role(sign: str, *, edge: bool) -> Role:
    if "\u2800" <= sign <= "\u28ff" or sign == "*":
        return Role.BAR
    if sign in _BAND + _ASCII_BAND and not edge:
        return Role.HAND
    return Role.WARN if sign in "─-" and not edge else Role.MUTED
