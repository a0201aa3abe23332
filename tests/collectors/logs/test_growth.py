"""Conformance cases 1 to 5 and 24 to 32 of the tailing reference: what is read of files that appear and grow."""

import asyncio
import os
import time
from pathlib import Path

import psutil
import pytest

from collectors.logs.position import Kind
from tests.collectors.logs.support import Tail, append, bad, text


async def test_01_new_file_from_head(tmp_path: Path) -> None:
    async with Tail(tmp_path) as tail:
        append(tmp_path / "app.log", *bad(1, 2), "fine")
        await tail.reads(*bad(1, 2))
        assert tail.lines == 3
        assert tail.positions()["app.log"] == (1, len(text(*bad(1, 2), "fine")))


async def test_02_existing_recent_file_is_read_back_and_old_one_from_its_end(tmp_path: Path) -> None:
    append(tmp_path / "recent.log", *bad("a"))
    append(tmp_path / "old.log", *bad("b"))
    os.utime(tmp_path / "old.log", (time.time() - 90000, time.time() - 90000))
    async with Tail(tmp_path) as tail:
        await tail.reads(*bad("a"))
        append(tmp_path / "old.log", *bad("c"))
        await tail.reads(*bad("a", "c"))


async def test_02_of_a_large_recent_file_the_last_bytes(tmp_path: Path) -> None:
    append(tmp_path / "app.log", *bad(*range(100)))
    async with Tail(tmp_path, backlog_bytes=len(text(*bad(98, 99))) + 3) as tail:
        await tail.reads(*bad(98, 99))


async def test_03_missing_then_appears(tmp_path: Path) -> None:
    async with Tail(tmp_path, paths=("later/deep/app.log", "other/logs")) as tail:
        (tmp_path / "later" / "deep").mkdir(parents=True)
        append(tmp_path / "later" / "deep" / "app.log", *bad(1))
        await tail.reads(*bad(1))
        (tmp_path / "other" / "logs").mkdir(parents=True)
        append(tmp_path / "other" / "logs" / "any.txt", *bad(2))
        await tail.reads(*bad(1, 2))


async def test_04_append_between_open_and_watch(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, *bad(0))
    async with Tail(tmp_path) as tail:
        for number in range(1, 20):
            append(path, *bad(number))
            await asyncio.sleep(0.01)
        await tail.reads(*bad(*range(20)))


async def test_05_replaced_between_read_and_watch(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, *bad("old"))
    async with Tail(tmp_path) as tail:
        append(path, *bad("old too"))
        path.rename(tmp_path / "app.log.1")
        append(path, *bad("new"))
        await tail.reads(*bad("old", "old too", "new"))


async def test_24_partial_last_line(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, *bad(1))
    async with Tail(tmp_path) as tail:
        with path.open("a") as stream:
            stream.write("ERROR unit")
            stream.flush()
            await tail.reads(*bad(1))
            assert tail.positions()["app.log"] == (1, len(text(*bad(1))))
            stream.write(" 2 failed\n")
        await tail.reads(*bad(1, 2))
        assert tail.lines == 2


