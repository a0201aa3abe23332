"""Retention: what is past its time goes, failures stay, totals stay exact, the file shrinks."""

import sqlite3
from pathlib import Path

from console.model.batch import Batch, Count, Sample, State
from console.model.event import Severity
from console.model.frame import EventQuery
from console.model.settings import RetentionSettings
from console.store import retention
from console.store.writer import Writer
from tests.store.support import START, Wall, content, draft, events, opened, reader, store

HOUR = 3600.0
DAY = 24 * HOUR


async def retain(writer: Writer, now: float = START, settings: RetentionSettings | None = None) -> int:
    """Run retention to its end; returns the number of steps."""
    steps = 1
    while await writer.run(lambda conn: retention.step(conn, settings or RetentionSettings(), now)):
        steps += 1
        assert steps < 10_000
    return steps


async def ask(writer: Writer, statement: str) -> list[tuple[object, ...]]:
    return await writer.run(lambda conn: conn.execute(statement).fetchall())


async def test_old_events_go_and_failures_stay(tmp_path: Path) -> None:
    drafts = [
        draft(time=START - age, severity=severity, template=f"{severity}{age}")
        for severity in Severity
        for age in (HOUR, 23 * HOUR, 25 * HOUR, 100 * DAY)
    ]
    async with opened(tmp_path) as writer:
        await writer.write(events(*drafts))
        await retain(writer)
        left = reader(tmp_path).events(EventQuery()).events
    wanted = [d for d in drafts if d.severity >= Severity.ERROR or START - d.time <= DAY]
    assert sorted((e.time, e.severity) for e in left) == sorted((d.time, d.severity) for d in wanted)


