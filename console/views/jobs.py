"""Pane 5, Jobs: the processes of this login and the heaviest others."""

from console.model.frame import Frame
from console.model.lines import Line, Role, Span
from console.model.machine import ProcessRow
from console.views import forest, paths
from console.views.base import Context, PaneView
from console.views.compose import bounded, indented, joined, paragraph, selectable, text, window
from console.views.figures import age, count, percent, size
from console.views.states import failure, status, unknown
from console.views.table import Column, Table

SOURCE = "processes"
TITLE: Line = (Span("5 Jobs", Role.TITLE),)
NAMED = 28
"""Cells in which a command line says what runs."""
_COLUMNS = (
    Column("process", 12, grow=True),
    Column("pid", 7, right=True, rank=3),
    Column("user", 8, rank=5),
    Column("cpu", 5, right=True),
    Column("memory", 6, right=True),
    Column("fds", 4, right=True, rank=4),
    Column("thr", 3, right=True, rank=6),
    Column("state", 8, rank=2),
    Column("age", 4, right=True, rank=1),
)
_STATES = {"R": "run", "S": "sleep", "D": "disk", "Z": "zombie", "T": "stop", "t": "trace", "I": "idle", "X": "dead"}
_WORDS = {
    "running": "run", "sleeping": "sleep", "disk-sleep": "disk", "stopped": "stop", "tracing-stop": "trace",
}  # fmt: skip


def jobs_view(frame: Frame, ctx: Context) -> PaneView:
    """The heaviest processes, zoomed the tree; keys are the process numbers."""
    words = unknown(frame, SOURCE, ctx)
    order = forest.ordered if ctx.zoomed else forest.heaviest
    placed = order(frame.processes) if words is None else []
    above = failure(frame, SOURCE, ctx)
    shown = window(len(placed), ctx.height - 1 - len(above), ctx)
    lines = words or above + _rows(placed, shown, frame.project, ctx)
    return PaneView(
        title=TITLE,
        status=joined((_counts(frame), status(frame, SOURCE, ctx))),
        lines=bounded(lines, ctx),
        rows=len(placed),
        keys=tuple(str(placed[i][0].pid) for i in shown),
        first=1 + len(above),
    )


def strip(frame: Frame, ctx: Context) -> Line:
    """How many processes, the heaviest of this login, and what is wrong."""
    own = [row for row in frame.processes if row.own]
    heaviest = max(own, key=forest.weight, default=None)
    top = text(f"{heaviest.name} {percent(heaviest.cpu)} {size(heaviest.rss)}") if heaviest else ()
    zombies = sum(process_state(row) == "zombie" for row in frame.processes)
    bad = (Span(f"{ctx.glyphs.warn} {zombies} zombie", Role.WARN),) if zombies else ()
    return joined(((Span(f"{len(own)} own", Role.STRONG),), top, bad))


def process_state(row: ProcessRow) -> str:
    """The state in a word: `run`, `sleep`, `disk`, `zombie`, `stop`, `idle`."""
    return _STATES.get(row.state) or _WORDS.get(row.state) or row.state


def title(row: ProcessRow, project: str) -> str:
    """What runs: the command line without folders, without the interpreter of a script that has a name of its own."""
    words = row.command.split(" ")[:9]
    names = [word.rsplit("/", 1)[-1] for word in words]
    if not names[0] or row.command == row.name:
        return row.name or "?"
    start = names.index(row.name) if row.name in names[1:] and names[0] != row.name else 0
    return " ".join((names[start], *(paths.short(word, project) for word in words[start + 1 :])))


def _counts(frame: Frame) -> Line:
    own = sum(row.own for row in frame.processes)
    return (Span(f"{own} own  {len(frame.processes) - own} others", Role.MUTED),) if frame.processes else ()


def _rows(placed: list[tuple[ProcessRow, int]], shown: range, project: str, ctx: Context) -> list[Line]:
    if not placed:
        return paragraph("no process of this login is running", ctx)
    first, *others = _COLUMNS
    named = Column(first.name, NAMED if ctx.width >= 50 else first.width, grow=True)
    table = Table((named, *others), ctx, gap=1)
    rows = [indented(table.head(), ctx)]
    for index in shown:
        row, depth = placed[index]
        rows.append(selectable(_row(row, depth, project, table, ctx), ctx, selected=index == ctx.cursor))
    return rows


def _row(row: ProcessRow, depth: int, project: str, table: Table, ctx: Context) -> Line:
    role = Role.TEXT if row.own else Role.MUTED
    step = 2 if table.width("process") >= 20 else 1
    return table.row(
        {
            "process": text(" " * (step * min(depth, 6)) + title(row, project), role),
            "pid": (Span(str(row.pid), Role.MUTED),),
            "user": text(row.user, Role.MUTED),
            "cpu": (Span(percent(row.cpu), Role.STRONG if row.cpu >= 1 else role),),
            "memory": (Span(size(row.rss), role),),
            "fds": (Span(count(row.fds), Role.MUTED),),
            "thr": (Span(count(row.threads), Role.MUTED),),
            "state": _state(row, ctx),
            "age": (Span(age(ctx.now - row.started), Role.MUTED),),
        }
    )


def _state(row: ProcessRow, ctx: Context) -> Line:
    word = process_state(row)
    signs = {
        "run": (ctx.glyphs.ok, Role.OK),
        "zombie": (ctx.glyphs.warn, Role.WARN),
        "stop": (ctx.glyphs.notice, Role.NOTICE),
        "trace": (ctx.glyphs.notice, Role.NOTICE),
        "dead": (ctx.glyphs.fail, Role.FAIL),
        "disk": (ctx.glyphs.notice, Role.NOTICE),
    }
    sign, role = signs.get(word, (ctx.glyphs.info, Role.MUTED))
    return text(f"{sign} {word}", role)
