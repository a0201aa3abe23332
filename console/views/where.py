"""Where the work stands, when somebody comes back to it: the console's first screen after a while."""

from console.model.job import Job, JobState
from console.model.lines import Line, Role, Span
from console.model.where import Where
from console.text.clean import clean
from console.views.base import Context, PaneView
from console.views.compose import indented, joined, text
from console.views.details import heading, pairs, sheet
from console.views.figures import age, plural
from console.views.times import full
from console.views.work import state_mark

MOST = 8
"""Jobs of one kind that are named; the others are counted."""
LEAVE = "any key goes on"


def tells(found: Where) -> bool:
    """Whether there is anything to say to somebody who comes back."""
    return bool(found.open or found.passed or found.failed or found.clusters or found.doing or found.rebooted)


def where_view(found: Where, ctx: Context) -> PaneView:
    """The next step first, then what was going on, what ended meanwhile, what failed, and what was kept."""
    lines: list[Line] = [indented((Span("next  ", Role.MUTED), *text(clean(found.next), Role.STRONG)), ctx)]
    lines += pairs(_facts(found, ctx), ctx)
    meanwhile = [job for job in found.passed if job not in found.failed]
    for words, jobs in (("going on", found.open), ("failed", found.failed), ("passed meanwhile", meanwhile)):
        lines += _jobs(words, jobs, ctx) if jobs else []
    if found.clusters:
        lines += heading("open failures", ctx)
        for one in found.clusters:
            row = (
                text(f"#{one.id}", Role.MUTED),
                text(clean(one.name or one.title)),
                text(one.standing.value, Role.MUTED),
            )
            lines.append(indented(joined(row), ctx))
    lines += [(), indented((Span(LEAVE, Role.MUTED),), ctx)]
    since = f"since {age(ctx.now - found.since)}" if found.since else ""
    return sheet("Where we are", text(since, Role.MUTED), lines, ctx)


def _facts(found: Where, ctx: Context) -> list[tuple[str, str]]:
    facts: list[tuple[str, str]] = []
    if found.doing:
        path = " > ".join(clean(item.title) for item in found.doing)
        facts.append(("plan", f"{path}  ({found.finished} of {plural(found.steps, 'step')} done)"))
    if found.git:
        git = found.git
        operation = f", {git.operation} under way" if git.operation else ""
        facts.append(("git", f"{git.branch} {git.head[:9]} {clean(git.subject)}, {git.dirty_total} changed{operation}"))
    if found.last:
        who = clean(found.last.who)
        facts.append(("last", f"{found.last.name} by {who}, {age(ctx.now - found.last.time)} ago"))
    if found.rebooted:
        facts.append(("rebooted", f"the machine was started anew {age(ctx.now - found.rebooted)} ago"))
    if found.checkpoint:
        held = found.checkpoint.circumstances
        words = clean(held.message) or held.origin.value
        facts.append(("kept", f"checkpoint {found.checkpoint.id}, {full(held.time, ctx.zone)}, {words}"))
    return facts


def _jobs(words: str, jobs: "tuple[Job, ...] | list[Job]", ctx: Context) -> list[Line]:
    lines = heading(f"{words}: {plural(len(jobs), 'job')}", ctx)
    for job in jobs[:MOST]:
        row = (
            state_mark(job.state, ctx.glyphs),
            text(f"#{job.id}", Role.MUTED),
            text(job.title, Role.STRONG),
            text(clean(job.cause), Role.WARN if job.state is JobState.INTERRUPTED else Role.MUTED),
            text(f"{age(ctx.now - job.finished)} ago" if job.finished else "", Role.MUTED),
        )
        lines.append(indented(joined(row), ctx))
    if len(jobs) > MOST:
        lines.append(indented(text(f"and {len(jobs) - MOST} more", Role.MUTED), ctx))
    return lines
