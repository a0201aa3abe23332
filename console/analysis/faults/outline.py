"""The full title of a test in an outline, where suites stand above it with less indentation."""

from collections.abc import Callable

from console.analysis.faults.log import Log

_ABOVE = 500


def indent(line: str) -> int:
    """How many blanks a line begins with."""
    return len(line) - len(line.lstrip(" \t"))


def titles(log: Log, index: int, is_title: Callable[[str], bool], floor: int = -1) -> list[str]:
    """The suites between the line `floor` and a line, outermost first; `is_title` says which lines may be one."""
    found: list[str] = []
    level = indent(log[index])
    for above in range(index - 1, max(index - _ABOVE, floor), -1):
        line = log[above]
        if level == 0:
            break
        if line.strip() and indent(line) < level and is_title(line):
            level = indent(line)
            found.append(line.strip())
    return found[::-1]
