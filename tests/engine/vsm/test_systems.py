"""What each of the six systems says, and the room in which they listen."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from msgspec.structs import replace

from console.analysis.budget import RateBudget
from console.bus import Bus, Channel
from console.engine.found import Found
from console.engine.queue.ledger import Ledger
from console.engine.vsm.audit import Audit
from console.engine.vsm.control import Control
from console.engine.vsm.coordination import Coordination
from console.engine.vsm.intelligence import Intelligence
from console.engine.vsm.operations import Operations
from console.engine.vsm.overview import Overview
from console.engine.vsm.policy import Policy
from console.engine.vsm.strategy import follow
from console.engine.vsm.titles import titled
from console.model.batch import Batch
from console.model.cluster import Key
from console.model.event import Draft, Event, Severity, Voice
from console.model.pain import Gate, Pain
from console.model.ruling import Workaround
from console.model.settings import Settings
from console.model.source import Freshness, SourceState
from console.model.vsm import Measure, Remark, System, Tone
from console.store.outcomes import Tallied
from console.store.writer import Committed, Writer
from tests.engine.test_findings import Clock
from tests.engine.vsm.test_strategy import NOW, pattern
from tests.store.support import START, opened


def ended(kind: str, title: str = "make test", time: float = NOW, **attrs: object) -> Event:
    return Event(
        time=time, source="jobs", kind=f"job.{kind}", voice=Voice.SKYSKRAPER, severity=Severity.INFO, text=title,
        attrs={"title": title, **attrs}, seq=1, hlc=1, node="n",
    )  # fmt: skip


def committed(*events: Event) -> Committed:
    return Committed(frozenset({"events"}), events)


def words(system: System) -> str:
    return "\n".join([system.headline, *(f"{one.about}: {one.words}" for one in system.remarks)])


def nothing() -> tuple[Measure, ...]:
    return ()


def test_operations_measure_the_hour_against_the_best_one() -> None:
    system = Operations([Tallied(minute, "jobs", "", 4, 0) for minute in range(600, 605)])
    assert "the best hour had 20" in system.report(NOW).headline
    system.hear(committed(*(ended("passed", time=NOW - i) for i in range(5)), ended("failed")))
    report = system.report(NOW)
    assert report.headline == "5 of 6 jobs passed in the last hour, 25% of the best hour"
    assert report.tone is Tone.WATCH


def test_operations_count_what_ended_under_an_earlier_engine() -> None:
    minute = int(NOW // 60)
    system = Operations()
    system.hear(committed(ended("passed", time=NOW)))
    tallies = (("", 2, 0), ("make test", 0, 1))
    earlier = [Tallied(minute - 10, "jobs", subject, good, bad) for subject, good, bad in tallies]
    heard = Tallied(minute, "jobs", "", 1, 0)
    long_ago = Tallied(minute - 100, "jobs", "", 9, 0)
    system.remember([long_ago, *earlier, heard])
    assert system.report(NOW).headline.startswith("3 of 4 jobs passed in the last hour")


def test_operations_name_jobs_that_have_become_slow() -> None:
    system = Operations()
    system.hear(committed(*(ended("passed", seconds=took) for took in (10.0, 11.0, 9.0, 30.0))))
    system.hear(committed(*(ended("passed", "quick", seconds=0.1) for _ in range(3))))
    remarks = {one.about: one for one in system.report(NOW).remarks}
    assert remarks["make test"].words == "30.0 s, usually 10.5 s, best 9.0 s"
    assert remarks["make test"].tone is Tone.WATCH
    assert remarks["quick"].tone is Tone.WELL


def test_coordination_tells_of_conflicts_only() -> None:
    system = Coordination()
    system.hear(Found(at=NOW, patterns=(pattern("error_burst"),)))
    assert (system.report(NOW).tone, system.report(NOW).headline) == (Tone.WELL, "nothing gets in each other's way")
    system.hear(Found(at=NOW, patterns=(pattern("flapping"), pattern("deadlock", ended=NOW))))
    assert "1 conflict" in system.report(NOW).headline
    assert "flapping shows" in words(system.report(NOW))


def test_control_names_the_budget_of_which_least_is_left_and_what_is_held_back() -> None:
    held = follow((), [pattern("starvation")], NOW)
    system = Control(lambda: held)
    assert system.report(NOW).tone is Tone.UNKNOWN
    budget = RateBudget()
    for i in range(30):
        budget.count(NOW - 600 + i, f"kind {i}", "ERROR")
    system.hear(Found(at=NOW, budgets=(budget.findings(NOW),), patterns=(pattern("exhaustion"),)))
    told = words(system.report(NOW))
    assert "least is left of errors: 62%; 1 limit changed for now" in told
    assert "resources: exhaustion shows" in told
    assert "parallel: one job of a group at a time: starvation shows" in told
    assert system.report(NOW).tone is Tone.TROUBLE


def test_audit_believes_what_was_seen_not_what_was_reported() -> None:
    system = Audit(lambda: [SourceState("logs", Freshness.LIVE, NOW, 1.0)])
    assert "nothing has reported success yet" in system.report(NOW).headline
    system.hear(committed(ended("passed"), ended("passed", doubts=["no tests ran: collected 0 items"])))
    report = system.report(NOW + 5)
    assert report.headline == "2 reports checked in a day, the last 5 s ago: 1 contradiction"
    assert "make test: no tests ran: collected 0 items" in words(report)
    (news,) = system.news()
    assert (news.kind, news.voice) == ("audit.doubt", Voice.HAND)
    assert news.text == "make test reports success, but no tests ran: collected 0 items"
    assert system.news() == []


def test_audit_names_what_nobody_watches_and_forgets_after_a_day() -> None:
    system = Audit(lambda: [SourceState("git", Freshness.ERROR, NOW, 5.0, "git is missing")])
    system.hear(committed(replace(ended("contradiction"), attrs={})))
    assert "exit 0, but tests failed" in words(system.report(NOW))
    late = system.report(NOW + 90_000)
    assert "contradiction" not in words(late)
    assert "git: ERROR git is missing" in words(late)


def test_intelligence_counts_what_showed_and_names_what_it_changed() -> None:
    held = follow((), [pattern("retry_storm")], NOW)
    system = Intelligence(lambda: held)
    for since in (NOW, NOW, NOW + 60):
        system.hear(Found(at=since, patterns=(pattern("retry_storm", since=since),)))
    told = words(system.report(NOW + 60))
    assert "1 pattern shows; the strategy is changed in 1 way" in told
    assert "(shown 2 times)" in told
    assert "for 9 min more, because of retry_storm" in told
    quiet = Intelligence(nothing)
    assert quiet.report(NOW).headline == "no pattern shows; the strategy is as usual"


def test_policy_says_what_is_tripped_and_what_a_person_overrode() -> None:
    taken = Workaround(name="strategy tests", instead="a", replaces="b", since=NOW, until="c", refused=True)
    system = Policy(Settings(), lambda: (taken,))
    pain = Pain(scope="machine", at=NOW, level=0.91, shares=(), gate=Gate.SHUT, unhandled=30.0)
    system.hear(Found(at=NOW, pains=(pain, replace(pain, scope="job:x", gate=Gate.OPEN))))
    told = words(system.report(NOW))
    assert told.startswith("1 tripped; 1 overridden by you")
    assert "machine: pain 0.91: nothing starts there by itself" in told
    assert "refused by you: strategy tests" in told
    assert "job:x" not in told
    assert "up to 10 an hour are healthy" in told


class Room:
    """The overview on a bus and a store."""

    def __init__(self, writer: Writer) -> None:
        self.clock, self.told = Clock(), list[Batch]()
        bus = Bus()
        self.committed = bus.add(Channel[Committed]("committed", 100))
        self.found = bus.add(Channel[Found]("findings", 100))
        self.bus = bus
        self.overview = Overview(
            self.committed, self.found, self._deliver, Ledger(writer, self.clock), self.clock, Settings(),
            measures=nothing, taken=tuple, sources=tuple,
        )  # fmt: skip

    async def _deliver(self, _source: str, batch: Batch) -> None:
        self.told.append(batch)

    async def settle(self) -> None:
        """Let every inbox take what waits."""
        *inboxes, (_, looking) = self.overview.jobs()
        looking.close()
        tasks = [asyncio.create_task(job) for _, job in inboxes]
        while any(state.depth for state in self.bus.states()):  # noqa: ASYNC110 - an emptied queue gives no signal
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@asynccontextmanager
async def room(folder: Path) -> AsyncIterator[Room]:
    async with opened(folder) as writer:
        yield Room(writer)


async def test_every_system_is_a_subscriber_of_its_own(tmp_path: Path) -> None:
    async with room(tmp_path) as running:
        listeners = {state.name: state.subscribers for state in running.bus.states()}
        for job in running.overview.jobs():
            job[1].close()
    assert listeners["committed"] == ("vsm.operations", "vsm.audit")
    assert listeners["findings"] == ("vsm.coordination", "vsm.control", "vsm.intelligence", "vsm.policy")


async def test_the_six_reports_are_stored_and_doubts_told(tmp_path: Path) -> None:
    async with room(tmp_path) as running:
        doubt = ended("passed", time=START, doubts=["no tests ran: x"])
        running.committed.publish(committed(doubt))
        running.found.publish(Found(at=START, patterns=(pattern("cascade", START),)))
        await running.settle()
        await running.overview.tick()
        (batch,) = running.told
        assert [system.sign for system in batch.states[0].value] == ["S1", "S2", "S3", "S3*", "S4", "S5"]
        assert [event.kind for event in batch.events] == ["audit.doubt"]
        tones = {system.sign: system.tone for system in batch.states[0].value}
        assert tones["S2"] is tones["S3*"] is Tone.TROUBLE


async def test_what_did_not_change_is_not_stored_again(tmp_path: Path) -> None:
    async with room(tmp_path) as running:
        for _ in range(10):
            await running.overview.tick()
            running.clock.time += 10
        assert len(running.told) == 1


async def test_an_item_that_cannot_be_taken_holds_up_nobody(tmp_path: Path) -> None:
    async with room(tmp_path) as running:
        running.committed.publish(Committed(frozenset(), (None,)))  # type: ignore[arg-type]
        running.committed.publish(committed(ended("passed", time=START)))
        await running.settle()
        await running.overview.tick()
        assert "1 of 1 jobs passed" in running.told[0].states[0].value[0].headline


async def test_what_an_engine_committed_and_never_counted_is_in_the_hour(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.write([("jobs", Batch(events=(ended("failed", time=START - 60),) * 4))])
        running = Room(writer)
        await running.overview.load()
        await running.overview.tick()
        (state,) = running.told[0].states
        assert state.value[0].headline == "0 of 4 jobs passed in the last hour"


async def test_a_failure_is_told_by_its_title(tmp_path: Path) -> None:
    known, other = "f1:731bd8511b29d06b", "f1:0000000000000000"
    event = Draft(
        time=START, source="logs", kind="log.line", voice=Voice.RUSTBELT, severity=Severity.ERROR, text="disk is gone",
        template="disk is gone", fingerprint=known,
    )  # fmt: skip
    async with opened(tmp_path) as writer:
        key = Key(fingerprint=known, why="the same words", title="disk is gone")
        await writer.write([("logs", Batch(events=(event,), keys=(key,)))])
        report = System(name="n", sign="S", headline="h", remarks=(Remark("burst", f"{known} 3 times, {other} once"),))
        (told,) = await titled((report,), Ledger(writer, Clock()))
    assert told.remarks[0].words == f"disk is gone 3 times, {other} once"
