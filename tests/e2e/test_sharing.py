"""One engine for all consoles: shared, left running while needed, gone by itself when nobody looks."""

import pytest

from tests.conftest import eventually
from tests.e2e.support import Session

pytestmark = pytest.mark.engine


def test_a_second_console_shares_the_engine(session: Session) -> None:
    first = session.open()
    pid = eventually(session.engine_pid, what="an engine")
    second = session.open(size=(80, 24))
    session.append("ERROR bothsee77 it")
    for terminal in (first, second):
        terminal.shows(b"bothsee77")
    assert session.engine_pid() == pid
    first.send(b"q")
    assert first.ended() == 0
    session.append("ERROR stillhere78 it")
    second.shows(b"stillhere78")
    assert session.engine_pid() == pid


def test_the_engine_outlives_the_console_and_then_leaves_by_itself(session: Session) -> None:
    session.configure(linger=2)
    console = session.open()
    eventually(session.engine_pid, what="an engine")
    console.send(b"q")
    assert console.ended() == 0
    assert session.running(), "the engine left together with the console"
    session.append("ERROR afterwards79 it")
    session.stored("afterwards79")
    eventually(lambda: not session.running(), what="the engine left by itself")
    assert not (session.state / "engine.sock").exists()
    assert session.sound()


def test_after_kill_9_of_the_console_the_engine_leaves_by_itself(session: Session) -> None:
    console = session.open()
    eventually(session.engine_pid, what="an engine")
    console.process.kill()
    console.process.wait()
    eventually(lambda: not session.running(), what="the engine left by itself")
    assert session.sound()


def test_an_engine_in_the_foreground_stays_when_consoles_leave(session: Session) -> None:
    engine = session.program.start_engine()
    console = session.open()
    session.append("ERROR first80 it")
    console.shows(b"first80")
    console.send(b"q")
    assert console.ended() == 0
    session.append("ERROR second81 it")
    session.stored("second81")
    assert engine.poll() is None


def test_ctrl_c_at_the_console_never_reaches_the_engine(session: Session) -> None:
    console = session.open()
    pid = eventually(session.engine_pid, what="an engine")
    console.send(b"\x03\x03")
    assert console.ended() in (0, 130)
    assert session.engine_pid() == pid
