"""False alarms and detection of the error budget beside simple ways, and what a record costs all analysts.

Run as `python -m tests.benchmarks.bench_budget [--days N] [--seed N]`. Traffic is a Poisson process; every month and
every jump has a seed of its own, and `--seed` gives others than those the budget was written with.
"""

import argparse
import math
import random
import sys
import time
from collections.abc import Callable, Iterator

from console.analysis.budget import RateBudget
from console.analysis.budget.window import Window
from console.analysis.pain import PainSignal
from console.analysis.pain.causes import gather
from console.analysis.patterns import Patterns, built_in
from console.analysis.patterns.adapt import of_event, of_sample
from console.model.batch import Sample
from console.model.budget import Budget, Condition
from console.model.event import Draft, Severity, Voice
from tests.benchmarks.report import Figure, figure, show, surroundings

HOUR, DAY, MINUTE = 3600.0, 86400.0, 60.0
JUMPS = 60
BEFORE = 4 * HOUR
PATIENCE = 4 * HOUR
RATE = 1000
Way = Callable[[Iterator[float], int], Iterator[bool]]


def arrivals(chance: random.Random, low: float, high: float, jump: float, seconds: float) -> Iterator[float]:
    """A Poisson process of `low` events an hour, of `high` from `jump` on; memoryless, so it is drawn anew there."""
    now = 0.0
    while (now := now + chance.expovariate(low / HOUR)) < jump:
        yield now
    now = jump
    while (now := now + chance.expovariate(high / HOUR)) < seconds:
        yield now


def ours(alarm: Callable[[Budget], bool]) -> Way:
    """The budget, with what of it counts as an alarm."""

    def way(times: Iterator[float], minutes: int) -> Iterator[bool]:
        budget, number, waiting = RateBudget(), 0, next(times, math.inf)
        for minute in range(1, minutes + 1):
            while waiting <= minute * MINUTE:
                number, waiting = number + 1, _counted(budget, waiting, number, times)
            yield alarm(budget.findings(minute * MINUTE))

    return way


def _counted(budget: RateBudget, at: float, number: int, times: Iterator[float]) -> float:
    budget.count(at, f"kind {number}")
    return next(times, math.inf)


def windows(*pairs: tuple[float, int]) -> Way:
    """Alarm while every window (seconds) holds at least its count."""

    def way(times: Iterator[float], minutes: int) -> Iterator[bool]:
        counted, waiting = [(Window(span, 1024), least) for span, least in pairs], next(times, math.inf)
        for minute in range(1, minutes + 1):
            while waiting <= minute * MINUTE:
                for window, _ in counted:
                    window.add(waiting)
                waiting = next(times, math.inf)
            yield all(window.at(minute * MINUTE) >= least for window, least in counted)

    return way


WAYS: dict[str, Way] = {
    "kontrapunkt, alarm": ours(lambda b: b.alarm),
    "kontrapunkt, any word but healthy": ours(lambda b: b.condition is not Condition.HEALTHY),
    "kontrapunkt, FAST": ours(lambda b: b.tiers[0].firing),
    "kontrapunkt, MID": ours(lambda b: b.tiers[1].firing),
    "kontrapunkt, SLOW": ours(lambda b: b.tiers[2].firing),
    "naive, over 10 in 1 h": windows((HOUR, 11)),
    "naive, over 20 in 1 h": windows((HOUR, 21)),
    "3 in 5 min of any kind": windows((300.0, 3)),
    "SRE table, 14.4x": windows((HOUR, 144), (300.0, 12)),
}


