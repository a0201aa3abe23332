"""What the predictors say together of a level without teeth: their paths' ends, weighted by their track record."""

from collections.abc import Sequence
from math import exp, inf, sqrt

from console.analysis.forecast.experts import NAMES
from console.analysis.forecast.outcome import Chance
from console.analysis.forecast.passage import passage
from console.analysis.forecast.path import Path
from console.analysis.forecast.record import TrackRecord

PRIOR = (1.0, 0.5, 0.8, 1.0, 1.0, 1.0, 1.0, 0.5, 0.7, 0.7, 0.7, 0.7, 0.7, 1.5)
FAR = 300.0
LEAST_SPREAD, MOST_SPREAD = 0.03, 1.2
SOON = 0.1


def smooth(paths: Sequence[Path | None], record: TrackRecord, tip: float) -> list[Chance]:
    """A chance of each path; `tip` is how far single samples stand above the points the paths were drawn through."""
    ends = [_end(path, tip) if path else (inf, 0.0) for path in paths]
    horizon = _horizon(paths, [eta for eta, _ in ends], record)
    weights, losses = record.weights(horizon), record.losses(horizon)
    bias, miss = record.pace(horizon)
    found = []
    for i, path in enumerate(paths):
        if path is not None:
            eta, noise = ends[i]
            spread = sqrt(
                LEAST_SPREAD**2
                + W_DOUBT * min(path.doubt, 1.0) ** 2
                + W_LOSS * losses[i]
                + W_MISS * miss * miss
                + noise * noise
            )
            weight = weights[i] * PRIOR[i] / (1 + path.doubt**2)
            found.append(Chance(weight, eta * exp(W_BIAS * bias), min(spread, MOST_SPREAD), NAMES[i]))
    return found


W_DOUBT, W_LOSS, W_MISS, W_BIAS = 0.3, 0.03, 0.25, 1.0


def _end(path: Path, tip: float) -> tuple[float, float]:
    """Minutes until the path, or the noise around it, meets the limit; and the spread the noise gives them."""
    gap = 1.0 - path.level - tip
    eta = max(path.reaches(1.0 - tip), SOON)
    if eta == inf or path.slope <= 0 or path.sd < max(0.5 * path.slope * path.memory, 0.02 * abs(gap)):
        return eta, 0.0
    middle, spread = passage(gap, path.slope, path.sd, path.memory)
    bent = eta * path.slope / gap if gap > 0 else 1.0
    return max(middle * max(bent, 0.0), SOON), spread


def _horizon(paths: Sequence[Path | None], etas: Sequence[float], record: TrackRecord) -> float:
    """How far ahead the end is: the horizon at which those who are right there see it."""
    horizon = 6.0
    for _ in range(3):
        weights = record.weights(horizon)
        near = sorted((eta, w) for eta, path, w in zip(etas, paths, weights, strict=True) if path and eta < FAR)
        half, total, horizon = sum(w for _, w in near) / 2, 0.0, 60.0
        for eta, weight in near:
            total += weight
            if total >= half:
                horizon = eta
                break
    return horizon
