"""Following an attempt to its end, whoever started it."""

import asyncio
import os
import subprocess

from console.actions.attempt import Attempt, Stage
from console.model.clock import Clock
from console.model.job import Ending, Work

HANDOVER = 0.01


async def to_its_end(attempt: Attempt, work: Work, clock: Clock) -> Ending:
    """Start an attempt where nobody has, and wait until it has ended or is lost; what was lost is `interrupted`."""
    try:
        while True:
            stage = await asyncio.to_thread(attempt.stage)
            if stage is Stage.ENDED and (ending := attempt.ending()) is not None:
                return ending
            if stage is Stage.LOST:
                await asyncio.to_thread(attempt.abandon, "interrupted")
            elif stage is Stage.READY:
                await _run(attempt, work)
            else:
                await _watch(attempt, clock)
    except OSError as error:
        return Ending(code=-1, cause=f"it could not be started: {error.strerror}: {error.filename}")


async def _run(attempt: Attempt, work: Work) -> None:
    child = await asyncio.to_thread(_start, attempt, work)
    await _gone(child.pid)
    child.wait()


def _start(attempt: Attempt, work: Work) -> "subprocess.Popen[bytes]":
    if not attempt.prepared:
        attempt.prepare(work, work.nice)
    return attempt.start()


async def _watch(attempt: Attempt, clock: Clock) -> None:
    """Wait for the end of a supervisor that another engine started."""
    supervisor = attempt.supervisor()
    if supervisor is None:  # it holds the lock and has not yet written down who it is
        await clock.sleep(HANDOVER)
        return
    try:
        await _gone(supervisor.pid)
    except ProcessLookupError:
        return


async def _gone(pid: int) -> None:
    """Wait until a process has ended. Raises ProcessLookupError when there is none of that number."""
    descriptor = os.pidfd_open(pid)
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_reader(descriptor, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
