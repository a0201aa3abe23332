"""Breakers in pane 5: what is left alone for now, who waits for it, until when, why; and the detail behind enter."""

from console.model.breaker import Breaker, BreakerState
from console.model.frame import Frame
from console.model.job import JobState
from console.model.lines import Line, Role, Span
from console.views.base import Context, PaneView
from console.views.compose import joined, paragraph, text
from console.views.details import Pair, heading, pairs, sheet
from console.views.figures import NOTHING, age, duration, plural
from console.views.times import clock, full

BREAKER_KEY = "breaker "
_ROLES = {
    BreakerState.OPEN: Role.FAIL, BreakerState.HELD: Role.NOTICE, BreakerState.HALF_OPEN: Role.WARN,
    BreakerState.CLOSED: Role.OK,
}  # fmt: skip


def breaker_row(one: Breaker, frame: Frame, ctx: Context) -> Line:
    """Sign and word, the dependency, who waits, until when, and why."""
    waits = waiting(one, frame)
    return joined(
        (
            breaker_mark(one, ctx),
            text(one.key, Role.STRONG),
            text(_named(waits) if waits else "", Role.WARN),
            text(until(one, ctx), Role.TEXT),
            text(one.why, Role.MUTED),
        )
    )


def breaker_mark(one: Breaker, ctx: Context) -> Line:
    """Sign and word of a breaker's state."""
    glyphs = ctx.glyphs
    signs = {
        BreakerState.OPEN: glyphs.fail, BreakerState.HELD: glyphs.notice, BreakerState.HALF_OPEN: glyphs.warn,
        BreakerState.CLOSED: glyphs.ok,
    }  # fmt: skip
    return (Span(f"{signs[one.state]} {one.state.value}", _ROLES[one.state]),)


def waiting(one: Breaker, frame: Frame) -> tuple[int, ...]:
    """The jobs that wait because of it."""
    found = (
        job
        for job in frame.jobs
        if job.state is JobState.WAITING and (one.key in job.work.depends or f"{one.key} is " in job.cause)
    )
    return tuple(sorted(job.id for job in found))


def until(one: Breaker, ctx: Context) -> str:
    """Until when it is left alone, in words."""
    if one.state is BreakerState.CLOSED:
        return ""
    if one.state is BreakerState.HELD:
        return "until it is reset"
    if one.state is BreakerState.HALF_OPEN:
        return f"{one.probe} tries it" if one.probe else "the next one tries it"
    over = ends(one)
    return f"until {clock(over, ctx.zone)}" if over and over > ctx.now else "the next one tries it"


def ends(one: Breaker) -> float | None:
    """When the present break is over (seconds since the epoch); None where only a person or a probe can tell."""
    return one.opened.wall + one.pause if one.opened and one.state is BreakerState.OPEN else None


def breaker_detail(one: Breaker, frame: Frame, ctx: Context) -> PaneView:
    """All that is known of a breaker, and what a person can do about it."""
    calls = sum(bucket.calls for bucket in one.window)
    failed, slow = sum(bucket.failures for bucket in one.window), sum(bucket.slow for bucket in one.window)
    since = f"{full(one.opened.wall, ctx.zone)}, {age(ctx.now - one.opened.wall)} ago" if one.opened else NOTHING
    facts: list[Pair] = [("state", one.state.value), ("since", since), ("why", one.why or NOTHING)]
    if words := until(one, ctx):
        facts += [("then", words)]
    facts += [("broken", f"{plural(one.trips, 'time')} in a row, now for {duration(one.pause)}")] if one.trips else []
    facts += [("last calls", f"{calls}, of these {failed} failed and {slow} were slow")] if calls else []
    lines: list[Line] = [*pairs(facts, ctx), *heading("who waits for it", ctx)]
    waits = [job for job in frame.jobs if job.id in waiting(one, frame)]
    for job in waits:
        lines += paragraph(f"job {job.id}  {job.title}", ctx)
    lines += paragraph("no job", ctx) if not waits else []
    lines += heading("what you can do", ctx)
    for words in (
        ":breaker.reset   use it again, whatever was seen of it",
        ":breaker.hold    leave it alone until it is reset",
    ):
        lines += paragraph(words, ctx, Role.MUTED)
    return sheet(f"breaker {one.key}", breaker_mark(one, ctx), lines, ctx)


def _named(jobs: tuple[int, ...]) -> str:
    """`job 4 waits`, `jobs 4, 7, 9 wait`, `12 jobs wait`."""
    if len(jobs) == 1:
        return f"job {jobs[0]} waits"
    return f"jobs {', '.join(map(str, jobs))} wait" if len(jobs) <= 3 else f"{len(jobs)} jobs wait"