def false_alarms(seed: int, days: int) -> Iterator[Figure]:
    """Episodes a day in a half of the seeds that was looked at, and in the other."""
    for rate, goal in ((5.0, ""), (8.0, "<= .2"), (10.0, "")):
        for name, way in WAYS.items():
            for half, first in (("seeds looked at", seed), ("held out", seed + 100_000)):
                runs = max(1, days // 30)
                counts = [_episodes(way, rate, first + run) / 30 for run in range(runs)]
                mean = sum(counts) / len(counts)
                said = goal if name.startswith("kontrapunkt,") else ""
                title = f"episodes a day at {rate:g}/h, {half}"
                yield Figure(title, name, "", mean, min(counts), max(counts), said, runs * 30)


def _episodes(way: Way, rate: float, seed: int) -> int:
    """How often an alarm began in thirty days."""
    seconds, count, before = 30 * DAY, 0, False
    for on in way(arrivals(random.Random(seed), rate, rate, seconds, seconds), int(seconds // MINUTE)):
        count += on and not before
        before = on
    return count


def detection(seed: int) -> Iterator[Figure]:
    """Minutes from a jump to the alarm; what is not told in four hours counts as that."""
    for high, goal in ((30.0, ""), (60.0, "<= 15"), (150.0, "")):
        for name, way in WAYS.items():
            for half, first in (("seeds looked at", seed), ("held out", seed + 100_000)):
                delays = [_delay(way, high, first + run) for run in range(JUMPS)]
                said = goal if name == "kontrapunkt, alarm" else ""
                yield figure(f"minutes to tell 3/h to {high:g}/h, {half}", name, "min", delays, said)


def _delay(way: Way, high: float, seed: int) -> float:
    times = arrivals(random.Random(seed), 3.0, high, BEFORE, BEFORE + PATIENCE)
    seen = way(times, int((BEFORE + PATIENCE) // MINUTE))
    return next((m - BEFORE // MINUTE for m, on in enumerate(seen, 1) if on and m * MINUTE > BEFORE), PATIENCE / MINUTE)


def cost(seed: int) -> Iterator[Figure]:
    """Share of a core for budget, patterns and pain at 1,000 events and 20 samples a second; a tenth are errors."""
    chance, shares = random.Random(seed), []
    for _ in range(3):
        events = [_event(chance, i) for i in range(60 * RATE)]
        budget, patterns, signal = RateBudget(), Patterns(built_in()), PainSignal()
        start = time.process_time()
        for i, event in enumerate(events, 1):
            budget.observe(event)
            for record in of_event(event, "node"):
                patterns.observe(record)
            if i % RATE == 0:
                for series in range(20):
                    patterns.observe(of_sample(_sample(chance, series, event.time)))
            if i % (10 * RATE) == 0:
                signal.tick(gather(patterns.findings(event.time), [budget.findings(event.time)]), event.time)
        shares.append(100 * (time.process_time() - start) / 60)
    yield figure("all analysts at 1,000 events/s", "kontrapunkt", "% of a core", shares, "<= 10")


def _sample(chance: random.Random, series: int, now: float) -> Sample:
    return Sample(now, f"series {series}", chance.uniform(1, 9), "count", 100.0 if series % 2 else None)


def _event(chance: random.Random, i: int) -> Draft:
    bad = chance.random() < 0.1
    template = f"request <*> of service {chance.randrange(40)} {'failed' if bad else 'served'}"
    return Draft(
        time=1e9 + i / RATE, source="logs", kind="log.line", voice=Voice.RUSTBELT,
        severity=Severity.ERROR if bad else Severity.INFO, text=template.replace("<*>", str(i)), template=template,
        attrs={"file": f"service{chance.randrange(5)}.log", "offset": i, "generation": 1},
    )  # fmt: skip


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=60, help="days of traffic a rate and a half")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("false", "detection", "cost"))
    options = parser.parse_args()
    parts = {
        "false": lambda: false_alarms(options.seed, options.days),
        "detection": lambda: detection(options.seed),
        "cost": lambda: cost(options.seed),
    }
    chosen = [options.only] if options.only else list(parts)
    sys.stdout.write(surroundings() + "\n" + show([row for name in chosen for row in parts[name]()]) + "\n")


if __name__ == "__main__":
    main()
