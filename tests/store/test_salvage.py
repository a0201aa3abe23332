"""What people asked since the last copy is read out of the damaged store."""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.model.command import CommandState
from console.store import audit
from console.store.backup import backup
from console.store.recovery import recover
from console.store.salvage import salvage
from tests.store.support import START, draft, events, opened, store

BEFORE, AFTER = 40, 400


async def asked(folder: Path, count: int, first: int = 0) -> None:
    """So many commands, each with its outcome."""
    async with opened(folder) as writer:
        await writer.write(events(*(draft(text=f"noise {first} {n}") for n in range(200))))
        for number in range(first, first + count):
            command = await writer.accept("cluster.ack", {"cluster": number, "note": "n" * 60}, "ada")
            await writer.finish(command.id, CommandState.DONE, f"done {number}")


def outcomes(path: str) -> list[str]:
    with closing(sqlite3.connect(path)) as conn:
        return [command.outcome for command in reversed(audit.newest(conn, 10_000))]


def pages(path: str, table: str) -> list[int]:
    """The leaf pages of a table."""
    with closing(sqlite3.connect(path)) as conn:
        rows = conn.execute("SELECT pageno FROM dbstat WHERE name=? AND pagetype='leaf' ORDER BY pageno", (table,))
        return [row[0] for row in rows]


def overwrite(path: str, page: int) -> None:
    with open(path, "r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(os.urandom(4096))


async def test_commands_since_the_copy_are_carried_over(tmp_path: Path) -> None:
    await asked(tmp_path, BEFORE)
    backup(store(tmp_path), str(tmp_path / "backups"), keep=3, now=START)
    await asked(tmp_path, AFTER, first=BEFORE)
    (victim, *_) = pages(store(tmp_path), "events")
    overwrite(store(tmp_path), victim)
    found = recover(store(tmp_path), str(tmp_path / "backups"), now=lambda: START)
    assert f"{AFTER} commands" in found.notices[-1]
    assert outcomes(store(tmp_path)) == [f"done {n}" for n in range(BEFORE + AFTER)]
    async with opened(tmp_path) as writer:
        assert (await writer.accept("x", {}, "ada")).id == BEFORE + AFTER + 1


async def test_what_stands_on_a_destroyed_page_is_stepped_over(tmp_path: Path) -> None:
    await asked(tmp_path, AFTER)
    leaves = pages(store(tmp_path), "commands")
    assert len(leaves) > 5
    overwrite(store(tmp_path), leaves[3])
    found = recover(store(tmp_path), str(tmp_path / "backups"), now=lambda: START)
    kept = outcomes(store(tmp_path))
    assert f"{len(kept)} commands" in found.notices[-1], "without a copy a new store takes them"
    assert AFTER * 3 // 4 < len(kept) < AFTER
    assert kept == sorted(kept, key=lambda outcome: int(outcome.split()[1]))


def test_a_store_of_noise_gives_nothing_and_makes_nothing(tmp_path: Path) -> None:
    Path(store(tmp_path)).write_bytes(os.urandom(20_000))
    found = recover(store(tmp_path), str(tmp_path / "backups"), now=lambda: START)
    assert len(found.notices) == 2
    assert not os.path.exists(store(tmp_path))


async def test_rows_that_are_none_stay_behind(tmp_path: Path) -> None:
    await asked(tmp_path, 5)
    damaged = str(tmp_path / "damaged")
    os.rename(store(tmp_path), damaged)
    with closing(sqlite3.connect(damaged)) as conn, conn:
        conn.execute("UPDATE commands SET args='{' WHERE id=2")
        conn.execute("UPDATE commands SET state='what' WHERE id=3")
        conn.execute("UPDATE commands SET outcome=x'ff' WHERE id=4")
        conn.execute("INSERT INTO fix_outcomes(time, fingerprint, rule, command, worked) VALUES(1,'f','r','c',1)")
    assert salvage(damaged, store(tmp_path)) == 3
    assert outcomes(store(tmp_path)) == ["done 0", "done 4"]
    assert salvage(damaged, store(tmp_path)) == 0, "nothing twice"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound store with commands."""
    folder = tmp_path_factory.mktemp("whole")
    asyncio.run(asked(folder, 60))
    return Path(store(folder))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=300)), min_size=1, max_size=30))
def test_any_damage_ends_and_gives_sound_rows(tmp_path: Path, whole: Path, spots: list[tuple[float, bytes]]) -> None:
    data = bytearray(whole.read_bytes())
    for place, noise in spots:
        at = int(place * (len(data) - len(noise)))
        data[at : at + len(noise)] = noise
    damaged, fresh = tmp_path / "damaged", tmp_path / "fresh"
    damaged.write_bytes(data)
    fresh.unlink(missing_ok=True)
    rows = salvage(str(damaged), str(fresh))
    assert len(outcomes(str(fresh)) if rows else []) <= rows
    for name in ("damaged-wal", "damaged-shm", "fresh-wal", "fresh-shm"):
        (tmp_path / name).unlink(missing_ok=True)
