"""Studying one cluster: its category, where it began, what may mend it, and what it resembles."""

from console.analysis.similar.similar import Similar
from console.analysis.similar.vector import vector
from console.analysis.worker.protocol import Studied, Study
from console.model.failure import RootCause, Suggestion


def study(request: Study, similar: Similar) -> Studied:
    """Everything that can be said of one cluster now; its vector is remembered."""
    from console.analysis.classify import classify
    from console.analysis.faults import recognise

    report = recognise(request.lines)
    root = _root(request)
    head = _evidence(request, root)
    data = vector(request.title, head)
    others = [pair for pair in similar.nearest_to(data, request.k + 1, request.floor) if pair[0] != request.cluster]
    similar.learn([(request.cluster, data)])
    return Studied(
        cluster=request.cluster,
        verdict=classify(request.lines, report),
        suggestions=_suggestions(request),
        root=root,
        vector=data,
        neighbours=tuple(others[: request.k]),
    )


def _root(request: Study) -> RootCause | None:
    from console.analysis.rootcause import Baseline, find

    try:
        passing = Baseline.load(request.baseline) if request.baseline else None
    except ValueError:
        passing = None  # made by another version; `basis` says that nothing was compared
    return find(request.lines, passing)


def _evidence(request: Study, root: RootCause | None) -> list[str]:
    """The lines that tell most: those of the root cause, else the first."""
    if root is None:
        return list(request.lines)
    return [request.lines[number - 1] for number in root.lines]


def _suggestions(request: Study) -> tuple[Suggestion, ...]:
    from console.analysis.fixes.suggest import suggest

    return suggest(request.command, "\n".join(request.lines))
