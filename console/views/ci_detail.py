"""Behind enter on a run: why it failed, its jobs and steps, what can be asked, and the log of the job in question."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from console.model.ci import Card, CiJob, Stand, Step, Told
from console.model.cluster import Cluster
from console.model.frame import Frame
from console.model.lines import Line, Role
from console.text.mask import template
from console.views.base import Context, PaneView
from console.views.ci import SHORT_COMMIT, comparison, name, stand_mark, took
from console.views.compose import indented, joined, paragraph, text
from console.views.details import Pair, body, heading, pairs, sheet
from console.views.figures import age, duration, percent
from console.views.marks import marked
from console.views.times import full

LOG_LINES = 300
EVIDENCE = 40
TESTS = 10
_ASKS = (
    ("retry", "act.retry", "run it again; `:act.retry JOB` one job of it"),
    ("retry failed", "ci.retry_failed", "run only what failed again"),
    ("cancel", "job.cancel", "end it, when you type y"),
    ("", "ci.watch", "be told when it is over"),
    ("", "ci.browse", "open it in the browser; over ssh its link is copied"),
)


class Log(Struct, frozen=True):
    """The end of a job's log, clean and redacted; `note` says instead, or beside it, why there is no more of it."""

    job: str = ""
    words: str = ""
    note: str = ""


def run_detail(card: Card, log: Log, frame: Frame, ctx: Context, keys: "Keys") -> PaneView:
    """A run with all that is known of it, the failed first; `ctx.find` is marked in the log."""
    lines: list[Line] = list(paragraph(card.run.title, ctx, Role.STRONG)) if card.run.title else []
    for job in card.jobs:
        if job.stand.bad:
            lines += _failure(job, _told(job, card.told), frame, ctx)
    lines += heading("jobs and steps", ctx)
    lines += _jobs(card.jobs, ctx) if card.jobs else paragraph("no job of it is known so far", ctx)
    lines += [(), *pairs(_facts(card, ctx), ctx)]
    lines += heading("what you can do", ctx)
    lines += _asks(card, frame, keys, ctx)
    lines += _log(log, card.key, ctx)
    return sheet(name(card.run), stand_mark(card.run.stand, ctx.glyphs), lines, ctx)


class Keys(Struct, frozen=True):
    """What a person presses: (action id, key or command) of what a run can be asked."""

    labels: tuple[tuple[str, str], ...] = ()

    def label(self, action: str) -> str:
        """The key of an action, or how it is typed."""
        return next((key for one, key in self.labels if one == action and key), f":{action}")


def question(card: Card) -> tuple[CiJob, ...]:
    """The jobs whose logs may tell something, the first to look at in front: failed, running, the last ones."""
    bad = [job for job in card.jobs if job.stand.bad]
    running = [job for job in card.jobs if not job.stand.over and job.started is not None]
    return (*bad, *running, *reversed(card.jobs))


def _failure(job: CiJob, told: Told | None, frame: Frame, ctx: Context) -> list[Line]:
    step = next((one for one in job.steps if one.stand.bad), None)
    words = f"{job.name}, in step {step.number} {step.name}" if step else job.name
    lines = [(), indented(joined((stand_mark(job.stand, ctx.glyphs), text(words, Role.STRONG))), ctx)]
    if told is None:
        return [*lines, *paragraph("its log was not read yet", ctx)]
    lines += paragraph(told.summary, ctx, Role.FAIL) if told.summary else []
    lines += paragraph(told.note, ctx, Role.WARN) if told.note else []
    for number, line in enumerate(told.lines[:EVIDENCE]):
        place = f"{told.line + number:>6}  " if told.line and not number else " " * 8
        lines.append(indented((*text(place, Role.MUTED), *text(line)), ctx))
    facts = [*_account(told), *_cluster(told, frame)]
    return [*lines, *pairs(facts, ctx)] if facts else lines


def _account(told: Told) -> list[Pair]:
    sure = f", {percent(100 * told.confidence)} sure" if told.confidence else ""
    tests = ", ".join(told.tests[:TESTS])
    more = f" and {len(told.tests) - TESTS} more" if len(told.tests) > TESTS else ""
    known = (
        ("kind", f"{told.category}{sure}" if told.category else ""),
        ("basis", told.basis),
        ("tests", tests + more),
    )
    return [(word, said) for word, said in known if said]


