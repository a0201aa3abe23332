"""Stacks whose lines begin with `at`: where they stand, and the line of the error above each.

Java, JavaScript and .NET print them alike; what follows `at` tells them apart.
"""

from collections.abc import Iterator

from console.analysis.faults.log import Log
from console.text.late import Late

CUES = (" at ", "\tat ")
_AT = Late(r"\s*+at [\w$.<(/\[@\\]")
_LONGEST = 3000
_HEAD_ABOVE = 40


def runs(log: Log) -> Iterator[tuple[int, int]]:
    """The first and last line of each unbroken run of `at` lines."""
    first = last = -2
    for index in log.at(*CUES):
        if not _AT.match(log[index]):
            continue
        if index == last + 1 and index - first < _LONGEST:
            last = index
            continue
        if first >= 0:
            yield first, last
        first = last = index
    if first >= 0:
        yield first, last


def head_above(log: Log, first: int, floor: int, head: Late) -> int:
    """The nearest line above a stack that names an error, -1 when there is none above `floor`."""
    for index in range(first - 1, max(floor, first - _HEAD_ABOVE) - 1, -1):
        if head.match(log[index]):
            return index
    return -1
