"""The days of the scoreboard as a picture in the terminal: how long work flowed, was slowed, blocked, on its way back.

One of the two modules that know plotext; see widgets/chart.py for why there is a lock.
"""

import threading
from itertools import groupby

from console.model.flow import FlowState
from console.model.lines import Line, Role, Span
from console.model.report import Report
from console.views.base import Context
from console.views.scoreboard import in_state
from console.views.skyline import ROLES
from console.views.times import local

SHOWN = (FlowState.FLOWING, FlowState.RECOVERING, FlowState.SLOWED, FlowState.BLOCKED)
LEAST_WIDTH, HEIGHT = 60, 12
FEW = 2 * 3600.0
"""Seconds in the longest day from which they are told in hours."""
_LOCK = threading.Lock()
_SIGNS = "█▓▒░"
_ASCII_SIGNS = "#+=."
_FRAME_ASCII = str.maketrans("┌┐└┘─│┤├┬┴┼", "++++-|++++" + "+")


def days_chart(report: Report, ctx: Context) -> tuple[Line, ...]:
    """Stacked bars of the hours of each day; nothing where there is no room or nobody worked."""
    seconds = [[in_state(day, state) for day in report.days] for state in SHOWN]
    most = max(map(sum, zip(*seconds, strict=True)), default=0.0)
    if ctx.width < LEAST_WIDTH or not most:
        return ()
    unit, length = ("hours", 3600.0) if most >= FEW else ("minutes", 60.0)
    heights = [[one / length for one in row] for row in seconds]
    signs = _ASCII_SIGNS if ctx.glyphs.ascii else _SIGNS
    moments = (local((day.since + day.until) / 2, ctx.zone) for day in report.days)
    names = [f"{moment:%a %d}" if moment else "?" for moment in moments]
    drawn = _drawn(names, heights, signs, ctx.width - 2)
    rows = drawn.translate(_FRAME_ASCII if ctx.glyphs.ascii else {}).splitlines()
    return (_legend(unit, signs), *(_row(row, signs) for row in rows))


def _drawn(names: list[str], heights: list[list[float]], signs: str, width: int) -> str:
    import plotext

    with _LOCK:
        plotext.terminal.limit(False, False)
        figure = plotext.figure
        figure.clear()
        figure.theme("colorless")
        figure.plot_size(width, HEIGHT)
        places = list(range(1, len(names) + 1))
        figure.draw(figure.bar(places, heights, marker=list(signs), stacked=True, width=0.7))
        every = max(1, len(names) * 8 // width + 1)
        figure.ruler("x").ticks(places[::-every][::-1], names[::-every][::-1])
        return str(plotext.uncolorize(str(figure.build())))


def _legend(unit: str, signs: str) -> Line:
    named = (
        (Span(f"  {sign} ", ROLES[state]), Span(state.value, Role.MUTED))
        for sign, state in zip(signs, SHOWN, strict=True)
    )
    return (Span(f" {unit} a day", Role.STRONG), *(span for pair in named for span in pair))


def _row(row: str, signs: str) -> Line:
    """A drawn row as spans: the bars in the roles of their states, everything else muted."""
    roles = {sign: ROLES[state] for sign, state in zip(signs, SHOWN, strict=True)}
    inside = row.find("│") if "│" in row else row.find("|")
    parts = groupby(enumerate(row), lambda one: roles.get(one[1], Role.MUTED) if one[0] > inside > 0 else Role.MUTED)
    return (Span(" "), *(Span("".join(sign for _, sign in part), role) for role, part in parts))
