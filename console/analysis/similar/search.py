"""The rows of an index that are most like a vector, exactly.

Term at a time with early stopping, after Turtle and Flood, "Query evaluation: strategies and optimizations", 1995
(MaxScore): rare features first; once the frequent ones left over cannot lift a row above the best found, only rows
that still can win are looked up in their long lists.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from console.analysis.similar.features import HIDDEN
from console.analysis.similar.postings import Floats, Ints, Postings, tf

_FEW = 8


class _Terms(NamedTuple):
    """The features of a query that the index knows: places in it, weights in a query of length 1, idf times weight."""

    places: Ints
    weights: Floats
    gains: Floats

    def pick(self, order: Ints | slice) -> "_Terms":
        return _Terms(self.places[order], self.weights[order], self.gains[order])


def nearest(index: Postings, features: NDArray[np.uint32], counts: NDArray[np.uint8], k: int, floor: float,
            alive: NDArray[np.bool_]) -> tuple[Ints, Floats]:  # fmt: skip
    """At most `k` living rows with a cosine of at least `floor`, best first, and these cosines."""
    scores = _scores(index, _terms(index, features, counts), k, floor, alive)
    scores[~alive] = 0
    best = _best(scores, k)
    best = best[(scores[best] >= floor) & (scores[best] > 0)]
    return best, np.minimum(scores[best], 1)


def _terms(index: Postings, features: NDArray[np.uint32], counts: NDArray[np.uint8]) -> _Terms:
    """What no row has lengthens the query all the same: half a sentence is half a likeness.

    Not so a name that a mask hides: that is a value, and a new value is no difference.
    """
    places = index.find(features)
    worth = index.worth(features)
    weights = tf(counts) * np.where((places < 0) & (features >= HIDDEN), np.float32(0), worth)
    weights /= max(float(np.linalg.norm(weights)), 1e-12)
    return _Terms(places, weights, weights * worth).pick(np.flatnonzero(places >= 0))


def _scores(index: Postings, terms: _Terms, k: int, floor: float, alive: NDArray[np.bool_]) -> Floats:
    """The cosine of every row that can be among the best `k`; those of other rows are too low."""
    lengths = index.starts[terms.places + 1] - index.starts[terms.places]
    terms = terms.pick(np.argsort(lengths, kind="stable"))
    bounds = np.cumsum((terms.weights * index.peaks[terms.places])[::-1])[::-1]
    sums = np.zeros(index.size, np.float32)
    check_at = index.size // _FEW
    for number, (place, gain) in enumerate(zip(terms.places, terms.gains, strict=True)):
        rows, counts = index.having(place)
        if len(rows) > check_at:
            rivals = _rivals(sums * index.scale * alive, float(bounds[number]), k, floor)
            if len(rivals) < index.size // _FEW:
                return _finish(index, sums, rivals, terms.pick(slice(number, None)))
            check_at = len(rows) * 2
        sums[rows] += tf(counts) * gain
    return sums * index.scale


def _finish(index: Postings, sums: Floats, rivals: Ints, terms: _Terms) -> Floats:
    """The cosines of a few rows, their remaining features looked up in the sorted lists."""
    own = sums[rivals]
    for place, gain in zip(terms.places, terms.gains, strict=True):
        rows, counts = index.having(place)
        found = np.minimum(np.searchsorted(rows, rivals), len(rows) - 1)
        hit = rows[found] == rivals
        own[hit] += tf(counts[found[hit]]) * gain
    scores = np.zeros(index.size, np.float32)
    scores[rivals] = own * index.scale[rivals]
    return scores


def _rivals(partial: Floats, rest: float, k: int, floor: float) -> Ints:
    """The rows that can still reach the `k`-th best, when at most `rest` is to come."""
    worst = np.partition(partial, -k)[-k] if k < len(partial) else np.float32(0)
    margin = 1e-5  # sums of float32 in another order
    return np.flatnonzero(partial + (rest + margin) >= max(float(worst), floor))


def _best(scores: Floats, k: int) -> Ints:
    """The rows of the `k` highest scores, best first, the lower row where two are alike."""
    if k < len(scores):
        worst = np.partition(scores, -k)[-k]
        rows = np.flatnonzero(scores >= worst)
    else:
        rows = np.arange(len(scores))
    return rows[np.lexsort((rows, -scores[rows].round(6)))][:k]
