"""Which files are found, and how cheaply what changed is found again."""

import os
import time
from pathlib import Path

import pytest

from collectors.logs.discovery import Discovery, changed
from collectors.logs.mounts import Mounts
from collectors.logs.names import base, is_older_part
from console.model.settings import LogSettings
from tests.collectors.logs.support import Tail, append


def found(discovery: Discovery, root: Path) -> list[str]:
    """What is chosen, relative to the project."""
    return sorted(os.path.relpath(each.path, root) for each in discovery.chosen()[0])


def discover(root: Path, **settings: object) -> Discovery:
    """A discovery that has walked once."""
    wanted = LogSettings(**{"paths": (".",), **settings})  # type: ignore[arg-type]
    discovery = Discovery(wanted, str(root), (str(root / "own"),), Mounts())
    discovery.walk(time.time())
    return discovery


def make(root: Path, *names: str) -> None:
    """Files of one line."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("one line\n")


def test_what_a_person_wants_watched_is_found(tmp_path: Path) -> None:
    wanted = [
        "app.log", "build/config.log", "build/CMakeFiles/CMakeOutput.log", "logs/anything", "logs/2026/deep.txt",
        "server.out", "app.log.1", "app.log-20261120", "app.log.2.gz", "target/surefire-reports/a.txt",
        ".tox/py311/log/1-test.log", "Testing/Temporary/LastTest.log", ".hidden/x.err",
    ]  # fmt: skip
    unwanted = [
        "main.py", "notes.txt", ".git/x.log", "node_modules/a/x.log", ".venv/x.log", "own/state.log", "logs/app.pid",
        "logs/archive.zip", "target/surefire-reports/a.xml", "1/2/3/4/5/6/7/x.log", "service.log.xz",
    ]  # fmt: skip
    make(tmp_path, *wanted, *unwanted, ".tox/py311/pyvenv.cfg", "strange/pyvenv.cfg", "strange/lib/x.log")
    make(tmp_path, ".tox/py311/lib/x.log", "1/2/3/4/5/6/y.log")
    assert found(discover(tmp_path), tmp_path) == sorted([*wanted, "1/2/3/4/5/6/y.log"])


def test_paths_may_be_files_and_globs(tmp_path: Path) -> None:
    make(tmp_path, "a/one", "b/two", "b/three", "named")
    assert found(discover(tmp_path, paths=("named", "b/t*")), tmp_path) == ["b/three", "b/two", "named"]


def test_the_newest_are_taken_and_the_others_named(tmp_path: Path) -> None:
    for age in range(5):
        make(tmp_path, f"{age}.log")
        os.utime(tmp_path / f"{age}.log", (1000 - age, 1000 - age))
    discovery = discover(tmp_path, max_files=2)
    assert found(discovery, tmp_path) == ["0.log", "1.log"]
    assert [Path(path).name for path in discovery.chosen()[1]] == ["2.log", "3.log", "4.log"]


def test_a_look_at_what_changed_finds_new_files_and_folders(tmp_path: Path) -> None:
    make(tmp_path, "a/x.log", "b/y.log")
    discovery = discover(tmp_path)
    discovery.walk(time.time() + 60)
    assert changed(list(discovery.folders.values())) == []
    make(tmp_path, "a/new.log", "b/c/d/deep.log")
    (tmp_path / "b" / "y.log").unlink()
    discovery.look(changed(list(discovery.folders.values())), time.time())
    assert found(discovery, tmp_path) == ["a/new.log", "a/x.log", "b/c/d/deep.log"]
    (tmp_path / "b").rename(tmp_path / "e")
    discovery.look(changed(list(discovery.folders.values())), time.time())
    assert found(discovery, tmp_path) == ["a/new.log", "a/x.log", "e/c/d/deep.log"]


def test_a_folder_listed_in_the_tick_of_its_change_is_looked_at_again(tmp_path: Path) -> None:
    make(tmp_path, "x.log")
    discovery = discover(tmp_path)
    discovery.walk(tmp_path.stat().st_mtime + 0.01)
    assert changed(list(discovery.folders.values())) == [str(tmp_path)]


def test_a_folder_with_an_undecodable_name_is_not_watched(tmp_path: Path) -> None:
    make(tmp_path, "good/x.log", "bad/y.log")
    with open(os.fsencode(tmp_path / "bad") + b"/\xff", "w"):
        pass
    assert discover(tmp_path).unwatchable == {str(tmp_path / "bad")}


@pytest.mark.parametrize(
    ("name", "original"),
    [
        ("app.log", "app.log"), ("app.log.1", "app.log"), ("app.log.12.gz", "app.log"), ("app.log-20261120", "app.log"),
        ("app-2026-11-20.log", "app.log"), ("app.log.2026-11-20T18", "app.log"), ("syslog.2.gz", "syslog"),
        ("1.log", "1.log"), ("app.1.log", "app.log"), ("app.log.old", "app.log"),
        ("version2.log", "version2.log"), (".log", ".log"), ("8080.log", "8080.log"),
    ],
)  # fmt: skip
def test_rotated_names_lead_to_the_original(name: str, original: str) -> None:
    assert base(name) == original
    assert is_older_part(f"/var/log/{name}") is (name != original)


def test_file_systems_are_told_apart(tmp_path: Path) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(
        "36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/root rw\n"
        "37 35 0:44 / /net rw shared:2 - nfs4 host:/x rw\n"
        "38 35 0:45 / /f rw - fuse.sshfs x rw\n"
        "39 35 0:46 / /proc rw - proc proc rw\n"
        "cut\n"
    )
    mounts = Mounts(str(table))
    mounts.refresh()
    assert [mounts.is_remote(os.makedev(*n)) for n in ((98, 0), (0, 44), (0, 45), (9, 9))] == [False, True, True, False]
    assert mounts.is_kernel(os.makedev(0, 46))


async def test_an_empty_project_is_told_and_the_first_log_ends_that(tmp_path: Path) -> None:
    async with Tail(tmp_path) as tail:
        await tail.until(lambda: tail.notes)
        assert tail.notes == ["no log files found under .; configure logs.paths"]
        append(tmp_path / "app.log", "first")
        await tail.until(lambda: tail.notes[1:])
        assert tail.notes[1:] == [None]
