"""The root cause of a failed run: one block of evidence, what followed from it, and what it was compared with."""

from collections.abc import Sequence

from console.analysis.rootcause.baseline import Baseline
from console.analysis.rootcause.blocks import Block, blocks, last_words, weight
from console.analysis.rootcause.choose import choose, gather
from console.analysis.rootcause.page import Page, read
from console.analysis.rootcause.signs import FRAME, LIBRARY, RESULT
from console.analysis.rootcause.summary import summary
from console.model.failure import RootCause
from console.text.mask import template

_FRAMES = 12
_LIBRARY_FRAMES = 4
_FOLLOWING = 200
_FOLLOWS = 5.0
_FAINT = 2.0


def find(lines: Sequence[str], passing: Baseline | None = None, runs: int = 1) -> RootCause | None:
    """Where a failed run began to fail, None where nothing in its log tells of a failure.

    `lines` are clean; `passing` is what `runs` passing runs of the same job said.
    """
    page = read(lines)
    new = passing.new(page) if passing is not None else None
    found = blocks(page, new)
    basis = f"new against {runs} passing run{'s' if runs > 1 else ''}" if new is not None else "no passing run known"
    if new is not None and not any(block.weight > 1.0 for block in found) and last_words(page, new) is None:
        new, found = None, blocks(page, None)
        basis = "nothing that tells of a failure is new against the passing run; judged by itself"
    chosen = choose(page, found) if found else None
    if (chosen is None or chosen.weight < _FAINT) and (last := last_words(page, new)) is not None:
        return _cause(page, new, [last], last, basis)
    if chosen is None:
        return None
    return _cause(page, new, gather(page, found, chosen), chosen, basis)


def _cause(page: Page, new: Sequence[bool] | None, together: Sequence[Block], chosen: Block, basis: str) -> RootCause:
    """The result for the blocks that were gathered."""
    evidence = _evidence(page, together)
    text = summary(page, evidence, chosen.anchor)
    shown = set(evidence)
    follow_on = [
        index
        for index, sign in enumerate(page.signs)
        if index not in shown
        and index > evidence[0]
        and (sign & RESULT or weight(sign) >= _FOLLOWS)
        and (new is None or new[index])
    ]
    return RootCause(
        first_line=evidence[0] + 1,
        last_line=evidence[-1] + 1,
        summary=text,
        fingerprint=template(text),
        lines=tuple(index + 1 for index in evidence),
        follow_on=tuple(index + 1 for index in follow_on[:_FOLLOWING]),
        basis=basis,
        confidence=_confidence(chosen, compared=new is not None),
    )


def _evidence(page: Page, together: Sequence[Block]) -> list[int]:
    """The lines to show: of each block all that are not empty, of a long stack the first frames."""
    evidence: list[int] = []
    for block in together:
        frames = 0
        for index in range(block.first, block.last + 1):
            frames = frames + 1 if page.signs[index] & FRAME else 0
            if not page.blank(index) and frames <= (_LIBRARY_FRAMES if page.signs[index] & LIBRARY else _FRAMES):
                evidence.append(index)
    return evidence


def _confidence(chosen: Block, *, compared: bool) -> float:
    """How often the first line is right for evidence of this strictness."""
    strict, said, rest = (0.85, 0.7, 0.4) if compared else (0.7, 0.55, 0.25)
    return strict if chosen.weight > 8.0 else said if chosen.weight >= 7.0 else rest
