"""Quiet reporting: bursts become a line that opens, and a stretch of work one line of summary."""

from console.bus import Channel
from console.engine.bursts import LISTED, MOST_KINDS, Bursts
from console.engine.summary import Summary
from console.model.batch import Batch
from console.model.event import Draft, Event, Severity, Voice
from console.store.writer import Committed
from tests.engine.test_findings import Clock
from tests.store.support import START


def draft(kind: str = "job.passed", text: str = "make passed", severity: Severity = Severity.INFO, **more: object):
    given = {"template": text, "voice": Voice.SKYSKRAPER, "source": "jobs"} | more
    return Draft(time=START, kind=kind, severity=severity, text=text, **given)


class Gate:
    """Bursts with what they delivered."""

    def __init__(self) -> None:
        self.clock, self.told = Clock(), list[Draft]()
        self.bursts = Bursts(self._deliver, self.clock)

    async def _deliver(self, _source: str, batch: Batch) -> None:
        self.told += batch.events

    def pass_(self, *drafts: Draft) -> list[Severity]:
        ((_, batch),) = self.bursts.quieten([("jobs", Batch(events=drafts))])
        return [event.severity for event in batch.events]

    async def after(self, seconds: float) -> list[Draft]:
        self.clock.time += seconds
        before = len(self.told)
        await self.bursts.tick()
        return self.told[before:]


async def test_the_first_of_a_burst_are_told_and_the_others_become_a_line() -> None:
    gate = Gate()
    severities = gate.pass_(*(draft(text=f"job {i} passed") for i in range(10)))
    assert severities == [Severity.INFO] * 3 + [Severity.DEBUG] * 7
    assert await gate.after(4) == []
    (line,) = await gate.after(2)
    assert line.text == "7 more jobs passed in 1 s"
    assert (line.kind, line.severity, line.voice) == ("burst", Severity.INFO, Voice.SKYSKRAPER)
    assert line.attrs["body"].split("\n") == [line.text, *(f"job {i} passed" for i in range(3, 10))]


async def test_a_burst_that_goes_on_is_told_every_minute() -> None:
    gate = Gate()
    lines = []
    for _ in range(130):
        gate.pass_(draft())
        lines += await gate.after(1)
    assert [line.attrs["count"] for line in lines] == [57, 57]


async def test_few_events_far_apart_are_told_as_they_are() -> None:
    gate = Gate()
    for _ in range(12):
        assert gate.pass_(draft(), draft()) == [Severity.INFO] * 2
        assert await gate.after(61) == []


async def test_what_asks_for_attention_or_was_inferred_is_never_touched() -> None:
    gate = Gate()
    loud = [draft("log.line", "boom", severity) for severity in (Severity.WARNING, Severity.ERROR) for _ in range(9)]
    assert Severity.DEBUG not in gate.pass_(*loud)
    assert Severity.DEBUG not in gate.pass_(*(draft(voice=Voice.HAND) for _ in range(9)))
    assert await gate.after(100) == []


async def test_kinds_are_told_apart_by_what_they_read() -> None:
    gate = Gate()
    ends = [draft("process.end", f"{name} ended", source="processes") for name in ("cc", "ld") for _ in range(5)]
    assert gate.pass_(*ends).count(Severity.DEBUG) == 4
    assert [line.text for line in await gate.after(6)] == [
        "2 more like: cc ended in 1 s", "2 more like: ld ended in 1 s",
    ]  # fmt: skip


async def test_a_storm_of_kinds_and_of_events_is_bounded() -> None:
    gate = Gate()
    for i in range(MOST_KINDS * 3):
        gate.pass_(draft("process.end", f"{i}"))
    assert len(gate.bursts._open) <= MOST_KINDS
    gate.pass_(*(draft() for _ in range(LISTED * 3)))
    (line,) = await gate.after(6)
    assert line.attrs["body"].endswith(f"and {LISTED * 3 - 3 - LISTED} more")


class Reporter:
    """A summary with the lines it told."""

    def __init__(self, minutes: float = 10) -> None:
        self.clock, self.told = Clock(), list[str]()
        self.channel: Channel[Committed] = Channel("committed", 100)
        self.summary = Summary(self.channel, self._deliver, self.clock, minutes)

    async def _deliver(self, _source: str, batch: Batch) -> None:
        self.told += [event.text for event in batch.events if event.voice is Voice.HAND]

    def see(self, *kinds: str, **attrs: object) -> None:
        for kind in kinds:
            given = {name: getattr(draft(kind), name) for name in Draft.__struct_fields__}
            self.summary.see(Event(**(given | {"attrs": attrs}), seq=1, hlc=1, node="n"))


async def test_a_stretch_of_work_is_one_line() -> None:
    reporter = Reporter()
    reporter.see(*["job.passed"] * 11, "git.commit", "log.line")
    reporter.see("job.queued", "job.waiting", attempt=1)
    reporter.clock.time += 240
    await reporter.summary.tick()
    assert reporter.told == ["12 actions in 4 min, 2 retries, all green"]


async def test_what_failed_is_named_and_nothing_done_is_not_told() -> None:
    reporter = Reporter()
    await reporter.summary.tick()
    for title in ("a", "b", "b", "c"):
        reporter.see("job.failed", title=title)
    reporter.clock.time += 600
    await reporter.summary.tick()
    await reporter.summary.tick()
    assert reporter.told == ["4 actions in 10 min, 4 failed: a, b and 1 more"]


def test_it_can_be_switched_off() -> None:
    assert Reporter(minutes=0).summary.jobs() == []
