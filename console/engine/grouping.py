"""Grouping inside the engine: no record, however odd, may hold up the way into the store."""

import logging
from contextlib import closing

from console.analysis.grouping.grouper import Grouper
from console.analysis.grouping.line_key import of_line
from console.model.batch import Batch
from console.store.reader import Reader
from console.store.tables import Batches

KEYS = 2500

log = logging.getLogger(__name__)


class Grouping:
    """Fingerprints what is about to be written; `trouble` tells of records that only their line was grouped by."""

    def __init__(self, grouper: Grouper) -> None:
        self._grouper = grouper
        self._by_line = Grouper(of_line, lambda _lines: None)
        self._failed = 0

    @property
    def trouble(self) -> tuple[str, ...]:
        """A sentence for a person when records were not understood; nothing as a rule."""
        if not self._failed:
            return ()
        return (f"{self._failed} batches were grouped by their lines alone, see the engine's log",)

    def group(self, batches: Batches) -> Batches:
        """The batches with fingerprints on every failure."""
        return [(source, self._group(batch)) for source, batch in batches]

    def _group(self, batch: Batch) -> Batch:
        try:
            return self._grouper.group(batch)
        except Exception:
            log.exception("a record could not be grouped; its batch is grouped by its lines")
            self._failed += 1
            return self._by_line.group(batch)


def known_keys(store: str) -> tuple[tuple[str, str], ...]:
    """(fingerprint, title) of the newest keys of a store, for the grouper to go on from. Raises ReadError."""
    with closing(Reader(store)) as reader:
        return reader.keys(KEYS)
