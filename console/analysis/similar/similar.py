"""All failures that are remembered, searchable by likeness; failures come and go while it is used."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from console.analysis.similar import search
from console.analysis.similar.postings import MOST_ROWS, Ints, Postings, pack, records
from console.analysis.similar.vector import intact, question

K = 5
FLOOR = 0.3

_TAIL = 32


class DamagedVectorError(ValueError):
    """A stored vector is none; the message names its cluster."""


class Similar:
    """Past failures by cluster. For one thread.

    New ones are kept in a small index beside the great one until they are worth joining it: an insertion costs
    nothing, the first search after it little.
    """

    def __init__(self, entries: Iterable[tuple[int, bytes]] = ()) -> None:
        """Start with stored vectors by cluster. Raises DamagedVectorError."""
        self._ids: Ints = np.empty(0, np.int64)
        self._alive: NDArray[np.bool_] = np.empty(0, np.bool_)
        self._main = Postings(pack((), np.empty(0, np.int64)), 0)
        self._fresh: dict[int, bytes] = {}
        self._tail: Postings | None = None
        self.learn(entries)

    def __len__(self) -> int:
        return int(self._alive.sum()) + len(self._fresh)

    def __contains__(self, cluster: int) -> bool:
        return cluster in self._fresh or bool(self._alive[self._ids == cluster].any())

    def learn(self, entries: Iterable[tuple[int, bytes]]) -> None:
        """Remember vectors by cluster; one known before gets the new one. Raises DamagedVectorError."""
        new = dict(entries)
        for cluster, data in new.items():
            if not intact(data):
                raise DamagedVectorError(f"the stored vector of cluster {cluster} is damaged ({len(data)} bytes)")
        self.forget(new)
        self._fresh |= new
        if len(self) > MOST_ROWS:
            raise MemoryError(f"more than {MOST_ROWS} failures cannot be searched")

    def forget(self, clusters: Iterable[int]) -> None:
        """Forget some clusters; unknown ones are no error."""
        gone = list(clusters)
        for cluster in gone:
            self._fresh.pop(cluster, None)
        self._alive[np.isin(self._ids, gone)] = False
        self._tail = None

    def nearest(self, text: str, k: int = K, floor: float = FLOOR) -> tuple[tuple[int, float], ...]:
        """The clusters most like a clean text, best first, with their likeness from `floor` to 1."""
        return self.nearest_to(question(text), k, floor)

    def nearest_to(self, data: bytes, k: int = K, floor: float = FLOOR) -> tuple[tuple[int, float], ...]:
        """The same for a vector."""
        if not intact(data):
            raise DamagedVectorError(f"the vector is damaged ({len(data)} bytes)")
        if k < 1:
            return ()
        self._settle()
        features, counts = records(data)
        found: list[tuple[int, float]] = []
        if self._main.size:
            rows, scores = search.nearest(self._main, features, counts, k, floor, self._alive)
            found += zip(self._ids[rows].tolist(), scores.tolist(), strict=True)
        if self._tail is not None:
            everyone = np.ones(self._tail.size, np.bool_)
            rows, scores = search.nearest(self._tail, features, counts, k, floor, everyone)
            fresh = list(self._fresh)
            found += ((fresh[row], score) for row, score in zip(rows.tolist(), scores.tolist(), strict=True))
        found.sort(key=lambda pair: (-round(pair[1], 6), pair[0]))
        return tuple(found[:k])

    def _settle(self) -> None:
        """Bring the indexes up to what is remembered."""
        if len(self._fresh) * _TAIL > len(self._ids):
            self._merge()
        elif self._fresh and self._tail is None:
            size = len(self._fresh)
            self._tail = Postings(pack(list(self._fresh.values()), np.arange(size)), size, self._main)

    def _merge(self) -> None:
        """Build the great index anew from what lives in it and what came since."""
        ids = np.concatenate((self._ids[self._alive], np.fromiter(self._fresh, np.int64, len(self._fresh))))
        order = np.argsort(ids)
        place = np.empty(len(ids), np.int64)
        place[order] = np.arange(len(ids))
        kept = int(self._alive.sum())
        old = np.full(len(self._ids), -1, np.int64)
        old[self._alive] = place[:kept]
        packed = np.concatenate((self._main.renumbered(old), pack(list(self._fresh.values()), place[kept:])))
        self._ids, self._alive = ids[order], np.ones(len(ids), np.bool_)
        self._main, self._tail, self._fresh = Postings(packed, len(ids)), None, {}
