"""Budgets as the analysts see them: the word, what is left, how fast it goes, and who spends it."""

from collections.abc import Iterator

import msgspec

from console.model.budget import Budget, Condition, Tier
from console.model.frame import Frame
from console.model.lines import Line, Role, Span
from console.views import headline
from console.views.base import Context
from console.views.compose import fit_line, indented, joined, paragraph, selectable, text
from console.views.figures import count, duration
from console.views.masked import masked
from console.views.spark import bar

NOTE, OBJECTIVES = "budget", "objectives"
NAMED = 7
"""Cells for the name of a budget where there are several."""
_ROLES = {Condition.HEALTHY: Role.OK, Condition.DEGRADED: Role.WARN, Condition.INVESTIGATE: Role.FAIL}


def stored(frame: Frame) -> Budget | None:
    """The budget of the frame; None where no analyst has run, or a newer program wrote what this one cannot read."""
    found = frame.notes.get(NOTE)
    try:
        return msgspec.convert(found, Budget) if isinstance(found, dict) else None
    except msgspec.ValidationError:
        return None


def budgets(frame: Frame) -> list[Budget]:
    """The error budget first, then the objectives as they are stored; nothing where no analyst has run."""
    errors = stored(frame)
    found = frame.notes.get(OBJECTIVES)
    try:
        followed = msgspec.convert(found, tuple[Budget, ...]) if isinstance(found, list) else ()
    except msgspec.ValidationError:
        followed = ()
    return [*([errors] if errors else []), *followed]


def burn_down(frame: Frame, name: str) -> tuple[str, str, float]:
    """The series of what is left of a budget, what its chart is called, and over how many seconds it goes."""
    span = next((one.window for one in budgets(frame) if one.name == name), 8 * 3600.0)
    return f"own.budget.{name}", f"{name}: per cent left", span


def rows(known: list[Budget], ctx: Context) -> list[Line]:
    """A line each, the selected one marked."""
    return [
        selectable(_row(one, ctx, alone=len(known) == 1), ctx, selected=index == ctx.cursor)
        for index, one in enumerate(known)
    ]


def worst(known: list[Budget]) -> Budget:
    """The budget that asks most for a look: the word decides, then what is left."""
    order = tuple(Condition)
    return max(known, key=lambda one: (order.index(one.condition), not scarce(one), -one.remaining))


def scarce(budget: Budget) -> bool:
    """Whether a share says nothing yet, because too little has happened."""
    return bool(budget.note) and bool(budget.burns) and budget.burns[0].total is not None


def _row(budget: Budget, ctx: Context, *, alone: bool) -> Line:
    if alone:
        return head(budget, ctx)
    named = fit_line((Span(budget.name, Role.MUTED),), NAMED, ctx.glyphs.ellipsis)
    return joined((named, head(budget, ctx)))


def verdict(budget: Budget, ctx: Context) -> tuple[str, str, Role]:
    """Sign, word and role."""
    glyphs = ctx.glyphs
    signs = {Condition.HEALTHY: glyphs.ok, Condition.DEGRADED: glyphs.warn, Condition.INVESTIGATE: glyphs.fail}
    return signs[budget.condition], str(budget.condition), _ROLES[budget.condition]


def left(budget: Budget) -> str:
    """`62% left`; more spent than there was is a negative figure."""
    return f"{budget.remaining:.0%} left"


def head(budget: Budget, ctx: Context) -> Line:
    """Sign, word, what is left, and when it runs out at which pace."""
    if scarce(budget):
        total = max(burn.total or 0 for burn in budget.burns)
        return (Span(f"{ctx.glyphs.unknown} too few events", Role.UNKNOWN), Span(f" ({total})", Role.MUTED))
    sign, word, role = verdict(budget, ctx)
    return joined(((Span(f"{sign} {word}", role),), (Span(left(budget), Role.STRONG),), exhaustion(budget)))


