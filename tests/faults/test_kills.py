"""B17: kill -9 of engine and console in any state; what was acknowledged is there, the rest is read again."""

import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from console import link
from console.model.command import CommandState
from tests.conftest import eventually
from tests.e2e.support import Session
from tests.faults.support import Figures, agrees, consistent, lines

pytestmark = pytest.mark.engine

KILLS = 50
MANY_KILLS = 500


class Writer:
    """Appends notable lines for ever, some whole, some in halves, from a thread."""

    def __init__(self, session: Session, seed: int) -> None:
        self.written = 0
        self._session = session
        self._chance = random.Random(seed)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def _write(self) -> None:
        with self._session.log.open("a") as log:
            while not self._stop.wait(0.01):
                count = self._chance.randint(1, 12)
                text = "".join(f"{line}\n" for line in lines(self.written, count))
                cut = self._chance.randint(0, len(text))
                for part in (text[:cut], text[cut:]):
                    log.write(part)
                    log.flush()
                self.written += count

    @contextmanager
    def at_work(self) -> Iterator["Writer"]:
        """Write as long as the block lasts."""
        self._thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            self._thread.join()


def answers(session: Session, pid: int) -> bool:
    """Whether the engine of that pid is the one that answers."""
    return session.engine_pid() == pid


def accepted(session: Session) -> int | None:
    """The number of a command that the engine acknowledged; None when it was killed meanwhile."""
    request = link.Request(id=1, command="source.restart", args={"name": "nothing"}, who="test")
    try:
        reply = link.ask(str(session.state / "engine.sock"), request, timeout=5)[1]
    except link.LinkError:
        return None
    return reply.command.id if reply and reply.command else None


def kill_engines(session: Session, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    session.configure(logs="notable_per_s = 100000")
    usable, acknowledged = Figures("engine usable again after kill -9"), []
    with Writer(session, seed).at_work() as writer:
        for _ in range(kills):
            begun = time.monotonic()
            with (session.state.parent / "engine.out").open("ab") as out:
                engine = subprocess.Popen(
                    session.program.argv("engine"), env=session.program.env, stdout=out, stderr=out
                )
            if chance.random() < 0.8:
                eventually(partial(answers, session, engine.pid), what="the engine answers")
                usable.since(begun)
                number = accepted(session)
                acknowledged += [number] if number else []
            pause(engine, chance.random() * 0.5)
            engine.send_signal(signal.SIGKILL)
            engine.wait()
            if (session.state / "store.sqlite").exists():
                consistent(session)
    session.program.start_engine()
    agrees(session, writer.written)
    with session.reader_of() as reader:
        commands = {command.id: command.state for command in reader.commands(limit=10_000)}
    assert all(commands[number] is CommandState.REFUSED for number in acknowledged)
    usable.tell()
    print(f"{kills} kills, {writer.written} lines, {len(acknowledged)} commands, 0 lost, 0 twice")


def pause(engine: "subprocess.Popen[bytes]", seconds: float) -> None:
    """Let the engine work for a random while; a kill at a random point is what this is about."""
    try:
        engine.wait(seconds)
    except subprocess.TimeoutExpired:
        return
    raise AssertionError(f"the engine ended by itself: {engine.returncode}")


def kill_consoles(session: Session, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    session.configure(linger=30)
    written, usable = 0, Figures("console shows a new line after kill -9 of both")
    for number in range(kills):
        begun = time.monotonic()
        console = session.open(painted=(b"\x1b[?1049h",))
        if chance.random() < 0.5:
            session.append(*lines(written, 1))
            console.shows(b"unit %d broke" % written)
            usable.since(begun)
            written += 1
        console.press(bytes(chance.choices(b"123456ztjk[].pF?", k=3)))
        pid = session.engine_pid()
        console.process.kill()
        console.process.wait()
        console.close()
        if number % 2 and pid:
            victim = next((one for one in session.processes() if one.pid == pid), None)
            if victim is not None:
                victim.kill()
                victim.wait(20)
    console = session.open()
    session.append(*lines(written, 1))
    console.shows(b"unit %d broke" % written)
    agrees(session, written + 1)
    console.send(b"q")
    assert console.ended() == 0
    usable.tell()


def test_b17_kill_9_of_the_engine_at_random_points(session: Session) -> None:
    kill_engines(session, KILLS - 10, seed=1)


def test_b17_kill_9_of_the_console_at_random_points(session: Session) -> None:
    kill_consoles(session, 10, seed=2)


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_b17_many_kills_of_the_engine(session: Session) -> None:
    kill_engines(session, MANY_KILLS - 100, seed=3)


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_b17_many_kills_of_the_console(session: Session) -> None:
    kill_consoles(session, 100, seed=4)


def test_b17_kill_9_in_the_first_moments(session: Session) -> None:
    """The state directory and the store are being made when the engine is killed."""
    chance = random.Random(5)
    for _ in range(8):
        engine = subprocess.Popen(
            session.program.argv("engine"),
            env=session.program.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        pause(engine, chance.random() * 0.35)
        engine.kill()
        engine.wait()
    session.program.start_engine()
    session.append(*lines(0, 3))
    agrees(session, 3)


def test_a_killed_engine_is_told_and_another_takes_over(session: Session) -> None:
    session.configure(linger=30)
    console = session.open()
    pid = eventually(session.engine_pid, what="an engine")
    session.append(*lines(0, 1))
    console.shows(b"unit 0 broke")
    victim = next(one for one in session.processes() if one.pid == pid)
    begun = time.monotonic()
    victim.kill()
    console.wait_for(b"the engine is gone")
    eventually(lambda: session.engine_pid() not in (None, pid), what="another engine")
    print(f"another engine answers {time.monotonic() - begun:.2f} s after kill -9")
    session.append(*lines(1, 4))
    console.shows(b"unit 4 broke")
    agrees(session, 5)