def _cluster(told: Told, frame: Frame) -> list[Pair]:
    """The cluster that the failure counts as, with what may mend it."""
    found = next((one for one in frame.clusters if _tells(one, told.summary)), None) if told.summary else None
    if found is None:
        return []
    fix = [("fix", found.fix)] if found.fix else []
    return [("cluster", f"{found.id}, {found.total} times: {found.name or found.title}"), *fix]


def _tells(cluster: Cluster, summary: str) -> bool:
    return summary in cluster.sample or template(summary) in cluster.title


def _jobs(jobs: Sequence[CiJob], ctx: Context) -> list[Line]:
    """Every job with its steps, those of jobs that went well left out."""
    lines: list[Line] = []
    for job in sorted(jobs, key=lambda one: (not one.stand.bad, one.stand.over)):
        lines.append(_part(job.name, job, duration(took(job, ctx.now)), _about(job), ctx))
        if not job.stand.over or not (job.stand.outcome and job.stand.outcome.good):
            lines += [_step(step, ctx) for step in job.steps]
    return lines


def _part(words: str, job: CiJob, ran: str, about: str, ctx: Context) -> Line:
    mark = stand_mark(job.stand, ctx.glyphs)
    return indented(joined((mark, text(words, Role.STRONG), text(ran, Role.TEXT), text(about, Role.MUTED))), ctx)


def _step(step: Step, ctx: Context) -> Line:
    known = step.started is not None and step.finished is not None
    ran = duration(step.finished - step.started) if step.finished is not None and step.started is not None else ""
    mark = stand_mark(step.stand, ctx.glyphs)
    words = text(f"{step.number} {step.name}")
    return indented((*text("    "), *joined((mark, words, text(ran if known else "", Role.MUTED)))), ctx)


def _about(job: CiJob) -> str:
    attempt = f"attempt {job.attempt}" if job.attempt > 1 else ""
    return "  ".join(part for part in (attempt, f"on {job.runner}" if job.runner else "") if part)


def _facts(card: Card, ctx: Context) -> list[Pair]:
    run = card.run
    ran = took(run, ctx.now)
    lasted = ", ".join(part for part in (duration(ran), comparison(ran, card.usual)) if part) if ran is not None else ""
    began = f"{full(run.created, ctx.zone)}, {age(ctx.now - run.created)} ago"
    known = (
        ("state", run.stand.word.replace("_", " ") + _raw(run.stand)),
        ("branch", run.branch), ("commit", run.commit[:SHORT_COMMIT]), ("who", run.who), ("event", run.event),
        ("attempt", str(run.attempt)), ("asked", began), ("took", lasted), ("place", run.place), ("link", run.url),
    )  # fmt: skip
    return [(word, said) for word, said in known if said]


def _raw(stand: Stand) -> str:
    """The server's own word in brackets, where it is another than ours."""
    return f" ({stand.raw})" if stand.raw and stand.raw != stand.word else ""


def _asks(card: Card, frame: Frame, keys: Keys, ctx: Context) -> list[Line]:
    """What the server grants as we are logged in; where that is not known, everything."""
    place = next((one for one in frame.places if one.place == card.run.place), None)
    over = card.run.stand.over
    lines: list[Line] = []
    for ability, action, words in _ASKS:
        granted = not ability or place is None or ability in place.can
        apt = {"cancel": not over, "retry": over, "retry failed": card.run.stand.bad}.get(ability, True)
        if granted and apt and not (action == "ci.watch" and over):
            lines += paragraph(f"{keys.label(action)}   {words}", ctx)
    return lines


def _log(log: Log, key: int, ctx: Context) -> list[Line]:
    if not log.job:
        return []
    lines = heading(f"log of {log.job}", ctx)
    lines += paragraph(log.note, ctx, Role.WARN) if log.note else []
    given = log.words.split("\n") if log.words else []
    if len(given) > LOG_LINES:
        lines += paragraph(f"its last {LOG_LINES} lines; `kontrapunkt ci log {key}` prints all of it", ctx)
    return lines + _searched(given[-LOG_LINES:], ctx)


def _searched(given: Iterable[str], ctx: Context) -> list[Line]:
    """Lines of a log, what is searched for marked; without a search they are wrapped."""
    if not ctx.find:
        return body("\n".join(given), ctx)
    return [indented(marked(line, ctx.find), ctx) for line in given]


def _told(job: CiJob, told: Sequence[Told]) -> Told | None:
    return next((one for one in told if one.job == job.id), None)
