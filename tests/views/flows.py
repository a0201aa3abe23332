"""A day of work as the flow analyst tells it, and a plan it works on."""

from msgspec.structs import replace

from console.model.flow import Break, Flow, FlowState, Friction, Loss, Stretch
from console.model.frame import Frame
from console.model.plan import Item, Level
from tests.views.frames import NOW

S, F = FlowState, Friction
_COURSE = (
    (S.RECOVERING, 4, F.CONTEXT_LOSS, "after a pause"), (S.FLOWING, 52, None, ""),
    (S.SLOWED, 14, F.TEST_BOTTLENECK, "pytest tests/db"), (S.FLOWING, 31, None, ""),
    (S.BLOCKED, 12, F.EXTERNAL_WAIT, "CI"), (S.RECOVERING, 5, F.EXTERNAL_WAIT, "CI"), (S.FLOWING, 24, None, ""),
    (S.IDLE, 35, None, ""), (S.FLOWING, 40, None, ""), (S.SLOWED, 9, F.TEST_BOTTLENECK, "pytest tests/db"),
    (S.FLOWING, 22, None, ""),
)  # fmt: skip


def timeline(ends: float = NOW) -> tuple[Stretch, ...]:
    """The course of the day, up to a moment."""
    start, found = ends - 60 * sum(minutes for _, minutes, _, _ in _COURSE), []
    for state, minutes, friction, detail in _COURSE:
        found.append(Stretch(state=state, start=start, end=start + 60 * minutes, friction=friction, detail=detail))
        start += 60 * minutes
    return tuple(found)


def flowing() -> Flow:
    """Work flows after a morning with two obstacles."""
    day = timeline()
    return Flow(
        at=NOW, state=S.FLOWING, since=day[-1].start, score=86, reason="at 92% of your usual pace",
        frictions={F.CONTEXT_LOSS: 0.31}, present=1320.0, longest=day[1], flowing=60.0 * 169, lost=60.0 * 44,
        efficiency=0.83, edit_to_green=252.0,
        losses=(
            Loss(friction=F.TEST_BOTTLENECK, seconds=1380.0, share=0.11, details=(("pytest tests/db", 1380.0),)),
            Loss(friction=F.EXTERNAL_WAIT, seconds=1020.0, share=0.08, details=(("CI", 1020.0),)),
            Loss(friction=F.CONTEXT_LOSS, seconds=240.0, share=0.02, details=(("after a pause", 240.0),)),
        ),
        breaks=tuple(
            Break(time=one.end, seconds=one.seconds, state=after.state, friction=after.friction, detail=after.detail)
            for one, after in ((day[8], day[9]), (day[6], day[7]), (day[3], day[4]))
        ),
        timeline=day,
        advice="test bottleneck took 11% of the time at work (23 min); pytest tests/db holds 100% of it",
    )  # fmt: skip


def blocked() -> Flow:
    """CI is waited for since eleven minutes."""
    wait = Stretch(state=S.BLOCKED, start=NOW - 660, end=NOW, friction=F.EXTERNAL_WAIT, detail="CI")
    return replace(
        flowing(), state=S.BLOCKED, since=wait.start, score=12, friction=F.EXTERNAL_WAIT, detail="CI", present=0.0,
        reason="external wait: CI; at 4% of your usual pace", leaning=S.RECOVERING, frictions={F.EXTERNAL_WAIT: 1.0},
        timeline=(*timeline(NOW - 660), wait),
    )  # fmt: skip


def nobody() -> Flow:
    """Nobody has worked today."""
    return Flow(at=NOW, state=S.IDLE, since=NOW - 5400, score=0, reason="nobody at work")


def plan() -> tuple[Item, ...]:
    """A goal with two phases; one is done."""
    rows = (
        (1, 0, Level.GOAL, "ship the importer", None), (2, 1, Level.PHASE, "read the format", NOW - 9000),
        (3, 2, Level.TASK, "grammar", NOW - 9000), (4, 1, Level.PHASE, "store what was read", None),
        (5, 4, Level.TASK, "migrations", None), (6, 5, Level.STEP, "add the table", NOW - 1200),
        (7, 5, Level.STEP, "backfill old rows", None), (8, 4, Level.TASK, "the reader", None),
    )  # fmt: skip
    return tuple(
        Item(id=n, parent=under, level=level, title=title, created=NOW - 90_000, done=done, jobs=(3,) if n == 7 else ())
        for n, under, level, title, done in rows
    )


def at_work(frame: Frame, flow: Flow | None = None) -> Frame:
    """A frame with a day of work and a plan."""
    return replace(frame, flow=flow or flowing(), plan=plan())


DAYS = {"calm": flowing, "storm": blocked}
"""The days of the frames of these names."""
