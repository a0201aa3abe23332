"""Pane 1, Flow: how work goes and why, what it costs, the plan; below it the lines that were counted."""

from msgspec import Struct
from msgspec.structs import replace

from console.model.flow import Flow, FlowState
from console.model.frame import Frame
from console.model.lines import Line, Role, Span
from console.views import flowing, plan, throughput
from console.views.base import Context, PaneView
from console.views.compose import bounded, greedy, indented, joined
from console.views.gitline import git_line
from console.views.states import failure, status, unknown
from console.views.throughput import SOURCE, by_severity, last_minute, totals

__all__ = ["SOURCE", "TITLE", "by_severity", "flow_view", "last_minute", "strip", "totals"]

TITLE: Line = (Span("1 Flow", Role.TITLE),)
TABLE = 6
"""Rows left over from which the counts are a table and not a line."""


class Block(Struct, frozen=True):
    """Lines that belong together, with a rank of their own; the highest goes first where there is no room."""

    rank: int
    lines: list[Line]


def flow_view(frame: Frame, ctx: Context) -> PaneView:
    """What the analyst found, else what was counted; where there is little room the most telling of it."""
    lines = unknown(frame, SOURCE, ctx)
    if frame.flow is not None:
        lines = _judged(frame, frame.flow, ctx)
    elif lines is None:
        above = _plan(frame, ctx)
        lines = [*above, *throughput.counted(frame, _lower(ctx, len(above)))]
    return PaneView(title=TITLE, status=status(frame, SOURCE, ctx), lines=bounded(lines, ctx))


def strip(frame: Frame, ctx: Context) -> Line:
    """The pane in one line: `SLOWED 12m  score 41  test bottleneck: pytest  412 lines/min`."""
    told = throughput.rates(frame, ctx)
    if frame.flow is None:
        return joined(told)
    return greedy([flowing.head(frame.flow, frame.at, ctx), flowing.cause(frame.flow), *told], ctx.width - 7, "  ")


def _judged(frame: Frame, flow: Flow, ctx: Context) -> list[Line]:
    """The blocks that fit, and the counts in what is left."""
    blocks = _blocks(frame, flow, ctx)
    above = failure(frame, SOURCE, ctx)
    if ctx.zoomed:
        lines = [line for block in blocks for line in block.lines]
        return [*above, *lines, (), *throughput.counted(frame, _lower(ctx, len(lines) + 1))]
    if _untouched(flow):
        lines = [*flowing.headline(flow, frame.at, ctx), *plan.lines(frame, ctx, 2)]
        return [*above, *lines, *throughput.counted(frame, _lower(ctx, len(lines)))]
    lines = _fitting(blocks, ctx.height - len(above))
    rest = ctx.height - len(above) - len(lines)
    if rest < TABLE:
        return [*above, *lines]
    counted = throughput.counted(frame, replace(ctx, height=rest - 1))[: rest - 1]
    return [*above, *_fitting([block for block in blocks if block.rank not in (5, 10)], ctx.height), (), *counted]


def _blocks(frame: Frame, flow: Flow, ctx: Context) -> list[Block]:
    """Everything in the order of the screen."""
    rates = greedy(throughput.rates(frame, ctx), ctx.width - 2, "  ")
    return [
        Block(0, flowing.headline(flow, frame.at, ctx)),
        Block(1, flowing.why(flow, ctx)),
        Block(2, flowing.skyline(flow, ctx)),
        Block(4, flowing.lost(flow, ctx)),
        Block(6, flowing.figures(flow, ctx)),
        Block(8, flowing.broken(flow, ctx)),
        Block(9, flowing.advised(flow, ctx)),
        Block(3, _plan(frame, ctx)),
        Block(5, [] if ctx.zoomed else [indented(rates, ctx)]),
        Block(10, [] if ctx.zoomed else [indented(git_line(frame, ctx), ctx)]),
    ]


def _plan(frame: Frame, ctx: Context) -> list[Line]:
    """As much of the plan as a pane of this height can give to it."""
    return plan.lines(frame, ctx, ctx.height // 3)


def _fitting(blocks: list[Block], height: int) -> list[Line]:
    """The lines of the blocks for which there is room, the lowest ranks served first, in the order of the screen."""
    kept, left = set[int](), height
    for block in sorted(blocks, key=lambda one: one.rank):
        if len(block.lines) <= left:
            kept.add(block.rank)
            left -= len(block.lines)
    return [line for block in blocks if block.rank in kept for line in block.lines]


def _untouched(flow: Flow) -> bool:
    """Whether nobody has been at work today."""
    return flow.state is FlowState.IDLE and not flow.flowing and not flow.lost


def _lower(ctx: Context, taken: int) -> Context:
    return replace(ctx, height=max(0, ctx.height - taken))