async def test_25_partial_line_across_restart(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    path.write_text(text(*bad(1)) + "ERROR un")
    async with Tail(tmp_path) as tail:
        await tail.reads(*bad(1))
        await tail.stop()
        append(path, "it 2 failed")
        await tail.start()
        await tail.reads(*bad(1, 2))


async def test_26_final_line_without_newline_after_rotation(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    path.write_text(text(*bad(1)) + bad("last")[0])
    async with Tail(tmp_path) as tail:
        await tail.reads(*bad(1))
        path.rename(tmp_path / "app.log.1")
        await tail.quiet()
        tail.clock.ahead += 6
        await tail.reads(*bad(1, "last"))
        assert tail.lines == 2


async def test_26_final_line_without_newline_after_close(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    with path.open("w") as stream:
        stream.write(text(*bad(1)) + bad("last")[0])
        stream.flush()
        async with Tail(tmp_path) as tail:
            await tail.reads(*bad(1))
            tail.clock.ahead += 40
            await tail.reads(*bad(1))
            stream.close()
            tail.clock.ahead += 40
            await tail.reads(*bad(1, "last"))


async def test_27_crlf_and_progress_bar(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    async with Tail(tmp_path) as tail:
        with path.open("wb") as stream:
            stream.write(b"ERROR unit 1 failed\r")
            stream.flush()
            await tail.quiet()
            stream.write(b"\nfine\r\n" + b"".join(b"%d%% done\r" % n for n in range(100)) + b"ERROR unit 2 failed\r\n")
        await tail.reads(*bad(1, 2))
        assert tail.lines == 3
        assert tail.events[1].attrs["offset"] == len(b"ERROR unit 1 failed\r\nfine\r\n")


async def test_28_empty_lines(tmp_path: Path) -> None:
    async with Tail(tmp_path) as tail:
        append(tmp_path / "app.log", "", *bad(1), "", "", *bad(2))
        await tail.reads(*bad(1, 2))
        assert tail.lines == 5


INFO = "2026-11-20 10:00:00 INFO all is well"
TRACEBACK = [
    "Traceback (most recent call last):",
    '  File "a.py", line 1, in <module>',
    "    boom()",
    "ValueError: bad",
]


async def test_29_multiline_traceback_with_a_pause_and_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    append(path, *bad(1), INFO, *TRACEBACK[:2])
    async with Tail(tmp_path) as tail:
        await tail.until(lambda: tail.texts() == bad(1))
        await tail.stop()
        await tail.start()
        append(path, *TRACEBACK[2:], INFO)
        await tail.reads(*bad(1), "ValueError: bad")
        event = tail.events[-1]
        assert (event.kind, event.attrs["body"].split("\n")) == ("log.traceback", TRACEBACK)
        assert event.attrs["offset"] == len(text(*bad(1), INFO))
        assert event.attrs["length"] == len(text(*TRACEBACK))
        assert tail.lines == 7


async def test_29_an_unfinished_record_is_given_after_two_seconds(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    async with Tail(tmp_path) as tail:
        append(path, *TRACEBACK[:3])
        await tail.until(lambda: len(tail.events) == 1)
        assert tail.lines == 3
        append(path, "fine")
        await tail.until(lambda: tail.lines == 4)


async def test_30_invalid_utf8_bom_and_a_character_split_between_two_reads(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    async with Tail(tmp_path) as tail:
        with path.open("wb") as stream:
            stream.write(b"\xef\xbb\xbfERROR unit \xff failed\nERROR gr\xc3")
            stream.flush()
            await tail.reads("ERROR unit \ufffd failed")
            stream.write("ün\n".encode()[1:])
        await tail.reads("ERROR unit \ufffd failed", "ERROR grün")
        assert [event.attrs["offset"] for event in tail.events] == [3, len(b"\xef\xbb\xbfERROR unit \xff failed\n")]


@pytest.mark.parametrize(("encoding", "mark"), [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")])
async def test_30_utf16_with_bom(tmp_path: Path, encoding: str, mark: bytes) -> None:
    path = tmp_path / "app.log"
    first, second = "fine 😀 ਊ\r\n", "ERROR unit 1 failed\n"
    async with Tail(tmp_path) as tail:
        raw = mark + (first + second).encode(encoding)
        with path.open("wb") as stream:
            stream.write(raw[:-1])
            stream.flush()
            await tail.until(lambda: tail.lines == 1)
            stream.write(raw[-1:])
        await tail.reads(*bad(1))
        assert tail.lines == 2
        assert tail.events[0].attrs["offset"] == len(mark + first.encode(encoding))
        assert tail.positions()["app.log"] == (1, len(raw))


async def test_31_nul_and_binary(tmp_path: Path) -> None:
    async with Tail(tmp_path) as tail:
        (tmp_path / "core.log").write_bytes(bytes(range(256)) * 40)
        await tail.until(lambda: tail.kinds("log.binary"))
        (tmp_path / "app.log").write_bytes(b"ERROR unit \x001 failed\n")
        await tail.reads("ERROR unit \u24001 failed")
        assert tail.kind_of("core.log") is Kind.BINARY
        assert tail.lines == 1
        await tail.stop()
        await tail.start()
        await tail.quiet()
        assert len(tail.kinds("log.binary")) == 1


async def test_32_line_100MB_no_newline(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    process = psutil.Process()
    async with Tail(tmp_path) as tail:
        append(path, *bad(1))
        await tail.reads(*bad(1))
        before = process.memory_info().rss
        with path.open("ab") as stream:
            stream.write(b"ERROR ")
            for _ in range(100):
                stream.write(b"x" * 1_000_000)
                stream.flush()
            stream.write(b"\n")
        append(path, *bad(2))
        await tail.until(lambda: tail.lines == 3)
        assert process.memory_info().rss - before < 32 * 1024 * 1024
        assert [event.text for event in tail.events if len(event.text) < 100] == bad(1, 2)
        assert tail.events[1].text.endswith(f" +{100_000_006 - 65536} bytes")
        assert tail.events[2].attrs["offset"] == path.stat().st_size - len(text(*bad(2)))
