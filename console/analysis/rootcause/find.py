"""The root cause of a failed run: one block of evidence, what followed from it, and what it was compared with."""

from collections.abc import Sequence

from msgspec import Struct

from console.analysis import fingerprint
from console.analysis.classify.manner import ended_well, faulty
from console.analysis.rootcause.baseline import Baseline
from console.analysis.rootcause.blocks import Block, blocks, last_words, weight
from console.analysis.rootcause.choose import choose, gather
from console.analysis.rootcause.page import Page, read
from console.analysis.rootcause.signs import EXIT, FRAME, LIBRARY, RESULT, STRICT, TALLY
from console.analysis.rootcause.summary import summary
from console.model.failure import Report, RootCause

_FRAMES = 12
_LIBRARY_FRAMES = 5
_LONG = 60
_NEAR = 4
_FOLLOWING = 200
_FOLLOWS = 5.0
_END = 30
_FAINT = 2.0
_TOLD = 7.0
_ALONE = "judged by itself: no passing run to compare with"
_NOTHING_NEW = "judged by itself: nothing that tells of a failure is new against the passing run"


class _Found(Struct, frozen=True):
    """What a search came to: the blocks that are the evidence, and the one that stands for them."""

    together: Sequence[Block]
    chosen: Block


def find(
    lines: Sequence[str], passing: Baseline | None = None, report: Report | None = None, runs: int = 1
) -> RootCause | None:
    """Where a failed run began to fail, None where nothing in its log tells of a failure.

    `lines` are clean; `passing` is what `runs` passing runs of the same job said; `report` is what was recognised in
    the lines, if that is known.
    """
    page = read(lines, report)
    if passing is not None:
        new = passing.new(page)
        found = _search(page, new)
        if found is not None and found.chosen.weight >= _FAINT:
            return _cause(page, new, found, report, f"new against {runs} passing run{'s' * (runs > 1)}")
    found = _search(page, None)
    if found is None:
        return None
    return _cause(page, None, found, report, _ALONE if passing is None else _NOTHING_NEW)


def _search(page: Page, new: Sequence[bool] | None) -> _Found | None:
    """The evidence in a log, or, where hardly anything tells of a fault, what was said last before it failed."""
    found = blocks(page, new)
    chosen = choose(page, found) if found else None
    if chosen is None or chosen.weight < (_TOLD if _went_well(page) else _FAINT):
        said = last_words(page, new) or chosen
        return _Found((said,), said) if said is not None and _failed(page, said) else None
    return _Found(gather(page, found, chosen, compared=new is not None), chosen)


def _failed(page: Page, said: Block) -> bool:
    """Whether the run is told to have failed at all: a mere end, or a summary of what went well, is no cause."""
    last = page.signs[said.anchor]
    return not _went_well(page) and (not last & RESULT or bool(last & EXIT) or faulty(page.texts[said.anchor]))


def _went_well(page: Page) -> bool:
    """Whether a log says at its end that the run succeeded, and not also that it failed."""
    return ended_well(page.texts) and not any(sign & EXIT for sign in page.signs[-_END:])


def _cause(page: Page, new: Sequence[bool] | None, found: _Found, report: Report | None, basis: str) -> RootCause:
    """The result for what was found."""
    evidence = _evidence(page, found.together)
    text = summary(page, evidence, found.chosen.anchor)
    return RootCause(
        first_line=evidence[0] + 1,
        last_line=evidence[-1] + 1,
        summary=text,
        fingerprint=_fingerprint(evidence, text, report),
        lines=tuple(index + 1 for index in evidence),
        follow_on=tuple(index + 1 for index in _following(page, new, evidence)),
        basis=basis,
        confidence=_confidence(found.chosen, compared=new is not None),
    )


def _evidence(page: Page, together: Sequence[Block]) -> list[int]:
    """The lines to show: of each block all that are not empty, of a long stack the first frames."""
    evidence: list[int] = []
    for block in together:
        frames = 0
        for index in _telling(page, block):
            frames = frames + 1 if page.signs[index] & FRAME else 0
            if not page.blank(index) and frames <= (_LIBRARY_FRAMES if page.signs[index] & LIBRARY else _FRAMES):
                evidence.append(index)
    return evidence


def _telling(page: Page, block: Block) -> list[int]:
    """The lines of a block; of a very long one, which lists source or output, those near its strict lines."""
    lines = range(block.first, block.last + 1)
    if len(lines) <= _LONG:
        return list(lines)
    strict = [at for at in lines if page.signs[at] & (STRICT | TALLY) or at == block.anchor]
    near = {line for at in strict for line in range(at - _NEAR, at + _NEAR + 1)}
    return [line for line in lines if line in near][: 2 * _LONG]


def _following(page: Page, new: Sequence[bool] | None, evidence: Sequence[int]) -> list[int]:
    """The lines below the first of the evidence that tell of a failure too: consequences and later faults."""
    shown = frozenset(evidence)
    return [
        index
        for index in range(evidence[0] + 1, len(page.signs))
        if (page.signs[index] & RESULT or weight(page.signs[index]) >= _FOLLOWS)
        and (new is None or new[index])
        and index not in shown
    ][:_FOLLOWING]


def _fingerprint(evidence: Sequence[int], text: str, report: Report | None) -> str:
    """The fingerprint of the first fault that is told in the evidence, else of the summary."""
    shown = frozenset(evidence)
    for fault in report.faults if report is not None else ():
        if fault.headline - 1 in shown:
            return fingerprint.of_fault(fault)
    return fingerprint.of_text(text)


def _confidence(chosen: Block, *, compared: bool) -> float:
    """How often the first line is right, as counted over the pairs of the tests, for evidence of this strictness."""
    told = chosen.weight >= _TOLD
    if compared:
        return 0.8 if told else 0.6
    return 0.75 if told else 0.45
