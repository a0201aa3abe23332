"""Runs on CI servers in pane 5: which are listed, one of them as a row, and what cannot be believed."""

from collections.abc import Sequence

from console.model.ci import Card, CiJob, Outcome, Phase, Run, Stand
from console.model.frame import Frame
from console.model.lines import Glyphs, Line, Role, Span
from console.model.source import Freshness
from console.views.base import Context
from console.views.compose import indented, joined, text
from console.views.figures import age, duration
from console.views.table import Table

CI_KEY = "ci "
SHORT_COMMIT = 8
SLOW = 1.5
"""How many times the usual a run may take before that is pointed out."""
_FEW = 3
_TROUBLES = 2
_WORDS = {
    "success": "ok", "warning": "warn", "failure": "fail", "error": "error", "timed_out": "late",
    "cancelled": "cancel", "skipped": "skip", "neutral": "even", "action_required": "asks", "stale": "stale",
    "unknown": "unsure", "queued": "queue", "waiting": "wait", "running": "run", "finished": "over",
}  # fmt: skip
_ROLES = {
    "success": Role.OK, "warning": Role.WARN, "failure": Role.FAIL, "error": Role.FAIL, "timed_out": Role.FAIL,
    "action_required": Role.NOTICE, "unknown": Role.UNKNOWN, "waiting": Role.NOTICE, "running": Role.ACCENT,
}  # fmt: skip


def stand_mark(stand: Stand, glyphs: Glyphs) -> Line:
    """Sign and word of how a run, job or step stands."""
    signs = {
        Role.OK: glyphs.ok, Role.FAIL: glyphs.fail, Role.WARN: glyphs.warn, Role.NOTICE: glyphs.notice,
        Role.UNKNOWN: glyphs.unknown, Role.ACCENT: glyphs.cursor,
    }  # fmt: skip
    role = _ROLES.get(stand.word, Role.MUTED)
    return (Span(f"{signs.get(role, glyphs.info)} {_WORDS[stand.word]}", role),)


def took(part: Run | CiJob, now: float) -> float | None:
    """Seconds that it ran, or has run so far; None before it began, and where its server does not tell."""
    if part.started is None or (part.stand.over and part.finished is None):
        return None
    return max(0.0, (part.finished if part.finished is not None else now) - part.started)


def own(card: Card, frame: Frame) -> bool:
    """Whether a run is of the commit that is checked out."""
    head = frame.git.head if frame.git else ""
    return len(head) >= SHORT_COMMIT and bool(card.run.commit) and card.run.commit.startswith(head[:40])


def first(frame: Frame, *, every: bool) -> list[Card]:
    """The runs of the commit that is checked out, what asks for a look first; the first few, or every one."""
    found = sorted((card for card in frame.runs if own(card, frame)), key=_urgency)
    return found if every else found[:_FEW]


def under_way(frame: Frame) -> list[Card]:
    """Other runs that are not over, newest first."""
    return [card for card in frame.runs if not card.run.stand.over and not own(card, frame)]


def ended(frame: Frame, *, every: bool) -> list[Card]:
    """Other runs that are over, newest first; the first few, or every one."""
    found = [card for card in frame.runs if card.run.stand.over and not own(card, frame)]
    return found if every else found[:_FEW]


def summary(frame: Frame, ctx: Context) -> Line:
    """How CI stands on the commit that is checked out; nothing where it does not run."""
    shown = first(frame, every=False)
    return (Span("CI ", Role.MUTED), *stand_mark(shown[0].run.stand, ctx.glyphs)) if shown else ()


def troubles(frame: Frame, ctx: Context) -> list[Line]:
    """The places whose runs cannot be believed, each with the reason; nothing while all is well."""
    doubtful = (Freshness.ERROR, Freshness.STALE)
    told = [
        joined((text(f"{ctx.glyphs.warn} {one.freshness.value}", Role.WARN), text(f"CI {place.place}: {one.detail}")))
        for place in frame.places
        for one in place.sights
        if one.kind == "runs" and one.freshness in doubtful
    ]
    if len(told) > _TROUBLES:
        told[_TROUBLES - 1 :] = [text(f"{ctx.glyphs.warn} and {len(told) - 1} more CI places", Role.WARN)]
    return [indented(line, ctx) for line in told]


def run_row(card: Card, frame: Frame, table: Table, ctx: Context) -> Line:
    """One run: pipeline and branch, what failed in it, how its duration compares with its own history."""
    run = card.run
    strong = Role.MUTED if run.stand.outcome in (Outcome.CANCELLED, Outcome.SKIPPED) else Role.STRONG
    ran = took(run, ctx.now)
    return table.row(
        {
            "job": joined(
                (
                    text(name(run), strong), text(run.branch, Role.ACCENT if own(card, frame) else Role.TEXT),
                    text(_failed(card.jobs), Role.FAIL), _against(ran, card.usual), text(_attempt(run), Role.MUTED),
                    text(run.title, Role.MUTED),
                )
            ),
            "id": text(f"ci {card.key}", Role.MUTED),
            "user": text(run.who, Role.MUTED),
            "took": text(duration(ran) if ran is not None else ""),
            "state": stand_mark(run.stand, ctx.glyphs),
            "age": text(age(ctx.now - (run.finished or run.started or run.created)), Role.MUTED),
        }
    )  # fmt: skip


def name(run: Run) -> str:
    """What people call a run: its pipeline and its number."""
    return f"{run.name} #{run.number}" if run.number else run.name


def comparison(ran: float | None, usual: float | None) -> str:
    """How a duration compares with the usual one, in words; empty where either is not known."""
    if ran is None or usual is None:
        return ""
    if usual > 0 and ran > SLOW * usual:
        return f"{ran / usual:.1f} times the usual {duration(usual)}"
    return f"usually {duration(usual)}"


def _against(ran: float | None, usual: float | None) -> Line:
    slow = ran is not None and usual is not None and ran > SLOW * usual
    return text(comparison(ran, usual), Role.WARN if slow else Role.MUTED)


def _attempt(run: Run) -> str:
    return f"attempt {run.attempt}" if run.attempt > 1 else ""


def _failed(jobs: Sequence[CiJob]) -> str:
    """The names of the failed jobs, of many the first and how many more."""
    bad = [job.name for job in jobs if job.stand.bad]
    return f"{bad[0]} and {len(bad) - 1} more" if len(bad) > 1 else "".join(bad)


def _urgency(card: Card) -> tuple[bool, bool, float]:
    return (not card.run.stand.bad, card.run.stand.phase is Phase.FINISHED, -card.run.created)
