"""Jobs as rows: what was asked for, how it stands, how long it took."""

from console.model.job import Job, JobState
from console.model.lines import Glyphs, Line, Role, Span
from console.views.base import Context
from console.views.compose import text
from console.views.figures import age, duration
from console.views.table import Table

WORDS = {
    JobState.WAITING: "wait", JobState.QUEUED: "queue", JobState.RUNNING: "run", JobState.PAUSED: "pause",
    JobState.PASSED: "ok", JobState.FAILED: "fail", JobState.CANCELLED: "cancel", JobState.INTERRUPTED: "cut",
}  # fmt: skip
_ROLES = {
    JobState.WAITING: Role.MUTED, JobState.QUEUED: Role.MUTED, JobState.RUNNING: Role.ACCENT,
    JobState.PAUSED: Role.NOTICE, JobState.PASSED: Role.OK, JobState.FAILED: Role.FAIL,
    JobState.CANCELLED: Role.MUTED, JobState.INTERRUPTED: Role.WARN,
}  # fmt: skip


def state_mark(state: JobState, glyphs: Glyphs) -> Line:
    """Sign and word of a state."""
    signs = {
        JobState.PASSED: glyphs.ok, JobState.FAILED: glyphs.fail, JobState.INTERRUPTED: glyphs.unknown,
        JobState.RUNNING: glyphs.cursor, JobState.PAUSED: glyphs.notice,
    }  # fmt: skip
    return (Span(f"{signs.get(state, glyphs.info)} {WORDS[state]}", _ROLES[state]),)


def took(job: Job, now: float) -> float | None:
    """Seconds its last attempt has run, or ran; None before the first."""
    return None if job.started is None else max(0.0, (job.finished or now) - job.started)


def job_row(job: Job, table: Table, ctx: Context) -> Line:
    """One job; why it stands so follows its name where there is room."""
    role = Role.MUTED if job.state is JobState.CANCELLED else Role.STRONG
    why = f"  {job.cause}" if job.cause else ""
    since = job.finished or job.started or job.enqueued
    return table.row(
        {
            "job": (*text(job.title, role), *text(why, Role.MUTED)),
            "id": (Span(f"#{job.id}", Role.MUTED),),
            "user": text(job.work.group, Role.MUTED),
            "took": (Span(duration(took(job, ctx.now)) if job.started else "", Role.TEXT),),
            "state": state_mark(job.state, ctx.glyphs),
            "age": (Span(age(ctx.now - since), Role.MUTED),),
        }
    )
