"""The way into the store: offers from the collectors are committed together, and answered after the commit."""

import asyncio
import logging
from collections.abc import Callable

from msgspec import Struct

from console.bus import Channel, shed_detail
from console.model.batch import Batch
from console.model.clock import Clock
from console.store.tables import Batches
from console.store.writer import Committed, StoreCorruptError, StoreUnavailableError, Writer

log = logging.getLogger(__name__)

RETRY = 1.0


class Offer(Struct, frozen=True):
    """A batch and the one who waits for its commit."""

    source: str
    batch: Batch
    done: asyncio.Future[None]


def weight(offer: Offer) -> int:
    """How much room an offer takes in the queue."""
    return 1 + len(offer.batch.events)


def lighten(offer: Offer) -> tuple[Offer, dict[str, int]]:
    """The offer without its detail, and how many of what were left out."""
    batch, left_out = shed_detail(offer.batch)
    return Offer(offer.source, batch, offer.done), left_out


class Ingest:
    """Takes offers from `offers`, commits all that wait in one transaction, publishes what changed to `committed`.

    `group` gives the failures among them their fingerprints.
    """

    def __init__(
        self,
        writer: Writer,
        offers: Channel[Offer],
        committed: Channel[Committed],
        clock: Clock,
        group: Callable[[Batches], Batches],
    ) -> None:
        self._writer = writer
        self._group = group
        self._offers = offers
        self._waiting = offers.subscribe("store")
        self._committed = committed
        self._clock = clock
        self.trouble = ""

    async def deliver(self, source: str, batch: Batch) -> None:
        """Hand over a batch; returns after its commit."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        await self._offers.put(Offer(source, batch, done))
        await done

    async def run(self) -> None:
        """Commit until cancelled. A store that cannot be written holds everything back, and loses nothing."""
        while True:
            offers = await self._waiting.take()
            try:
                await self._settle(offers)
            except StoreCorruptError:
                raise
            except Exception:
                log.exception("a batch was refused; its neighbours are committed one by one")
                for offer in offers:
                    await self._settle_alone(offer)

    async def _settle(self, offers: list[Offer]) -> None:
        committed = await self._commit(offers)
        for offer in offers:
            if not offer.done.done():
                offer.done.set_result(None)
        self._committed.publish(committed)

    async def _settle_alone(self, offer: Offer) -> None:
        try:
            await self._settle([offer])
        except Exception as error:  # noqa: BLE001 - its collector receives it and is restarted
            if not offer.done.done():
                offer.done.set_exception(error)

    async def _commit(self, offers: list[Offer]) -> Committed:
        batches = self._group([(offer.source, offer.batch) for offer in offers])
        while True:
            try:
                committed = await self._writer.write(batches)
            except StoreCorruptError:
                raise
            except StoreUnavailableError as error:
                news = not self.trouble
                self.trouble = f"the store cannot be written, nothing is lost, trying again: {error}"
                if news:
                    log.warning("the store cannot be written: %s", error)
                    self._committed.publish(Committed(tables=frozenset()))  # so that the notice is told at once
                await self._clock.sleep(RETRY)
            else:
                self.trouble = ""
                return committed
