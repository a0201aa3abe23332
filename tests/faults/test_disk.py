"""B19: a state directory on a disk of few megabytes that fills up, and one that is read-only."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from console import link
from tests.conftest import eventually
from tests.e2e.support import Session
from tests.faults.support import agrees, consistent, lines

pytestmark = pytest.mark.engine

MIB = 1024 * 1024


@contextmanager
def small_disk(session: Session, megabytes: int) -> Iterator[Path]:
    """The state directory on a file system of its own."""
    options = f"size={megabytes}m,mode=700"
    argv = ["mount", "-t", "tmpfs", "-o", options, "kontrapunkt-test", str(session.state)]
    if os.geteuid() != 0 or subprocess.run(argv, check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield session.state
    finally:
        session.close()
        session.program.stop()
        subprocess.run(["umount", "--lazy", str(session.state)], check=True)


def remount(state: Path, mode: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{mode}", str(state)], check=True)


def fill(state: Path) -> Path:
    """Take the last byte of room."""
    filler = state / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            return filler
    raise AssertionError("the disk never filled up")


@pytest.mark.parametrize("megabytes", [4, 100])
def test_b19_the_disk_fills_up_and_is_freed(session: Session, megabytes: int) -> None:
    """On the large one room was kept back, which is given up first."""
    session.configure(logs="notable_per_s = 100000")
    with small_disk(session, megabytes) as state:
        session.program.start_engine()
        session.append(*lines(0, 20))
        agrees(session, 20)
        console = session.open()
        console.shows(b"unit 19 broke")
        filler = fill(state)
        written = 20

        def trouble() -> bool:
            nonlocal written
            session.append(*(f"{line} {os.urandom(150).hex()}" for line in lines(written, 500)))
            written += 500
            return "the disk is full" in session.notices()

        eventually(trouble, seconds=60, what="the full disk is told")
        console.wait_for(b"the disk is full")
        assert "the disk is full" in str(session.show("health", code=None)["notices"])
        stuck = session.offset(session.log.name)
        assert stuck < session.log.stat().st_size
        consistent(session)
        reply = link.ask(
            str(state / "engine.sock"),
            link.Request(id=1, command="source.restart", args={"name": "nothing"}, who="test"),
            timeout=20,
        )[1]
        assert reply is not None
        filler.unlink()
        agrees(session, written)
        eventually(lambda: "cannot be written" not in session.notices(), what="the trouble is over")
        console.press(b"q")


def test_b19_an_engine_that_starts_on_a_full_disk_says_so(session: Session) -> None:
    with small_disk(session, 2) as state:
        session.program.start_engine()
        session.append(*lines(0, 5))
        agrees(session, 5)
        session.program.run("engine", "stop")
        filler = fill(state)
        done = session.program.run("show", "events", check=3)
        assert "unit 4 broke" in done.stdout
        console = session.open(painted=(b"1 Flow",))
        console.shows(b"unit 4 broke")
        session.append(*lines(5, 5))
        filler.unlink()
        agrees(session, 10)
        console.shows(b"unit 9 broke")
        console.send(b"q")
        assert console.ended() == 0


def test_b19_a_read_only_state_directory_can_be_looked_at(session: Session) -> None:
    with small_disk(session, 20) as state:
        session.program.start_engine()
        session.append(*lines(0, 5))
        agrees(session, 5)
        session.program.run("engine", "stop")
        remount(state, "ro")
        failed = session.program.run("engine", check=1)
        assert "Traceback" not in failed.stderr
        assert "read-only" in failed.stderr.lower()
        assert "unit 4 broke" in session.program.run("show", "events", check=3).stdout
        console = session.open(painted=(b"1 Flow",))
        console.shows(b"unit 4 broke")
        console.send(b"q")
        assert console.ended() == 0
        remount(state, "rw")
        session.program.start_engine()
        agrees(session, 5)
