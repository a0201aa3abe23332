"""Blocks: an anchor, the line where a fault is told most strictly, and the lines around it that tell of the same."""

from collections.abc import Sequence

from msgspec import Struct

from console.analysis.rootcause.page import Page
from console.analysis.rootcause.signs import (
    BANNER,
    BOUNDARY,
    CLOSING,
    EXIT,
    FRAME,
    HARMLESS,
    MORE,
    OPENING,
    PASSED,
    PLACE,
    RAISED,
    REPORT,
    RESULT,
    STOPPED,
    STRICT,
    TALLY,
    TEST,
    TOOL,
    WORD,
)

_DEPTH = 600
_HEIGHT = 80
_PROSE = 8
_LAST_WORDS = 20
_GAP = 2
_HEADING = 80
_SUMMED_UP = 30
_WEIGHTS = (
    (PLACE, 10.0),
    (TEST, 10.0),
    (RAISED, 9.0),
    (STOPPED, 8.5),
    (TOOL, 7.0),
    (CLOSING, 6.0),
    (TALLY, 5.0),
    (WORD, 3.0),
    (RESULT, 1.0),
)
_WEIGHED = sum(kind for kind, _ in _WEIGHTS)
_WEIGHT_OF = [next((value for kind, value in _WEIGHTS if sign & kind), 0.0) for sign in range(_WEIGHED + 1)]


class Block(Struct, frozen=True, kw_only=True):
    """The lines `first` to `last` (indexes) that tell of one fault; `anchor` is the strictest of them."""

    first: int
    last: int
    anchor: int
    sign: int
    weight: float


def weight(sign: int) -> float:
    """How strictly a line tells of a fault, 0 when it does not."""
    return _WEIGHT_OF[sign & _WEIGHED]


def blocks(page: Page, new: Sequence[bool] | None) -> list[Block]:
    """All blocks of a log in order; they do not overlap. With a comparison only new lines can be anchors."""
    found: list[Block] = []
    end = -1
    for index, sign in enumerate(page.signs):
        if index <= end or not weight(sign) or (new is not None and not new[index]):
            continue
        first = _up(page, new, index)
        while found and found[-1].last >= first and found[-1].weight < weight(sign):
            first = min(first, found.pop().first)
        first = max(first, found[-1].last + 1 if found else 0)
        end = _down(page, new, index)
        found.append(_block(page, new, first, end))
    return found


def _block(page: Page, new: Sequence[bool] | None, first: int, last: int) -> Block:
    """The block of these lines, with its strictest line as its anchor."""
    own = [index for index in range(first, last + 1) if new is None or new[index]]
    anchor = max(own, key=lambda index: weight(page.signs[index]))
    sign = 0
    for index in own:
        if index == anchor or not page.signs[index] & RESULT:
            sign |= page.signs[index]
    return Block(first=first, last=last, anchor=anchor, sign=sign, weight=weight(page.signs[anchor]))


def _down(page: Page, new: Sequence[bool] | None, anchor: int) -> int:
    """The last line that tells of the anchor's fault."""
    last, gap, base = anchor, 0, page.indent(anchor)
    if page.signs[anchor] & RESULT:
        return last
    kind = page.signs[anchor]
    inside = kind & REPORT != 0
    for index in range(anchor + 1, min(anchor + _DEPTH, len(page.texts))):
        sign = page.signs[index]
        if sign & (REPORT | BANNER | BOUNDARY):
            inside = sign & REPORT != 0
        if inside:
            last, gap = index, 0
        elif sign & RESULT and sign & MORE:
            continue
        elif page.blank(index):
            gap += 1
            if gap > _GAP:
                break
        elif page.ruler(index) and not sign & MORE:
            continue
        elif sign & (BOUNDARY | RESULT | PASSED) or (gap and page.indent(index) <= base and _apart(kind, sign)):
            break
        elif _continues(page, new, index, base, gap, last):
            last, gap = index, 0
        else:
            break
    return last


def _apart(sign: int, other: int) -> bool:
    """Whether a line below a gap begins something else: a stricter fault, or a tool's words after a strict one."""
    if weight(other) > weight(sign):
        return True
    return sign & (PLACE | TEST) != 0 and not other & (STRICT | TALLY) and weight(other) > 0


