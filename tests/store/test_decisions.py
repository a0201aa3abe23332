"""Whatever is decided and undone in whatever order, nothing is lost or counted twice, and undo restores what was."""

import asyncio
import contextlib
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.model.batch import Batch
from console.model.cluster import Join
from console.store.writer import UndecidedError, Writer
from tests.store.catalogue import decide, failing, found, totals
from tests.store.support import opened

NAMES = ("a", "b", "c", "d")
IDS = st.integers(1, 6)
STEPS = st.one_of(
    st.tuples(st.just("fail"), st.sampled_from(NAMES)),
    st.tuples(st.just("find"), st.sampled_from(NAMES)),
    st.tuples(st.just("merge"), IDS, IDS),
    st.tuples(st.just("split"), IDS, st.sampled_from(NAMES)),
    st.tuples(st.just("join"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.sampled_from(("ack", "mute", "unmute", "resolve", "reopen", "unack")), IDS),
    st.tuples(st.just("undo")),
)


async def _step(writer: Writer, number: int, step: tuple[object, ...]) -> int:
    """Take a step; returns how many failures it adds."""
    match step:
        case ("fail", str(name)):
            await writer.write(failing(name))
            return 1
        case ("find", str(name)):
            await writer.write([("dig", Batch(found=(found(name, f"d{number}"),)))])
            return 1
        case ("join", str(one), str(two)):
            await writer.write([("logs", Batch(joins=(Join(fingerprint=one, into=two, why="alike"),)))])
        case ("undo",):
            await writer.undo(None)
        case ("merge", int(one), int(two)):
            await decide(writer, "merge", one, into=two)
        case ("split", int(one), str(name)):
            await decide(writer, "split", one, fingerprint=name)
        case (str(what), int(one)):
            await decide(writer, what, one)
    return 0


async def _walk(folder: Path, steps: list[tuple[object, ...]]) -> None:
    async with opened(folder) as writer:
        expected = 0
        for number, step in enumerate(steps):
            with contextlib.suppress(UndecidedError):
                expected += await _step(writer, number, step)
            assert set(await writer.aside(totals)) == {expected}, step
        await writer.aside(_sound)


def _sound(conn: object) -> None:
    """Every living cluster has keys, every key lies in a living cluster, sums agree cluster by cluster."""
    query = conn.execute  # type: ignore[attr-defined]
    assert query(
        "SELECT count(*) FROM keys k JOIN clusters c ON c.id=k.cluster WHERE c.joined IS NOT NULL"
    ).fetchone() == (0,)
    assert (
        query(
            """SELECT c.id, c.n FROM clusters c WHERE c.joined IS NULL
           AND c.n<>(SELECT coalesce(sum(n), -1) FROM keys WHERE cluster=c.id)"""
        ).fetchall()
        == []
    )


@given(st.lists(STEPS, max_size=30))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_totals_are_conserved(steps: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_walk(Path(folder), steps))


@given(st.lists(STEPS.filter(lambda step: step[0] not in {"undo", "fail", "find", "join"}), max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_undoing_everything_restores_everything(steps: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_there_and_back(Path(folder), steps))


async def _there_and_back(folder: Path, steps: list[tuple[object, ...]]) -> None:
    async with opened(folder) as writer:
        await writer.write(failing(*NAMES, "a"))
        await decide(writer, "merge", 1, into=2)
        before = await writer.aside(_picture)
        taken = 0
        for number, step in enumerate(steps):
            try:
                await _step(writer, number, step)
            except UndecidedError:
                continue
            taken += 1
        for _ in range(taken):
            await writer.undo(None)
        assert await writer.aside(_picture) == before


def _picture(conn: object) -> list[tuple[object, ...]]:
    query = conn.execute  # type: ignore[attr-defined]
    columns = "id, n, standing, name, muted, person, note, resolved, cause, joined"
    rows = query(f"SELECT {columns} FROM clusters WHERE joined IS NULL ORDER BY id").fetchall()
    return [
        *rows,
        *query("SELECT id, cluster, placed, n FROM keys ORDER BY id"),
        *query("SELECT outcome FROM failures"),
    ]
