"""B18, B20 to B22: the store, the lock and the state directory in other hands, and a clock that jumps."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from console import link
from tests.conftest import eventually
from tests.e2e.support import Session

pytestmark = pytest.mark.engine

NOBODY = 65534


def noise(store: Path) -> None:
    with store.open("r+b") as file:
        file.seek(0)
        file.write(os.urandom(4096))


def noise_inside(store: Path) -> None:
    with store.open("r+b") as file:
        for page in range(1, store.stat().st_size // 4096):
            file.seek(page * 4096)
            file.write(os.urandom(4096))


def truncated(store: Path) -> None:
    os.truncate(store, store.stat().st_size // 2 + 100)


def emptied(store: Path) -> None:
    os.truncate(store, 0)


@pytest.mark.parametrize("damage", [noise, noise_inside, truncated, emptied])
def test_b18_a_damaged_store(session: Session, damage: Callable[[Path], None]) -> None:
    session.program.start_engine()
    session.append("ERROR kept18 it")
    session.stored("kept18")
    answer = link.ask(str(session.state / "engine.sock"), link.Request(id=1, command="engine.backup", who="test"), 20)[
        1
    ]
    assert answer is not None
    assert answer.command is not None, answer.error
    session.append("ERROR later18 it")
    session.stored("later18")
    session.program.run("engine", "stop")
    damage(session.state / "store.sqlite")
    engine = session.program.start_engine()
    assert [path.name for path in session.state.glob("store.sqlite.corrupt-*")]
    session.stored("kept18", "later18")
    assert session.count("kept18") == 1
    assert session.count("later18") == 1
    assert session.sound()
    assert "took its place" in session.notices()
    eventually(lambda: "took its place" in str(session.show("health")["notices"]), what="show health tells")
    console = session.open()
    console.wait_for(b"the store was damaged")
    console.send(b"q")
    assert console.ended() == 0
    engine.terminate()
    assert engine.wait(20) == 0


def test_b18_the_log_of_the_store_is_deleted(session: Session) -> None:
    engine = session.program.start_engine()
    session.append("ERROR kept18 it")
    session.stored("kept18")
    engine.kill()
    engine.wait()
    (session.state / "store.sqlite-wal").unlink()
    session.program.start_engine()
    session.append("ERROR again18 it")
    session.stored("again18", "kept18")
    assert session.count("kept18") == 1
    assert session.sound()
    assert "write-ahead log" in session.notices()


def test_b20_a_second_engine_and_a_reused_pid(session: Session) -> None:
    killed = session.program.start_engine()
    killed.kill()
    killed.wait()
    (session.state / "engine.lock").write_text(f"{os.getpid()}\n")
    first = session.program.start_engine()
    second = session.program.run("engine", check=None)
    assert second.returncode == 1
    assert "already runs" in second.stderr
    assert session.engine_pid() == first.pid
    console = session.open()
    session.append("ERROR shared20 it")
    console.shows(b"shared20")
    assert session.engine_pid() == first.pid


def test_b21_a_directory_others_may_write_to(session: Session) -> None:
    session.state.chmod(0o777)
    refused(session, "others may write")


def test_b21_a_directory_of_another_user(session: Session) -> None:
    if os.geteuid() != 0:
        refused_path(session, Path("/usr/lib"), "belongs to user")
        return
    os.chown(session.state, NOBODY, NOBODY)
    refused(session, "belongs to user")
    os.chown(session.state, os.geteuid(), os.getegid())


def test_b21_a_symlink(session: Session) -> None:
    real = session.state.parent / "real"
    real.mkdir(mode=0o700)
    session.state.rmdir()
    session.state.symlink_to(real)
    refused(session, "symbolic link")
    assert not list(real.iterdir())


def test_b21_configuration_of_another_user(session: Session) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    file = session.project / "kontrapunkt.toml"
    os.chown(file, NOBODY, NOBODY)
    checked = session.program.run("config", "check", check=2)
    assert "kontrapunkt.toml" in checked.stdout
    session.program.start_engine()
    assert "kontrapunkt.toml" in session.notices()


def refused(session: Session, why: str) -> None:
    """Every way in says why, starts nothing and writes nothing."""
    before = sorted(path.name for path in session.state.iterdir())
    for words in (["engine"], ["show", "events"], ["engine", "status"], ["record", str(session.state.parent / "r")]):
        done = session.program.run(*words, check=None)
        assert done.returncode in (1, 2, 3), (words, done)
        assert why in done.stdout + done.stderr, (words, done.stdout, done.stderr)
    console = session.open(painted=(why.encode(),))
    assert console.ended() == 1
    assert b"\x1b" not in console.text()
    assert sorted(path.name for path in session.state.iterdir()) == before


def refused_path(session: Session, path: Path, why: str) -> None:
    argv = session.program.argv("engine")
    argv[argv.index(str(session.state))] = str(path)
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=30, env=session.program.env)
    assert why in done.stderr
