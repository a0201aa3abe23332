"""Reading a plan from Markdown: headings and check lists, nothing else of it (CommonMark 4.2, 4.3; task lists)."""

from collections.abc import Iterator

import re2
from msgspec import Struct

from console.model.plan import Level, Wanted

LONGEST_LINE = 2000
_TAB = 4
_HEADING = re2.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_CHECK = re2.compile(r"^([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+\[([ xX])\][ \t]+(.*?)[ \t]*$")
_FENCE = re2.compile(r"^ {0,3}(```+|~~~+)")
_UNDERLINE = re2.compile(r"^ {0,3}(=+|-+)[ \t]*$")
_HEADINGS = (Level.GOAL, Level.PHASE)


class _Part(Struct):
    """A heading or a check-list item; `depth` orders it among its like, `heads` tells which of the two it is."""

    heads: bool
    depth: int
    title: str
    done: bool
    under: int = -1
    checks: bool = False
    parent: bool = False


class Outline(Struct, frozen=True):
    """A plan as read: items before what lies under them, and how many headings were left out as mere text."""

    items: tuple[Wanted, ...]
    left_out: int


def outline(text: str, name: str) -> Outline:
    """The plan in a Markdown text; `name` is the goal where no heading says one.

    Where there are check lists, headings without any below them are text and left out.
    """
    parts = _placed(list(_parts(text)))
    checks = any(not part.heads for part in parts)
    kept = [n for n, part in enumerate(parts) if part.checks or not part.heads or not checks]
    if not kept:
        return Outline((), len(parts))
    roots = [n for n in kept if parts[n].under < 0]
    spare = len(roots) > 1 or not parts[roots[0]].heads
    numbers = {n: position + spare for position, n in enumerate(kept)}
    items = [Wanted(level=Level.GOAL, title=name)] if spare else []
    for n in kept:
        part = parts[n]
        above = numbers[part.under] if part.under >= 0 else 0 if spare else -1
        level = _level(part, 0 if above < 0 else 1 if items[above].level is Level.GOAL else 2)
        items.append(Wanted(level=level, title=part.title, under=above, done=part.done))
    return Outline(tuple(items), len(parts) - len(kept))


def _level(part: _Part, depth: int) -> Level:
    if part.heads:
        return _HEADINGS[depth] if depth < len(_HEADINGS) else Level.TASK
    return Level.TASK if part.parent else Level.STEP


def _placed(parts: list[_Part]) -> list[_Part]:
    """Say of every part what it lies under: the last one before it that is larger."""
    open_: list[int] = []
    for n, part in enumerate(parts):
        while open_ and not _holds(parts[open_[-1]], part):
            open_.pop()
        part.under = open_[-1] if open_ else -1
        if open_:
            parts[open_[-1]].parent = True
        if not part.heads:
            for above in reversed(open_):
                if parts[above].checks:
                    break  # and so have all above it
                parts[above].checks = True
        open_.append(n)
    return parts


def _holds(above: _Part, part: _Part) -> bool:
    """Whether something lies under what came before it; a heading lies under no check-list item."""
    if above.heads != part.heads:
        return above.heads
    return above.depth < part.depth


def _parts(text: str) -> Iterator[_Part]:
    """Headings and check-list items in order; front matter and code blocks between fences are passed over."""
    fence, before = "", ""
    lines = text.splitlines()
    matter = lines.index("---", 1) + 1 if lines[:1] == ["---"] and "---" in lines[1:] else 0
    for raw in lines[matter:]:
        line = raw[:LONGEST_LINE]
        found = _FENCE.match(line)
        if fence:
            fence = "" if found and found[1].startswith(fence) else fence
        elif found:
            fence = found[1]
        else:
            part = _part(line, before)
            if part is not None and part.title:
                yield part
        before = "" if fence or found else line


def _part(line: str, before: str) -> _Part | None:
    heading = _HEADING.match(line)
    if heading:
        return _Part(True, len(heading[1]), heading[2], False)
    check = _CHECK.match(line)
    if check:
        return _Part(False, len(check[1].expandtabs(_TAB)), check[3], check[2] in "xX")
    under = _UNDERLINE.match(line)
    if under and before.strip() and not _HEADING.match(before) and not _CHECK.match(before):
        return _Part(True, 1 if under[1][0] == "=" else 2, before.strip(), False)
    return None
