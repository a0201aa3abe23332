"""The bus inside the engine: typed channels with bounded queues, and what they say of themselves.

`put` waits for room (back-pressure) and may shed detail from what waits; `publish` never waits, a slow subscriber
loses the oldest items, counted by its name. A channel without a subscriber is a defect, so each one tells who listens.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

from msgspec.structs import replace

from console.model.batch import Batch
from console.model.event import Severity
from console.model.source import ChannelState

T = TypeVar("T")

RATE_SECONDS = 10
PATIENCE = 1.0

Shed = Callable[[T], tuple[T, Mapping[str, int]]]


class ClosedError(Exception):
    """The channel was closed; nothing more will come."""


class Subscription(Generic[T]):
    """One subscriber's bounded queue on a channel."""

    def __init__(self, channel: "Channel[T]", name: str, capacity: int) -> None:
        self.name = name
        self.capacity = capacity
        self.dropped = 0
        self._channel = channel
        self._items: deque[T] = deque()
        self._weight = 0
        self._filled = asyncio.Event()
        self._closed = False

    def __len__(self) -> int:
        return len(self._items)

    @property
    def depth(self) -> int:
        """The weight of what waits; the number of items where they weigh one each."""
        return self._weight

    async def take(self, limit: int | None = None) -> list[T]:
        """Everything that waits, oldest first, at least one item and at most `limit`.

        Raises ClosedError when the subscription is closed and empty.
        """
        while not self._items:
            if self._closed:
                raise ClosedError(f"{self._channel.name}: {self.name} is closed")
            self._filled.clear()
            await self._filled.wait()
        n = len(self._items) if limit is None else min(limit, len(self._items))
        taken = [self._items.popleft() for _ in range(n)]
        self._weight -= sum(self._channel.weigh(item) for item in taken)
        self._channel.made_room()
        return taken

    def close(self) -> None:
        """Leave the channel; what waits can still be taken."""
        self._closed = True
        self._filled.set()
        self._channel.leave(self)

    def has_room(self, weight: int) -> bool:
        """Whether an item fits; an item heavier than the whole queue fits an empty one."""
        return not self._items or self._weight + weight <= self.capacity

    def append(self, item: T, weight: int) -> None:
        """Queue an item."""
        self._items.append(item)
        self._weight += weight
        self._filled.set()

    def append_latest(self, item: T, weight: int) -> None:
        """Queue an item in place of the oldest ones that leave it no room."""
        while not self.has_room(weight):
            self._weight -= self._channel.weigh(self._items.popleft())
            self.dropped += 1
        self.append(item, weight)


