"""An objective as a person sets it: what counts, how much of it has to go well, over which time."""

from collections.abc import Iterable, Iterator

from console.analysis.budget.outcome import Count, Outcome, of_ci, of_events, of_jobs, of_tests, only
from console.analysis.budget.ratio import RatioBudget
from console.analysis.patterns.durations import seconds
from console.model.budget import Budget
from console.model.event import Draft
from console.model.settings import SloSettings

USUAL = (
    SloSettings(name="jobs", objective=90.0, window="7d", of="jobs"),
    SloSettings(name="tests", objective=95.0, window="7d", of="tests"),
    SloSettings(name="ci", objective=90.0, window="28d", of="ci"),
)
"""What is followed unless a person says otherwise under the same name; shown once it has happened at all."""
_COUNTS: dict[str, Count] = {"jobs": of_jobs, "tests": of_tests, "ci": of_ci}


class Objective:
    """Counts events against a share of good ones. Raises ValueError (PredicateError) for settings that say nothing."""

    def __init__(self, settings: SloSettings) -> None:
        self.name = settings.name
        self.window = seconds(settings.window)
        self._count = _count(settings)
        self._budget = RatioBudget(settings.name, settings.objective / 100, self.window)

    def observe(self, event: Draft) -> Outcome | None:
        """Count an event; returns what it counted for, None for nothing."""
        found = self._count(event)
        if found is not None:
            self.recall(event.time, found)
        return found

    def recall(self, time: float, outcome: Outcome) -> None:
        """Count what was counted before, at `time` (seconds since the epoch)."""
        if outcome.good:
            self._budget.observe(time, good=True, n=outcome.good)
        if outcome.bad:
            self._budget.observe(time, good=False, n=outcome.bad, subject=outcome.subject)

    def findings(self, now: float) -> Budget:
        """Its budget at `now` (seconds since the epoch)."""
        return self._budget.findings(now)


def objectives(asked: Iterable[SloSettings]) -> tuple[tuple[Objective, ...], tuple[str, ...]]:
    """The usual objectives and a person's own, which take the place of those of their name; and what is wrong."""
    wanted = {one.name: one for one in (*USUAL, *asked)}
    problems: list[str] = []
    return tuple(_made(wanted.values(), problems)), tuple(problems)


def _made(wanted: Iterable[SloSettings], problems: list[str]) -> Iterator[Objective]:
    for settings in wanted:
        try:
            yield Objective(settings)
        except ValueError as error:
            problems.append(f"slo {settings.name}: {error}; it is not followed")


def _count(settings: SloSettings) -> Count:
    if settings.of == "events":
        if not settings.where or not settings.bad:
            raise ValueError('of = "events" needs both `where` and `bad`')
        return of_events(settings.where, settings.bad)
    if settings.bad:
        raise ValueError(f'`bad` goes with of = "events"; {settings.of} know what is bad')
    count = _COUNTS[settings.of]
    return only(count, settings.where) if settings.where else count
