"""The engine's end of the analysis worker: started when first asked, started again when it is gone.

The worker answers one question at a time, so one is put at a time; the others wait here, in order. What a question
that nobody waits for any more still brings is dropped.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from time import monotonic as system_monotonic

from msgspec import Struct

from console.analysis.worker import protocol
from console.analysis.worker.protocol import Answer, Request

TIMEOUT = 30.0
IDLE = 20.0
MOST_MB = 400

_TRIES = 2
_LEAVING = 2.0
_FIRST_DELAY = 1.0
_LONGEST_DELAY = 60.0
_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class WorkerError(Exception):
    """The worker could not answer this question; the message says why."""


class WorkerGoneError(WorkerError):
    """There is no worker now: it died over the question, twice, or cannot be started."""


class WorkerTimeoutError(WorkerGoneError):
    """The worker took too long over the question and was ended."""


class Setup(Struct, frozen=True, kw_only=True):
    """How the worker is run: `store` is the database with the stored vectors, if there is one.

    `rules` are files of classification rules. It leaves after `idle_s` seconds without a question and when it holds
    more than `most_mb` megabytes.
    """

    store: str = ""
    rules: tuple[str, ...] = ()
    idle_s: float = IDLE
    most_mb: int = MOST_MB

    def argv(self) -> tuple[str, ...]:
        """The command line: isolated, so that nothing of a foreign project is imported."""
        words = ("--idle", str(self.idle_s), "--most-mb", str(self.most_mb), "--store", self.store)
        rules = (word for file in self.rules for word in ("--rules", file))
        return (sys.executable, "-I", "-m", "console.analysis.worker", *words, *rules)


class Worker:
    """Asks the worker process; for one event loop. `monotonic` is the clock of the pauses between failed starts."""

    def __init__(
        self,
        setup: Setup = Setup(),  # noqa: B008 - frozen
        *,
        argv: tuple[str, ...] | None = None,
        monotonic: Callable[[], float] = system_monotonic,
    ) -> None:
        self._argv = argv or setup.argv()
        self._monotonic = monotonic
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[bytes] | None = None
        self._number = 0
        self._delay = 0.0
        self._not_before = 0.0
        self.trouble = ""

    @property
    def pid(self) -> int:
        """The process, 0 while none runs."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if running and self._process is not None else 0

    async def ask(self, request: Request, timeout: float = TIMEOUT) -> Answer:  # noqa: ASYNC109 - the worker is ended
        """The answer to a request; never `Refused`.

        `timeout` (seconds) runs from the moment it is this request's turn. A worker that dies over it is replaced
        and asked once more. Raises WorkerGoneError, WorkerTimeoutError, and WorkerError when it was refused or too
        long.
        """
        async with self._turn:
            self._number += 1
            try:
                data = protocol.frame(protocol.Asked(self._number, request))
            except protocol.ProtocolError as error:
                raise WorkerError(str(error)) from error
            answer = await self._answer(data, timeout)
        if isinstance(answer, protocol.Refused):
            raise WorkerError(answer.reason)
        return answer

    async def close(self) -> None:
        """Let the worker go; the next question starts another."""
        process = self._process
        if process is not None and process.returncode is None:
            if process.stdin is not None:
                process.stdin.close()
            try:
                async with asyncio.timeout(_LEAVING):
                    await process.wait()
            except TimeoutError:
                self._end()
        await self._bury()

    async def _answer(self, data: bytes, seconds: float) -> Answer:
        for _ in range(_TRIES):
            await self._start()
            try:
                async with asyncio.timeout(seconds):
                    answer = await self._exchange(data)
            except TimeoutError as error:
                self._end()
                await self._bury()
                self.trouble = f"the analysis worker took more than {seconds:g} s over a question and was ended"
                raise WorkerTimeoutError(self.trouble) from error
            except (asyncio.IncompleteReadError, OSError, protocol.ProtocolError) as error:
                self._end()
                self._blame(error, await self._bury())
            else:
                self.trouble, self._delay = "", 0.0
                return answer
        self._back_off()
        raise WorkerGoneError(self.trouble)

    async def _start(self) -> None:
        """Have a process running. Raises WorkerGoneError while it is no use to try."""
        if self.pid:
            return
        await self._bury()
        if self._monotonic() < self._not_before:
            raise WorkerGoneError(self.trouble)
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._argv,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd="/",
                env=os.environ | _THREADS,
                start_new_session=True,
            )
        except OSError as error:
            self.trouble = f"the analysis worker cannot be started: {error.strerror}"
            self._back_off()
            raise WorkerGoneError(self.trouble) from error

    async def _exchange(self, data: bytes) -> Answer:
        """Send a frame and wait for its answer; reading begins first, else both sides could wait to write."""
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None  # noqa: S101, PT018
        number = self._number
        self._reading = self._reading or asyncio.create_task(_receive(process.stdout))
        process.stdin.write(data)
        await process.stdin.drain()
        while True:
            self._reading = self._reading or asyncio.create_task(_receive(process.stdout))
            body = await asyncio.shield(self._reading)  # who is cancelled leaves the answer to be dropped by the next
            self._reading = None
            message = protocol.answered(body)
            if message.number == number:
                return message.answer

    def _end(self) -> None:
        """Kill the process. Not through asyncio, which would reap it first and so lose how it ended."""
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)

    async def _bury(self) -> int | None:
        """Wait for a process that is ending; returns its code, None when there was none."""
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.cancel()
            await asyncio.wait([reading])
            if not reading.cancelled():
                reading.exception()  # seen
        process, self._process = self._process, None
        return None if process is None else await process.wait()

    def _blame(self, error: Exception, code: int | None) -> None:
        """Say in words how the worker was lost."""
        if isinstance(error, protocol.ProtocolError):
            self.trouble = f"the analysis worker spoke nonsense: {error}"
        elif code is not None and code < 0:
            self.trouble = f"the analysis worker was ended by signal {-code}"
        else:
            self.trouble = f"the analysis worker ended by itself (exit code {code})"

    def _back_off(self) -> None:
        """Wait before the next start, twice as long each time."""
        self._delay = min(max(self._delay * 2, _FIRST_DELAY), _LONGEST_DELAY)
        self._not_before = self._monotonic() + self._delay


async def _receive(stream: asyncio.StreamReader) -> bytes:
    """The next frame's message."""
    return await stream.readexactly(protocol.length(await stream.readexactly(protocol.LENGTH.size)))