def exhaustion(budget: Budget) -> Line:
    """`out in 3:32:00 (1h rate)`; nothing while nothing burns or too little is known."""
    if budget.exhausts is None:
        return ()
    words = "used up" if budget.exhausts <= 0 else f"out in {duration(budget.exhausts)} ({budget.pace} rate)"
    return (Span(words, Role.FAIL if budget.exhausts <= 0 else Role.MUTED),)


def lines(budget: Budget, ctx: Context) -> list[Line]:
    """What a budget tells below its own line, above the chart and the spenders; the most telling first."""
    role = verdict(budget, ctx)[2]
    rows = [
        indented(bar(max(0.0, budget.remaining), max(0, ctx.width - 2), ctx.glyphs, role), ctx),
        indented(_burns(budget), ctx),
        *([indented(_share(budget), ctx)] if budget.burns and budget.burns[0].total is not None else []),
    ]
    for words in (budget.note, budget.advice):
        rows += paragraph(words, ctx) if words else []
    firing = [tier for tier in budget.tiers if tier.firing or ctx.zoomed]
    rows += [indented(_tier(tier, ctx), ctx) for tier in firing]
    if ctx.zoomed:
        rows += paragraph(_allowed(budget), ctx, Role.MUTED)
    if ctx.zoomed and budget.likely is not None:
        limit = budget.limit * (2 if budget.condition is Condition.INVESTIGATE else 1)
        rows += paragraph(f"P(rate > {limit:g}/h) = {budget.likely:.0%}", ctx)
    return rows


def spenders(budget: Budget, ctx: Context) -> Iterator[Line]:
    """Who spends it: episodes, lines behind them, and what they say."""
    for one in budget.spenders:
        figure = f"{count(one.episodes):>5}x "
        raw = f"{count(one.events)} lines  " if one.events > one.episodes else ""
        words = masked(headline.headline(one.title), ctx.find)
        yield indented((Span(figure, Role.STRONG), Span(raw, Role.MUTED), *words), ctx)


def _burns(budget: Budget) -> Line:
    """`burn 5m 3.1x  1h 1.4x  8h 0.8x`."""
    return joined(
        (
            (Span("burn", Role.MUTED),),
            *((Span(f"{one.window} ", Role.MUTED), Span(f"{one.rate:.1f}x", _pace(one.rate))) for one in budget.burns),
        )
    )


def _share(budget: Budget) -> Line:
    """`195 of 210 good (92.9%, asked 90%) in 7d`."""
    whole = max(budget.burns, key=lambda burn: burn.seconds)
    total = whole.total or 0
    share = f"{1 - whole.bad / total:.1%}" if total else "-"
    words = f" ({share}, asked {100 * (1 - budget.limit):.4g}%) in {whole.window}"
    return (Span(f"{count(total - whole.bad)} of {count(total)} good", Role.STRONG), Span(words, Role.MUTED))


def _allowed(budget: Budget) -> str:
    """What the budget is, in words."""
    hours = duration(budget.window)
    if budget.burns and budget.burns[0].total is not None:
        return f"{budget.spent} went badly; {100 * budget.limit:.4g}% may over {hours}"
    return f"{budget.spent} of {budget.limit * budget.window / 3600:.0f} episodes spent over {hours}"


def _pace(rate: float) -> Role:
    return Role.FAIL if rate >= 2 else Role.WARN if rate > 1 else Role.STRONG


def _tier(tier: Tier, ctx: Context) -> Line:
    """An alarm with the counts of both windows against what it takes."""
    sign = ctx.glyphs.fail if tier.firing else ctx.glyphs.ok
    windows = ((tier.long, tier.need_long), (tier.short, tier.need_short))
    counts = ", ".join(f"{one.bad}/{need} in {one.window}" for one, need in windows)
    words = f"{sign} {tier.name}" + (f" {tier.meaning}" if tier.firing else "")
    return joined((text(words, Role.FAIL if tier.firing else Role.MUTED), text(counts, Role.MUTED)))