def _continues(page: Page, new: Sequence[bool] | None, index: int, base: int, gap: int, last: int) -> bool:
    """Whether a line goes on with the block that ends at `last`, `gap` empty lines above; `base` is its indentation."""
    sign = page.signs[index]
    if sign & (MORE | FRAME | STRICT) or page.indent(index) > base:
        return True
    if new is not None and new[index] and not sign & HARMLESS:
        return True
    if sign & (TOOL | TALLY | WORD) and (gap == 0 or (gap == 1 and not sign & WORD)):
        return True
    if gap == 0 and page.texts[last].endswith(":"):
        return True
    return not page.signs[last] & (PLACE | TALLY) and _ends_soon(page, index, gap)


def _ends_soon(page: Page, index: int, gap: int) -> bool:
    """Whether what a line begins ends soon: what a tool says last belongs to its error.

    Directly below the block it is the paragraph that ends, further below the step.
    """
    for below in range(index, index + (_LAST_WORDS if gap else _PROSE)):
        if below >= len(page.texts) or page.signs[below] & (BOUNDARY | RESULT):
            return True
        if page.signs[below] & (PASSED | HARMLESS):
            return False
        if not gap and page.blank(below):
            return True
    return False


def above(page: Page, new: Sequence[bool] | None, anchor: int, most: int) -> int:
    """The first of at most that many lines that lead to the anchor: new ones, or else those of its last paragraphs."""
    first, gap = anchor, 0
    for index in range(anchor - 1, max(anchor - most, -1), -1):
        if page.blank(index):
            gap += 1
            if gap > (_GAP if new is not None else 1):
                break
        elif page.ruler(index):
            continue
        elif page.signs[index] & (BOUNDARY | RESULT | PASSED) or (new is not None and not new[index]):
            break
        else:
            first = index
    return first


def last_words(page: Page, new: Sequence[bool] | None) -> Block | None:
    """What was said last before the run was told to have failed, for a log in which nothing tells of a fault."""
    last = max((index for index, sign in enumerate(page.signs) if sign & EXIT), default=0) - 1
    while last >= 0 and (page.ruler(last) or page.signs[last] & (BOUNDARY | RESULT)):
        last -= 1
    if last < 0 or (new is not None and not new[last]):
        return None
    return Block(first=above(page, new, last, _SUMMED_UP), last=last, anchor=last, sign=0, weight=2.0)


def _up(page: Page, new: Sequence[bool] | None, anchor: int) -> int:
    """The first line that tells of the anchor's fault: heads and frames above it, reached without leaving the step."""
    first, gap = anchor, 0
    if page.signs[anchor] & (RESULT | STOPPED):
        return first
    if page.signs[anchor] & CLOSING:
        return above(page, new, anchor, _SUMMED_UP)
    for index in range(anchor - 1, max(anchor - _HEIGHT, -1), -1):
        sign = page.signs[index]
        if page.blank(index):
            gap += 1
            if gap > 1:
                break
        elif page.ruler(index) and not sign & OPENING:
            continue
        elif sign & (BOUNDARY | RESULT | PASSED) and not sign & OPENING:
            break
        elif sign & OPENING or (gap == 0 and index == first - 1 and _introduces(page, index)):
            first, gap = index, 0
        elif gap or not _leads(page, new, index, anchor):
            break
        elif sign & (STRICT | FRAME | TOOL | WORD):
            first = index
    return first


def _leads(page: Page, new: Sequence[bool] | None, index: int, anchor: int) -> bool:
    """Whether a line directly above a block may be a part of it, or lie between it and its head."""
    sign = page.signs[index]
    if sign & (STRICT | FRAME | MORE | TOOL):
        return True
    if sign & WORD:
        return new is not None and new[index]
    return page.indent(index) > page.indent(anchor)


def _introduces(page: Page, index: int) -> bool:
    """Whether a line is a short heading of what stands below it."""
    text = page.texts[index]
    return text.endswith(":") and len(text) <= _HEADING and not page.signs[index] & (HARMLESS | BOUNDARY)
