"""What the results of one test over time tell: how often it flips, whether it is flaky, slow, and since when it fails.

Flaky is what passes and fails on the same commit with nothing changed, which is how Harness and Google define it;
flips alone may come from changes. A test is slow against its own history: median and median absolute deviation.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from console.model.testing import Record, Result, Standing, Verdict

DAYS = 14
DAY = 86400.0
LEAST_HISTORY = 5
SLOWER = 1.5
AT_LEAST_S = 0.5
DEVIATIONS = 4.0
MAD_TO_SIGMA = 1.4826


def standing(record: Record) -> Standing | None:
    """What a test's results tell; None where it was never run to a verdict, or is skipped ever since."""
    ran = [result for result in record.results if result.verdict is not Verdict.SKIPPED]
    last = record.results[-1] if record.results else None
    if last is None:
        return None
    first, before = _since(ran)
    usual, slow = _slow(ran)
    return Standing(
        suite=record.suite, name=record.name, verdict=last.verdict, last=last.time, runs=len(ran),
        failures=sum(result.verdict.bad for result in ran), flips=flip_rate(ran), flaky=_flaky(ran),
        seconds=last.seconds, usual=usual, slow=slow, first_failed=first, last_passed=before,
        message=record.message if last.verdict is not Verdict.PASSED or _flaky(ran) else "",
    )  # fmt: skip


def flip_rate(ran: Sequence[Result]) -> float:
    """The share of neighbouring results that differ, 0 to 1; 0 for fewer than two."""
    if len(ran) < 2:
        return 0.0
    return sum(a.verdict.bad != b.verdict.bad for a, b in pairwise(ran)) / (len(ran) - 1)


def _flaky(ran: Sequence[Result]) -> str:
    """Why the test is held for flaky; results of two weeks before the last count."""
    lately = [result for result in ran if result.time >= ran[-1].time - DAYS * DAY]
    mixed = sum(result.mixed for result in lately)
    if mixed:
        return f"passed and failed within one run, {mixed} time{'s' if mixed > 1 else ''}"
    commits: dict[str, set[bool]] = {}
    for result in lately:
        if result.commit and result.clean:
            commits.setdefault(result.commit, set()).add(result.verdict.bad)
    both = [commit for commit, verdicts in commits.items() if len(verdicts) > 1]
    if not both:
        return ""
    more = f" and {len(both) - 1} more" if len(both) > 1 else ""
    return f"passed and failed on {both[-1][:9]}{more}"


def _since(ran: Sequence[Result]) -> tuple[str, str]:
    """The commits of the first of the present failures, and of the pass before; empty where there are none."""
    first, before = "", ""
    for result in reversed(ran):
        if not result.verdict.bad:
            before = result.commit if first else ""
            break
        first = result.commit or first
    return first, before


def _slow(ran: Sequence[Result]) -> tuple[float | None, float]:
    """The usual duration in seconds, and how many times as long the last pass took where that is beyond chance."""
    took = [result.seconds for result in ran if result.verdict is Verdict.PASSED and result.seconds is not None]
    if len(took) <= LEAST_HISTORY:
        return (median(took) if took else None), 0.0
    *before, last = took
    usual = median(before)
    spread = MAD_TO_SIGMA * median([abs(value - usual) for value in before])
    bound = max(usual * SLOWER, usual + AT_LEAST_S, usual + DEVIATIONS * spread)
    if ran[-1].verdict is not Verdict.PASSED or last <= bound:
        return usual, 0.0
    return usual, last / max(usual, 0.001)
