"""The store is overwritten with noise, truncated or removed while the engine and a console have it open."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from console import link
from tests.conftest import eventually
from tests.e2e.support import Session
from tests.faults.support import agrees, lines

pytestmark = pytest.mark.engine

EACH = 5  # below the thousand a second from which on repeats are counted


def noise(state: Path) -> None:
    store = state / "store.sqlite"
    with store.open("r+b") as file:
        file.write(os.urandom(store.stat().st_size))


def noise_everywhere(state: Path) -> None:
    noise(state)
    log = state / "store.sqlite-wal"
    with log.open("r+b") as file:
        file.write(os.urandom(log.stat().st_size))


def truncated(state: Path) -> None:
    os.truncate(state / "store.sqlite", 0)


def removed(state: Path) -> None:
    for path in state.glob("store.sqlite*"):
        path.unlink()


@pytest.mark.parametrize("damage", [noise, noise_everywhere, truncated, removed])
def test_b18_a_store_that_breaks_in_use(session: Session, damage: Callable[[Path], None]) -> None:
    session.configure(linger=60)
    session.program.start_engine()
    session.append(*lines(0, 20))
    agrees(session, 20)
    ask(session, "engine.backup")
    console = session.open()
    console.shows(b"unit 19 broke")
    damage(session.state)
    begun = time.monotonic()
    written = 20

    def noticed() -> bool:
        nonlocal written
        session.append(*lines(written, EACH))
        written += EACH
        return "the store was damaged" in session.notices()

    eventually(noticed, seconds=60, what=f"the damage is told\n{session.engine_log()[-2000:]}")
    print(f"{damage.__name__}: repaired {time.monotonic() - begun:.1f} s after the damage")
    agrees(session, written)
    print(f"{damage.__name__}: everything read again {time.monotonic() - begun:.1f} s after the damage")
    console.shows(b"the store was damaged", b"unit %d broke" % (written - 1))
    assert "the store was damaged" in str(session.show("health", code=None)["notices"])
    console.send(b"q")
    assert console.ended() == 0


def test_b18_noise_again_and_again_ends_in_words(session: Session) -> None:
    """Each time what is broken is kept; nothing is overwritten."""
    for round_ in range(3):
        session.program.start_engine()
        session.append(*lines(5 * round_, 5))
        agrees(session, 5 * round_ + 5)
        session.program.run("engine", "stop")
        noise(session.state)
    session.program.start_engine()
    agrees(session, 15)
    assert len(list(session.state.glob("store.sqlite.corrupt-*"))) >= 3


def ask(session: Session, command: str) -> None:
    request = link.Request(id=1, command=command, who="test")
    reply = link.ask(str(session.state / "engine.sock"), request, timeout=20)[1]
    assert reply is not None
    assert not reply.error
