"""Conformance cases 6 to 23: what happens to files that are renamed, copied, truncated, replaced and compressed."""

import asyncio
import gzip
import os
import shutil
from pathlib import Path

import pytest

from tests.collectors.logs.support import Tail, append, bad, text


async def test_06_rename_rotation(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    with path.open("a") as writer:
        writer.write(text(*bad(1)))
        writer.flush()
        async with Tail(tmp_path) as tail:
            await tail.reads(*bad(1))
            writer.write(text(*bad(2)))
            path.rename(tmp_path / "app.log.1")
            writer.flush()
            await tail.quiet()
            writer.write(text(*bad(3)))
            writer.flush()
            append(path, *bad(4))
            await tail.reads(*bad(1, 2, 3, 4))
            assert tail.positions()["app.log.1"] == (1, len(text(*bad(1, 2, 3))))
            assert tail.positions()["app.log"] == (2, len(text(*bad(4))))


async def test_07_rotation_chain_x10_fast(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    async with Tail(tmp_path) as tail:
        for number in range(10):
            for older in range(9, 0, -1):
                if (tmp_path / f"app.log.{older}").exists():
                    (tmp_path / f"app.log.{older}").rename(tmp_path / f"app.log.{older + 1}")
            if path.exists():
                path.rename(tmp_path / "app.log.1")
            append(path, *bad(f"{number}a", f"{number}b"))
            await asyncio.sleep(0.02)
        await tail.until(lambda: len(tail.texts()) >= 20)
        await tail.quiet()
        assert sorted(tail.texts()) == sorted(bad(*(f"{n}{half}" for n in range(10) for half in "ab")))


async def test_08_rotated_name_matches_glob(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, *bad(1))
    async with Tail(tmp_path) as tail:
        await tail.reads(*bad(1))
        path.rename(tmp_path / "app.log.1")
        append(path, *bad(2))
        append(tmp_path / "app.log.1", *bad(3))
        await tail.until(lambda: len(tail.texts()) == 3)
        await tail.quiet()
        assert sorted(tail.texts()) == bad(1, 2, 3)


async def test_09_rename_swap_a_b(tmp_path: Path) -> None:
    a, b = tmp_path / "a.log", tmp_path / "b.log"
    append(a, *bad("a1"))
    append(b, *bad("b1"))
    async with Tail(tmp_path) as tail:
        await tail.until(lambda: len(tail.texts()) == 2)
        a.rename(tmp_path / "c")
        b.rename(a)
        (tmp_path / "c").rename(b)
        append(a, *bad("b2"))
        append(b, *bad("a2"))
        await tail.until(lambda: len(tail.texts()) == 4)
        await tail.quiet()
        assert sorted(tail.texts()) == bad("a1", "a2", "b1", "b2")


async def test_10_copytruncate(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    with path.open("a") as writer:
        async with Tail(tmp_path) as tail:
            for number in range(5):
                writer.write(text(*bad(f"{number}a", f"{number}b")))
                writer.flush()
                if number % 2:
                    await tail.read(f"{number}b")
                shutil.copy(path, tmp_path / f"app.log.{5 - number}")
                if number == 3:
                    await tail.quiet()
                os.truncate(path, 0)
                writer.write(text(*bad(f"{number}c")))
                writer.flush()
                await tail.read(f"{number}c")
            wanted = [f"{n}{part}" for n in range(5) for part in "abc"]
            await tail.until(lambda: len(tail.texts()) >= len(wanted))
            await tail.quiet()
            assert sorted(tail.texts()) == sorted(bad(*wanted))


async def test_10_the_unread_end_is_read_from_the_copy(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, *bad(1))
    tail = Tail(tmp_path)
    await tail.start()
    await tail.reads(*bad(1))
    await tail.stop()
    append(path, *bad(2))
    shutil.copy(path, tmp_path / "app.log.1")
    os.truncate(path, 0)
    append(path, *bad(3))
    await tail.start()
    await tail.reads(*bad(1, 2, 3))
    await tail.stop()
    await tail.start()
    await tail.reads(*bad(1, 2, 3))
    await tail.stop()


async def test_11_copytruncate_stale_offset_nul_hole(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    with path.open("w") as writer:
        async with Tail(tmp_path) as tail:
            writer.write(text(*bad(*range(500))))
            writer.flush()
            await tail.until(lambda: len(tail.texts()) == 500)
            hole = writer.tell()
            os.truncate(path, 0)
            writer.write(text(*bad("after")))
            writer.flush()
            await tail.until(lambda: len(tail.texts()) == 501)
            await tail.quiet()
            assert tail.texts()[500:] == bad("after")
            assert tail.events[-1].attrs["offset"] == hole
            assert tail.lines == 501


async def test_12_truncate_to_zero_then_write(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, *bad(1, 2))
    async with Tail(tmp_path) as tail:
        await tail.reads(*bad(1, 2))
        os.truncate(path, 0)
        await tail.quiet()
        append(path, *bad(3))
        await tail.reads(*bad(1, 2, 3))
        generation, offset = tail.positions()["app.log"]
        assert generation > 1
        assert offset == len(text(*bad(3)))


async def test_13_truncate_regrow_past_offset(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, *bad(1))
    async with Tail(tmp_path) as tail:
        await tail.reads(*bad(1))
        path.write_text(text(*bad(*range(10, 40))))
        await tail.reads(*bad(1, *range(10, 40)))


@pytest.mark.parametrize("count", [1, 40])
async def test_14_truncate_while_offline(tmp_path: Path, count: int) -> None:
    path = tmp_path / "app.log"
    append(path, *bad("a", "b", "c"))
    tail = Tail(tmp_path)
    await tail.start()
    await tail.reads(*bad("a", "b", "c"))
    await tail.stop()
    path.write_text(text(*bad(*range(count))))
    for _ in range(3):
        await tail.start()
        await tail.reads(*bad("a", "b", "c", *range(count)))
        assert tail.positions()["app.log"][0] == 2
        await tail.stop()


async def test_15_same_size_rewrite(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, *bad(1))
    async with Tail(tmp_path) as tail:
        await tail.reads(*bad(1))
        with path.open("r+") as stream:
            stream.write(text(*bad(2)))
        await tail.reads(*bad(1, 2))
        os.utime(path)
        await tail.reads(*bad(1, 2))


async def test_16_inode_reuse(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    tail = Tail(tmp_path)
    append(path, *bad(0))
    await tail.start()
    for number in range(1, 6):
        await tail.reads(*bad(*range(number)))
        await tail.stop()
        path.unlink()
        append(path, *bad(number))
        await tail.start()
    await tail.reads(*bad(*range(6)))
    await tail.stop()


async def test_17_identical_headers_two_files(tmp_path: Path) -> None:
    header = [f"# this is header line {n} of the same program" for n in range(100)]
    append(tmp_path / "a.log", *header)
    append(tmp_path / "b.log", *header)
    async with Tail(tmp_path) as tail:
        await tail.until(lambda: tail.lines == 200)
        append(tmp_path / "b.log", *bad("b"))
        append(tmp_path / "c.log", *header, *bad("c"))
        append(tmp_path / "a.log", *bad("a"))
        await tail.until(lambda: tail.lines == 303)
        await tail.quiet()
        assert (tail.lines, sorted(tail.texts())) == (303, bad("a", "b", "c"))


async def test_17_a_new_file_with_the_header_of_the_rotated_one_is_new(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, "# header", *bad(1))
    async with Tail(tmp_path) as tail:
        await tail.reads(*bad(1))
        path.rename(tmp_path / "app.log.1")
        append(path, "# header")
        await tail.until(lambda: tail.lines == 3)
        append(path, *bad(2))
        await tail.reads(*bad(1, 2))
        assert tail.lines == 4


async def test_18_delete_while_reading(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    async with Tail(tmp_path) as tail:
        with path.open("a") as writer:
            writer.write(text(*bad(1)))
            writer.flush()
            await tail.reads(*bad(1))
            path.unlink()
            writer.write(text(*bad(2)))
            writer.flush()
            await tail.reads(*bad(1, 2))
            writer.write(bad(3)[0])
            writer.flush()
            await tail.quiet()
            tail.clock.ahead += 20
            await tail.reads(*bad(1, 2, 3))
        tail.clock.ahead += 20
        await tail.until(lambda: tail.collector.files_watched == 0)
        assert tail.collector.descriptors_open == 0


async def test_19_delete_recreate_same_path(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, *bad(1))
    async with Tail(tmp_path) as tail:
        await tail.reads(*bad(1))
        append(path, *bad(2))
        path.unlink()
        append(path, *bad(3))
        await tail.reads(*bad(1, 2, 3))


async def test_20_dir_removed_recreated_and_renamed(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    append(folder / "app.txt", *bad(1))
    async with Tail(tmp_path) as tail:
        await tail.reads(*bad(1))
        shutil.rmtree(folder)
        await tail.quiet()
        folder.mkdir()
        append(folder / "app.txt", *bad(2))
        await tail.reads(*bad(1, 2))
        folder.rename(tmp_path / "log")
        append(tmp_path / "log" / "app.txt", *bad(3))
        await tail.reads(*bad(1, 2, 3))


async def test_21_symlink_target_swap(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    inside = tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    append(outside / "one", *bad(1))
    append(outside / "two", *bad(3))
    (inside / "app.log").symlink_to(outside / "one")
    async with Tail(inside) as tail:
        await tail.reads(*bad(1))
        append(outside / "one", *bad(2))
        (inside / "new").symlink_to(outside / "two")
        (inside / "new").rename(inside / "app.log")
        await tail.reads(*bad(1, 2, 3))


async def test_22_symlinks_and_loops(tmp_path: Path) -> None:
    append(tmp_path / "app.log", *bad(1))
    (tmp_path / "same.log").symlink_to("app.log")
    (tmp_path / "self").symlink_to(".")
    (tmp_path / "loop.log").symlink_to("loop.log")
    (tmp_path / "dangling.log").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.log")
    (tmp_path / "endless.log").symlink_to("/dev/zero")
    async with Tail(tmp_path) as tail:
        await tail.reads(*bad(1))
        assert tail.lines == 1
        assert not tail.collector.notices


def _compress(path: Path, target: Path) -> None:
    target.write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()


async def test_23_gz_rotated_same_content(tmp_path: Path) -> None:
    path, older = tmp_path / "app.log", tmp_path / "app.log.1"
    append(path, *bad(1))
    async with Tail(tmp_path) as tail:
        await tail.reads(*bad(1))
        path.rename(older)
        append(path, *bad(2))
        await tail.reads(*bad(1, 2))
        _compress(older, tmp_path / "app.log.2.gz")
        await tail.until(lambda: tail.positions().get("app.log.2.gz", (0, 0))[1] == len(text(*bad(1))))
        await tail.reads(*bad(1, 2))
        assert tail.lines == 2


async def test_23_the_unread_end_is_read_from_the_compressed_file(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, *bad(1))
    tail = Tail(tmp_path)
    await tail.start()
    await tail.reads(*bad(1))
    await tail.stop()
    append(path, *bad(2))
    _compress(path, tmp_path / "app.log.1.gz")
    append(path, *bad(3))
    await tail.start()
    await tail.until(lambda: len(tail.texts()) == 3)
    await tail.stop()
    await tail.start()
    await tail.quiet()
    assert sorted(tail.texts()) == bad(1, 2, 3)
    await tail.stop()


async def test_23_a_truncated_gz_gives_one_warning(tmp_path: Path) -> None:
    (tmp_path / "app.log.1.gz").write_bytes(gzip.compress(text(*bad(*range(1000))).encode())[:-50])
    os.utime(tmp_path / "app.log.1.gz", (1, 1))
    tail = Tail(tmp_path)
    for _ in range(2):
        await tail.start()
        tail.clock.ahead += 10
        await tail.until(lambda: tail.kinds("log.archive"))
        await tail.quiet()
        await tail.stop()
    assert len(tail.kinds("log.archive")) == 1
    assert not tail.texts()
