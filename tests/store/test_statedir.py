"""The state directory: where it is, when it is refused (B21), and the lock (B20)."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from console.store import statedir
from console.store.statedir import StateError, is_held, locate, open_existing, open_state


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "my project"
    path.mkdir()
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "home"
    path.mkdir(mode=0o700)
    return path


def test_explicit_wins_over_environment_over_default(project: Path) -> None:
    env = {"KONTRAPUNKT_STATE": "/from/env", "XDG_STATE_HOME": "/xdg", "HOME": "/home/me"}
    assert locate(str(project), "/explicit", env) == "/explicit"
    assert locate(str(project), None, env) == "/from/env"
    del env["KONTRAPUNKT_STATE"]
    assert locate(str(project), None, env).startswith("/xdg/kontrapunkt/my_project-")
    del env["XDG_STATE_HOME"]
    assert locate(str(project), None, env).startswith("/home/me/.local/state/kontrapunkt/my_project-")


def test_a_relative_xdg_path_is_ignored(project: Path) -> None:
    env = {"XDG_STATE_HOME": "relative", "HOME": "/home/me"}
    assert locate(str(project), None, env).startswith("/home/me/.local/state/")


def test_the_default_follows_the_real_path(project: Path, tmp_path: Path) -> None:
    link, other = tmp_path / "link", tmp_path / "deep" / "my project"
    link.symlink_to(project)
    other.mkdir(parents=True)
    env = {"HOME": "/home/me"}
    assert locate(str(link), None, env) == locate(str(project), None, env)
    assert locate(str(other), None, env) != locate(str(project), None, env)


def test_it_is_made_private_whatever_the_umask(project: Path, home: Path) -> None:
    before = os.umask(0o000)
    try:
        state = open_state(str(project), str(home / "a" / "b"))
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat(state.root).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(home / "a").st_mode) == 0o700
    assert stat.S_IMODE(os.stat(os.path.join(state.root, "project.json")).st_mode) == 0o600
    assert state.project == str(project)
    assert state.node


def test_opening_again_keeps_the_name_of_the_machine(
    project: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_state(str(project), str(home / "state"))
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(nodename="renamed.example"))
    assert open_state(str(project), str(home / "state")) == first
    assert open_existing(str(project), str(home / "state")) == first


def test_a_directory_readable_by_others_is_made_private(project: Path, home: Path) -> None:
    (home / "state").mkdir(mode=0o755)
    state = open_state(str(project), str(home / "state"))
    assert stat.S_IMODE(os.stat(state.root).st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_one_others_may_write_to_is_refused(project: Path, home: Path, mode: int) -> None:
    (home / "state").mkdir()
    (home / "state").chmod(mode)
    with pytest.raises(StateError, match="chmod 700"):
        open_state(str(project), str(home / "state"))


def test_a_symlink_is_refused_and_its_target_named(project: Path, home: Path) -> None:
    (home / "real").mkdir(mode=0o700)
    (home / "state").symlink_to(home / "real")
    with pytest.raises(StateError, match=f"symbolic link.*{home / 'real'}"):
        open_state(str(project), str(home / "state"))


def test_a_file_is_refused(project: Path, home: Path) -> None:
    (home / "state").write_text("")
    with pytest.raises(StateError, match="not a directory"):
        open_state(str(project), str(home / "state"))


def test_one_of_another_user_is_refused(project: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "state").mkdir(mode=0o700)
    monkeypatch.setattr(statedir, "check_parents", lambda root: None)  # its parents are the same stranger's
    monkeypatch.setattr(os, "geteuid", lambda: os.stat(home).st_uid + 1)
    with pytest.raises(StateError, match="belongs to user"):
        open_state(str(project), str(home / "state"))


def test_one_in_a_shared_directory_is_refused(project: Path, home: Path) -> None:
    shared = home / "tmp"
    shared.mkdir()
    shared.chmod(0o1777)
    with pytest.raises(StateError, match="everybody may write"):
        open_state(str(project), str(shared / "state"))
    assert not (shared / "state").exists()
    private = shared / "mine"
    private.mkdir(mode=0o700)
    assert open_state(str(project), str(private / "state")).root == str(private / "state")


def test_one_with_other_files_is_refused(project: Path, home: Path) -> None:
    (home / "letter.txt").write_text("dear")
    with pytest.raises(StateError, match="holds other files"):
        open_state(str(project), str(home))


def test_what_a_killed_first_start_left_is_no_hindrance(project: Path, home: Path) -> None:
    (home / "state").mkdir(mode=0o700)
    (home / "state" / ".project.json-1").write_text("{")
    assert open_state(str(project), str(home / "state")).project == str(project)


def test_one_of_another_project_is_refused_by_name(project: Path, home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    open_state(str(project), str(home / "state"))
    for attempt in (open_state, open_existing):
        with pytest.raises(StateError, match=f"belongs to the project {project}"):
            attempt(str(other), str(home / "state"))


def test_a_damaged_label_is_told(project: Path, home: Path) -> None:
    state = open_state(str(project), str(home / "state"))
    Path(state.root, "project.json").write_text("{")
    with pytest.raises(StateError, match="damaged"):
        open_state(str(project), state.root)


def test_readers_create_nothing(project: Path, home: Path) -> None:
    with pytest.raises(StateError, match="nothing is stored yet"):
        open_existing(str(project), str(home / "state"))
    assert not (home / "state").exists()
    (home / "state").mkdir(mode=0o700)
    with pytest.raises(StateError, match="nothing is stored yet"):
        open_existing(str(project), str(home / "state"))
    assert list((home / "state").iterdir()) == []
    (home / "state" / "letter.txt").write_text("dear")
    with pytest.raises(StateError, match="not a state directory"):
        open_existing(str(project), str(home / "state"))


def test_a_project_whose_name_is_not_text(tmp_path: Path, home: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"bad\xff\nname")
    os.mkdir(path)
    state = open_state(os.fsdecode(path), str(home / "state"))
    assert state == open_existing(os.fsdecode(path), str(home / "state"))
    assert "bad\\xff" in state.project


def test_writable_tells_and_leaves_nothing(project: Path, home: Path) -> None:
    state = open_state(str(project), str(home / "state"))
    before = os.listdir(state.root)
    assert state.writable()
    assert os.listdir(state.root) == before


HOLDER = """
import os, sys
from console.store.statedir import hold
fd = hold(sys.argv[1])
print("none" if fd is None else "held", flush=True)
sys.stdin.read()
"""


def test_the_lock_is_one_process_s_and_dies_with_it(home: Path) -> None:
    lock = str(home / "engine.lock")
    assert not is_held(lock)
    argv = [sys.executable, "-c", HOLDER, lock]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(argv, **pipes) as first:
        assert first.stdout.readline() == "held\n"
        assert is_held(lock)
        with subprocess.Popen(argv, **pipes) as second:
            assert second.stdout.readline() == "none\n"
            second.stdin.close()
        assert is_held(lock), "asking and failing to take it must not disturb the holder"
        first.kill()
        first.wait()
    assert not is_held(lock)
    fd = statedir.hold(lock)
    assert fd is not None
    assert not os.get_inheritable(fd)
    os.close(fd)


def test_a_stale_pid_in_the_lock_file_means_nothing(home: Path) -> None:
    lock = home / "engine.lock"
    lock.write_text(str(os.getpid()))
    assert not is_held(str(lock))
    fd = statedir.hold(str(lock))
    assert fd is not None
    os.close(fd)
