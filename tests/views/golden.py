"""Sheets: every view of one frame at one size as plain text. `python -m tests.views.golden` writes the files anew."""

from pathlib import Path

from console.model.frame import Frame
from console.model.lines import UNICODE, Glyphs, Line, plain
from console.text.width import cells
from console.views.base import Context, PaneView
from console.views.budget import budget_view
from console.views.clusters import clusters_view
from console.views.events import LANES_FROM, events_view
from console.views.flow import flow_view
from console.views.footer import Hint, footer_line
from console.views.forecast import forecast_view
from console.views.header import header_line
from console.views.health import health_view
from console.views.jobs import jobs_view
from console.views.strips import one_line, strips, vitals
from tests.views import flows, frames

FOLDER = Path(__file__).parent / "golden"
SIZES = {
    "wide": {"top": (48, 12), "middle": (78, 11), "events": (158, 11), "screen": 160},
    "normal": {"top": (38, 8), "middle": (58, 7), "events": (118, 10), "screen": 120},
    "narrow": {"top": (80, 7), "middle": (80, 7), "events": (80, 7), "screen": 80},
}
HINTS: tuple[Hint, ...] = (
    ("?", "help", True), (":", "cmd", True), ("1-6", "pane", True), ("z", "zoom", True), ("/", "find", True),
    ("&", "filter", True), ("F", "follow", True), ("[ ]", "time", True), (".", "live", False), ("q", "quit", True),
)  # fmt: skip


def sheet(name: str, size: str) -> str:
    """All views of the frame `name` at the size `size`."""
    frame, page, sizes = _dressed(name), frames.page(name), SIZES[size]
    top, middle, wide = (context(*sizes[part]) for part in ("top", "middle", "events"))
    line = context(sizes["screen"], 1)
    views = [
        flow_view(frame, top), budget_view(frame, top), forecast_view(frame, top),
        clusters_view(frame, context(*sizes["middle"], cursor=0)), jobs_view(frame, middle),
        events_view(page, wide, lanes=sizes["screen"] >= LANES_FROM, frame=frame),
        health_view(frame, middle),
    ]  # fmt: skip
    lines = [
        header_line(frame, line, theme="skyskraper", bytes_per_s=1200.0, cpu=0.8),
        footer_line(HINTS, line),
        *vitals(frame, context(sizes["screen"], 4)),
        *strips(frame, context(58, 12)),
        one_line(frame, context(29, 1)),
    ]
    rooms = [(top.width, view) for view in views[:3]] + [(middle.width, view) for view in views[3:5]]
    rooms += [(wide.width, views[5]), (middle.width, views[6])]
    return "\n".join([*(box(view, width) for width, view in rooms), *(f"|{plain(each)}" for each in lines)]) + "\n"


def _dressed(name: str) -> Frame:
    """The frame, with a day of work where an analyst would have told of one."""
    frame = frames.frame(name)
    return flows.at_work(frame, flows.DAYS[name]()) if name in flows.DAYS else frame


def context(width: int, height: int, *, glyphs: Glyphs = UNICODE, cursor: int | None = None) -> Context:
    """A context at the fixed moment."""
    return Context(width=width, height=height, now=frames.NOW, zone=frames.ZONE, glyphs=glyphs, cursor=cursor)


def box(view: PaneView, width: int) -> str:
    """A view with title, status and its edges."""
    head = f"[{plain(view.title)}] [{plain(view.status)}] rows {view.rows} first {view.first}"
    return "\n".join([head, *(f"|{padded(line, width)}|" for line in view.lines)])


def padded(line: Line, width: int) -> str:
    """The plain text of a line, filled up to `width` cells."""
    words = plain(line)
    return words + " " * (width - cells(words))


def main() -> None:
    """Write every sheet."""
    FOLDER.mkdir(exist_ok=True)
    for name in frames.NAMES:
        for size in SIZES:
            (FOLDER / f"{name}-{size}.txt").write_text(sheet(name, size), encoding="utf-8")


if __name__ == "__main__":
    main()
