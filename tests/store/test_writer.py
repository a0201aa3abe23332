"""The writer: one transaction for everything, totals that agree with what they sum up, states as intervals."""

import asyncio
import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.model import hlc
from console.model.batch import Batch, Count, Progress, Sample, State
from console.model.command import CommandState
from console.model.event import Severity
from console.model.frame import EventQuery
from console.model.hlc import HybridClock
from console.model.source import Freshness, Health, SourceState
from console.store.writer import Writer
from tests.store.support import START, Wall, draft, events, opened, reader, store, write_all


def rows(folder: Path, statement: str) -> list[tuple[object, ...]]:
    conn = sqlite3.connect(store(folder))
    try:
        return conn.execute(statement).fetchall()
    finally:
        conn.close()


async def test_an_event_comes_back_as_it_was_committed(tmp_path: Path) -> None:
    wanted = draft(text="héllo ☃", file="/var/log/x.log", generation=2, offset=7, nested={"a": [1, None]})
    (event,) = await write_all(tmp_path, events(wanted))
    assert (event.seq, event.node, event.attrs) == (1, "node", wanted.attrs)
    assert reader(tmp_path).event(1) == event


async def test_a_file_name_that_is_not_text_survives(tmp_path: Path) -> None:
    name = b"bad\xff\nname.log".decode(errors="surrogateescape")
    batch = Batch(
        events=(draft(file=name),), counts=(Count(1, name, Severity.INFO, 1),), progress=(Progress(name, b"x"),)
    )
    await write_all(tmp_path, [("logs", batch)])
    found = reader(tmp_path)
    assert found.event(1).attrs["file"] == name
    assert found.progress("logs") == {name: b"x"}


