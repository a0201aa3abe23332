"""The tab row of the narrow layout: six panes by number, the expanded one marked."""

from console.model.lines import Line, Role, Span

TITLES = ("Flow", "Budget", "Forecast", "Clusters", "Jobs", "Events")
_SHORT = ("Flow", "Budg", "Fcst", "Clus", "Jobs", "Evts")
_STATUS = 20


def tabs(active: int, width: int) -> Line:
    """The titles such as ` 1 Flow  2 Budget [3 Forecast]`, one span each, short where there is little room."""
    names = TITLES if width >= sum(map(len, TITLES)) + 4 * len(TITLES) + _STATUS else _SHORT
    return tuple(
        Span(f"[{n} {name}]", Role.ACCENT) if n == active else Span(f" {n} {name} ", Role.MUTED)
        for n, name in enumerate(names, 1)
    )


def tab_at(line: Line, x: int) -> int | None:
    """The number of the tab at a cell of the row."""
    for number, span in enumerate(line, 1):
        x -= len(span.text)
        if x < 0:
            return number
    return None
