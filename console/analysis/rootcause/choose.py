"""Which of a log's blocks is the root cause, and which others belong to it."""

from bisect import bisect_right
from collections.abc import Sequence

from console.analysis.rootcause.blocks import Block
from console.analysis.rootcause.page import Page
from console.analysis.rootcause.signs import PASSED, PLACE, RESULT, TALLY, TEST

_IN_FAILING_STEP = 4.0
_LATE = 2.0
_TERMINAL = 1.5
_RECOVERED = 3.0
_RECENT = 60
_LOOK_AHEAD = 4
_NEAR = 2
_SAME_KIND_NEAR = 10
_FAINT = 2.0
_TOLD = 7.0
_COUNTS = 5.0
_LINES = 40


def choose(page: Page, found: Sequence[Block]) -> Block:
    """The block that tells the root cause: the strictest of the step that failed; of equals the first."""
    return max(found, key=lambda block: _score(page, block))


def _score(page: Page, block: Block) -> float:
    """How much speaks for a block. Compilers and tests are judged by the first fault, everything else by the last."""
    score = block.weight
    step = page.steps[block.anchor]
    if page.failing >= 0:
        score += _IN_FAILING_STEP if step == page.failing else -_IN_FAILING_STEP if step > page.failing else 0.0
    if block.sign & (PLACE | TEST):
        score += _LATE
    else:
        score += _LATE * _RECENT / max(_RECENT, _end(page) - block.last)
    if block.weight < 10.0 and _terminal(page, block):
        score += _TERMINAL
    below = page.signs[block.last + 1 : block.last + 1 + _LOOK_AHEAD]
    if block.weight < 10.0 and any(sign & PASSED for sign in below):
        score -= _RECOVERED
    return score


def _terminal(page: Page, block: Block) -> bool:
    """Whether the run ended directly below a block: what is fatal is said last."""
    for index in range(block.last + 1, len(page.texts)):
        if not page.ruler(index):
            return page.signs[index] & RESULT != 0
    return True


def _end(page: Page) -> int:
    """Where the step that failed ends, or the log."""
    if page.failing < 0:
        return len(page.texts)
    return bisect_right(page.steps, page.failing)


def gather(page: Page, found: Sequence[Block], chosen: Block, *, compared: bool) -> list[Block]:
    """The chosen block and its companions in the same step, at most about `_LINES` lines, none told twice.

    When the log was `compared` with a passing run, what else is new and tells of a failure belongs to it as well.
    """
    at = found.index(chosen)
    together = [chosen]
    told = _texts(page, chosen)
    size = chosen.last - chosen.first + 1
    for block in found[at + 1 :]:
        size += block.last - block.first + 1
        if size > _LINES or not _same_step(page, chosen, block):
            break
        wide = compared and not chosen.sign & PLACE and block.weight > _FAINT
        if (wide or _belongs(page, together, block)) and page.texts[block.anchor].strip() not in told:
            together.append(block)
            told |= _texts(page, block)
    for block in reversed(found[:at]):
        size += block.last - block.first + 1
        if (
            size > _LINES
            or block.weight < _TOLD
            or _between(page, block, together[0]) > 0
            or not _same_step(page, block, chosen)
        ):
            break
        together.insert(0, block)
    return together


def _texts(page: Page, block: Block) -> set[str]:
    """The texts of a block's lines."""
    return {page.texts[index].strip() for index in range(block.first, block.last + 1)}


def _belongs(page: Page, together: Sequence[Block], block: Block) -> bool:
    """Whether a block below those gathered tells of the same failure."""
    if block.sign & RESULT:
        return False
    distance = _between(page, together[-1], block)
    if together[0].sign & TEST and block.sign & (TEST | TALLY):
        return True
    if together[0].sign & PLACE and block.sign & PLACE:
        return distance <= _SAME_KIND_NEAR
    if together[0].sign & PLACE:
        return False
    return distance <= (_SAME_KIND_NEAR if block.weight >= _COUNTS else _NEAR) and block.weight > _FAINT


def _same_step(page: Page, one: Block, other: Block) -> bool:
    """Whether two blocks lie in one step of the run."""
    return page.steps[one.anchor] == page.steps[other.anchor]


def _between(page: Page, above: Block, below: Block) -> int:
    """How many lines that are not empty lie between two blocks."""
    return sum(1 for index in range(above.last + 1, below.first) if not page.blank(index))
