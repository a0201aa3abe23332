"""How alike the texts of clusters are, as sparse vectors, and which are worth comparing at all."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array, diags_array
from sklearn.neighbors import NearestNeighbors

from console.analysis.causes.link import Words
from console.analysis.causes.profile import Profile
from console.analysis.similar.postings import records, tf
from console.analysis.similar.vector import RECORD, vector

_NEIGHBOURS = 50
_FAR = 0.85


class Texts:
    """The texts of some clusters, by their place in the list."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        data = [vector(profile.title, profile.lines) for profile in profiles]
        features, counts = records(b"".join(data))
        ends = np.cumsum([0, *(len(one) // RECORD.size for one in data)])
        vocabulary, columns = np.unique(features, return_inverse=True)
        matrix = csr_array((tf(counts), columns, ends), shape=(len(profiles), max(len(vocabulary), 1)))
        seen = np.maximum(np.bincount(columns, minlength=matrix.shape[1]), 1)
        weighted = matrix @ diags_array(np.sqrt(np.log((len(profiles) + 1) / seen)))
        lengths = np.sqrt(weighted.multiply(weighted).sum(axis=1))
        self._matrix = csr_array(diags_array(1 / np.maximum(lengths, 1e-12)) @ weighted)
        self._lengths = lengths

    def near(self) -> set[tuple[int, int]]:
        """Pairs of texts that share something: each with at most its 50 nearest."""
        count = self._matrix.shape[0]
        search = NearestNeighbors(n_neighbors=min(_NEIGHBOURS, count - 1), metric="cosine", algorithm="brute")
        distances, places = search.fit(self._matrix).kneighbors()
        rows, columns = np.nonzero(distances < _FAR)
        return {(min(a, b), max(a, b)) for a, b in zip(rows.tolist(), places[rows, columns].tolist(), strict=True)}

    def words(self, one: int, other: int) -> Words:
        """How alike two texts are."""
        mine, yours = self._matrix[[one]], self._matrix[[other]]
        likeness = float(mine.multiply(yours).sum())
        short, long = (mine, yours) if self._lengths[one] <= self._lengths[other] else (yours, mine)
        squares = short.multiply(short)
        within = float(squares.multiply(long.astype(bool)).sum())
        return Words(likeness, within)
