"""How often a verdict of some strength is right: strengths become shares by a table of measured steps.

The table is the isotonic fit (pool adjacent violators; Zadrozny and Elkan, "Transforming Classifier Scores into
Accurate Multiclass Probability Estimates", 2002) of verdicts on labelled texts, between its steps a straight line.
"""

from bisect import bisect_right
from collections.abc import Sequence

Steps = Sequence[tuple[float, float]]


def confidence(value: float, steps: Steps) -> float:
    """The share of right verdicts at this strength; outside the table its first or last one."""
    place = bisect_right(steps, (value, 2.0))
    if place == 0:
        return steps[0][1]
    if place == len(steps):
        return steps[-1][1]
    (low, before), (high, after) = steps[place - 1], steps[place]
    return round(before + (after - before) * (value - low) / (high - low), 3)


def fit(values: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """The isotonic fit: (strength, share of right ones) in steps, each share drawn towards the whole's a little."""
    prior = (sum(right) + 1) / (len(right) + 2)
    blocks: list[list[float]] = []
    for value, good in sorted(zip(values, right, strict=True)):
        blocks.append([value, float(good), 1.0])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            total = blocks[-1][2] + last[2]
            blocks[-1] = [(blocks[-1][0] * blocks[-1][2] + last[0] * last[2]) / total, blocks[-1][1] + last[1], total]
    return [(round(value, 3), round((good + prior) / (total + 1), 3)) for value, good, total in blocks]
