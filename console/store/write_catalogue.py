"""The catalogue's part of a transaction: clusters, joins and entries, from events and from what was found."""

import sqlite3
from collections.abc import Sequence

from console.model.batch import Batch
from console.store import endings, joins, write_failures
from console.store.seen import of_draft
from console.store.write_clusters import ClusterTable
from console.store.write_states import StateTable


class CatalogueTable:
    """Writes failures into clusters and catalogue; only the writer's thread uses it, inside a transaction."""

    def __init__(self, node: str, states: StateTable) -> None:
        self._node = node
        self._states = states
        self._clusters = ClusterTable(states)

    def forget(self) -> None:
        """Drop what is remembered of the tables."""
        self._clusters.forget()

    def write(
        self, conn: sqlite3.Connection, batches: Sequence[tuple[str, Batch]], seq: int, stamp: int
    ) -> dict[str, int]:
        """Count every draft that has a fingerprint, the first of all drafts being `seq`; returns the keys."""
        drafts = [draft for _, batch in batches for draft in batch.events]
        seen = [of_draft(draft, seq + number) for number, draft in enumerate(drafts) if draft.fingerprint]
        seen += write_failures.uncounted(conn, [found for _, batch in batches for found in batch.found])
        keys = {}
        if seen:
            words = {key.fingerprint: key for _, batch in batches for key in batch.keys}
            keys = self._clusters.add(conn, seen, words, stamp)
            write_failures.add(conn, seen, keys, self._node)
        wanted = [join for _, batch in batches for join in batch.joins]
        if wanted and joins.join(conn, self._states, wanted, stamp):
            self._clusters.forget()
        _write_endings(conn, batches)
        return keys


def _write_endings(conn: sqlite3.Connection, batches: Sequence[tuple[str, Batch]]) -> None:
    for _, batch in batches:
        for passed in batch.passed:
            endings.passed(conn, passed)
        for mended in batch.mended:
            endings.mended(conn, mended)