async def test_committed_tells_what_changed(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        first = await writer.write(events(draft(), draft()))
        assert (first.first, first.last, len(first.events)) == (1, 2, 2)
        assert first.tables == {"sources", "events", "templates"}
        quiet = await writer.write([("git", Batch())])
        assert (quiet.first, quiet.last, quiet.events, quiet.tables) == (3, 2, (), {"sources"})
        rest = Batch(
            counts=(Count(1, "f", Severity.INFO, 1),), samples=(Sample(START, "cpu.total", 1.0),),
            states=(State("git", "head", 1),), progress=(Progress("f", b"1"),),
        )  # fmt: skip
        assert (await writer.write([("x", rest)])).tables == {"sources", "counts", "samples", "states", "progress"}


async def test_places_and_stamps_only_grow_even_when_the_clock_goes_back(tmp_path: Path) -> None:
    wall = Wall()
    first = await write_all(tmp_path, events(draft(), draft()), wall)
    wall.now -= 3600
    second = await write_all(tmp_path, events(draft(), draft()), wall)
    both = [*first, *second]
    assert [event.seq for event in both] == [1, 2, 3, 4]
    stamps = [event.hlc for event in both]
    assert stamps == sorted(set(stamps))


async def test_a_place_is_never_given_twice(tmp_path: Path) -> None:
    await write_all(tmp_path, events(draft(), draft()))
    async with opened(tmp_path) as writer:
        await writer.run(lambda conn: conn.execute("DELETE FROM events"))
    (event,) = await write_all(tmp_path, events(draft()))
    assert event.seq == 3


async def test_all_or_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        bad = Batch(events=(draft(unknown=object()),), progress=(Progress("f", b"1"),))
        good = Batch(events=(draft(template="new"),), progress=(Progress("g", b"1"),))
        with pytest.raises(TypeError):
            await writer.write([("logs", good), ("logs", bad)])
        assert await writer.resume("logs") == {}
        committed = await writer.write([("logs", good)])
        assert (committed.first, committed.last) == (1, 1)
    assert rows(tmp_path, "SELECT text, n FROM templates") == [("new", 1)]


async def test_progress_is_replaced_and_forgotten(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.write([("a", Batch(progress=(Progress("f", b"1"), Progress("g", b"2"))))])
        await writer.write([("a", Batch(progress=(Progress("f", b"3"), Progress("g", None)))), ("b", Batch())])
        assert await writer.resume("a") == {"f": b"3"}
        assert await writer.resume("b") == {}


async def test_writes_at_the_same_time_do_not_mix(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        batches = [events(*(draft(text=f"{n}.{i}") for i in range(20))) for n in range(30)]
        committed = await asyncio.gather(*(writer.write(batch) for batch in batches))
    assert [c.first for c in committed] == [n * 20 + 1 for n in range(30)]
    assert len(rows(tmp_path, "SELECT DISTINCT hlc FROM events")) == 600


async def test_a_cancelled_write_is_whole_or_absent(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        batch = Batch(events=tuple(draft() for _ in range(500)), progress=(Progress("f", b"500"),))
        task = asyncio.create_task(writer.write([("logs", batch)]))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        stored = await writer.run(lambda conn: conn.execute("SELECT count(*) FROM events").fetchone()[0])
        progress = await writer.resume("logs")
    assert (stored, progress) in [(500, {"f": b"500"}), (0, {})]


DRAFTS = st.builds(
    draft,
    time=st.floats(START - 7200, START + 60),
    severity=st.sampled_from(Severity),
    template=st.sampled_from(["", "a", "b <*>", "c"]),
)
COUNTS = st.builds(
    Count, st.integers(100, 105), st.sampled_from(["f", "g"]), st.sampled_from(Severity), st.integers(1, 9)
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(DRAFTS, max_size=12), max_size=5), st.lists(COUNTS, max_size=30))
async def test_totals_agree_with_what_they_sum_up(
    tmp_path_factory: pytest.TempPathFactory, groups: list[list], counts: list[Count]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    async with opened(folder) as writer:
        for group in groups:
            await writer.write([("logs", Batch(events=tuple(group), counts=tuple(counts)))])
    assert rows(folder, "SELECT minute, severity, n FROM event_minutes ORDER BY 1, 2") == rows(
        folder, "SELECT time/60000, severity, count(*) FROM events GROUP BY 1, 2 ORDER BY 1, 2"
    )
    assert rows(folder, "SELECT id, n, first, last, severity FROM templates ORDER BY 1") == rows(
        folder,
        """SELECT template, count(*), min(time), max(time), max(severity) FROM events
           WHERE template IS NOT NULL GROUP BY 1 ORDER BY 1""",
    )
    assert rows(folder, "SELECT template, minute, n FROM template_minutes ORDER BY 1, 2") == rows(
        folder,
        """SELECT template, time/60000, count(*) FROM events WHERE template IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2""",
    )
    assert rows(folder, "SELECT minute, severity, n FROM minute_totals ORDER BY 1, 2") == rows(
        folder, "SELECT minute, severity, sum(n) FROM counts GROUP BY 1, 2 ORDER BY 1, 2"
    )
    assert rows(folder, "SELECT coalesce(sum(n), 0) FROM counts") == [(sum(c.n for c in counts) * len(groups),)]


async def test_counted_repeats_weigh_what_they_stand_for(tmp_path: Path) -> None:
    await write_all(tmp_path, events(draft(template="r", count=250), draft(template="r")))
    assert rows(tmp_path, "SELECT n FROM templates") == [(251,)]


@given(
    st.lists(
        st.lists(
            st.tuples(st.integers(0, 300_000), st.floats(-1e9, 1e9)), min_size=1, max_size=20, unique_by=lambda s: s[0]
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=20, deadline=None)
async def test_sample_minutes_agree_with_the_samples(
    tmp_path_factory: pytest.TempPathFactory, groups: list[list[tuple[int, float]]]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    seen: set[int] = set()
    async with opened(folder) as writer:
        for group in groups:
            fresh = [(ms, value) for ms, value in group if ms not in seen]
            seen.update(ms for ms, _ in fresh)
            samples = tuple(Sample(ms / 1000, "cpu.total", value, "percent", 100.0) for ms, value in fresh)
            await writer.write([("machine", Batch(samples=samples))])
    found = rows(folder, "SELECT minute, min, max, n, last, last_time FROM sample_minutes ORDER BY 1")
    wanted = rows(
        folder,
        """SELECT m, low, high, n, (SELECT value FROM samples WHERE time=last), last FROM
           (SELECT time/60000 m, min(value) low, max(value) high, count(*) n, max(time) last FROM samples GROUP BY 1)
           ORDER BY m""",
    )
    assert found == wanted


async def test_a_state_is_an_interval_and_an_unchanged_one_opens_none(tmp_path: Path) -> None:
    wall = Wall()
    async with opened(tmp_path, wall) as writer:
        for value in ({"branch": "main"}, {"branch": "main"}, {"branch": "fix"}, None, {"branch": "main"}):
            wall.now += 10
            await writer.write([("git", Batch(states=(State("git", "head", value),)))])
    found = rows(tmp_path, "SELECT value, from_hlc, to_hlc FROM states WHERE kind='git' ORDER BY from_hlc")
    assert [row[0] for row in found] == [b'{"branch":"main"}', b'{"branch":"fix"}', b'{"branch":"main"}']
    assert [hlc.seconds(row[1]) - START for row in found] == [10, 30, 50]
    assert found[0][2] == found[1][1]
    assert hlc.seconds(found[1][2]) - START == 40
    assert found[2][2] is None


async def test_a_long_state_is_packed_and_comes_back(tmp_path: Path) -> None:
    value = [{"branch": f"branch {n}"} for n in range(500)]
    async with opened(tmp_path) as writer:
        await writer.write([("x", Batch(states=(State("x", "y", value),)))])
        again = await writer.write([("x", Batch(states=(State("x", "y", value),)))])
        assert "states" not in again.tables
    ((stored,),) = rows(tmp_path, "SELECT length(value) FROM states")
    assert stored < 4000


async def test_a_source_lives_by_its_batches_and_is_stale_without_them(tmp_path: Path) -> None:
    wall = Wall()
    async with opened(tmp_path, wall) as writer:
        await writer.set_source(SourceState("logs", Freshness.LIVE, START, 1.0))
        wall.now += 50
        await writer.write([("logs", Batch())])
        assert reader(tmp_path, START + 51).frame().source("logs").freshness is Freshness.LIVE
        assert reader(tmp_path, START + 55).frame().source("logs").freshness is Freshness.STALE
        await writer.set_source(SourceState("logs", Freshness.ERROR, START + 50, 1.0, "it broke", 3))
        broken = reader(tmp_path, START + 51).frame().source("logs")
        assert (broken.freshness, broken.detail, broken.restarts) == (Freshness.ERROR, "it broke", 3)


async def test_the_time_nobody_watched_is_unknown(tmp_path: Path) -> None:
    wall = Wall()
    async with opened(tmp_path, wall) as writer:
        await writer.set_source(SourceState("logs", Freshness.LIVE, START, 1.0))
        wall.now += 100
        await writer.write([("logs", Batch())])
    wall.now += 1000
    async with opened(tmp_path, wall) as writer:
        await writer.set_source(SourceState("logs", Freshness.LIVE, wall.now, 1.0))
    found = reader(tmp_path, wall.now)
    freshness = [found.frame(START + at).source("logs").freshness for at in (-10, 50, 500, 1101)]
    assert freshness == [Freshness.UNKNOWN, Freshness.LIVE, Freshness.UNKNOWN, Freshness.LIVE]


async def test_a_command_has_a_life(tmp_path: Path) -> None:
    wall = Wall()
    async with opened(tmp_path, wall) as writer:
        command = await writer.accept("source.restart", {"name": "logs"}, "me on pts/1")
        assert reader(tmp_path).commands() == (command,)
        assert (command.state, command.finished) == (CommandState.ACCEPTED, None)
        wall.now += 2
        await writer.finish(command.id, CommandState.DONE, "restarted")
        (done,) = reader(tmp_path).commands()
        assert (done.state, done.outcome, done.args) == (CommandState.DONE, "restarted", {"name": "logs"})
        assert done.finished == START + 2
        with pytest.raises(KeyError):
            await writer.finish(99, CommandState.DONE, "")


async def test_health_is_one_row(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        for cpu in (1.0, 2.0):
            health = Health(
                updated=START, pid=1, started=START, version="1", cpu=cpu, rss=1, pss=None, lag=0.0, bytes_per_s=0.0,
                lines_per_s=0.0, notices=("n" * 600,),
            )  # fmt: skip
            await writer.set_health(health)
        assert reader(tmp_path).health() == health
    assert rows(tmp_path, "SELECT count(*) FROM health") == [(1,)]


async def test_the_store_is_private(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.write(events(draft()))
        modes = [os.stat(store(tmp_path) + suffix).st_mode & 0o777 for suffix in ("", "-wal", "-shm")]
    assert modes == [0o600] * 3


async def test_sql_in_a_text_stays_text(tmp_path: Path) -> None:
    hostile = "'; DROP TABLE events;--"
    await write_all(tmp_path, events(draft(text=hostile, template=hostile, file=hostile)))
    page = reader(tmp_path).events(EventQuery())
    assert [event.text for event in page.events] == [hostile]


async def test_a_second_writer_on_the_same_clock_goes_on(tmp_path: Path) -> None:
    clock = HybridClock(Wall())
    for _ in range(2):
        writer = await Writer.open(store(tmp_path), clock, "node")
        await writer.write(events(draft()))
        await writer.close()
    assert rows(tmp_path, "SELECT count(DISTINCT hlc) FROM events") == [(2,)]
