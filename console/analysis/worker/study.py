"""Studying one cluster: its category, where it began, what may mend it, and what it resembles."""

from console.analysis import fingerprint
from console.analysis.classify import Classify
from console.analysis.similar.similar import Similar
from console.analysis.similar.vector import vector
from console.analysis.worker.protocol import GAP, Studied, Study
from console.model.failure import Report, RootCause, Suggestion, Verdict

FOUND = 0.75
"""How sure the evidence of a whole output is, as `rootcause` measures it for what tells strictly."""


def study(request: Study, similar: Similar, judge: Classify) -> Studied:
    """Everything that can be said of one cluster now; its vector is remembered."""
    from console.analysis.faults import recognise
    from console.analysis.rootcause.verdict import own

    report = recognise(request.lines)
    root = _root(request, report)
    verdict = own(request.lines, report, root, judge) or judge(request.lines, report)
    data = vector(request.title, _evidence(request, root))
    others = [pair for pair in similar.nearest_to(data, request.k + 1, request.floor) if pair[0] != request.cluster]
    similar.learn([(request.cluster, data)])
    return Studied(
        cluster=request.cluster,
        verdict=verdict,
        suggestions=_suggestions(request, report, verdict, root),
        root=root,
        vector=data,
        neighbours=tuple(others[: request.k]),
    )


def _root(request: Study, report: Report) -> RootCause | None:
    """The root cause: what was found when the output was whole, else what can be found in these lines."""
    if request.basis and len(request.lines) > 1:
        return _found_before(request)
    from console.analysis.rootcause import Baseline, find

    try:
        passing = Baseline.load(request.baseline) if request.baseline else None
    except ValueError:
        passing = None  # made by another version; `basis` says that nothing was compared
    return find(request.lines, passing, report)


def _found_before(request: Study) -> RootCause:
    """The evidence that was cut out of the output: all lines below the headline, gaps left out."""
    lines = tuple(n for n, line in enumerate(request.lines, start=1) if n > 1 and line.strip() and line != GAP)
    return RootCause(
        first_line=2,
        last_line=len(request.lines),
        summary=request.lines[0],
        fingerprint=fingerprint.of_text(request.title),
        lines=lines,
        follow_on=(),
        basis=request.basis,
        confidence=FOUND,
    )


def _evidence(request: Study, root: RootCause | None) -> list[str]:
    """The lines that tell most: those of the root cause, else the first."""
    if root is None:
        return list(request.lines)
    return [request.lines[number - 1] for number in root.lines]


def _suggestions(request: Study, report: Report, verdict: Verdict, root: RootCause | None) -> tuple[Suggestion, ...]:
    """What may mend it, with what lies in the project's folder where that is named.

    The words of the command itself, with which a job's first line begins, were not printed by it.
    """
    from console.analysis.fixes import NOWHERE, suggest_for
    from console.analysis.fixes.here import Here

    here = Here(request.project) if request.project else NOWHERE
    first = root.first_line if root else 0
    printed = (*(line.removeprefix(request.command) for line in request.lines[:1]), *request.lines[1:])
    return suggest_for(printed, first, request.command, verdict.category, report.tests, here)
