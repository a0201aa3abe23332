"""Hand-made days: acts on given minutes, and what the analyst says of them."""

from console.analysis.flow import FlowAnalyst
from console.model.flow import Act, Flow, Step

NOON = 1_760_004_000.0


def at(minute: float, act: Act, **fields: object) -> Step:
    """An act so many minutes after noon."""
    return Step(time=NOON + 60 * minute, act=act, **fields)


def work(first: int, last: int) -> list[Step]:
    """Steady work: two edits a minute, a short test every fourth minute."""
    steps = [at(minute + part, Act.EDIT) for minute in range(first, last) for part in (0.2, 0.7)]
    for minute in range(first + 1, last, 4):
        steps += [
            at(minute + 0.3, Act.BEGIN, key=f"t{minute}", name="tests"),
            at(minute + 0.6, Act.END, key=f"t{minute}", name="tests", seconds=18.0, passed=True),
        ]
    return steps


def told(steps: list[Step], until: float) -> Flow:
    """What is found after these acts, asked every minute as the engine does."""
    analyst, waiting = FlowAnalyst(), sorted(steps, key=lambda step: step.time)
    for minute in range(int(until) + 1):
        while waiting and waiting[0].time <= NOON + 60 * minute:
            analyst.take(waiting.pop(0))
        found = analyst.findings(NOON + 60 * minute)
    return found
