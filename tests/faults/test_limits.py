"""The kernel gives no more watches, descriptors or room in the queue: what is missed is found, and said."""

import os
import shutil
import signal
import subprocess

import pytest

from tests.conftest import eventually
from tests.e2e.support import Session
from tests.faults.support import agrees, lines

pytestmark = pytest.mark.engine


def in_namespace(session: Session, limit: str, value: int) -> "subprocess.Popen[bytes]":
    """Start an engine in a user namespace where a limit of the kernel is low."""
    shell = f'echo {value} > /proc/sys/user/{limit}; exec "$@"'
    argv = ["unshare", "--user", "--map-root-user", "/bin/sh", "-c", shell, "sh"]
    able = shutil.which("unshare") and not subprocess.run([*argv, "true"], check=False, capture_output=True).stderr
    if not able:
        pytest.skip("no user namespaces here")
    with (session.state.parent / "engine.out").open("ab") as out:
        return subprocess.Popen(
            [*argv, *session.program.argv("engine")], env=session.program.env, stdout=out, stderr=out
        )


@pytest.mark.parametrize(("limit", "value"), [("max_inotify_watches", 3), ("max_inotify_instances", 0)])
def test_watches_run_out(session: Session, limit: str, value: int) -> None:
    folders = [session.project / f"part{number}" / "logs" for number in range(20)]
    for folder in folders:
        folder.mkdir(parents=True)
    engine = in_namespace(session, limit, value)
    eventually(session.engine_pid, what="the engine answers")
    for number, folder in enumerate(folders):
        (folder / "x.log").write_text(f"ERROR far{number} away\n")
    session.append(*lines(0, 3))
    session.stored(*(f"far{number} " for number in range(20)), "unit 2")
    eventually(lambda: "watch limit" in session.notices(), what="the limit is told")
    eventually(lambda: "watch limit" in str(session.show("health")["notices"]), what="and stored")
    assert session.count("far7 ") == 1
    engine.send_signal(signal.SIGTERM)
    assert engine.wait(20) == 0


def test_descriptors_run_out(session: Session) -> None:
    """With few descriptors many files are read all the same, in turns."""
    for number in range(300):
        (session.log.parent / f"many{number}.log").write_text(f"ERROR many{number} broke\n")
    shell = ["/bin/sh", "-c", 'ulimit -n 64; exec "$@"', "sh", *session.program.argv("engine")]
    with (session.state.parent / "engine.out").open("ab") as out:
        engine = subprocess.Popen(shell, env=session.program.env, stdout=out, stderr=out)
    eventually(lambda: session.lines() >= 301, seconds=60, what=f"all files read\n{session.engine_log()[-1500:]}")
    assert session.lines() == 301
    session.append(*lines(0, 3))
    eventually(lambda: session.count("unit 2") == 1, what="and lines that follow")
    assert len(os.listdir(f"/proc/{engine.pid}/fd")) <= 64
    engine.terminate()
    assert engine.wait(20) == 0


def test_an_engine_that_stood_still_catches_up(session: Session) -> None:
    engine = session.program.start_engine()
    session.append(*lines(0, 5))
    agrees(session, 5)
    console = session.open()
    engine.send_signal(signal.SIGSTOP)
    session.append(*lines(5, 500))
    console.press(b"z", b"z", b"?", b"\x1b[27u")
    engine.send_signal(signal.SIGCONT)
    agrees(session, 505)
    console.shows(b"unit 504 broke")
    console.send(b"q")
    assert console.ended() == 0
