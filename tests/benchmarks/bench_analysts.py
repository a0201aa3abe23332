"""What all online analysts cost together: budget, patterns, pain, forecasts and flow at 1,000 events a second.

Run as `python -m tests.benchmarks.bench_analysts [--seconds N] [--seed N]`. Every analyst is asked as often as the
engine asks it. A tenth of the events are errors; every hundredth tells of an act of work. Samples come as the machine
collector takes them, forty series every two seconds.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator

from console.analysis.budget import RateBudget
from console.analysis.flow import FlowAnalyst
from console.analysis.forecast import Forecaster
from console.analysis.pain import PainSignal
from console.analysis.pain.causes import gather
from console.analysis.patterns import Patterns, built_in
from console.analysis.patterns.adapt import of_event, of_sample
from console.model.batch import Sample
from console.model.event import Draft, Severity, Voice
from tests.benchmarks.report import Figure, figure, show, surroundings

RATE, SERIES, SAMPLED = 1000, 40, 2
BEGIN = 1_795_000_000.0
_ACTS = ("git.edit", "git.edit", "git.edit", "process.start", "process.exit", "git.commit", "job.failed", "job.passed")


class Analysts:
    """All of them, with the seconds of CPU that each took."""

    def __init__(self) -> None:
        self.budget, self.patterns, self.signal = RateBudget(), Patterns(built_in()), PainSignal()
        self.flow = FlowAnalyst()
        self.forecasters = [Forecaster(100.0) for _ in range(SERIES)]
        self.spent = dict.fromkeys(("budget", "patterns and pain", "forecasts", "flow"), 0.0)

    def _timed(self, name: str, work: Callable[[], object]) -> None:
        start = time.process_time()
        work()
        self.spent[name] += time.process_time() - start

    def second(self, events: list[Draft], samples: list[Sample], now: float, number: int) -> None:
        """A second of events and samples, and the questions that the engine asks in it."""
        self._timed("budget", lambda: _each(self.budget.observe, events))
        self._timed("patterns and pain", lambda: self._records(events, samples))
        self._timed("flow", lambda: _each(self.flow.observe, events))
        self._timed("forecasts", lambda: self._samples(samples))
        if number % 5 == 0:
            self._timed("flow", lambda: self.flow.findings(now))
        if number % 10 == 0:
            self._timed("patterns and pain", lambda: self._pain(now))
        if number % 15 == 0:
            self._timed("forecasts", lambda: [one.findings(now) for one in self.forecasters])

    def _records(self, events: list[Draft], samples: list[Sample]) -> None:
        for event in events:
            for record in of_event(event, "node"):
                self.patterns.observe(record)
        for sample in samples:
            self.patterns.observe(of_sample(sample))

    def _samples(self, samples: list[Sample]) -> None:
        for number, sample in enumerate(samples):
            self.forecasters[number].observe(sample.time, sample.value)

    def _pain(self, now: float) -> None:
        self.signal.tick(gather(self.patterns.findings(now), [self.budget.findings(now)]), now)


def _each(observe: Callable[[Draft], object], events: list[Draft]) -> None:
    for event in events:
        observe(event)


def run(seed: int, seconds: int) -> Iterator[Figure]:
    """Share of a core for each and for all."""
    chance, analysts = random.Random(seed), Analysts()
    for number in range(1, seconds + 1):
        now = BEGIN + number
        events = [_event(chance, now - 1 + i / RATE, number * RATE + i) for i in range(RATE)]
        samples = [_sample(chance, series, now) for series in range(SERIES)] if number % SAMPLED == 0 else []
        analysts.second(events, samples, now, number)
    for name, spent in analysts.spent.items():
        yield figure(name, "kontrapunkt", "% of a core", [100 * spent / seconds])
    whole = 100 * sum(analysts.spent.values()) / seconds
    yield figure("all analysts at 1,000 events/s", "kontrapunkt", "% of a core", [whole], "<= 10")


def _event(chance: random.Random, at: float, number: int) -> Draft:
    bad = chance.random() < 0.1
    kind = _ACTS[number // 100 % len(_ACTS)] if number % 100 == 0 else "log.line"
    template = f"request <*> of service {chance.randrange(40)} {'failed' if bad else 'served'}"
    return Draft(
        time=at, source="logs", kind=kind, voice=Voice.RUSTBELT, severity=Severity.ERROR if bad else Severity.INFO,
        text=template.replace("<*>", str(number)), template=template,
        attrs={
            "file": f"service{chance.randrange(5)}.log", "offset": number, "job": number, "title": f"job {number % 50}",
            "seconds": chance.uniform(1, 90), "name": "make", "project": True, "code": number % 2, "pids": [number],
        },
    )  # fmt: skip


def _sample(chance: random.Random, series: int, now: float) -> Sample:
    climb = (now - BEGIN) / 600 * (series % 4)
    return Sample(now, f"series {series}", 40 + climb + chance.gauss(0, 1), "bytes", 100.0)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.stdout.write(surroundings() + "\n" + show(list(run(options.seed, options.seconds))) + "\n")


if __name__ == "__main__":
    main()
