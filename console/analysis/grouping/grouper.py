"""Gives every notable event the fingerprint of its failure, before it is written.

A record in which a fault is recognised is known by that fault; everything else by its line with the variable parts
masked. Bounded; the same batch gets the same fingerprints in every run, whatever came before. Which fingerprints belong
together is learned on the way and told as joins.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from msgspec.structs import replace

from console.model.batch import Batch
from console.model.cluster import Join, Key
from console.model.event import Draft, Severity
from console.text.figures import telling
from console.text.mask_kinds import DIGITS

KEPT = 8192

OfLine = Callable[[str], Key]
"""The key of a line, given its text."""
Learn = Callable[[str, str], Sequence[Join]]
"""The joins that follow from a fingerprint and its line, seen for the first time in a while."""
OfRecord = Callable[[Sequence[str]], Key | None]
"""The key of the fault that some lines tell of; None when none is recognised."""

K = TypeVar("K", bound=Hashable)


class _Recent(Generic[K]):
    """The keys made last, found again by what they were made from."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._keys: OrderedDict[K, Key] = OrderedDict()

    def get(self, wanted: K, make: Callable[[], Key]) -> Key:
        """The key for this; made when it is not remembered."""
        known = self._keys.get(wanted)
        if known is None:
            known = self._keys[wanted] = make()
            if len(self._keys) > self._room:
                self._keys.popitem(last=False)
        return known


class Grouper:
    """Groups batches; remembers the last keys it made, not what it saw."""

    def __init__(self, of_line: OfLine, of_record: OfRecord, learn: Learn = lambda _key, _text: ()) -> None:
        self._of_line = of_line
        self._of_record = of_record
        self._learn = learn
        self._joins: list[Join] = []
        self._lines: _Recent[int] = _Recent(KEPT)
        self._records: _Recent[tuple[str, int]] = _Recent(KEPT)

    def group(self, batch: Batch) -> Batch:
        """The batch with a fingerprint on every failure in it, and the words for each fingerprint.

        A record that names failed tests gets them as the attribute `tests`.
        """
        if not any(draft.severity >= Severity.WARNING for draft in batch.events):
            return batch
        keys: dict[str, Key] = {key.fingerprint: key for key in batch.keys}
        events = tuple([self._grouped(draft, keys) for draft in batch.events])
        return replace(batch, events=events, keys=tuple(keys.values()), joins=(*batch.joins, *self.joins()))

    def joins(self) -> tuple[Join, ...]:
        """What was learned since the last time."""
        joins, self._joins = self._joins, []
        return tuple(joins)

    def key(self, draft: Draft) -> Key:
        """The key of one failure."""
        body = draft.attrs.get("body")
        if isinstance(body, str):
            return self._records.get((draft.template, hash(body)), lambda: self._told(draft, body))
        return self._line(draft)

    def _grouped(self, draft: Draft, keys: dict[str, Key]) -> Draft:
        if draft.severity < Severity.WARNING or draft.fingerprint:
            return draft
        key = self.key(draft)
        keys[key.fingerprint] = key
        if key.tests:
            return replace(draft, fingerprint=key.fingerprint, attrs=draft.attrs | {"tests": list(key.tests)})
        return replace(draft, fingerprint=key.fingerprint)

    def _told(self, draft: Draft, body: str) -> Key:
        return self._of_record(body.split("\n")) or self._line(draft)

    def _line(self, draft: Draft) -> Key:
        """The key of a line, made once for all that differ in values of figures only."""
        samples = draft.attrs.get("samples")
        text = samples[0] if isinstance(samples, list) and samples else draft.text
        return self._lines.get(hash(telling(text).translate(DIGITS)), lambda: self._new(text))

    def _new(self, text: str) -> Key:
        key = self._of_line(text)
        self._joins += self._learn(key.fingerprint, text)
        return key
