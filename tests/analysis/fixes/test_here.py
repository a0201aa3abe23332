"""What is looked up around a command: bounded, read-only, and silent about what is not there."""

import json
import os
import socket

from console.analysis.fixes import suggest
from console.analysis.fixes.here import Here


def test_files_scripts_and_targets(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "package.json").write_text(json.dumps({"scripts": {"build": "x", "test": "y"}}))
    (tmp_path / "Makefile").write_text("X := 1\nall: build\n\techo\nbuild: a.c\n.PHONY: all\n")
    here = Here(str(tmp_path))
    assert set(here.entries(".")) == {"sub/", "package.json", "Makefile"}
    assert here.scripts() == ("build", "test")
    assert here.targets() == ("all", "build")
    assert suggest("make biuld", "make: *** No rule to make target 'biuld'.  Stop.", here)[0].command == "make build"


def test_git_is_read_without_running_it(tmp_path):
    git = tmp_path / ".git"
    (git / "refs/heads/topic").mkdir(parents=True)
    (git / "refs/remotes/origin").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    for name in ("heads/main", "heads/topic/a", "remotes/origin/next", "remotes/origin/HEAD"):
        (git / "refs" / name).write_text("0" * 40)
    (git / "packed-refs").write_text("# pack-refs\n" + "0" * 40 + " refs/heads/packed\n")
    here = Here(str(tmp_path))
    assert here.branch() == "main"
    assert set(here.branches()) == {"main", "topic/a", "next", "packed"}


def test_what_is_not_there_is_empty(tmp_path):
    (tmp_path / "package.json").write_text("[1, {")
    here = Here(str(tmp_path / "nowhere"))
    assert here.entries(".") == here.scripts() == here.targets() == here.branches() == ()
    assert here.branch() == ""
    assert Here(str(tmp_path)).scripts() == ()
    assert here.entries("\0") == ()


def test_programs_are_those_on_the_path(tmp_path, monkeypatch):
    (tmp_path / "frobnicator").write_text("")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{tmp_path}/none")
    here = Here(str(tmp_path))
    assert here.programs() == {"frobnicator"}
    assert suggest("frobnicatro -x", "frobnicatro: command not found", here)[0].command == "frobnicator -x"


def test_the_holder_of_a_port_is_named(tmp_path):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        holder = Here(str(tmp_path)).holder(port)
        assert holder is not None
        assert holder.pid == os.getpid()
        made = suggest("serve", f"Error: listen EADDRINUSE: address already in use :::{port}", Here(str(tmp_path)))
        assert made[0].command == f"kill {os.getpid()} && serve"
        assert f"process {os.getpid()}" in made[0].why
    assert Here(str(tmp_path)).holder(port) is None


def test_the_biggest_caches_come_first(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, size in ((".cache/pip", 70), (".npm/_cacache", 90), (".cache/uv", 1)):
        (tmp_path / name).mkdir(parents=True)
        with (tmp_path / name / "blob").open("wb") as file:
            file.truncate(size * 2**20)
    caches = [cache for cache in Here(str(tmp_path)).caches() if cache.path.startswith("~")]
    assert [cache.command for cache in caches] == ["npm cache clean --force", "pip cache purge"]
