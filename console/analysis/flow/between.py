"""Whether a minute lies within a series of events, and does not merely lie near it.

Windows blur where something begins and ends; what is between two events is inside, whatever the window.
"""

from collections.abc import Iterable

FRESH = 2
FADES = 4


def between(marks: Iterable[int], minute: int, newest: int, reach: int) -> float:
    """1 between two marks (minutes) that lie within `reach`, or just before the first; 0 outside.

    After the last mark it fades as time goes on without another: at the live edge the next may still come.
    """
    near = [mark for mark in marks if abs(mark - minute) <= reach]
    before = max((mark for mark in near if mark <= minute), default=None)
    after = min((mark for mark in near if mark >= minute), default=None)
    if before is None:
        return 1.0 if after is not None and after - minute <= 1 else 0.0
    if after is not None:
        return 1.0
    return max(0.0, 1 - max(0, newest - before - FRESH) / FADES)
