"""The window of events on screen: read page by page, followed, filtered, searched."""

from collections.abc import Sequence

from msgspec.structs import replace

from console.app.feed import Feed
from console.app.pattern import Pattern
from console.model.event import Event, Severity
from console.model.frame import EventPage, EventQuery
from widgets.scene import Stream

FOLLOWED = 120
PAGE = 400
KEPT = 1200
SEARCHED = 50_000

Place = tuple[float, int]


def place(event: Event) -> Place:
    """Where an event stands in the order of the stream."""
    return event.time, event.seq


class EventWindow:
    """Keeps `stream`, the picture the Events pane paints, up to date; every method that reads is a coroutine."""

    def __init__(self, feed: Feed, *, debug: bool = False) -> None:
        self._feed = feed
        self.stream = Stream(debug=debug)
        self.filter = Pattern("")
        self.find = Pattern("")
        self._total = 0

    async def refresh(self, at: float | None, total: int) -> None:
        """Read what came in until `at` (None: until now); `total` is the number of events in the store."""
        if self.stream.follow:
            page = await self._feed.events(self._query(limit=FOLLOWED, until=at))
            self._total = total
            self._now(page=self.stream.page if page == self.stream.page else page, new=0)
        else:
            self._now(new=await self._count(at, total))

    def _now(self, *, page: EventPage | None = None, new: int) -> None:
        """Take a new picture, or keep the very same one when nothing changed, so that nobody paints it again."""
        page = self.stream.page if page is None else page
        if page is not self.stream.page or new != self.stream.new:
            self.stream = replace(self.stream, page=page, new=new)

    async def hold(self, at: float | None, total: int) -> None:
        """While the display is paused: only count what came in."""
        self.stream = replace(self.stream, new=await self._count(at, total))

    async def _count(self, at: float | None, total: int) -> int:
        """How many events came in; where some are not shown, those that would be, up to a page of them."""
        if self.stream.debug and not self.filter.text:
            return max(0, total - self._total)
        events = self.stream.page.events
        if not events or self.stream.page.newer:
            return self.stream.new
        page = await self._feed.events(self._query(limit=PAGE, after=place(events[-1]), until=at))
        return len(page.events)

    def follow(self, on: bool) -> None:
        """Follow the newest events from the next refresh on, or hold the window."""
        self.stream = replace(self.stream, follow=on)

    def show_debug(self, on: bool) -> None:
        """Show quiet events too, or leave them out, from the next refresh on."""
        self.stream = replace(self.stream, debug=on, follow=True, page=EventPage(()), match=None)

    def set_filter(self, pattern: Pattern) -> None:
        """Show only what the pattern lets through, from the next refresh on."""
        self.filter = pattern
        self.stream = replace(self.stream, filter=pattern.written, follow=True, page=EventPage(()), match=None)

    def set_find(self, pattern: Pattern) -> None:
        """Mark what the pattern matches."""
        self.find = pattern
        self.stream = replace(self.stream, find=pattern.text, match=None)

    def note_match(self, index: int) -> None:
        """Tell the position of the selected row among the matches of the window."""
        if not self.find.text:
            return
        hits = [i for i, event in enumerate(self.stream.page.events) if self.find.matches(event.text)]
        at = sum(i <= index for i in hits)
        self.stream = replace(self.stream, match=(at, len(hits)) if hits else (0, 0))

    async def extend(self, *, older: bool) -> bool:
        """Read another page at one end of the window, dropping at the other; False when there is nothing more."""
        page = self.stream.page
        if not page.events or not (page.older if older else page.newer):
            return False
        if older:
            more = await self._feed.events(self._query(limit=PAGE, before=place(page.events[0])))
            events = (*more.events, *page.events)
            fresh = EventPage(events[:KEPT], more.older, page.newer or len(events) > KEPT)
        else:
            more = await self._feed.events(self._query(limit=PAGE, after=place(page.events[-1])))
            events = (*page.events, *more.events)
            fresh = EventPage(events[-KEPT:], page.older or len(events) > KEPT, more.newer)
        self.stream = replace(self.stream, page=fresh)
        return bool(more.events)

    async def go_to(self, event: Event) -> int:
        """Make the window stand around an event; returns the event's index in it."""
        index = self.index(event.seq)
        if index < 0:
            before = await self._feed.events(self._query(limit=PAGE // 2, before=place(event)))
            after = await self._feed.events(self._query(limit=PAGE // 2, after=place(event)))
            page = EventPage((*before.events, event, *after.events), before.older, after.newer)
            self.stream = replace(self.stream, page=page)
            index = len(before.events)
        self.follow(False)
        return index

    async def go_to_end(self, at: float | None, *, newest: bool) -> None:
        """Make the window stand at the newest or the oldest events there are."""
        query = self._query(limit=PAGE, until=at) if newest else self._query(limit=PAGE, since=0.0, until=at)
        self.stream = replace(self.stream, page=await self._feed.events(query))

    def index(self, seq: int) -> int:
        """The index of an event in the window, -1 when it is outside."""
        return next((i for i, event in enumerate(self.stream.page.events) if event.seq == seq), -1)

    async def next_of(self, start: Event, severity: Severity, *, forward: bool, at: float | None) -> Event | None:
        """The next event of at least a severity after (or before) `start`, filter included."""
        query = replace(self._cursor_query(start, forward=forward, at=at), limit=1, min_severity=severity)
        events = (await self._feed.events(query)).events
        return events[0] if events else None

    async def next_match(self, start: Event, *, forward: bool, at: float | None) -> Event | None:
        """The next event after (or before) `start` that the search matches, among those the filter lets through.

        At most SEARCHED events are looked at.
        """
        seen, cursor = 0, start
        while seen < SEARCHED:
            page = await self._feed.events(self._cursor_query(cursor, forward=forward, at=at))
            hit = self._first_match(page.events, forward=forward)
            if hit is not None or not page.events or not (page.newer if forward else page.older):
                return hit
            seen += len(page.events)
            cursor = page.events[-1] if forward else page.events[0]
        return None

    def _first_match(self, events: Sequence[Event], *, forward: bool) -> Event | None:
        ordered = events if forward else reversed(events)
        return next((event for event in ordered if self.find.matches(event.text)), None)

    def _cursor_query(self, start: Event, *, forward: bool, at: float | None) -> EventQuery:
        if forward:
            return self._query(limit=PAGE, after=place(start), until=at)
        return self._query(limit=PAGE, before=place(start))

    def _query(
        self,
        *,
        limit: int,
        until: float | None = None,
        since: float | None = None,
        before: Place | None = None,
        after: Place | None = None,
    ) -> EventQuery:
        return EventQuery(
            limit=limit, until=until, since=since, before=before, after=after,
            pattern=self.filter.text, invert=self.filter.invert,
            min_severity=Severity.DEBUG if self.stream.debug else Severity.INFO,
        )  # fmt: skip
