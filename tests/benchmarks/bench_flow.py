"""How often the flow analyst is right on labelled days with lost and late events, live and afterwards, and its cost.

Run as `python -m tests.benchmarks.bench_flow [--seeds N] [--seed N] [--confusion]`. Every other kind of day (by name)
was left out when the analyst was written, and so were the seeds from 100,000 on.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from console.analysis.flow import FlowAnalyst
from console.model.event import Draft, Severity, Voice
from console.model.flow import Flow, FlowState, Friction
from tests.analysis.flow.sessions import DAYS, MINUTES, START, Session, session
from tests.benchmarks.report import Figure, figure, show, surroundings

LOOKED_AT, HELD_OUT = sorted(DAYS)[::2], sorted(DAYS)[1::2]
Said = tuple[FlowState, Friction | None]
LOST = (FlowState.SLOWED, FlowState.BLOCKED)
RATE = 1000


class Outcome(Struct, frozen=True):
    """What was said of each minute of a session, at once and in the timeline at its end."""

    session: Session
    live: list[Said]
    after: list[Said]


def run(day: Session) -> Outcome:
    """Show a day to the analyst, as it arrives; a minute is judged live when it is over."""
    analyst, waiting, live = FlowAnalyst(), iter([*day.arrivals, (float("inf"), None)]), []
    arrives, event = next(waiting)
    for minute in range(1, MINUTES + 1):
        while event is not None and arrives <= START + 60 * minute:
            analyst.observe(event)
            arrives, event = next(waiting)
        found = analyst.findings(START + 60 * minute)
        live.append((found.state, found.friction))
    return Outcome(day, live, _minutes(analyst.findings(START + 60 * MINUTES)))


def _minutes(found: Flow) -> list[Said]:
    said: list[Said] = [(FlowState.IDLE, None)] * MINUTES
    for one in found.timeline:
        for minute in range(int((one.start - START) // 60), int((one.end - START) // 60)):
            if 0 <= minute < MINUTES:
                said[minute] = (one.state, one.friction)
    return said


def right(said: list[Said], truth: list[Said]) -> float:
    """The share of minutes with the right state."""
    return sum(one[0] is other[0] for one, other in zip(said, truth, strict=False)) / len(said)


def cause(pairs: Iterable[tuple[list[Said], list[Said]]]) -> float:
    """The share of truly slowed or blocked minutes that went to the right cause."""
    lost = [(a, b) for said, truth in pairs for a, b in zip(said, truth, strict=False) if b[0] in LOST]
    return sum(a[1] is b[1] for a, b in lost) / max(len(lost), 1)


def accuracy(seed: int, seeds: int) -> Iterator[Figure]:
    """Figures of the kinds and seeds looked at, and of those that were not."""
    halves = (
        ("kinds looked at", LOOKED_AT, seed), ("same kinds, other seeds", LOOKED_AT, seed + 100_000),
        ("kinds held out", HELD_OUT, seed + 100_000),
    )  # fmt: skip
    for half, kinds, first in halves:
        outcomes = [run(session(kind, first + n)) for kind in kinds for n in range(seeds)]
        for name in ("after", "live"):
            states = [right(getattr(one, name), one.session.truth) for one in outcomes]
            mean = sum(states) / len(states)
            yield Figure(f"state, {half}", name, "", mean, min(states), max(states), ">= .92", len(states))
            causes = cause([(getattr(one, name), one.session.truth) for one in outcomes])
            yield Figure(f"cause, {half}", name, "", causes, causes, causes, ">= .85", len(states))


def confusion(seed: int, seeds: int, kinds: list[str]) -> str:
    """Per kind the accuracy, and the commonest mistakes in minutes."""
    rows = []
    for kind in kinds:
        outcomes = [run(session(kind, seed + n)) for n in range(seeds)]
        after = sum(right(one.after, one.session.truth) for one in outcomes) / seeds
        live = sum(right(one.live, one.session.truth) for one in outcomes) / seeds
        causes = cause([(one.after, one.session.truth) for one in outcomes])
        wrong = Counter(
            f"{_word(b)} as {_word(a)}"
            for one in outcomes
            for a, b in zip(one.after, one.session.truth, strict=False)
            if a[0] is not b[0] or (b[0] in LOST and a[1] is not b[1])
        )
        told = "; ".join(f"{n} {what}" for what, n in wrong.most_common(6))
        rows.append(f"{kind:16} after {after:.3f} live {live:.3f} cause {causes:.3f}  {told}")
    return "\n".join(rows) + "\n"


def _word(said: Said) -> str:
    return f"{said[0]}{f'/{said[1].words}' if said[1] and said[0] in LOST else ''}"


def cost() -> Iterator[Figure]:
    """Share of a core at a thousand events a second, asked every ten seconds."""
    kinds = ("log.line", "log.line", "log.line", "git.edit", "job.passed", "process.exit")
    events = [
        Draft(
            time=START + i / RATE, source="logs", kind=kinds[i % 6], voice=Voice.RUSTBELT, text=f"request {i} failed",
            severity=Severity.ERROR if i % 10 == 0 else Severity.INFO,
            attrs={"title": f"job {i % 50}", "job": i, "seconds": 1.0, "name": "cc", "project": True, "code": i % 2},
        )
        for i in range(60 * RATE)
    ]  # fmt: skip
    analyst, start = FlowAnalyst(), time.process_time()
    for i, event in enumerate(events, 1):
        analyst.observe(event)
        if i % (10 * RATE) == 0:
            analyst.findings(event.time)
    yield figure("flow at 1,000 events/s", "kontrapunkt", "% of a core", [100 * (time.process_time() - start) / 60])
    analyst, day = FlowAnalyst(), session("mixed", 1)
    for _, one in day.arrivals:
        analyst.observe(one)
    start = time.process_time()
    for second in range(100):
        analyst.findings(START + 60 * MINUTES + second)
    yield figure("one finding", "kontrapunkt", "ms", [10 * (time.process_time() - start)])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=6, help="days of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--confusion", action="store_true", help="tell the mistakes on the kinds looked at instead")
    options = parser.parse_args()
    if options.confusion:
        sys.stdout.write(confusion(options.seed, options.seeds, LOOKED_AT))
        return
    rows = [*accuracy(options.seed, options.seeds), *cost()]
    sys.stdout.write(surroundings() + "\n" + show(rows) + "\n")


if __name__ == "__main__":
    main()
