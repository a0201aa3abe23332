"""Work that may block, such as a look at a mount whose server is gone, on a thread that nobody has to wait for."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


def in_thread(work: Callable[[], T]) -> "asyncio.Future[T]":
    """Start `work` on a thread of its own; the future has its result or its exception.

    Unlike an executor's, the thread is a daemon: one that hangs for ever delays neither cancelling nor the exit.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: Exception | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def body() -> None:
        result: T | None = None
        failure: Exception | None = None
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - whoever awaits the future receives it
            failure = error
        with suppress(RuntimeError):  # the loop has ended: nobody waits for the answer any more
            loop.call_soon_threadsafe(settle, result, failure)

    threading.Thread(target=body, daemon=True, name="kontrapunkt-blocking").start()
    return future
