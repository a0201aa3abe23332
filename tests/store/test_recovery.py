"""B18: a store of noise, cut short, or without its log is kept aside, replaced, and told."""

import os
import sqlite3
from pathlib import Path

import pytest

from console.model.frame import EventQuery
from console.store import checking
from console.store.backup import BackupError, backup, copies, verify
from console.store.checking import quick_check
from console.store.marks import Marks
from console.store.recovery import recover
from console.store.transaction import StoreUnavailableError
from console.store.writer import StoreCorruptError
from tests.store.support import START, content, draft, events, opened, reader, store, write_all


async def filled(folder: Path, n: int = 500) -> str:
    """A store with events and one copy of it."""
    await write_all(folder, events(*(draft(text=f"line {i}", template=f"t{i}") for i in range(n))))
    return backup(store(folder), str(folder / "backups"), keep=3, now=START)


def texts(folder: Path) -> list[str]:
    found = reader(folder)
    page = found.events(EventQuery(limit=10_000))
    found.close()
    return [event.text for event in page.events]


async def test_a_sound_store_is_left_alone(tmp_path: Path) -> None:
    await filled(tmp_path)
    before = content(store(tmp_path))
    assert recover(store(tmp_path), str(tmp_path / "backups")).notices == ()
    assert content(store(tmp_path)) == before


def test_no_store_is_no_damage(tmp_path: Path) -> None:
    assert recover(store(tmp_path), str(tmp_path / "backups")).notices == ()
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "damage", ["noise at the start", "noise inside", "cut short", "emptied", "missing", "all noise"]
)
async def test_damage_is_kept_aside_and_replaced_by_the_last_copy(tmp_path: Path, damage: str) -> None:
    copy = await filled(tmp_path)
    path = store(tmp_path)
    spoil(path, damage)
    spoilt = content(path) if damage != "missing" else b""
    found = recover(path, str(tmp_path / "backups"), now=lambda: START)
    assert found.restored == copy
    assert len(found.notices) == 2
    assert "damaged" in found.notices[0]
    if damage != "missing":
        assert found.aside is not None
        assert content(found.aside) == spoilt, "what was damaged is kept as it was"
    assert texts(tmp_path) == [f"line {i}" for i in range(500)]
    (event,) = await write_all(tmp_path, events(draft()))
    assert event.seq == 501
    assert recover(path, str(tmp_path / "backups")).notices == ()


