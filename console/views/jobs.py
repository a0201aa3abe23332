"""Pane 5, Jobs: what holds work up, CI and the work queue, then the processes of this login and the heaviest others."""

from collections import Counter

from console.model.breaker import Breaker
from console.model.ci import Card
from console.model.frame import Frame
from console.model.job import Job, JobState
from console.model.lines import Line, Role, Span
from console.model.machine import ProcessRow
from console.model.ruling import Workaround
from console.views import ci, forest, upkeep, work
from console.views.base import Context, PaneView
from console.views.breaker import BREAKER_KEY, breaker_row
from console.views.compose import bounded, indented, joined, paragraph, selectable, text, window
from console.views.figures import percent, size
from console.views.processes import process_row, process_state
from console.views.states import failure, status, unknown
from console.views.table import Column, Table

SOURCE = "processes"
JOB_KEY = "job "
TITLE: Line = (Span("5 Jobs", Role.TITLE),)
NAMED = 28
"""Cells in which a command line says what runs."""
_ENDED = 3
"""Jobs that are over and shown beside the processes; zoomed all that are known."""
_COLUMNS = (
    Column("cpu", 5, right=True),
    Column("memory", 6, right=True),
    Column("fds", 4, right=True, rank=5),
    Column("thr", 3, right=True, rank=7),
    Column("user", 8, rank=6),
    Column("id", 7, right=True, rank=3),
    Column("state", 8, rank=1),
    Column("took", 6, right=True, rank=4),
    Column("age", 4, right=True, rank=2),
)

Entry = Breaker | Workaround | Card | Job | tuple[ProcessRow, int]


def jobs_view(frame: Frame, ctx: Context) -> PaneView:
    """What holds work up, jobs here and in CI, then the heaviest processes, zoomed the tree.

    Keys are `breaker KEY`, `workaround NAME`, `ci N`, `job N` and process numbers.
    """
    words = unknown(frame, SOURCE, ctx)
    entries = _entries(frame, ctx, processes=words is None)
    above = [*failure(frame, SOURCE, ctx), *ci.troubles(frame, ctx), *upkeep.summary(frame, ctx)]
    shown = window(len(entries), ctx.height - 1 - len(above), ctx)
    lines = words if words and not entries else above + _rows(entries, shown, frame, ctx)
    return PaneView(
        title=TITLE,
        status=joined((ci.summary(frame, ctx), _counts(frame), status(frame, SOURCE, ctx))),
        lines=bounded(lines or (), ctx),
        rows=len(entries),
        keys=tuple(_key(entries[i]) for i in shown),
        first=1 + len(above),
    )


def strip(frame: Frame, ctx: Context) -> Line:
    """CI on this commit, the queue, how many processes, the heaviest of this login, and what is wrong."""
    broken = len(frame.upkeep.breakers)
    own = [row for row in frame.processes if row.own]
    heaviest = max(own, key=forest.weight, default=None)
    top = text(f"{heaviest.name} {percent(heaviest.cpu)} {size(heaviest.rss)}") if heaviest else ()
    zombies = sum(process_state(row) == "zombie" for row in frame.processes)
    bad = (Span(f"{ctx.glyphs.warn} {zombies} zombie", Role.WARN),) if zombies else ()
    held = (Span(f"{ctx.glyphs.fail} {broken} broken", Role.FAIL),) if broken else ()
    return joined((held, ci.summary(frame, ctx), _queue(frame), (Span(f"{len(own)} own", Role.STRONG),), top, bad))


def _entries(frame: Frame, ctx: Context, *, processes: bool) -> list[Entry]:
    """What holds work up, CI on this commit and what is under way, then what ended last, then the processes."""
    jobs = sorted((job for job in frame.jobs if not job.state.over), key=_urgency)
    over = sorted((job for job in frame.jobs if job.state.over), key=lambda job: -(job.finished or 0.0))
    order = forest.ordered if ctx.zoomed else forest.heaviest
    rows = order(frame.processes) if processes else []
    held: list[Entry] = [*frame.upkeep.breakers, *upkeep.workarounds(frame)]
    begun: list[Entry] = [*ci.first(frame, every=ctx.zoomed), *jobs, *ci.under_way(frame)]
    return [*held, *begun, *(over if ctx.zoomed else over[:_ENDED]), *ci.ended(frame, every=ctx.zoomed), *rows]


def _urgency(job: Job) -> tuple[bool, bool, int]:
    begun = job.state in (JobState.RUNNING, JobState.PAUSED)
    return (not begun, job.state is JobState.WAITING, job.id)


def _key(entry: Entry) -> str:
    match entry:
        case Breaker():
            return f"{BREAKER_KEY}{entry.key}"
        case Workaround():
            return f"{upkeep.WORKAROUND_KEY}{entry.name}"
        case Card():
            return f"{ci.CI_KEY}{entry.key}"
        case Job():
            return f"{JOB_KEY}{entry.id}"
        case row, _:
            return str(row.pid)


def _queue(frame: Frame) -> Line:
    """How many jobs run, wait and failed; nothing while there are none."""
    counted = Counter(job.state for job in frame.jobs)
    waiting = counted[JobState.QUEUED] + counted[JobState.WAITING]
    parts: list[Line] = [
        (Span(f"{n} {word}", role),)
        for n, word, role in (
            (counted[JobState.RUNNING], "running", Role.ACCENT), (waiting, "waiting", Role.MUTED),
            (counted[JobState.FAILED], "failed", Role.FAIL),
        ) if n
    ]  # fmt: skip
    return joined(parts)


def _counts(frame: Frame) -> Line:
    own = sum(row.own for row in frame.processes)
    processes = (Span(f"{own} own  {len(frame.processes) - own} others", Role.MUTED),) if frame.processes else ()
    return joined((_queue(frame), processes))


def _rows(entries: list[Entry], shown: range, frame: Frame, ctx: Context) -> list[Line]:
    if not entries:
        return paragraph("no job is queued and no process of this login is running", ctx)
    first = Column("job", NAMED if ctx.width >= 50 else 12, grow=True)
    columns = (first, *_COLUMNS) if any(isinstance(entry, Job | Card) for entry in entries) else (first, *_PLAIN)
    table = Table(columns, ctx, gap=1)
    wider = Table([c for c in columns if c.name in table.names and c.name not in _OF_PROCESSES], ctx, gap=1)
    rows = [indented(table.head(), ctx)]
    for index in shown:
        line = _row(entries[index], table, wider, frame, ctx)
        rows.append(selectable(line, ctx, selected=index == ctx.cursor))
    return rows


def _row(entry: Entry, table: Table, wider: Table, frame: Frame, ctx: Context) -> Line:
    match entry:
        case Breaker():
            return breaker_row(entry, frame, ctx)
        case Workaround():
            return upkeep.workaround_row(entry, ctx)
        case Card():
            return ci.run_row(entry, frame, wider, ctx)
        case Job():
            return work.job_row(entry, wider, ctx)
        case row, depth:
            return process_row(row, depth, frame.project, table, ctx)


_PLAIN = tuple(column for column in _COLUMNS if column.name != "took")
_OF_PROCESSES = frozenset({"cpu", "memory", "fds", "thr"})
"""Columns that say nothing of a job; its words take their room."""
