"""The rows of an index that are most like a vector, exactly.

Term at a time with early stopping, after Turtle and Flood, "Query evaluation: strategies and optimizations", 1995
(MaxScore): rare features first; once the frequent ones left over cannot lift a row above the best found, only rows
that still can win are looked up in their long lists.
"""

import numpy as np
from numpy.typing import NDArray

from console.analysis.similar.postings import Floats, Ints, Postings, tf

_FEW = 8


def nearest(index: Postings, features: NDArray[np.uint32], counts: NDArray[np.uint8], k: int, floor: float,
            alive: NDArray[np.bool_]) -> tuple[Ints, Floats]:  # fmt: skip
    """At most `k` living rows with a cosine of at least `floor`, best first, and these cosines."""
    places, weights = _query(index, features, counts)
    scores = _scores(index, places, weights, k, floor, alive)
    scores[~alive] = 0
    best = _best(scores, k)
    best = best[(scores[best] >= floor) & (scores[best] > 0)]
    return best, np.minimum(scores[best], 1)


def _query(index: Postings, features: NDArray[np.uint32], counts: NDArray[np.uint8]) -> tuple[Ints, Floats]:
    """The places of the query's features that the index knows, and their weights in a query of length 1.

    What no row has lengthens the query all the same: half a sentence is half a likeness.
    """
    places = index.find(features)
    weights = tf(counts) * index.worth(features)
    weights /= max(float(np.linalg.norm(weights)), 1e-12)
    known = places >= 0
    return places[known], weights[known]


def _scores(index: Postings, places: Ints, weights: Floats, k: int, floor: float,
            alive: NDArray[np.bool_]) -> Floats:  # fmt: skip
    """The cosine of every row that can be among the best `k`; those of other rows are too low."""
    order = np.argsort(np.diff(index.starts)[places], kind="stable")
    places, weights = places[order], weights[order]
    bounds = np.append(np.cumsum((weights * index.peaks[places])[::-1])[::-1], 0)
    sums = np.zeros(index.size, np.float32)
    checked = index.size // _FEW
    for number, (place, weight) in enumerate(zip(places, weights, strict=True)):
        first, last = index.starts[place], index.starts[place + 1]
        if last - first > checked:
            rows = _rivals(sums * index.scale * alive, float(bounds[number]), k, floor)
            if len(rows) < checked:
                return _finish(index, sums, rows, places[number:], weights[number:])
            checked = int(last - first) * 2
        sums[index.rows[first:last]] += tf(index.counts[first:last]) * (weight * index.idf[place])
    return sums * index.scale


def _rivals(partial: Floats, rest: float, k: int, floor: float) -> Ints:
    """The rows that can still reach the `k`-th best, when at most `rest` is to come."""
    worst = np.partition(partial, -k)[-k] if k < len(partial) else np.float32(0)
    margin = 1e-5  # sums of float32 in another order
    return np.flatnonzero(partial + (rest + margin) >= max(float(worst), floor))


def _finish(index: Postings, sums: Floats, rows: Ints, places: Ints, weights: Floats) -> Floats:
    """The cosines of a few rows, their remaining features looked up in the sorted lists."""
    own = sums[rows]
    for place, weight in zip(places, weights, strict=True):
        first, last = index.starts[place], index.starts[place + 1]
        listed = index.rows[first:last]
        found = np.minimum(np.searchsorted(listed, rows), len(listed) - 1)
        hit = listed[found] == rows
        own[hit] += tf(index.counts[first:last][found[hit]]) * (weight * index.idf[place])
    scores = np.zeros(index.size, np.float32)
    scores[rows] = own * index.scale[rows]
    return scores


def _best(scores: Floats, k: int) -> Ints:
    """The rows of the `k` highest scores, best first, the lower row where two are alike."""
    if k < len(scores):
        worst = np.partition(scores, -k)[-k]
        rows = np.flatnonzero(scores >= worst)
    else:
        rows = np.arange(len(scores))
    return rows[np.lexsort((rows, -scores[rows].round(6)))][:k]