class Channel(Generic[T]):
    """Items of one type from producers to named subscribers, each with a queue of `capacity` (in weights).

    `weigh` gives the weight of an item (one each by default). `shed` may lighten an item that has waited for room
    for `patience` seconds; what it left out is counted by name. `monotonic` measures the rate.
    """

    def __init__(
        self,
        name: str,
        capacity: int,
        *,
        weigh: Callable[[T], int] = lambda _: 1,
        shed: Shed[T] | None = None,
        patience: float = PATIENCE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.capacity = capacity
        self.weigh = weigh
        self._shed = shed
        self._patience = patience
        self._monotonic = monotonic
        self._subscriptions: list[Subscription[T]] = []
        self._room = asyncio.Event()
        self._dropped: Counter[str] = Counter()
        self._seconds: deque[tuple[int, int]] = deque()

    def subscribe(self, name: str, capacity: int | None = None) -> Subscription[T]:
        """Listen under a name, with a queue of its own."""
        subscription = Subscription(self, name, capacity or self.capacity)
        self._subscriptions.append(subscription)
        self.made_room()
        return subscription

    async def put(self, item: T) -> None:
        """Hand an item to every subscriber, waiting until each has room (or there is a first one)."""
        shed = self._shed
        while not self._fits(item):
            self._room.clear()
            try:
                async with asyncio.timeout(self._patience if shed else None):
                    await self._room.wait()
            except TimeoutError:
                if shed:
                    item, left_out = shed(item)
                    self._dropped.update(left_out)
                    shed = None
        self._deliver(item)

    def publish(self, item: T) -> None:
        """Hand an item to every subscriber without waiting; a full queue loses its oldest, by count."""
        if not self._subscriptions:
            self._dropped["nobody listens"] += 1
        self._count()
        weight = self.weigh(item)
        for subscription in self._subscriptions:
            subscription.append_latest(item, weight)

    async def take(self, limit: int | None = None) -> list[T]:
        """Everything that waits for the only subscriber; see `Subscription.take`."""
        (only,) = self._subscriptions
        return await only.take(limit)

    def state(self) -> ChannelState:
        """Who listens, the rate of the last seconds, the deepest queue, and what was dropped, by name."""
        dropped = dict(self._dropped)
        for subscription in self._subscriptions:
            if subscription.dropped:
                dropped[subscription.name] = dropped.get(subscription.name, 0) + subscription.dropped
        return ChannelState(
            self.name,
            tuple(s.name for s in self._subscriptions),
            self._rate(),
            max((s.depth for s in self._subscriptions), default=0),
            self.capacity,
            dropped,
        )

    def made_room(self) -> None:
        """Wake the producers that wait."""
        self._room.set()

    def leave(self, subscription: Subscription[T]) -> None:
        """Forget a subscriber; its drops stay counted."""
        if subscription in self._subscriptions:
            self._subscriptions.remove(subscription)
            if subscription.dropped:
                self._dropped[subscription.name] += subscription.dropped
        self.made_room()

    def _fits(self, item: T) -> bool:
        weight = self.weigh(item)
        return bool(self._subscriptions) and all(s.has_room(weight) for s in self._subscriptions)

    def _deliver(self, item: T) -> None:
        self._count()
        weight = self.weigh(item)
        for subscription in self._subscriptions:
            subscription.append(item, weight)

    def _count(self) -> None:
        second = int(self._monotonic())
        if self._seconds and self._seconds[-1][0] == second:
            second, n = self._seconds.pop()
            self._seconds.append((second, n + 1))
        else:
            self._seconds.append((second, 1))
        self._forget_before(second - RATE_SECONDS)

    def _forget_before(self, second: int) -> None:
        while self._seconds and self._seconds[0][0] < second:
            self._seconds.popleft()

    def _rate(self) -> float:
        """Items a second over the last whole seconds."""
        now = int(self._monotonic())
        self._forget_before(now - RATE_SECONDS)
        return sum(n for second, n in self._seconds if second < now) / RATE_SECONDS


class Bus:
    """The channels of the engine, by name."""

    def __init__(self, channels: Iterable[Channel[Any]] = ()) -> None:
        self._channels: dict[str, Channel[Any]] = {}
        for channel in channels:
            self.add(channel)

    def add(self, channel: Channel[T]) -> Channel[T]:
        """Register a channel. Raises ValueError when the name is taken."""
        if channel.name in self._channels:
            raise ValueError(f"there is a channel {channel.name} already")
        self._channels[channel.name] = channel
        return channel

    def states(self) -> tuple[ChannelState, ...]:
        """Every channel's state, in the order they were added."""
        return tuple(channel.state() for channel in self._channels.values())

    def dead(self) -> tuple[str, ...]:
        """The channels nobody listens to."""
        return tuple(state.name for state in self.states() if not state.subscribers)


def shed_detail(batch: Batch) -> tuple[Batch, dict[str, int]]:
    """Leave the samples and the debug and info events out of a batch; failures, counts, states, progress stay.

    Returns the lighter batch and how many of what were left out.
    """
    kept = tuple(event for event in batch.events if event.severity > Severity.INFO)
    left_out = {"samples": len(batch.samples), "events": len(batch.events) - len(kept)}
    return replace(batch, events=kept, samples=()), {name: n for name, n in left_out.items() if n}
