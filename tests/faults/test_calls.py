"""B19: the n-th system call on the store fails; the engine says so, tries again, and keeps all or nothing."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from console import link
from console.model.command import CommandState
from tests.conftest import eventually
from tests.e2e.support import Session
from tests.faults.support import Figures, agrees, consistent, injecting, lines

pytestmark = pytest.mark.engine

FAULTS = [
    ("write,pwrite64", "EIO"),
    ("write,pwrite64", "ENOSPC"),
    ("fsync,fdatasync", "EIO"),
    ("openat", "EIO"),
    ("openat", "EMFILE"),
    ("ftruncate,fallocate", "ENOSPC"),
]
SOME = (1, 8, 30)
MANY = tuple(range(1, 80, 2))


def store_files(session: Session) -> list[Path]:
    return [session.state / f"store.sqlite{suffix}" for suffix in ("", "-wal", "-shm", "-journal")]


def run_with(session: Session, *rules: str, paths: list[Path]) -> "subprocess.Popen[bytes]":
    """Start an engine whose calls fail by the rules."""
    argv = injecting(session, *rules, paths=paths)
    with (session.state.parent / "engine.out").open("ab") as out:
        return subprocess.Popen(argv, env=session.program.env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)


def start_well(session: Session) -> None:
    """Run an engine once, so that there is a store."""
    engine = session.program.start_engine()
    eventually(lambda: session.lines() == 1, what="the first line counted")
    engine.terminate()
    assert engine.wait(20) == 0


def kill(session: Session, traced: "subprocess.Popen[bytes]") -> None:
    """End the engine under the tracer with SIGKILL, and the tracer with it."""
    for process in session.processes():
        if process.pid != traced.pid:
            process.kill()
    traced.wait(30)


def survive(session: Session, call: str, error: str, moments: tuple[int, ...]) -> None:
    written, faults, ended = 0, 0, 0
    start_well(session)
    usable = Figures(f"{call} {error}: working again")
    for moment in moments:
        traced = run_with(session, f"{call}:error={error}:when={moment}..{moment + 2}", paths=store_files(session))
        for _ in range(4):
            session.append(*lines(written, 5))
            written += 5
        goal = session.log.stat().st_size

        def settled(goal: int = goal, traced: "subprocess.Popen[bytes]" = traced) -> bool:
            return traced.poll() is not None or session.offset(session.log.name) == goal

        begun = time.monotonic()
        eventually(
            settled, seconds=60, what=f"{call} {error} at call {moment} overcome\n{session.engine_log()[-1500:]}"
        )
        if traced.poll() is None:
            usable.since(begun)
            kill(session, traced)
        else:
            ended += 1
            assert traced.returncode == 1, session.engine_log()[-1500:]
            assert "Traceback" not in session.engine_log(), session.engine_log()[-3000:]
        faults += "INJECTED" in (session.state.parent / "strace.out").read_text()
        consistent(session)
    session.program.start_engine()
    agrees(session, written)
    assert faults, "no fault was injected at all"
    print(f"{call} {error}: {faults} of {len(moments)} runs met the fault, {ended} engines gave up in words")


@pytest.mark.parametrize(("call", "error"), FAULTS)
def test_b19_the_nth_call_fails(session: Session, call: str, error: str) -> None:
    survive(session, call, error, SOME)


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("call", "error"), FAULTS)
def test_b19_every_nth_call_fails(session: Session, call: str, error: str) -> None:
    survive(session, call, error, MANY)


@pytest.mark.parametrize("error", ["EIO", "ENOSPC", "EROFS"])
def test_b19_a_disk_that_stays_broken_is_told_and_nothing_moves(session: Session, error: str) -> None:
    start_well(session)
    before = session.offset(session.log.name)
    traced = run_with(session, f"write,pwrite64:error={error}:when=30+", paths=store_files(session))
    eventually(lambda: session.engine_pid() or traced.poll() is not None, what="the engine answers")
    console = session.open()
    written = 0

    def trouble() -> bool:
        nonlocal written
        session.append(*lines(written, 1))
        written += 1
        return "the store cannot be written" in session.notices()

    eventually(trouble, seconds=60, what="the trouble is told")
    stuck = session.offset(session.log.name)
    session.append(*lines(written, 50))
    written += 50
    console.wait_for(b"the store cannot be written")
    assert "trying again" in session.notices()
    assert "the store cannot be written" in str(session.show("health", code=None)["notices"])
    assert before <= session.offset(session.log.name) == stuck
    reply = link.ask(
        str(session.state / "engine.sock"),
        link.Request(id=1, command="source.restart", args={"name": "logs"}, who="test"),
        timeout=10,
    )[1]
    assert reply is not None
    assert reply.error, "a command was acknowledged that could not be written down"
    kill(session, traced)
    consistent(session)
    session.program.start_engine()
    agrees(session, written)


def test_b19_a_command_is_on_the_disk_before_it_is_acknowledged(session: Session) -> None:
    """The acknowledgement leaves after fdatasync of the store's log."""
    files = store_files(session)[:2]
    argv = injecting(session, "fdatasync,fsync:delay_enter=300000", paths=files)
    with (session.state.parent / "engine.out").open("ab") as out:
        traced = subprocess.Popen(argv, env=session.program.env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    eventually(session.engine_pid, what="the engine answers")
    begun = time.monotonic()
    request = link.Request(id=1, command="source.restart", args={"name": "none"}, who="test")
    reply = link.ask(str(session.state / "engine.sock"), request, timeout=20)[1]
    assert time.monotonic() - begun >= 0.5, "acknowledged before both syncs (accepted, finished) were through"
    assert reply is not None
    assert reply.command is not None
    assert reply.command.state is CommandState.REFUSED
    kill(session, traced)


def test_b19_the_repair_itself_fails_and_is_done_at_the_next_start(session: Session) -> None:
    session.program.start_engine()
    session.append(*lines(0, 5))
    agrees(session, 5)
    session.program.run("engine", "stop")
    store = session.state / "store.sqlite"
    with store.open("r+b") as file:
        file.write(os.urandom(store.stat().st_size))
    for call in ("rename,renameat,renameat2", "fsync,fdatasync"):
        traced = run_with(session, f"{call}:error=EIO:when=1+", paths=[])
        eventually(lambda traced=traced: traced.poll() is not None or session.engine_pid(), what="an end")
        if traced.poll() is None:
            kill(session, traced)
        assert "Traceback" not in session.engine_log(), session.engine_log()[-3000:]
    session.program.start_engine()
    agrees(session, 5)
    assert list(session.state.glob("store.sqlite.corrupt-*"))


def test_b19_sigxfsz_and_a_file_size_limit(session: Session) -> None:
    """A limit on file sizes (ulimit -f) is a full disk to the store."""
    session.configure(logs="notable_per_s = 100000")
    limit = 2 * 1024 * 1024
    shell = ["/bin/sh", "-c", f'ulimit -f {limit // 512}; exec "$@"', "sh", *session.program.argv("engine")]
    with (session.state.parent / "engine.out").open("ab") as out:
        engine = subprocess.Popen(shell, env=session.program.env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    eventually(session.engine_pid, what="the engine answers")
    written = 0

    def trouble() -> bool:
        nonlocal written
        session.append(*(f"{line} {os.urandom(200).hex()}" for line in lines(written, 300)))
        written += 300
        return "cannot be written" in session.notices()

    eventually(trouble, seconds=60, what="the limit is told")
    assert engine.poll() is None
    engine.send_signal(signal.SIGKILL)
    engine.wait()
    session.program.start_engine()
    agrees(session, written)
