"""What the predictors say together of a level without teeth: their paths' ends, weighted by their track record."""

from collections.abc import Sequence
from math import exp, inf, sqrt

from console.analysis.forecast.experts import NAMES
from console.analysis.forecast.outcome import Chance
from console.analysis.forecast.passage import passage
from console.analysis.forecast.path import Path
from console.analysis.forecast.record import TrackRecord

PRIOR = (1.0, 0.5, 0.8, 1.0, 1.0, 1.0, 1.0, 0.5, 0.7, 0.7, 0.7, 0.7, 0.7, 1.5)
"""What each predictor of `NAMES` is believed before it has a record."""
FAR, SOON = 300.0, 0.1
"""Minutes beyond which an end says nothing of the horizon, and the least that is told."""
LEAST, MOST = 0.03, 1.2
"""The least and the most logarithmic spread of one predictor's end."""
DOUBT, LOSS, MISS = 0.3, 0.03, 0.25
"""How the error of the fit, the loss of the predictor and the miss of all together add to the squared spread."""
BLUR = 0.7
"""How far the scatter around a path, as the time that the path takes for it, spreads its end."""
IGNORED = 0.004
"""Predictors of a smaller share of the weight are left out."""


def smooth(paths: Sequence[Path | None], record: TrackRecord, tip: float) -> list[Chance]:
    """A chance of each path; `tip` is how far single samples stand above the points the paths were drawn through."""
    etas = [max(path.reaches(1.0 - tip), SOON) if path else inf for path in paths]
    horizon = _horizon(paths, etas, record)
    weights, losses = record.believe(horizon)
    weights = [w * prior / (1 + p.doubt**2) if p else 0.0 for w, prior, p in zip(weights, PRIOR, paths, strict=True)]
    least = IGNORED * sum(weights)
    bias, miss = record.pace(horizon)
    found = []
    for i, path in enumerate(paths):
        if path is not None and weights[i] > least:
            eta, noise = _end(path, etas[i], tip)
            square = LEAST**2 + DOUBT * min(path.doubt, 1.0) ** 2 + LOSS * losses[i] + MISS * miss * miss
            spread = min(sqrt(square + noise * noise), MOST)
            found.append(Chance(weights[i], eta * exp(bias), spread, NAMES[i]))
    return found


def _end(path: Path, eta: float, tip: float) -> tuple[float, float]:
    """Minutes until the noise around a path meets the limit, before the path does at `eta`; and the spread it gives."""
    gap = 1.0 - path.level - tip
    if eta == inf or path.slope <= 0:
        return eta, 0.0
    blur = min(BLUR * path.sd / path.slope / eta, 0.6)
    if path.sd < max(0.5 * path.slope * path.memory, 0.02 * abs(gap)):
        return eta, blur
    middle, spread = passage(gap, path.slope, path.sd, path.memory)
    bent = eta * path.slope / gap if gap > 0 else 1.0
    return max(middle * max(bent, 0.0), SOON), max(spread, blur)


def _horizon(paths: Sequence[Path | None], etas: Sequence[float], record: TrackRecord) -> float:
    """How far ahead the end is: the horizon at which those who are right there see it."""
    horizon = 6.0
    for _ in range(2):
        weights, _ = record.believe(horizon)
        near = sorted((eta, w) for eta, path, w in zip(etas, paths, weights, strict=True) if path and eta < FAR)
        half, total, horizon = sum(pair[1] for pair in near) / 2, 0.0, 60.0
        for eta, weight in near:
            total += weight
            if total >= half:
                horizon = eta
                break
    return horizon
