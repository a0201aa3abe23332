"""The plan in pane 1: how far the goal, its phase and its task are, the step that comes next, and what holds it."""

from collections.abc import Iterator

from console.model.frame import Frame
from console.model.job import Job, JobState
from console.model.lines import Line, Role, Span
from console.model.plan import Item, Level
from console.model.plantree import Node, next_step, path_of, tree, walk
from console.views.base import Context
from console.views.compose import clip_line, indented, text
from console.views.figures import age
from console.views.spark import bar

WIDE, NARROW = 12, 6
LONGEST = 200
"""Lines of a plan that are drawn; a longer one is for `plan show`."""


def lines(frame: Frame, ctx: Context, most: int) -> list[Line]:
    """The way from the goal to the next step in at most so many lines; zoomed the whole plan; nothing without one."""
    nodes = {node.item.id: node for _, node in walk(tree(frame.plan))}
    step = next_step(frame.plan)
    if step is None:
        return [indented(_finished(frame), ctx)] if nodes else []
    if ctx.zoomed:
        return [(), *_whole(frame, step, ctx)]
    path = [nodes[item.id] for item in path_of(frame.plan, step.id)]
    above = [indented(_level(node, ctx), ctx) for node in path[: min(len(path), max(1, most)) - 1]]
    return [*above, indented(_step(frame, step, ctx), ctx)]


def _level(node: Node, ctx: Context) -> Line:
    """`phase ███░░░  3/10  storage`."""
    share = node.finished / node.steps
    drawn = bar(share, WIDE if ctx.width >= 44 else NARROW, ctx.glyphs, Role.OK if share == 1 else Role.BAR)
    left = text(f"  {node.finished}/{node.steps}  ", Role.STRONG)
    return (Span(f"{node.item.level.value:<6}", Role.MUTED), *drawn, *left, *text(node.item.title))


def _step(frame: Frame, step: Item, ctx: Context) -> Line:
    """What comes next, and how the work that is attached to it stands."""
    held = _held(frame, step)
    arrow: Line = (Span(f"{'next':<6}", Role.MUTED), Span(f"{ctx.glyphs.cursor} ", Role.ACCENT))
    title = clip_line(text(step.title), max(ctx.width // 2, ctx.width - 12 - len(held)), ctx.glyphs.ellipsis)
    return (*arrow, *title, *text(f"  {held}" if held else "", Role.WARN))


def _held(frame: Frame, step: Item) -> str:
    """Why a step is not done yet, as far as its newest job and checkpoint tell."""
    jobs = {job.id: job for job in frame.jobs}
    newest = next((jobs[number] for number in reversed(step.jobs) if number in jobs), None)
    if newest is not None:
        return _job(newest)
    return f"checkpoint {step.checkpoints[-1]}" if step.checkpoints else ""


def _job(job: Job) -> str:
    why = f": {job.cause}" if job.cause and job.state is not JobState.PASSED else ""
    return f"job {job.id} {job.state.value}{why}"


def _whole(frame: Frame, step: Item, ctx: Context) -> Iterator[Line]:
    """Every level with what is left of it, what is attached, and when it was done."""
    for depth, node in list(walk(tree(frame.plan)))[:LONGEST]:
        margin = Span("  " * depth)
        if node.below:
            yield indented((margin, *_level(node, ctx)), ctx)
            continue
        current = node.item.id == step.id
        sign = ctx.glyphs.cursor if current else ctx.glyphs.ok if node.done else ctx.glyphs.info
        role = Role.ACCENT if current else Role.OK if node.done else Role.MUTED
        held = _held(frame, node.item) if not node.done else _since(frame, node.item)
        yield indented(
            (margin, Span(f"{sign} ", role), *text(node.item.title, Role.MUTED if node.done else Role.TEXT),
             *text(f"  {held}" if held else "", Role.WARN if current else Role.MUTED)), ctx,
        )  # fmt: skip


def _since(frame: Frame, item: Item) -> str:
    return f"{age(frame.at - item.done)} ago" if item.done is not None else ""


def _finished(frame: Frame) -> Line:
    goals = [item.title for item in frame.plan if item.level is Level.GOAL]
    return (Span("plan  ", Role.MUTED), Span("all done", Role.OK), *text(f"  {goals[-1]}" if goals else "", Role.MUTED))
