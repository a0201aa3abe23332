"""Which checkpoints are kept: all of the last hour, then one an hour for a day, then one a day for two weeks."""

from collections.abc import Sequence

from msgspec import Struct

HOUR = 3600.0
DAY = 24 * HOUR
WEEKS = 14 * DAY


class Kept(Struct, frozen=True):
    """A checkpoint as thinning sees it: `time` in seconds, `asked` for by a person, who wants to find it again."""

    id: int
    time: float
    asked: bool


def superfluous(checkpoints: Sequence[Kept], now: float) -> tuple[int, ...]:
    """The ids that can go: of every span the newest stays, and whatever a person asked for, and the very newest."""
    slots: set[tuple[float, int]] = set()
    gone = []
    for one in sorted(checkpoints, key=lambda one: (one.time, one.id), reverse=True)[1:]:
        span = _span(now - one.time)
        if one.asked or span == 0:
            continue
        slot = (span, int(one.time // span)) if span is not None else None
        if slot is None or slot in slots:
            gone.append(one.id)
        else:
            slots.add(slot)
    return tuple(gone)


def first_to_go(checkpoints: Sequence[Kept]) -> tuple[int, ...]:
    """A quarter of them when there is no room: automatic ones before asked ones, old before new, never the newest."""
    ranked = sorted(checkpoints, key=lambda one: (one.time, one.id))[:-1]
    ranked.sort(key=lambda one: one.asked)
    return tuple(one.id for one in ranked[: (len(ranked) + 3) // 4])


def _span(age: float) -> float | None:
    """How long a span one checkpoint stands for at an age; 0 keeps every one, None keeps none."""
    if age < HOUR:
        return 0.0
    if age < DAY:
        return HOUR
    return DAY if age < WEEKS else None
