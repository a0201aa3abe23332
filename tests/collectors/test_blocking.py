import asyncio
import threading

import pytest

from collectors.blocking import in_thread
from collectors.foreign import LONGEST, safe, safe_path


async def test_result_and_exception_arrive() -> None:
    assert await in_thread(lambda: 7) == 7
    with pytest.raises(ValueError, match="no"):
        await in_thread(lambda: int("no"))


async def test_the_loop_runs_while_work_blocks() -> None:
    release = threading.Event()
    future = in_thread(lambda: release.wait(60))
    await asyncio.sleep(0)
    assert not future.done()
    release.set()
    async with asyncio.timeout(20):
        assert await future


async def test_a_hanging_thread_delays_neither_cancel_nor_exit() -> None:
    release, ended = threading.Event(), threading.Event()

    def work() -> None:
        release.wait(60)
        ended.set()

    future = in_thread(work)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(future, 0.01)
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "kontrapunkt-blocking")
    release.set()
    assert await asyncio.to_thread(ended.wait, 20)


def test_a_loop_that_ended_is_not_missed() -> None:
    release = threading.Event()

    async def leave() -> threading.Thread:
        before = set(threading.enumerate())
        in_thread(lambda: release.wait(60))
        return next(iter(set(threading.enumerate()) - before))

    thread = asyncio.run(leave())
    release.set()
    thread.join(20)
    assert not thread.is_alive()


def test_foreign_names_are_clean_short_and_without_secrets() -> None:
    cleaned = safe(["a\x1b[2Jb", b"\xff\x9b", f"ghp_{'a1B2' * 9}", "x" * 1000])
    assert cleaned[0] == "ab"
    assert "\x9b" not in cleaned[1]
    assert cleaned[2] == "[redacted:github-pat]"
    assert len(cleaned[3]) == LONGEST
    assert safe([]) == []
    assert safe_path("/x\udcff") == "/x�"
