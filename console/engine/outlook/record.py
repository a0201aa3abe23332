"""The track record of warnings: one came true when its series was as good as full within the time it named."""

from collections.abc import Mapping

from msgspec import Struct

from console.model.forecast import Forecast, Record

MET = 0.95
"""The part of its limit from which a series counts as full."""
LEAST = 1800.0
"""Seconds that every warning is given to come true."""
KEPT = 20


class Book(Struct, frozen=True):
    """The record as it is stored, with the warnings that are not decided: by series, until when (seconds)."""

    record: Record = Record()
    open: dict[str, float] = {}


class Warnings:
    """Follows warnings to their end; `book` is what was known before."""

    def __init__(self, book: Book | None = None) -> None:
        known = book or Book()
        self._outcomes = list(known.record.outcomes)
        self._open = dict(known.open)
        self._on = set(known.open)

    @property
    def book(self) -> Book:
        """Everything, for the store."""
        return Book(Record(tuple(self._outcomes)), dict(self._open))

    def tick(self, found: Mapping[str, Forecast], full: Mapping[str, bool], now: float) -> bool:
        """Take the forecasts of a moment and which series are full; tells whether the book changed."""
        before = self.book
        warned = {name for name, one in found.items() if one.warning}
        for name in warned - self._on:
            self._open.setdefault(name, now + max(LEAST, found[name].high or 0.0))
        for name, until in list(self._open.items()):
            if full.get(name, False) or now >= until:
                del self._open[name]
                self._outcomes = [*self._outcomes, full.get(name, False)][-KEPT:]
        self._on = warned
        return self.book != before
