"""Processes as rows: what runs, how it is and what it uses."""

from console.model.frame import Frame
from console.model.lines import Line, Role, Span
from console.model.machine import ProcessRow
from console.views import forest, paths
from console.views.base import Context
from console.views.compose import joined, text
from console.views.figures import age, count, percent, size
from console.views.table import Table

_STATES = {"R": "run", "S": "sleep", "D": "disk", "Z": "zombie", "T": "stop", "t": "trace", "I": "idle", "X": "dead"}
_WORDS = {
    "running": "run", "sleeping": "sleep", "disk-sleep": "disk", "stopped": "stop", "tracing-stop": "trace",
}  # fmt: skip


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


def process_row(row: ProcessRow, depth: int, project: str, table: Table, ctx: Context) -> Line:
    """One process, `depth` steps below the first of its tree."""
    role = Role.TEXT if row.own else Role.MUTED
    step = 2 if table.width("job") >= 20 else 1
    return table.row(
        {
            "job": text(" " * (step * min(depth, 6)) + title(row, project), role),
            "id": (Span(str(row.pid), Role.MUTED),),
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
