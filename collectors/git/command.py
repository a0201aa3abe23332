"""The git program, run so that nothing of the repository's own is executed.

A repository can name programs in its configuration and attributes: file system monitor, clean filters, hooks, signature
and diff programs, transports. Every one of them is switched off here, for reading alone.
"""

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress

from msgspec import Struct

from collectors.foreign import safe_name
from console.text.quiet_git import OFF, environment

TIMEOUT_S = 10.0
MiB = 1024 * 1024
_MOST = 8 * MiB
_MOST_ERRORS = 64 * 1024
_BLOCK = 64 * 1024


class GitError(Exception):
    """Git could not answer; the text says why in one clean line."""


class Output(Struct, frozen=True):
    """What git wrote. `cut` tells that there was more than is kept and that git was stopped."""

    code: int
    out: bytes
    error: str
    cut: bool = False


class Git:
    """Runs git in `folder` with a time limit and bounded output.

    The configuration of the login and of the machine stays in force, because `safe.directory` and the user's ignored
    files live there; nothing in it can make these commands run a program either.
    """

    def __init__(self, folder: str, timeout: float = TIMEOUT_S) -> None:
        self._folder = folder
        self._timeout = timeout

    async def ask(self, *args: str, most: int = _MOST) -> Output:
        """Run one command that names no filter. Raises GitError when git is missing or takes too long."""
        return await self._run((), args, most)

    async def tell(self, *args: str) -> bytes:
        """The output of a command that must succeed. Raises GitError with git's own words."""
        output = await self.ask(*args)
        if output.code != 0:
            raise GitError(output.error or f"git {args[0]} failed with exit code {output.code}")
        return output.out

    async def ask_tree(self, *args: str, most: int = _MOST) -> Output:
        """Run one command that compares files of the work tree, with every clean filter that is named switched off.

        The names are read each time: configuration may include files that change unseen. Raises GitError.
        """
        named = await self.ask("config", "-z", "--name-only", "--get-regexp", r"^filter\.")
        return await self._run(_filters_off(named.out), args, most)

    async def _run(self, settings: Sequence[str], args: Sequence[str], most: int) -> Output:
        options = [word for setting in (*OFF, *settings) for word in ("-c", setting)]
        try:
            process = await asyncio.create_subprocess_exec(
                "git", *options, "--no-pager", "--no-optional-locks", "--literal-pathspecs", *args,
                cwd=self._folder, env=environment(), start_new_session=True,
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
        except OSError as error:
            raise GitError(f"git cannot be started: {error.strerror}") from error
        try:
            async with asyncio.timeout(self._timeout):
                return await _collect(process, most)
        except TimeoutError as error:
            raise GitError(f"git {args[0]} took longer than {self._timeout:g} s") from error
        finally:
            await _end(process)


def _filters_off(keys: bytes) -> list[str]:
    """Settings that leave every named filter without a program. Raises GitError for a name that cannot be overruled."""
    names = {key[len("filter.") : key.rindex(".")] for key in os.fsdecode(keys).split("\0") if key.count(".") > 1}
    for name in names:
        if "=" in name:
            raise GitError(f"the filter name {safe_name(name)} holds '=' and cannot be switched off: not looking")
    return [
        f"filter.{name}.{setting}" for name in sorted(names) for setting in ("clean=", "process=", "required=false")
    ]


async def _collect(process: asyncio.subprocess.Process, most: int) -> Output:
    assert process.stdout is not None  # noqa: S101 - piped above
    assert process.stderr is not None  # noqa: S101
    (out, cut), (errors, _) = await asyncio.gather(
        _read(process.stdout, most, process), _read(process.stderr, _MOST_ERRORS, process)
    )
    code = await process.wait()
    lines = errors.decode("utf-8", "replace").strip().splitlines()
    return Output(code, out, safe_name(lines[0]) if lines else "", cut)


async def _read(stream: asyncio.StreamReader, most: int, process: asyncio.subprocess.Process) -> tuple[bytes, bool]:
    """All of a stream, or its first `most` bytes and the end of the process that writes more."""
    blocks: list[bytes] = []
    size = 0
    while block := await stream.read(_BLOCK):
        blocks.append(block)
        size += len(block)
        if size > most:
            _kill(process)
            return b"".join(blocks)[:most], True
    return b"".join(blocks), False


async def _end(process: asyncio.subprocess.Process) -> None:
    """Nothing that git started outlives the question."""
    if process.returncode is None:
        _kill(process)
        await process.wait()


def _kill(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
