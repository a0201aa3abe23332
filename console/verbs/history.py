"""Stored events in their order, in pages, however many there are."""

from collections.abc import Iterator

from console.model.event import Event
from console.model.frame import EventQuery
from console.store.reader import Reader

PAGE = 1000


def stored(reader: Reader, limit: int, since: float | None) -> Iterator[Event]:
    """The newest `limit` events (0: all) not older than `since`, oldest first, read in pages.

    What is stored after the beginning is left out, so that it ends also while events pour in.
    """
    newest = reader.events(EventQuery(limit=min(limit, PAGE) if limit else 1)).events
    if not newest:
        return
    end = (newest[-1].time, newest[-1].seq)
    first = _first(reader, limit, newest) if limit else None
    query = EventQuery(limit=PAGE, since=max(first[0] if first else 0.0, since or 0.0))
    while True:
        page = reader.events(query)
        for event in page.events:
            place = (event.time, event.seq)
            if place > end:
                return
            if first is None or place >= first:
                yield event
        if not page.newer or not page.events:
            return
        query = EventQuery(limit=PAGE, after=(page.events[-1].time, page.events[-1].seq))


def _first(reader: Reader, limit: int, newest: tuple[Event, ...]) -> tuple[float, int]:
    """The place (time, seq) of the `limit`-th newest event; only that is kept in memory."""
    left = limit - len(newest)
    place = (newest[0].time, newest[0].seq)
    while left > 0:
        events = reader.events(EventQuery(limit=min(left, PAGE), before=place)).events
        if not events:
            break
        place, left = (events[0].time, events[0].seq), left - len(events)
    return place
