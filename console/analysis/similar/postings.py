"""An inverted index over hashed vectors in flat numpy arrays: which failure has which feature, and how often.

Five bytes a posting. Weights are (1 + ln count) * idf as in Salton and Buckley, "Term-weighting approaches in automatic
text retrieval", 1988, compared by cosine; idf is the fourth root of the usual logarithm, because the rarest words of
a log line are values that no mask knows, and must not outweigh the sentence around them.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from console.analysis.similar.features import HIDDEN
from console.analysis.similar.vector import RECORD

Uint64 = NDArray[np.uint64]
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

MOST_ROWS = 1 << 24

_RECORDS = np.dtype([("feature", "<u4"), ("count", "u1")])
_TF = np.concatenate(([0.0], 1 + np.log(np.arange(1, 256)))).astype(np.float32)
_HIDDEN_WEIGHT = np.float32(0.5)
_DAMPED = 0.25
_CHUNK = 1 << 20


def records(data: bytes) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """The features and counts of stored vectors, one after the other."""
    flat = np.frombuffer(data, _RECORDS)
    return flat["feature"], flat["count"]


def pack(vectors: Sequence[bytes], numbers: Ints) -> Uint64:
    """All postings of some vectors as sortable numbers: feature (32 bits), row (24), count (8).

    `numbers` are the rows of the vectors. Unsorted.
    """
    features, counts = records(b"".join(vectors))
    lengths = np.fromiter((len(data) // RECORD.size for data in vectors), np.int64, len(vectors))
    packed = features.astype(np.uint64) << np.uint64(32)
    packed |= np.repeat(numbers.astype(np.uint64) << np.uint64(8), lengths)
    packed |= counts
    return packed


class Postings:
    """The index of one set of rows, unchanging; rows are numbered from 0.

    `scale` is one over each row's length, `peaks` the greatest weight of each feature in a row of length 1.
    """

    def __init__(self, packed: Uint64, size: int, common: "Postings | None" = None) -> None:
        """Take over the postings of `size` rows; `packed` is sorted in place.

        What features are worth is asked of the `common` index, where one is given, so that both compare alike.
        """
        packed.sort()
        self.size = size
        self.rows = _rows(packed)
        self.counts = packed.astype(np.uint8)
        packed >>= np.uint64(32)
        self.starts = _starts(packed)
        self.features = packed[self.starts[:-1]].astype(np.uint32)
        self._common = common or self
        self.scale, self.peaks = self._norms()

    def renumbered(self, numbers: Ints) -> Uint64:
        """The postings again as `pack` makes them, with `numbers[row]` for each row; below 0 it is left out."""
        packed = np.repeat(self.features.astype(np.uint64) << np.uint64(32), np.diff(self.starts))
        new = numbers.astype(np.int32)[self.rows]
        packed |= np.maximum(new, 0).astype(np.uint64) << np.uint64(8)
        packed |= self.counts
        return packed if numbers.min(initial=0) >= 0 else packed[new >= 0]

    def find(self, features: NDArray[np.uint32]) -> Ints:
        """The place of each feature in the index, -1 where no row has it."""
        if not len(self.features):
            return np.full(len(features), -1, np.int64)
        places = np.minimum(np.searchsorted(self.features, features), len(self.features) - 1)
        return np.where(self.features[places] == features, places, -1)

    def having(self, place: int) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """The rows that have the feature at a place, ascending, and how often."""
        span = slice(int(self.starts[place]), int(self.starts[place + 1]))
        return self.rows[span], self.counts[span]

    def worth(self, features: NDArray[np.uint32]) -> Floats:
        """The idf of features, known or not; half of it where a mask hid them."""
        index = self._common
        places = index.find(features)
        known = np.ones(len(features), np.int64)
        found = places >= 0
        known[found] = index.starts[places[found] + 1] - index.starts[places[found]]
        plain = (np.log((index.size + 1) / known) ** _DAMPED).astype(np.float32)
        return np.where(features >= HIDDEN, plain * _HIDDEN_WEIGHT, plain)

    def _norms(self) -> tuple[Floats, Floats]:
        squares = np.zeros(self.size)
        for first, last in self._chunks():
            rows, weights = self._weights(first, last)
            squares += np.bincount(rows, weights * weights, self.size)
        scale = (1 / np.sqrt(np.maximum(squares, 1e-12))).astype(np.float32)
        peaks = np.zeros(len(self.features), np.float32)
        for first, last in self._chunks():
            rows, weights = self._weights(first, last)
            begin = self.starts[first]
            peaks[first:last] = np.maximum.reduceat(weights * scale[rows], self.starts[first:last] - begin)
        return scale, peaks

    def _weights(self, first: int, last: int) -> tuple[NDArray[np.uint32], Floats]:
        """The rows and weights of all postings of some features."""
        span = slice(self.starts[first], self.starts[last])
        idfs = np.repeat(self.worth(self.features[first:last]), np.diff(self.starts[first : last + 1]))
        return self.rows[span], _TF[self.counts[span]] * idfs

    def _chunks(self) -> list[tuple[int, int]]:
        """Ranges of features with about a million postings each: what is worked out at once stays small."""
        steps = np.arange(_CHUNK, len(self.rows), _CHUNK)
        edges = np.unique(np.concatenate(([0], np.searchsorted(self.starts, steps), [len(self.features)])))
        return [(int(a), int(b)) for a, b in pairwise(edges)]


def _rows(packed: Uint64) -> NDArray[np.uint32]:
    rows = packed.astype(np.uint32)
    rows >>= np.uint32(8)
    return rows


def _starts(features: Uint64) -> NDArray[np.uint32]:
    """Where each feature begins in the sorted list of all, and its end."""
    changes = np.flatnonzero(features[1:] != features[:-1]) + 1
    begin = np.zeros(min(len(features), 1), np.int64)
    return np.concatenate((begin, changes, [len(features)])).astype(np.uint32)


def tf(counts: NDArray[np.uint8]) -> Floats:
    """What the counts of a feature within one text are worth."""
    return _TF[counts]
