"""Whether a minute lies within a series of events, and does not merely lie near it.

Windows blur where something begins and ends; what is between two events is inside, whatever the window.
"""

from collections.abc import Iterable

FRESH = 2.0
"""Minutes in which another may still come, where there was only one so far."""
FADES = 2.5
"""A series that has paused for so many of its own gaps more is over; by chance it would in one case of thirty."""


def between(marks: Iterable[int], minute: int, newest: int, reach: int, *, over: bool = False) -> float:
    """1 between two marks (minutes) that lie within `reach`, or just before the first; 0 outside.

    After the last mark it fades as time goes on without another, in the rhythm of the series: at the live edge the next
    may still come. Nothing comes any more in one that is known to be `over`.
    """
    near = [mark for mark in marks if abs(mark - minute) <= reach]
    before = max((mark for mark in near if mark <= minute), default=None)
    after = min((mark for mark in near if mark >= minute), default=None)
    if before is None:
        return 1.0 if after is not None and after - minute <= 1 else 0.0
    if after is not None:
        return 1.0
    if over:
        return 0.0
    gap = max(1.0, (before - min(near)) / (len(near) - 1)) if len(near) > 1 else FRESH
    return min(1.0, max(0.0, 1 - (newest - before - gap) / (FADES * gap)))
