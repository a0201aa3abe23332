"""The worker's loop: one frame in, one frame out, until nobody asks any more."""

import os
import select
from collections.abc import Callable

from console.analysis.worker.protocol import LENGTH, Answer, Answered, Refused, Request, asked, frame, length

_READ = 1 << 20

Answerer = Callable[[Request], Answer]


class EndedError(Exception):
    """The engine is gone, or has asked nothing for long; no error for the worker."""


Patience = Callable[[], float]
"""How many seconds without a question the worker stays, asked before each wait."""


def serve(source: int, sink: int, answer: Answerer, patience: Patience, enough: Callable[[], bool]) -> None:
    """Answer the frames of one descriptor on another until its end, a pause longer than the patience, or `enough`.

    `enough` is asked after each answer. Raises ProtocolError for a frame that cannot be read: nothing after it could.
    """
    incoming = Incoming(source, patience)
    while True:
        try:
            message = asked(incoming.frame())
        except EndedError:
            return
        _write(sink, frame(Answered(message.number, _answered(answer, message.request))))
        if enough():
            return


def _answered(answer: Answerer, request: Request) -> Answer:
    """The answer, or why there is none: whatever fails in an analysis fails one question, not the worker."""
    try:
        return answer(request)
    except MemoryError:
        return Refused(f"{type(request).__name__}: the analysis worker has not enough memory for this")
    except Exception as error:  # noqa: BLE001 - the reason travels to the asker
        return Refused(f"{type(request).__name__}: {type(error).__name__}: {error}"[:1000])


class Incoming:
    """Frames from a descriptor."""

    def __init__(self, source: int, patience: Patience) -> None:
        self._source = source
        self._patience = patience
        self._buffer = bytearray()

    def frame(self) -> bytes:
        """The next message. Raises EndedError at the end and after the pause, ProtocolError for one too long."""
        size = length(self._take(LENGTH.size))
        return self._take(size)

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            ready, _, _ = select.select([self._source], [], [], self._patience())
            data = os.read(self._source, _READ) if ready else b""
            if not data:
                raise EndedError
            self._buffer += data
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken


def _write(sink: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(sink, view) :]