async def test_the_settings_rule(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.write(events(*(draft(time=START - age * HOUR, severity=Severity.INFO) for age in range(10))))
        await retain(writer, settings=RetentionSettings(events_hours=4.5))
        assert await ask(writer, "SELECT count(*) FROM events") == [(5,)]


async def test_repeats_of_an_old_failure_leave_ten_a_minute_and_exact_totals(tmp_path: Path) -> None:
    old = START - 2 * DAY
    storm = [draft(time=old + n / 100, template="storm") for n in range(9000)]
    rare = [draft(time=old + n, template=f"rare {n}") for n in range(90)]
    plain = [draft(time=old, template="") for _ in range(20)]
    young = [draft(time=START - HOUR, template="young") for _ in range(50)]
    async with opened(tmp_path) as writer:
        await writer.write(events(*storm, *rare, *plain, *young))
        await retain(writer)
        kept = dict(
            await ask(writer, "SELECT t.text, count(*) FROM events e LEFT JOIN templates t ON t.id=template GROUP BY 1")
        )
        totals = dict(await ask(writer, "SELECT text, n FROM templates"))
        minutes = await ask(
            writer,
            "SELECT count(*) FROM template_minutes WHERE template=(SELECT id FROM templates WHERE text='storm')",
        )
    assert kept["storm"] == 10 * minutes[0][0]
    assert [kept[f"rare {n}"] for n in range(90)] == [1] * 90
    assert (kept[None], kept["young"]) == (20, 50)
    assert totals["storm"] == 9000


async def test_samples_fade_to_minutes_and_minutes_end(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        for start in (START - 40 * DAY, START - 3 * HOUR, START - 0.5 * HOUR):
            for name in ("cpu.total", "memory.used"):
                samples = tuple(Sample(start + 2 * n, name, float(n)) for n in range(600))
                await writer.write([("machine", Batch(samples=samples))])
        await retain(writer)
        assert await ask(writer, "SELECT count(*), min(time) FROM samples") == [(1200, (START - 0.5 * HOUR) * 1000)]
        ((oldest,),) = await ask(writer, "SELECT min(minute) FROM sample_minutes")
        assert oldest == (START - 3 * HOUR) // 60
        assert reader(tmp_path).series("cpu.total", START - 4 * HOUR, START - 2 * HOUR, 100).points


async def test_minutes_end_after_their_days(tmp_path: Path) -> None:
    now = int(START // 60)
    counts = tuple(Count(now - age, f"f{n}", Severity.INFO, 1) for age in range(0, 50 * 1440, 700) for n in range(20))
    drafts = [draft(time=START - age * HOUR, template=f"t{age % 7}") for age in range(0, 50 * 24, 5)]
    async with opened(tmp_path) as writer:
        await writer.write([("logs", Batch(events=tuple(drafts), counts=counts))])
        await retain(writer)
        for table in ("counts", "minute_totals", "event_minutes", "template_minutes"):
            ((oldest, n),) = await ask(writer, f"SELECT min(minute), count(*) FROM {table}")
            assert now - 30 * 1440 <= oldest < now - 29 * 1440, table
            assert n > 50, table


async def test_templates_of_failures_are_remembered_and_others_forgotten(tmp_path: Path) -> None:
    drafts = [
        draft(time=START - age, severity=severity, template=f"{severity.word} {age}")
        for severity in (Severity.INFO, Severity.ERROR)
        for age in (DAY, 40 * DAY)
    ]
    async with opened(tmp_path) as writer:
        await writer.write(events(*drafts))
        await retain(writer)
        left = {text for (text,) in await ask(writer, "SELECT text FROM templates")}
        assert left == {"info 86400.0", "error 86400.0", "error 3456000.0"}
        again = await writer.write(events(draft(time=START, severity=Severity.INFO, template="info 3456000.0")))
        assert reader(tmp_path).event(again.last).template == "info 3456000.0"


async def test_the_process_table_is_thinned_to_a_minute_and_then_to_ten(tmp_path: Path) -> None:
    wall = Wall(START - 30 * HOUR)
    async with opened(tmp_path, wall) as writer:
        for begin in (START - 30 * HOUR, START - 3 * HOUR, START - 0.5 * HOUR):
            wall.now = begin - begin % 600
            for n in range(400):
                states = (State("processes", "table", [n]), State("git", "head", n))
                await writer.write([("x", Batch(states=states))])
                wall.now += 3
        await retain(writer)
        found = await ask(writer, "SELECT from_hlc, to_hlc FROM states WHERE kind='processes' ORDER BY from_hlc")
        git = await ask(writer, "SELECT count(*) FROM states WHERE kind='git'")
    ages = [(START - (begun >> 16) / 1000) / HOUR for begun, _ in found]
    assert sum(age > 24 for age in ages) == 2
    assert sum(1 < age < 24 for age in ages) == 20
    assert sum(age < 1 for age in ages) == 400
    assert git == [(1200,)]
    ends = [end for _, end in found]
    assert [begun for begun, _ in found[1:]] == ends[:-1], "no gaps"


async def test_the_past_is_still_readable_after_thinning(tmp_path: Path) -> None:
    wall = Wall(START - 3 * HOUR - (START - 3 * HOUR) % 60)
    begin = wall.now
    row = {
        "pid": 1,
        "ppid": 0,
        "name": "init",
        "command": "init",
        "user": "root",
        "cpu": 0.0,
        "rss": 0,
        "threads": 1,
        "state": "S",
        "started": 0.0,
    }
    async with opened(tmp_path, wall) as writer:
        for n in range(100):
            await writer.write([("x", Batch(states=(State("processes", "table", [row | {"rss": n}]),)))])
            wall.now += 3
        await retain(writer)
    found = reader(tmp_path)
    assert [found.frame(begin + at).processes[0].rss for at in (1, 59, 61, 150)] == [0, 0, 20, 40]


async def test_the_file_shrinks(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        for n in range(30):
            drafts = [
                draft(time=START - 2 * DAY, severity=Severity.INFO, text=f"{n}.{i} " * 20, template="")
                for i in range(1000)
            ]
            await writer.write(events(*drafts))
        await writer.run(checkpoint)
        full = len(content(store(tmp_path)))
        steps = await retain(writer)
        await writer.run(checkpoint)
        assert len(content(store(tmp_path))) < full / 3
        assert steps > 1, "in short steps"
        assert await ask(writer, "PRAGMA integrity_check") == [("ok",)]


def checkpoint(conn: sqlite3.Connection) -> None:
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


async def test_a_step_stops_when_its_time_is_up(tmp_path: Path) -> None:
    now = [0.0]

    def monotonic() -> float:
        now[0] += 1.0
        return now[0]

    def one_step(conn: sqlite3.Connection) -> bool:
        return retention.step(conn, RetentionSettings(), START, monotonic)

    async with opened(tmp_path) as writer:
        old = [draft(time=START - 2 * DAY, severity=Severity.DEBUG, template="") for _ in range(1000)]
        await writer.write(events(*old))
        assert await writer.run(one_step)
        assert await ask(writer, "SELECT count(*) FROM events") == [(1000 - retention.ROWS,)]


async def test_writes_go_on_between_the_steps(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        old = [draft(time=START - 2 * DAY, severity=Severity.DEBUG, template="t") for _ in range(2000)]
        await writer.write(events(*old))
        while await writer.run(lambda conn: retention.step(conn, RetentionSettings(), START)):
            await writer.write(events(draft(template="t")))
        await writer.write(events(draft(template="t")))
        ((n,),) = await ask(writer, "SELECT n FROM templates")
        ((left,),) = await ask(writer, "SELECT count(*) FROM events")
    assert n == 2000 + left
