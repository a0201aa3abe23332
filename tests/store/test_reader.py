"""The reader: windows against brute force, frames now and then, searches that end, stores that are not there."""

import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.model.batch import Batch, Count, Sample, State
from console.model.event import Event, Severity
from console.model.frame import EventQuery
from console.model.source import Freshness, SourceState
from console.store.reader import PatternError, Reader, ReadError
from tests.store.support import START, Wall, content, draft, events, opened, reader, store, write_all

TIMES = st.integers(0, 8).map(lambda n: START + n)
DRAFTS = st.lists(
    st.builds(draft, time=TIMES, severity=st.sampled_from(Severity), text=st.sampled_from(["ab", "bc", "cd", "(x"])),
    max_size=40,
)
CURSORS = st.none() | st.tuples(TIMES, st.integers(0, 45))
QUERIES = st.builds(
    EventQuery,
    limit=st.integers(1, 12),
    until=st.none() | TIMES,
    since=st.none() | TIMES,
    before=CURSORS,
    after=CURSORS,
    min_severity=st.sampled_from(Severity),
    pattern=st.sampled_from(["", "", "b", "^c", r"\(x$"]),
    invert=st.booleans(),
    kind=st.sampled_from(["", "", "log.line", "nothing"]),
)


def fits(event: Event, query: EventQuery) -> bool:
    found = {"": True, "b": "b" in event.text, "^c": event.text.startswith("c"), r"\(x$": event.text == "(x"}
    key = (event.time, event.seq)
    return (
        (query.until is None or event.time <= query.until)
        and (query.since is None or event.time >= query.since)
        and (query.before is None or key < query.before)
        and (query.after is None or key > query.after)
        and event.severity >= query.min_severity
        and (not query.kind or event.kind == query.kind)
        and (not query.pattern or found[query.pattern] != query.invert)
    )


def forward(query: EventQuery) -> bool:
    ends = query.until is not None or query.before is not None
    return query.after is not None or (query.since is not None and not ends)


