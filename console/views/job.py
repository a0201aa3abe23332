"""Behind enter in pane 5: a job, why it stands so, and what it printed."""

import shlex

from console.model.job import Job, Work
from console.model.lines import Line, Role
from console.text.clean import clean
from console.text.redact import redact_text
from console.views.base import Context, PaneView
from console.views.compose import paragraph
from console.views.details import Pair, body, heading, pairs, sheet
from console.views.figures import NOTHING, age, duration, size
from console.views.times import full
from console.views.work import state_mark, took


def job_detail(job: Job, output: str, ctx: Context) -> PaneView:
    """A job with all that was asked for; `output` is the end of what its last attempt printed, clean and redacted."""
    lines: list[Line] = [*body(job.title, ctx, Role.STRONG), (), *pairs(_facts(job, ctx), ctx)]
    lines += heading(f"output of attempt {job.attempt}" if job.attempt else "output", ctx)
    lines += body(output, ctx) if output else paragraph("it has printed nothing", ctx)
    return sheet(f"job {job.id}", state_mark(job.state, ctx.glyphs), lines, ctx)


def _facts(job: Job, ctx: Context) -> list[Pair]:
    def moment(time: float | None) -> str:
        return NOTHING if time is None else f"{full(time, ctx.zone)}, {age(ctx.now - time)} ago"

    work = job.work
    command = clean(redact_text(shlex.join(work.argv)))
    state = job.state.value if job.exit_code is None else f"{job.state.value}, exit {job.exit_code}"
    facts: list[Pair] = [("state", f"{state}{': ' + job.cause if job.cause else ''}"), ("command", command)]
    facts += [("folder", clean(work.cwd)), ("group", f"{work.group}, priority {work.priority}")]
    facts += [("attempt", f"{job.attempt} of {work.retries + 1}" if work.retries else str(job.attempt))]
    facts += [("asked", f"{moment(job.enqueued)}{' by ' + clean(job.who) if job.who else ''}")]
    if job.started is not None:
        facts += [("started", moment(job.started)), ("took", duration(took(job, ctx.now)))]
    return facts + _conditions(work)


def _conditions(work: Work) -> list[Pair]:
    """What it waits for and what limits it, as far as anything does."""
    after = ", ".join(f"job {one.job} ({one.on.value})" for one in work.after)
    limit = duration(work.timeout) if work.timeout else ""
    memory = size(work.needs.memory) if work.needs.memory else ""
    plain = [("after", after), ("limit", limit), ("needs", memory), ("step", str(work.step) if work.step else "")]
    return [(name, words) for name, words in (*plain, *_deployment(work)) if words]


def _deployment(work: Work) -> list[Pair]:
    """What it is checked and taken back with, where it deploys something."""
    version = ("version", clean(work.version))
    if work.deploy is None:
        return [version]
    deploy = work.deploy
    check, rollback = (clean(redact_text(shlex.join(words))) for words in (deploy.check, deploy.rollback))
    spans = f", every {deploy.every:g} s for {duration(deploy.window)}"
    critical = ", ".join(clean(name) for name in deploy.critical)
    return [version, ("check", check + spans), ("rollback", rollback or "none"), ("critical", critical)]
