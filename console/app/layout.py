"""Where everything stands: pure arithmetic from the size of the terminal to rectangles."""

from collections.abc import Mapping
from enum import Enum
from itertools import pairwise

from msgspec import Struct

PANES = ("flow", "budget", "forecast", "clusters", "jobs", "events")
SHEETS = ("detail", "help")
CHARTED = frozenset({"forecast", "budget"})
"""Panes that have a chart of their selected row while they are zoomed."""
STRIP_ROWS = 5


class Shape(Enum):
    """The layout classes, each designed by hand."""

    WIDE = "wide"
    NORMAL = "normal"
    NARROW = "narrow"
    STRIPS = "strips"
    ONE_LINE = "one line"


class Rect(Struct, frozen=True):
    """Cells on the screen."""

    x: int
    y: int
    width: int
    height: int


class Arrangement(Struct, frozen=True):
    """What the person has opened: the active pane, whether it is zoomed, and the sheet over the panes if any.

    `choices` is how many rows the palette above the prompt wants; 0 when it is closed.
    """

    active: str = "events"
    zoomed: bool = False
    sheet: str = ""
    choices: int = 0


def shape(width: int, height: int) -> Shape:
    """The layout class of a size."""
    if width < 30 or height < 5:
        return Shape.ONE_LINE
    if width < 60 or height < 15:
        return Shape.STRIPS
    if width < 100 or height < 30:
        return Shape.NARROW
    return Shape.WIDE if width >= 150 and height >= 40 else Shape.NORMAL


def arrange(width: int, height: int, what: Arrangement) -> Mapping[str, Rect]:
    """Rectangles by widget name. What has no rectangle is not shown; the rectangles cover the whole screen.

    The names are the panes, `header`, `strips`, `prompt`, `footer`, `detail`, `help`, `chart`, `palette`.
    """
    form = shape(width, height)
    if form is Shape.ONE_LINE:
        return _one_line(width, height, what)
    edges = {
        "header": Rect(0, 0, width, 1),
        "prompt": Rect(0, height - 2, width, 1),
        "footer": Rect(0, height - 1, width, 1),
    }
    body = Rect(0, 1, width, height - 3)
    return edges | _palette(body, what) | _body(form, body, what)


def _body(form: Shape, body: Rect, what: Arrangement) -> dict[str, Rect]:
    if what.sheet:
        return {what.sheet: body}
    if what.zoomed:
        return _zoom(body, what.active)
    if form is Shape.STRIPS:
        return _strips(body)
    if form is Shape.NARROW:
        return _narrow(body, what.active)
    return _grid(body)


def _one_line(width: int, height: int, what: Arrangement) -> dict[str, Rect]:
    """The most urgent line, or what was opened; the prompt takes the last line while it is typed into."""
    name = what.sheet or (what.active if what.zoomed else "strips")
    body = Rect(0, 0, width, height)
    return {name: body} | ({"prompt": Rect(0, height - 1, width, 1)} if what.choices else {})


def _palette(body: Rect, what: Arrangement) -> dict[str, Rect]:
    if not what.choices:
        return {}
    rows = min(what.choices + 2, body.height)
    return {"palette": Rect(body.x, body.y + body.height - rows, body.width, rows)}


def _zoom(body: Rect, active: str) -> dict[str, Rect]:
    """One pane alone; Forecast and Budget share the room with the chart of their selected row."""
    if active not in CHARTED or body.height < 18 or body.width < 40:
        return {active: body}
    top = max(9, body.height * 2 // 5)
    return {
        active: Rect(body.x, body.y, body.width, top),
        "chart": Rect(body.x, body.y + top, body.width, body.height - top),
    }


def _grid(body: Rect) -> dict[str, Rect]:
    """Three panes, two panes, and the events over the whole width."""
    top = min(max(body.height // 3, 8), 16)
    middle = min(max(top - 1, 7), 18)
    names = iter(PANES)
    rects: dict[str, Rect] = {}
    y = body.y
    for rows, count in ((top, 3), (middle, 2), (body.height - top - middle, 1)):
        edges = [body.width * i // count for i in range(count + 1)]
        for left, right in pairwise(edges):
            rects[next(names)] = Rect(left, y, right - left, rows)
        y += rows
    return rects


def _strips(body: Rect) -> dict[str, Rect]:
    """The vital lines; where there is room left, the newest events below them."""
    if body.height < STRIP_ROWS + 3:
        return {"strips": body}
    vitals = Rect(body.x, body.y, body.width, STRIP_ROWS)
    rest = Rect(body.x, body.y + STRIP_ROWS, body.width, body.height - STRIP_ROWS)
    return {"strips": vitals, "events": rest}


def _narrow(body: Rect, active: str) -> dict[str, Rect]:
    """Four strips, one expanded pane under the tab row, and the newest events below it."""
    vitals = Rect(body.x, body.y, body.width, 4)
    rest = body.height - vitals.height
    if active == "events":
        return {"strips": vitals, "events": Rect(body.x, body.y + 4, body.width, rest)}
    events = max(3, rest * 9 // 20)
    pane = Rect(body.x, body.y + 4, body.width, rest - events)
    return {"strips": vitals, active: pane, "events": Rect(body.x, pane.y + pane.height, body.width, events)}


def framed(name: str, rect: Rect, form: Shape, what: Arrangement) -> str:
    """How a pane is framed there: `box`, `rule`, `tabs` or `none`."""
    if rect.height < 3 or form is Shape.ONE_LINE:
        return "none"
    if form in (Shape.WIDE, Shape.NORMAL) or name in (*SHEETS, "palette"):
        return "box"
    return "tabs" if name == what.active and not what.zoomed and form is Shape.NARROW else "rule"


def neighbour(active: str, step: int) -> str:
    """The pane to the left (-1) or right (1) of `active` in the grid of three, two and one; at the edge it stays."""
    grid = (PANES[:3], PANES[3:5], PANES[5:])
    row = next(i for i, names in enumerate(grid) if active in names)
    column = grid[row].index(active) + step
    return grid[row][column] if 0 <= column < len(grid[row]) else active
