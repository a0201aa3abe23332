"""The worker's loop over pipes: frames in pieces, foul frames, failures of an analysis."""

import os
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.analysis.worker import protocol
from console.analysis.worker.protocol import Answer, Asked, Done, Forget, Load, ProtocolError, Refused, Request
from console.analysis.worker.serve import serve


def talk(data: bytes, answer: Callable[[Request], Answer], enough: Callable[[], bool] = lambda: False) -> list[Answer]:
    """Everything the loop answers to some bytes and the end of the pipe; small ones fit into the pipes."""
    source, feed = os.pipe()
    drain, sink = os.pipe()
    os.write(feed, data)
    os.close(feed)
    try:
        serve(source, sink, answer, lambda: 5.0, enough)
    finally:
        os.close(source)
        os.close(sink)
        with os.fdopen(drain, "rb") as file:
            said = file.read()
    found = []
    while said:
        size = protocol.length(said[:4])
        found.append(protocol.answered(said[4 : 4 + size]).answer)
        said = said[4 + size :]
    return found


def done(request: Request) -> Answer:
    return Done(len(request.clusters) if isinstance(request, Forget) else 0)


def test_each_frame_is_answered_in_order() -> None:
    frames = b"".join(protocol.frame(Asked(n, Forget(tuple(range(n))))) for n in range(5))
    assert talk(frames, done) == [Done(n) for n in range(5)]


def test_half_a_frame_at_the_end_is_the_end() -> None:
    whole = protocol.frame(Asked(1, Load(())))
    assert talk(whole + whole[:-1], done) == [Done(0)]


def test_a_failing_analysis_refuses_and_the_next_is_answered() -> None:
    def fail(request: Request) -> Answer:
        if isinstance(request, Load):
            raise ValueError("no good")
        if isinstance(request, Forget) and not request.clusters:
            raise MemoryError
        return done(request)

    frames = [protocol.frame(Asked(n, one)) for n, one in enumerate((Load(()), Forget(()), Forget((1,))))]
    refused, starved, last = talk(b"".join(frames), fail)
    assert refused == Refused("Load: ValueError: no good")
    assert isinstance(starved, Refused)
    assert "not enough memory" in starved.reason
    assert last == Done(1)


def test_it_ends_after_an_answer_when_it_has_enough() -> None:
    frame = protocol.frame(Asked(1, Load(())))
    assert talk(frame * 3, done, lambda: True) == [Done(0)]


def test_a_frame_that_is_announced_too_long_is_not_waited_for() -> None:
    with pytest.raises(ProtocolError, match="too long"):
        talk(b"\xff\xff\xff\xff", done)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_foul_bytes_are_an_error_or_the_end(data: bytes) -> None:
    with suppress(ProtocolError):
        assert talk(data, done) == []


def test_the_pause_ends_it() -> None:
    source, feed = os.pipe()
    serve(source, feed, done, lambda: 0.0, lambda: False)
    os.close(source)
    os.close(feed)
