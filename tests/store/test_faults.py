"""B19: a disk that is full, read-only or failing; nothing torn, usable again when the cause has gone."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from console.model.batch import Batch, Progress
from console.store.ballast import Ballast
from console.store.writer import StoreUnavailableError, Writer
from tests.store.support import draft, events, opened, reader

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` bytes; SQLite sees it as a full disk or an I/O error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def big(n: int) -> Batch:
    drafts = tuple(draft(text=f"{n} {i} " * 40, template="big") for i in range(200))
    return Batch(events=drafts, progress=(Progress("x", str(n + 1).encode()),))


async def stored(writer: Writer) -> tuple[int, int]:
    ((count,),) = await writer.run(lambda conn: conn.execute("SELECT count(*) FROM events").fetchall())
    return count, int((await writer.resume("logs")).get("x", b"0"))


async def test_a_write_that_finds_no_room_keeps_nothing_and_works_again_later(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.write([("logs", big(0))])
        with file_size_limit(600_000):
            done = await fill(writer)
        assert await stored(writer) == (200 * done, done)
        committed = await writer.write([("logs", big(done))])
        assert committed.first == 200 * done + 1
        assert await stored(writer) == (200 * (done + 1), done + 1)
        assert reader(tmp_path).frame().events_total == 200 * (done + 1)


async def fill(writer: Writer) -> int:
    """Write until there is no room; returns how many batches are in."""
    for done in range(1, 100):
        try:
            await writer.write([("logs", big(done))])
        except StoreUnavailableError:
            return done
    raise AssertionError("the limit had no effect")


FAULTS = """
import asyncio, sys
from pathlib import Path
from tests.store.test_faults import in_a_small_place
asyncio.run(in_a_small_place(Path(sys.argv[1])))
"""


async def in_a_small_place(folder: Path) -> None:
    """On a file system of 3 MB: fill it, see it said, free some room, go on. Run as a child of the test below."""
    ballast = Ballast(str(folder / "ballast"), 400_000)
    async with opened(folder, ballast=400_000) as writer:
        await writer.run(lambda conn: conn.execute("PRAGMA user_version").fetchone())
        assert ballast.held
        filler = folder / "filler"
        filler.write_bytes(bytes(1_000_000))
        done, full = 0, ""
        while not full and done < 1000:
            try:
                await writer.write([("logs", big(done))])
                done += 1
            except StoreUnavailableError as error:
                full = str(error)
        assert "full" in full, full
        assert writer.notices, "the ballast was given up first"
        assert not ballast.held
        assert await stored(writer) == (200 * done, done)
        assert reader(folder).frame().events_total == 200 * done
        filler.unlink()
        await writer.write([("logs", big(done))])
        assert await stored(writer) == (200 * (done + 1), done + 1)
        sound = await writer.run(lambda conn: conn.execute("PRAGMA integrity_check").fetchone())
        assert sound == ("ok",)


def test_a_full_file_system(tmp_path: Path) -> None:
    script = f'mount -t tmpfs -o size=3m,mode=0700 tmpfs "{tmp_path}" && exec "$@"'
    argv = ["unshare", "-rm", "sh", "-c", script, "sh", sys.executable, "-c", FAULTS, str(tmp_path)]
    try:
        probe = subprocess.run([*argv[:4], script.split("&&", maxsplit=1)[0]], check=False, capture_output=True)
    except FileNotFoundError:
        pytest.skip("mounting is not allowed here")
    if probe.returncode:
        pytest.skip("mounting is not allowed here")
    done = subprocess.run(
        argv, check=False, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0, done.stderr


async def test_an_error_of_the_disk_is_told_in_words(tmp_path: Path) -> None:
    def fail(_: sqlite3.Connection) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
        error.sqlite_errorname = "SQLITE_IOERR_WRITE"
        raise error

    async with opened(tmp_path) as writer:
        with pytest.raises(StoreUnavailableError, match=r"the disk reports an error \(sqlite_ioerr_write"):
            await writer.run(fail)
        await writer.write(events(draft()))


async def test_a_defect_of_ours_is_not_called_a_full_disk(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await writer.run(lambda conn: conn.execute("SELECT * FROM absent"))


async def test_a_store_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match="cannot be opened"):
        async with opened(tmp_path / "missing"):
            pass


async def test_a_store_that_is_a_symlink_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").symlink_to("/dev/null")
    with pytest.raises(StoreUnavailableError, match="cannot be opened"):
        async with opened(tmp_path):
            pass


def test_ballast_is_room_that_is_really_kept(tmp_path: Path) -> None:
    ballast = Ballast(str(tmp_path / "ballast"), 1_000_000)
    assert ballast.load()
    assert ballast.load()
    assert (tmp_path / "ballast").stat().st_blocks * 512 >= 1_000_000
    assert ballast.release()
    assert not ballast.release()
    assert not ballast.held


def test_ballast_is_not_loaded_where_room_is_short(tmp_path: Path) -> None:
    ballast = Ballast(str(tmp_path / "ballast"), 1 << 60)
    assert not ballast.load()
    assert not ballast.held


def test_a_command_is_synced_before_it_is_acknowledged(tmp_path: Path) -> None:
    """The log is synced between the command's write and the answer; kill -9 alone could not tell."""
    child = (
        "import asyncio, os, sys\n"
        "from pathlib import Path\n"
        "from tests.store.support import opened\n"
        "async def main():\n"
        "    async with opened(Path(sys.argv[1])) as writer:\n"
        "        os.write(2, b'BEFORE')\n"
        "        await writer.accept('engine.stop', {}, 'me')\n"
        "        os.write(2, b'AFTER')\n"
        "asyncio.run(main())\n"
    )
    trace = tmp_path / "trace"
    argv = ["strace", "-f", "-y", "-e", "trace=write,pwrite64,fdatasync,fsync", "-o", str(trace)]
    try:
        done = subprocess.run(
            [*argv, sys.executable, "-c", child, str(tmp_path)], check=False, capture_output=True, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("strace is not installed")
    if "PTRACE" in done.stderr:
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stderr
    said = trace.read_text()
    between = said[said.index("BEFORE") : said.index('"AFTER"')]
    calls = [line for line in between.splitlines() if "store.sqlite-wal" in line]
    assert "pwrite64" in calls[0]
    assert "sync" in calls[-1], calls
