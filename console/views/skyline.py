"""The day as a skyline: the better work went, the higher it stands; a pause is a gap."""

from collections.abc import Sequence
from itertools import groupby, pairwise

from console.model.flow import FlowState, Stretch
from console.model.lines import Glyphs, Line, Role, Span

ROLES = {
    FlowState.FLOWING: Role.OK, FlowState.SLOWED: Role.WARN, FlowState.BLOCKED: Role.FAIL,
    FlowState.RECOVERING: Role.NOTICE, FlowState.IDLE: Role.MUTED,
}  # fmt: skip
_HEIGHTS = {FlowState.FLOWING: 1.0, FlowState.RECOVERING: 0.6, FlowState.SLOWED: 0.4, FlowState.BLOCKED: 0.15}
_WEIGHTS = {FlowState.BLOCKED: 2.0, FlowState.SLOWED: 1.5, FlowState.IDLE: 0.9}
"""A short block in a long cell is more telling than the flow around it."""
SHORTEST = 60.0


def skyline_row(timeline: Sequence[Stretch], width: int, glyphs: Glyphs) -> Line:
    """From the first stretch to the last in at most `width` cells, none shorter than a minute."""
    begin, end = timeline[0].start, timeline[-1].end
    step = max(SHORTEST, (end - begin) / max(1, width))
    cells = min(width, max(1, round((end - begin) / step)))
    states = _states(timeline, [begin + i * step for i in range(cells + 1)])
    return tuple(
        Span(_sign(state, glyphs) * len(list(same)), ROLES[state] if state else Role.MUTED)
        for state, same in groupby(states)
    )


def legend(glyphs: Glyphs) -> Line:
    """What the heights mean, highest first."""
    return tuple(
        span
        for state in _HEIGHTS
        for span in (Span(f" {_sign(state, glyphs)} ", ROLES[state]), Span(state.value, Role.MUTED))
    )


def _states(timeline: Sequence[Stretch], edges: Sequence[float]) -> list[FlowState | None]:
    """What each cell was for the most part, in one pass over the day."""
    found: list[FlowState | None] = []
    first = last = 0
    for start, end in pairwise(edges):
        while first < len(timeline) and timeline[first].end <= start:
            first += 1
        while last < len(timeline) and timeline[last].start < end:
            last += 1
        found.append(_most(timeline[first:last], start, end))
    return found


def _most(stretches: Sequence[Stretch], start: float, end: float) -> FlowState | None:
    weights: dict[FlowState, float] = {}
    for one in stretches:
        shared = min(one.end, end) - max(one.start, start)
        if shared > 0:
            weights[one.state] = weights.get(one.state, 0.0) + shared * _WEIGHTS.get(one.state, 1.0)
    return max(weights, key=weights.__getitem__) if weights else None


def _sign(state: FlowState | None, glyphs: Glyphs) -> str:
    height = _HEIGHTS.get(state, 0.0) if state else 0.0
    return glyphs.ramp[round(height * (len(glyphs.ramp) - 1))]
