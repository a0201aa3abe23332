"""The tab row of the narrow layout: six panes by number, the expanded one marked."""

from console.model.lines import Line, Role, Span

TITLES = ("Flow", "Budget", "Forecast", "Clusters", "Jobs", "Events")
_SHORT = ("Flow", "Budg", "Fcst", "Clus", "Jobs", "Evts")
_STATUS = 22


def tabs(active: int, width: int) -> Line:
    """The titles such as ` 1 Flow  2 Budget [3 Forecast]`, one span each, short where there is little room."""
    names = TITLES if width >= sum(map(len, TITLES)) + 3 * len(TITLES) + _STATUS else _SHORT
    spans = []
    for n, name in enumerate(names, 1):
        before = "[" if n == active else "" if n == active + 1 else " "
        spans.append(
            Span(f"{before}{n} {name}{']' if n == active else ''}", Role.ACCENT if n == active else Role.MUTED)
        )
    return tuple(spans)


def tab_at(line: Line, x: int) -> int | None:
    """The number of the tab at a cell of the row."""
    for number, span in enumerate(line, 1):
        x -= len(span.text)
        if x < 0:
            return number
    return None