@settings(max_examples=60, deadline=None)
@given(DRAFTS, st.lists(QUERIES, min_size=1, max_size=20))
async def test_windows_agree_with_brute_force(
    tmp_path_factory: pytest.TempPathFactory, drafts: list, queries: list[EventQuery]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    stored = sorted(await write_all(folder, events(*drafts)), key=lambda event: (event.time, event.seq))
    found = reader(folder)
    for query in queries:
        fitting = [event for event in stored if fits(event, query)]
        window = fitting[: query.limit] if forward(query) else fitting[-query.limit :]
        page = found.events(query)
        assert list(page.events) == window
        assert (page.newer if forward(query) else page.older) == (len(fitting) > len(window))
        assert page.searched_to is None
    found.close()


async def test_paging_back_and_forth_sees_every_event_once(tmp_path: Path) -> None:
    stored = await write_all(tmp_path, events(*(draft(time=START + n // 7) for n in range(100))))
    found = reader(tmp_path)
    page = found.events(EventQuery(limit=9))
    seen = list(page.events)
    while page.older:
        page = found.events(EventQuery(limit=9, before=(seen[0].time, seen[0].seq)))
        assert page.newer
        seen = [*page.events, *seen]
    assert seen == list(stored)
    page = found.events(EventQuery(limit=9, since=START))
    seen = list(page.events)
    while page.newer:
        page = found.events(EventQuery(limit=9, after=(seen[-1].time, seen[-1].seq)))
        assert page.older
        seen += page.events
    assert seen == list(stored)


async def test_a_search_ends_when_the_time_is_up_and_goes_on_from_there(tmp_path: Path) -> None:
    await write_all(
        tmp_path, events(draft(text="needle"), *(draft(time=START + 1 + n, text="hay") for n in range(2000)))
    )
    now = [0.0]

    def monotonic() -> float:
        now[0] += 0.05
        return now[0]

    hurried = Reader(store(tmp_path), now=lambda: START, monotonic=monotonic)
    page = hurried.events(EventQuery(pattern="needle"))
    assert page.events == ()
    assert page.older
    assert page.searched_to is not None
    for _ in range(10):
        page = hurried.events(EventQuery(pattern="needle", until=page.searched_to))
        if page.events:
            break
    assert [event.text for event in page.events] == ["needle"]


@pytest.mark.parametrize("pattern", ["(?<=a)b", r"(a)\1", "(", "*"])
async def test_a_pattern_that_is_none_is_told(tmp_path: Path, pattern: str) -> None:
    await write_all(tmp_path, events(draft()))
    with pytest.raises(PatternError, match="not understood"):
        reader(tmp_path).events(EventQuery(pattern=pattern))


async def test_filter_texts_are_no_sql(tmp_path: Path) -> None:
    await write_all(tmp_path, events(draft(text="100%_x"), draft(text="a' OR 1=1;--")))
    found = reader(tmp_path)
    for pattern, wanted in [("' OR 1=1;--", ["a' OR 1=1;--"]), ("%_", ["100%_x"]), ("%_%", [])]:
        assert [event.text for event in found.events(EventQuery(pattern=pattern)).events] == wanted
    assert found.events(EventQuery(kind="' OR 1=1;--")).events == ()


async def test_incidents_are_errors_strictly_before_or_after(tmp_path: Path) -> None:
    drafts = [draft(time=START + n, severity=Severity(n % 6)) for n in range(12)]
    await write_all(tmp_path, events(*drafts))
    found = reader(tmp_path)
    assert found.incident(START, 1) == START + 4
    assert found.incident(START + 4, 1) == START + 5
    assert found.incident(START + 10, 1) == START + 11
    assert found.incident(START + 11, 1) is None
    assert found.incident(START + 10, -1) == START + 5
    assert found.incident(START + 4, -1) is None


@settings(max_examples=25, deadline=None)
@given(st.lists(st.builds(draft, time=st.floats(START - 4000, START), severity=st.sampled_from(Severity)), max_size=60))
async def test_the_hour_agrees_with_brute_force(tmp_path_factory: pytest.TempPathFactory, drafts: list) -> None:
    folder = tmp_path_factory.mktemp("store")
    stored = await write_all(folder, events(*drafts))
    frame = reader(folder).frame()
    hour = [event.severity for event in stored if START - 3600 < event.time <= START]
    assert frame.errors == sum(severity >= Severity.ERROR for severity in hour)
    assert frame.criticals == hour.count(Severity.CRITICAL)
    assert frame.warnings == hour.count(Severity.WARNING)
    assert frame.events_total == len(stored)


async def test_minutes_are_sixty_without_gaps(tmp_path: Path) -> None:
    last = int(START // 60)
    counts = (
        Count(last, "f", Severity.ERROR, 3),
        Count(last - 59, "f", Severity.DEBUG, 2),
        Count(last - 60, "f", Severity.INFO, 9),
    )
    await write_all(tmp_path, [("logs", Batch(counts=counts))])
    frame = reader(tmp_path).frame()
    assert [minute.minute for minute in frame.minutes] == list(range(last - 59, last + 1))
    assert frame.minutes[-1].by_severity == (0, 0, 0, 0, 3, 0)
    assert frame.minutes[0].by_severity == (2, 0, 0, 0, 0, 0)
    assert sum(sum(minute.by_severity) for minute in frame.minutes) == 5
    assert reader(tmp_path).minutes(START - 3600, START - 3600)[0].by_severity == (0, 9, 0, 0, 0, 0)


async def test_templates_tell_hour_total_and_trend(tmp_path: Path) -> None:
    drafts = [draft(time=START - 60 * n, template="often", text=f"often {n}") for n in range(70)]
    drafts += [draft(time=START, template="once", severity=Severity.CRITICAL, file="/x.log")]
    await write_all(tmp_path, events(*drafts))
    often, once = reader(tmp_path).frame().templates
    assert (often.template, often.hour, often.total, often.sample) == ("often", 60, 70, "often 0")
    assert (often.first, often.last, often.origin) == (START - 69 * 60, START, "logs")
    assert often.trend == (5,) * 12
    assert (once.hour, once.severity, once.origin, once.trend[-1]) == (1, Severity.CRITICAL, "/x.log", 1)
    past = reader(tmp_path).frame(START - 600).templates
    assert [(t.template, t.hour, t.total) for t in past] == [("often", 60, 60)]
    assert past[0].last <= START - 600


async def test_the_past_is_what_was_known_then(tmp_path: Path) -> None:
    wall = Wall()
    async with opened(tmp_path, wall) as writer:
        await writer.set_source(SourceState("git", Freshness.LIVE, START, 5.0))
        for branch in ("main", "fix"):
            head = {"branch": branch, "head": "0" * 40, "subject": "s", "committed": 1.0}
            await writer.write([("git", Batch(states=(State("git", "head", head),)))])
            wall.now += 100
    found = reader(tmp_path, wall.now)
    assert found.frame(START - 1).git is None
    assert found.frame(START + 50).git.branch == "main"
    assert found.frame(START + 150).git.branch == "fix"
    assert found.frame().git.branch == "fix"
    assert not found.frame(START).live
    assert found.frame().live


async def test_live_is_the_newest_state_even_when_the_clock_went_back(tmp_path: Path) -> None:
    wall = Wall()
    async with opened(tmp_path, wall) as writer:
        for branch in ("main", "fix"):
            head = {"branch": branch, "head": "0" * 40, "subject": "s", "committed": 1.0}
            await writer.write([("git", Batch(states=(State("git", "head", head),)))])
            wall.now -= 3600
    assert reader(tmp_path, wall.now).frame().git.branch == "fix"


async def test_the_next_frame_is_the_frame_read_anew(tmp_path: Path) -> None:
    wall = Wall()
    async with opened(tmp_path, wall) as writer:
        found = reader(tmp_path)
        await writer.set_source(SourceState("logs", Freshness.LIVE, START, 1.0))
        frame = found.frame()
        for step in range(6):
            wall.now += 20
            batch = Batch(
                events=(draft(time=wall.now, template=f"t{step % 2}"),),
                counts=(Count(int(wall.now // 60), "f", Severity.ERROR, 1),),
                samples=(Sample(wall.now, "cpu.total", step, "percent", 100.0),),
            )
            committed = await writer.write([("logs", batch)])
            now = wall.now
            found = Reader(store(tmp_path), now=lambda now=now: now)
            frame = found.frame(None, frame, committed.tables)
            assert frame == found.frame()


async def test_what_did_not_change_is_kept_and_sources_age(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.set_source(SourceState("logs", Freshness.LIVE, START, 1.0))
        before = reader(tmp_path).frame()
        await writer.write(events(draft()))
        later = reader(tmp_path, START + 4).frame(None, before, frozenset())
    assert later.templates is before.templates
    assert later.minutes is before.minutes
    assert later.source("logs").freshness is Freshness.STALE


async def test_series_in_a_frame_end_with_the_newest_reading(tmp_path: Path) -> None:
    samples = tuple(Sample(START - 3000 + 10 * n, "memory.used", float(n), "bytes", 1e9) for n in range(301))
    await write_all(tmp_path, [("machine", Batch(samples=samples))])
    series = reader(tmp_path).frame().series["memory.used"]
    assert (series.unit, series.limit, series.now) == ("bytes", 1e9, 300.0)
    assert series.points[-1][0] == START
    assert 48 <= len(series.points) <= 52
    times = [time for time, _ in series.points]
    assert times == sorted(set(times))
    past = reader(tmp_path).frame(START - 1500).series["memory.used"]
    assert past.points[-1] == (START - 1500, 150.0)


async def test_a_young_series_comes_as_it_was_read(tmp_path: Path) -> None:
    samples = tuple(Sample(START - 20 + 2 * n, "cpu.total", float(n), "percent") for n in range(11))
    await write_all(tmp_path, [("machine", Batch(samples=samples))])
    assert len(reader(tmp_path).frame().series["cpu.total"].points) == 11


async def test_a_series_is_thinned_to_the_points_asked_for(tmp_path: Path) -> None:
    samples = tuple(Sample(START - 1000 + n, "cpu.total", float(n % 10), "percent") for n in range(1001))
    await write_all(tmp_path, [("machine", Batch(samples=samples))])
    found = reader(tmp_path)
    series = found.series("cpu.total", START - 1000, START, 50)
    assert 40 <= len(series.points) <= 50
    assert all(3 <= value <= 6 for _, value in series.points[:-1])
    assert found.series("nothing", 0, START, 10) is None


async def test_a_long_span_comes_from_the_minutes(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        for hour in range(30):
            samples = tuple(Sample(START + hour * 3600 + n, "cpu.total", float(hour), "percent") for n in range(3))
            await writer.write([("machine", Batch(samples=samples))])
        await writer.run(lambda conn: conn.execute("DELETE FROM samples WHERE time<?", ((START + 28 * 3600) * 1000,)))
    series = reader(tmp_path).series("cpu.total", START, START + 30 * 3600, 100)
    assert [value for _, value in series.points] == [float(hour) for hour in range(30)]


def test_a_missing_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="there is no store"):
        reader(tmp_path).frame()


def test_an_empty_store_is_told(tmp_path: Path) -> None:
    Path(store(tmp_path)).touch()
    with pytest.raises(ReadError, match="still empty"):
        reader(tmp_path).frame()


def test_noise_is_told(tmp_path: Path) -> None:
    Path(store(tmp_path)).write_bytes(os.urandom(8192))
    with pytest.raises(ReadError):
        reader(tmp_path).frame()


async def test_a_reader_waits_for_its_store(tmp_path: Path) -> None:
    found = reader(tmp_path)
    with pytest.raises(ReadError):
        found.frame()
    await write_all(tmp_path, events(draft()))
    assert found.frame().errors == 1


async def test_a_reader_follows_when_the_store_is_replaced(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    await write_all(old, events(draft(text="old")))
    await write_all(new, events(draft(text="new")))
    found = reader(old)
    assert found.event(1).text == "old"
    os.rename(store(new), store(old))
    assert found.event(1).text == "new"


async def test_readers_change_nothing(tmp_path: Path) -> None:
    await write_all(tmp_path, events(draft()))
    before = content(store(tmp_path))
    found = reader(tmp_path)
    found.frame()
    found.events(EventQuery())
    with pytest.raises(ReadError, match=r"readonly|read-only"):
        found._ask(lambda conn: conn.execute("DELETE FROM events"))
    found.close()
    assert content(store(tmp_path)) == before


async def test_a_reader_sees_what_is_not_yet_in_the_database_file(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        found = reader(tmp_path)
        for n in range(1, 4):
            await writer.write(events(draft()))
            assert found.frame().errors == n


async def test_a_question_sees_one_moment(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.write(events(draft()))
        found = reader(tmp_path)
        conn = found._current()
        conn.execute("BEGIN")
        conn.execute("SELECT count(*) FROM events").fetchone()
        await writer.write(events(draft()))
        assert conn.execute("SELECT count(*) FROM events").fetchone() == (1,)
        conn.execute("ROLLBACK")
        assert len(found.events(EventQuery()).events) == 2


async def test_a_locked_out_writer_is_no_hindrance(tmp_path: Path) -> None:
    await write_all(tmp_path, events(draft()))
    other = sqlite3.connect(store(tmp_path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert reader(tmp_path).frame().errors == 1
    finally:
        other.close()