def spoil(path: str, damage: str) -> None:
    if damage == "missing":
        os.unlink(path)
        return
    size = os.path.getsize(path)
    with open(path, "r+b") as file:
        if damage == "cut short":
            file.truncate(size // 2 + 100)
        elif damage == "emptied":
            file.truncate(0)
        else:
            file.seek(0 if damage != "noise inside" else 8192)
            file.write(os.urandom(size if damage == "all noise" else 4096))


async def test_without_a_copy_a_new_store_begins(tmp_path: Path) -> None:
    Path(store(tmp_path)).write_bytes(os.urandom(8192))  # noqa: ASYNC240
    found = recover(store(tmp_path), str(tmp_path / "backups"))
    assert found.restored is None
    assert "new store" in found.notices[-1]
    (event,) = await write_all(tmp_path, events(draft()))
    assert event.seq == 1


async def test_a_damaged_copy_is_passed_over(tmp_path: Path) -> None:
    good = await filled(tmp_path)
    bad = backup(store(tmp_path), str(tmp_path / "backups"), keep=3, now=START + 60)
    spoil(bad, "noise inside")
    spoil(store(tmp_path), "all noise")
    found = recover(store(tmp_path), str(tmp_path / "backups"))
    assert found.restored == good
    assert any("is damaged too" in notice for notice in found.notices)


async def test_nothing_set_aside_is_ever_overwritten(tmp_path: Path) -> None:
    await filled(tmp_path)
    kept = {}
    for _ in range(3):
        spoil(store(tmp_path), "noise at the start")
        spoilt = content(store(tmp_path))
        kept[recover(store(tmp_path), str(tmp_path / "backups"), now=lambda: START).aside] = spoilt
    assert len(kept) == 3
    assert all(aside and content(aside) == spoilt for aside, spoilt in kept.items())


async def test_a_log_that_has_gone_is_told_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = store(tmp_path)
    async with opened(tmp_path) as writer:
        await writer.write(events(draft(text="checkpointed")))
        await writer.run(lambda conn: conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
        await writer.write(events(draft(text="in the log")))
        killed = tmp_path / "killed"
        killed.mkdir()
        for name in (path, f"{path}.open"):
            (killed / os.path.basename(name)).write_bytes(content(name))
    found = recover(store(killed), str(killed / "backups"))
    assert len(found.notices) == 1
    assert "log has gone" in found.notices[0]
    assert texts(killed) == ["checkpointed"]


async def test_a_log_of_noise_loses_only_what_was_in_it(tmp_path: Path) -> None:
    path = store(tmp_path)
    async with opened(tmp_path) as writer:
        await writer.write(events(draft(text="checkpointed")))
        await writer.run(lambda conn: conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
        await writer.write(events(draft(text="in the log")))
        killed = tmp_path / "killed"
        killed.mkdir()
        (killed / "store.sqlite").write_bytes(content(path))
        (killed / "store.sqlite-wal").write_bytes(os.urandom(8192))
    recover(store(killed), str(killed / "backups"))
    assert texts(killed) == ["checkpointed"]
    await write_all(killed, events(draft(text="after")))
    assert texts(killed) == ["checkpointed", "after"]


async def test_damage_found_in_use_is_believed_at_the_next_start(tmp_path: Path) -> None:
    copy = await filled(tmp_path, 3000)
    path = store(tmp_path)
    with open(path, "r+b") as file:  # noqa: ASYNC230
        file.seek(4096 * 140)  # behind the schema, so that it opens
        file.write(os.urandom(len(content(path)) - 4096 * 140))
    with pytest.raises(StoreCorruptError, match="damaged"):
        await write_all(tmp_path, events(*(draft(time=i, text=f"{i}", template=f"n{i}") for i in range(3000))))
    assert Marks(path).suspect
    assert recover(path, str(tmp_path / "backups")).restored == copy
    assert not Marks(path).suspect
    assert recover(path, str(tmp_path / "backups")).notices == ()


async def test_the_check_ends_when_the_time_is_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await filled(tmp_path)
    spoil(store(tmp_path), "cut short")
    assert quick_check(store(tmp_path)) is not None
    monkeypatch.setattr(checking.threading, "Thread", Endless)
    assert quick_check(store(tmp_path), limit=1.0) is None
    assert Endless.waited == 1.0


class Endless:
    """A thread whose work does not end; nobody waits longer for it than allowed."""

    waited = 0.0

    def __init__(self, **_: object) -> None:
        pass

    def start(self) -> None:
        pass

    def join(self, limit: float) -> None:
        Endless.waited = limit


async def test_a_store_that_cannot_be_moved_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await filled(tmp_path)
    spoil(store(tmp_path), "all noise")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(StoreUnavailableError, match="cannot be repaired"):
        recover(store(tmp_path), str(tmp_path / "backups"))
    assert content(store(tmp_path))


async def test_copies_are_sound_private_and_limited(tmp_path: Path) -> None:
    folder = str(tmp_path / "backups")
    async with opened(tmp_path) as writer:
        made = []
        for n in range(4):
            await writer.write(events(draft()))
            made.append(backup(store(tmp_path), folder, keep=2, now=START + n * 3600))
    assert copies(folder) == [made[3], made[2]]
    assert [verify(copy) for copy in copies(folder)] == ["", ""]
    assert sorted(os.listdir(folder)) == sorted(os.path.basename(copy) for copy in copies(folder))
    assert os.stat(made[3]).st_mode & 0o777 == 0o600
    conn = sqlite3.connect(f"file:{made[3]}?immutable=1", uri=True)
    assert conn.execute("SELECT count(*) FROM events").fetchone() == (4,)
    conn.close()


async def test_a_copy_of_a_damaged_store_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    await filled(tmp_path, 3000)
    spoil(store(tmp_path), "noise inside")
    with pytest.raises(BackupError):
        backup(store(tmp_path), str(tmp_path / "other"), keep=2, now=START)
    assert os.listdir(tmp_path / "other") == []


async def test_no_copy_where_there_is_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await write_all(tmp_path, events(draft()))
    real = os.statvfs(tmp_path)

    class Full:
        f_bavail = 1
        f_frsize = real.f_frsize

    monkeypatch.setattr(os, "statvfs", lambda _: Full)
    with pytest.raises(BackupError, match="no room"):
        backup(store(tmp_path), str(tmp_path / "backups"), keep=2)
