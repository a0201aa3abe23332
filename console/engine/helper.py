"""Runs the helper of the user's own: bounded in time and output, nothing it starts outlives it."""

import asyncio
import os
import signal
from contextlib import suppress

from msgspec import Struct

from console.engine.commands import FailedError

MOST_BYTES = 64 * 1024
PATIENCE = 5.0


class HelperError(FailedError):
    """The helper gave no answer; the message says why."""


class Said(Struct, frozen=True):
    """What a helper printed; `cut` tells that it was more than is kept."""

    output: bytes
    cut: bool


async def run(argv: tuple[str, ...], question: bytes, folder: str, seconds: float) -> Said:
    """Give a program a question on its standard input and take what it prints. Raises HelperError."""
    try:
        process = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=folder,
            start_new_session=True,
        )
    except OSError as error:
        raise HelperError(f"{argv[0]} cannot be started: {error.strerror}") from error
    try:
        async with asyncio.timeout(seconds):
            said = await _talk(process, question)
            code = 0 if said.cut else await process.wait()
    except TimeoutError as error:
        raise HelperError(f"{argv[0]} took more than {seconds:g} s and was ended") from error
    finally:
        await _end(process)
    if code:
        raise HelperError(f"{argv[0]} ended with exit code {code}")
    return said


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill what is left of its group; what it still printed is read away, for until then it does not count as gone."""
    assert process.stdout is not None  # noqa: S101 - asked for
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(TimeoutError):  # something that left the group may hold the pipe open
        async with asyncio.timeout(PATIENCE):
            while await process.stdout.read(MOST_BYTES):
                pass
            await process.wait()


async def _talk(process: asyncio.subprocess.Process, question: bytes) -> Said:
    """Write and read at once, for a helper may answer before it has read all."""
    asking = asyncio.create_task(_put(process, question))
    try:
        return await _take(process)
    finally:
        asking.cancel()
        await asyncio.wait([asking])


async def _put(process: asyncio.subprocess.Process, question: bytes) -> None:
    assert process.stdin is not None  # noqa: S101 - asked for
    with suppress(ConnectionError):  # it need not listen
        process.stdin.write(question)
        await process.stdin.drain()
    process.stdin.close()


async def _take(process: asyncio.subprocess.Process) -> Said:
    """What it prints, as far as it is kept."""
    assert process.stdout is not None  # noqa: S101 - asked for
    output = bytearray()
    while data := await process.stdout.read(4096):
        output += data
        if len(output) > MOST_BYTES:
            return Said(bytes(output[:MOST_BYTES]), cut=True)
    return Said(bytes(output), cut=False)
