"""The bus: back-pressure, shedding by name, fan-out that never waits, dead channels."""

import asyncio

import pytest

from console.bus import Bus, Channel, ClosedError, shed_detail
from console.model.batch import Batch, Count, Progress, Sample, State
from console.model.event import Draft, Severity, Voice


def draft(severity: Severity) -> Draft:
    return Draft(time=1.0, source="s", kind="k", voice=Voice.HAND, severity=severity, text="t")


async def test_items_arrive_in_order_and_together() -> None:
    channel = Channel[int]("numbers", 10)
    subscription = channel.subscribe("one")
    for number in range(5):
        await channel.put(number)
    assert await subscription.take() == [0, 1, 2, 3, 4]


async def test_take_waits_for_the_first_item() -> None:
    channel = Channel[int]("numbers", 10)
    subscription = channel.subscribe("one")
    taking = asyncio.create_task(subscription.take())
    await asyncio.sleep(0)
    assert not taking.done()
    await channel.put(7)
    assert await taking == [7]


async def test_take_respects_its_limit() -> None:
    channel = Channel[int]("numbers", 10)
    subscription = channel.subscribe("one")
    for number in range(5):
        await channel.put(number)
    assert await subscription.take(2) == [0, 1]
    assert await subscription.take() == [2, 3, 4]


async def test_a_producer_waits_for_room() -> None:
    channel = Channel[int]("numbers", 2)
    subscription = channel.subscribe("one")
    await channel.put(1)
    await channel.put(2)
    waiting = asyncio.create_task(channel.put(3))
    await asyncio.sleep(0)
    assert not waiting.done()
    assert await subscription.take(1) == [1]
    await waiting
    assert await subscription.take() == [2, 3]


async def test_producers_wait_for_the_first_subscriber() -> None:
    channel = Channel[int]("numbers", 2)
    waiting = asyncio.create_task(channel.put(1))
    await asyncio.sleep(0)
    assert not waiting.done()
    subscription = channel.subscribe("late")
    await waiting
    assert await subscription.take() == [1]


async def test_capacity_is_weighed_and_a_giant_passes_alone() -> None:
    channel = Channel[str]("words", 5, weigh=len)
    subscription = channel.subscribe("one")
    await channel.put("a giant word")
    assert channel.state().depth == 12
    waiting = asyncio.create_task(channel.put("b"))
    await asyncio.sleep(0)
    assert not waiting.done()
    await subscription.take()
    await waiting
    assert subscription.depth == 1


async def test_a_waiting_item_sheds_once_and_by_name() -> None:
    shed = asyncio.Event()

    def lighten(word: str) -> tuple[str, dict[str, int]]:
        shed.set()
        return word[:1], {"letters": len(word) - 1}

    channel = Channel[str]("words", 2, weigh=len, shed=lighten, patience=0.001)
    subscription = channel.subscribe("one")
    await channel.put("ab")
    waiting = asyncio.create_task(channel.put("cdef"))
    async with asyncio.timeout(10):
        await shed.wait()
    await asyncio.sleep(0)
    assert not waiting.done()
    assert channel.state().dropped == {"letters": 3}
    await subscription.take()
    await waiting
    assert await subscription.take() == ["c"]


async def test_nothing_is_shed_while_there_is_room() -> None:
    channel = Channel[str]("words", 9, weigh=len, shed=lambda word: ("", {"letters": len(word)}), patience=0)
    subscription = channel.subscribe("one")
    await channel.put("abc")
    assert await subscription.take() == ["abc"]
    assert channel.state().dropped == {}


async def test_a_slow_subscriber_loses_the_oldest_and_nobody_else_does() -> None:
    channel = Channel[int]("news", 10)
    slow, quick = channel.subscribe("slow", 2), channel.subscribe("quick")
    for number in range(5):
        channel.publish(number)
    assert await slow.take() == [3, 4]
    assert await quick.take() == [0, 1, 2, 3, 4]
    assert channel.state().dropped == {"slow": 3}


async def test_drops_stay_counted_after_the_subscriber_left() -> None:
    channel = Channel[int]("news", 1)
    subscription = channel.subscribe("console")
    channel.publish(1)
    channel.publish(2)
    subscription.close()
    assert channel.state().dropped == {"console": 1}
    assert channel.state().subscribers == ()


async def test_a_closed_subscription_gives_what_it_has_and_then_ends() -> None:
    channel = Channel[int]("news", 4)
    subscription = channel.subscribe("one")
    channel.publish(1)
    subscription.close()
    assert await subscription.take() == [1]
    with pytest.raises(ClosedError):
        await subscription.take()


async def test_leaving_frees_the_producer_that_waited_for_the_one_who_left() -> None:
    channel = Channel[int]("numbers", 1)
    stuck, well = channel.subscribe("stuck"), channel.subscribe("well", 9)
    await channel.put(1)
    waiting = asyncio.create_task(channel.put(2))
    await asyncio.sleep(0)
    stuck.close()
    await waiting
    assert await well.take() == [1, 2]


async def test_the_rate_counts_whole_seconds() -> None:
    now = [100.0]
    channel = Channel[int]("news", 1000, monotonic=lambda: now[0])
    channel.subscribe("one")
    for _ in range(50):
        channel.publish(1)
    now[0] = 101.5
    assert channel.state().rate == 5.0
    now[0] = 200.0
    assert channel.state().rate == 0.0


async def test_a_channel_nobody_listens_to_is_named() -> None:
    bus = Bus()
    alive, dead = bus.add(Channel[int]("alive", 1)), bus.add(Channel[int]("dead", 1))
    alive.subscribe("one")
    dead.publish(1)
    assert bus.dead() == ("dead",)
    assert bus.states()[1].dropped == {"nobody listens": 1}


def test_two_channels_of_one_name_are_refused() -> None:
    bus = Bus()
    bus.add(Channel[int]("one", 1))
    with pytest.raises(ValueError, match="one"):
        bus.add(Channel[int]("one", 1))


def test_shedding_spares_failures_counts_states_and_progress() -> None:
    batch = Batch(
        events=tuple(draft(severity) for severity in Severity),
        counts=(Count(1, "f", Severity.INFO, 3),),
        samples=(Sample(1.0, "cpu.total", 4.0),),
        states=(State("git", "head", 1),),
        progress=(Progress("f", b"1"),),
    )
    lighter, left_out = shed_detail(batch)
    assert left_out == {"samples": 1, "events": 2}
    assert [event.severity for event in lighter.events] == list(Severity)[2:]
    assert (lighter.counts, lighter.states, lighter.progress) == (batch.counts, batch.states, batch.progress)
    assert lighter.samples == ()
    assert shed_detail(lighter) == (lighter, {})
