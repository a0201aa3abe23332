"""The figures of a drill: what was noticed, classified, grouped, located and mended, and how long it took."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median

from msgspec import Struct

from console.drill.finding import Finding
from console.drill.mend import Mending


class Share(Struct, frozen=True):
    """So many of so many."""

    n: int
    of: int

    @property
    def ratio(self) -> float:
        """The share; 1 of nothing."""
        return self.n / self.of if self.of else 1.0


class Spans(Struct, frozen=True):
    """How long something took: the middle and the longest, in seconds; None where it never happened."""

    middle: float | None
    longest: float | None


class Score(Struct, frozen=True, kw_only=True):
    """The figures of a drill. `mended` counts the kinds that a command mends, all others count runs."""

    runs: int
    kinds: int
    noticed: Share
    categorised: Share
    grouped: Share
    located: Share
    suggested: Share
    mended: Share
    notice: Spans
    understanding: Spans


def score(findings: Sequence[Finding], mendings: Sequence[Mending]) -> Score:
    """Judge what was found against what the kinds declare."""
    apart = together(findings)
    return Score(
        runs=len(findings),
        kinds=len({finding.run.kind.name for finding in findings}),
        noticed=_share(finding.noticed for finding in findings),
        categorised=_share(finding.categorised for finding in findings),
        grouped=_share(finding.job in apart for finding in findings),
        located=_share(finding.located for finding in findings),
        suggested=_share(mending.right for mending in mendings),
        mended=_share(mending.verified for mending in mendings),
        notice=_spans(finding.times.notice for finding in findings),
        understanding=_spans(finding.times.understanding for finding in findings),
    )


def together(findings: Iterable[Finding]) -> frozenset[int]:
    """The jobs that are grouped right: with all of the same cause, and with nothing else."""
    of_group: defaultdict[str, set[int]] = defaultdict(set)
    of_cause: defaultdict[int, set[str]] = defaultdict(set)
    noticed = [finding for finding in findings if finding.noticed]
    for finding in noticed:
        of_group[finding.run.kind.group].add(finding.cause)
        of_cause[finding.cause].add(finding.run.kind.group)
    return frozenset(
        finding.job
        for finding in noticed
        if len(of_group[finding.run.kind.group]) == 1 and len(of_cause[finding.cause]) == 1
    )


def _share(verdicts: Iterable[bool]) -> Share:
    given = list(verdicts)
    return Share(sum(given), len(given))


def _spans(times: Iterable[float | None]) -> Spans:
    known = [time for time in times if time is not None]
    return Spans(median(known), max(known)) if known else Spans(None, None)
