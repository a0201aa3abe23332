"""What leaves the catalogue with time, and what never does."""

import sqlite3
from pathlib import Path

from console.model.batch import Batch
from console.model.cluster import FailureQuery
from console.model.event import Severity
from console.model.settings import RetentionSettings
from console.store import retention
from console.store.recording import record
from console.store.writer import Writer
from tests.store.catalogue import clusters, decide, failing, found
from tests.store.support import START, Wall, opened, reader, store

MONTHS = 90 * 86_400


async def tidy(writer: Writer, now: float) -> None:
    while await writer.run(lambda conn: retention.step(conn, RetentionSettings(), now)):
        pass


async def test_warnings_nobody_judged_are_forgotten_and_failures_are_not(tmp_path: Path) -> None:
    wall = Wall()
    async with opened(tmp_path, wall) as writer:
        await writer.write(failing("warned", "named", severity=Severity.WARNING))
        await writer.write(failing("failed"))
        await decide(writer, "rename", 2, text="ours")
        wall.now += MONTHS
        await tidy(writer, wall.now)
        left = await writer.aside(_left)
        await writer.write(failing("warned", time=wall.now, severity=Severity.WARNING))
    assert left == (["failed", "named"], 0, 2)
    totals = {cluster.fingerprint: cluster.total for cluster in clusters(tmp_path, wall.now).values()}
    assert totals == {"warned": 1, "named": 1, "failed": 1}


def _left(conn: sqlite3.Connection) -> tuple[list[str], int, int]:
    keys = [name for (name,) in conn.execute("SELECT fingerprint FROM keys ORDER BY fingerprint")]
    minutes = conn.execute("SELECT count(*) FROM key_minutes").fetchone()[0]
    return keys, minutes, conn.execute("SELECT count(*) FROM examples").fetchone()[0]


async def test_a_recording_holds_the_clusters_of_its_time(tmp_path: Path) -> None:
    old = Batch(found=(found("old", "d1", time=START - MONTHS),))
    async with opened(tmp_path) as writer:
        await writer.write(failing("a", "a", "b"))
        await writer.write([("dig", old)])
        await writer.write(failing("a", time=START + 7200))
    target = tmp_path / "copy"
    target.mkdir()
    record(store(tmp_path), store(target), START - 60, START + 600)
    copy = reader(target, START + 600)
    assert {cluster.fingerprint: cluster.total for cluster in copy.clusters(START + 600)} == {"a": 2, "b": 1}
    assert {entry.cluster for entry in copy.failures(FailureQuery(find="broke")).failures} == {1, 2}
