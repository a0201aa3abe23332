"""One reading of a number: a command is run, and the first number it prints is taken."""

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from math import isfinite

from msgspec import Struct

from console.text.clean import clean_bytes
from console.text.redact import redact_text

BYTES = 65536
"""Output that is looked at for a number; the rest is read past."""
WORDS = 80
_TRIM = b",;:%()[]\"'"


class Reading(Struct, frozen=True):
    """The number, or why there is none."""

    value: float | None
    problem: str = ""


async def read(argv: Sequence[str], folder: str, env: Mapping[str, str], patience: float) -> Reading:
    """Run a command in a folder and take its number; it is ended after `patience` seconds, with what it started."""
    try:
        process = await asyncio.create_subprocess_exec(
            *argv, cwd=folder, env=dict(env), start_new_session=True,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        return Reading(None, f"cannot be run: {getattr(error, 'strerror', None) or error}")
    try:
        async with asyncio.timeout(patience):
            printed = await _output(process)
            code = await process.wait()
    except TimeoutError:
        return Reading(None, f"did not end within {patience:.0f} s")
    finally:
        await _end(process)
    if code != 0:
        return Reading(None, f"ended with {code}")
    value = number(printed)
    return Reading(value) if value is not None else Reading(None, f"printed no number: {_shown(printed)}")


def number(printed: bytes) -> float | None:
    """The first word that is a finite number, such as `81`, `81%` or `1.5e3`; None when there is none."""
    for word in printed.split():
        try:
            value = float(word.strip(_TRIM))
        except ValueError:
            continue
        if isfinite(value):
            return value
    return None


async def _output(process: asyncio.subprocess.Process) -> bytes:
    """The beginning of what it prints; the rest is read past, so that it never waits for a reader."""
    kept = b""
    while process.stdout is not None and (piece := await process.stdout.read(BYTES)):
        kept += piece[: BYTES - len(kept)]
    return kept


async def _end(process: asyncio.subprocess.Process) -> None:
    """End what is left of its group, and let the system forget it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _shown(printed: bytes) -> str:
    return redact_text(clean_bytes(printed.strip()[: 4 * WORDS]))[:WORDS] or "nothing"
