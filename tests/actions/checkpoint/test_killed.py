"""Killed at any moment: whatever checkpoint there is, is whole, and the next one can be taken."""

import hashlib
import random
import subprocess
import sys
from pathlib import Path

import pytest

from console.actions.checkpoint.folder import Folder, Limits
from console.actions.checkpoint.manifest import decode
from console.actions.checkpoint.restore import restore
from console.actions.checkpoint.shadow import Shadow
from console.actions.checkpoint.take import Order
from tests.actions.checkpoint.support import hard_tree, picture, write

FULL = pytest.param(50, marks=pytest.mark.full)


def run_until_killed(project: Path, state: Path, pause: float) -> dict[str, str]:
    """Let it take checkpoints and kill it; returns the commits it said were on the disk, by token."""
    script = Path(__file__).with_name("killed.py")
    words = [sys.executable, str(script), str(project), str(state)]
    root = str(Path(__file__).parents[3])
    child = subprocess.Popen(
        words, stdout=subprocess.PIPE, env={"PYTHONPATH": root, "PATH": "/usr/bin:/bin"}, text=True
    )
    try:
        said, _ = child.communicate(timeout=pause)
    except subprocess.TimeoutExpired:
        child.kill()
        said, _ = child.communicate()
    whole_lines = [line.split() for line in said.splitlines(keepends=True) if line.endswith("\n")]
    return {words[0]: words[1] for words in whole_lines}


def whole(folder: Folder, shadow: Shadow, commit: str) -> None:
    """Every content that a checkpoint names is there and is what its name says."""
    with shadow.reading() as blobs:
        for entry in decode(folder.manifest(commit)).entries:
            data = b"".join(blobs.pieces(entry.blob))
            assert hashlib.sha1(b"blob %d\0%b" % (len(data), data)).digest() == entry.blob


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kills", [10, FULL])
def test_a_kill_tears_no_checkpoint(tmp_path: Path, kills: int):
    project, state = tmp_path / "project", tmp_path / "state"
    project.mkdir()
    seed = random.Random(kills)
    said: dict[str, str] = {}
    for _ in range(kills):
        said |= run_until_killed(project, state, 0.25 + seed.uniform(0.0, 0.5))
    folder, shadow = Folder(str(state), str(project), str(state), Limits()), Shadow(str(state))
    found = folder.sweep()
    assert said
    assert said.items() <= found.items(), "what was said to be on the disk is there"
    for commit in found.values():
        whole(folder, shadow, commit)
    done = subprocess.run(["git", "fsck", "--strict"], cwd=shadow.git, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not [path for path in Path(shadow.git).rglob("*") if path.suffix == ".lock" or "tmp_" in path.name]
    folder.take(Order(token="afterwards", time=1.8e9, message="", state=b"{}"))


RESTORE = """
import sys
from pathlib import Path
from console.actions.checkpoint.folder import Folder, Limits
from console.actions.checkpoint.manifest import decode
folder = Folder(sys.argv[2], sys.argv[1], sys.argv[2], Limits())
commits = folder.sweep()
wanted, present = (decode(folder.manifest(commits[token])) for token in ("wanted00", "present0"))
folder.restore(wanted, present, sys.argv[3])
"""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kills", [5, FULL])
def test_a_restore_that_is_killed_loses_nothing_and_can_be_done_again(tmp_path: Path, kills: int):
    project, state = tmp_path / "project", tmp_path / "state"
    project.mkdir()
    hard_tree(project)
    for n in range(300):
        write(project / f"many/f{n}", f"old {n}\n")
    folder = Folder(str(state), str(project), str(state), Limits())
    wanted = folder.take(Order(token="wanted00", time=1.8e9, message="", state=b"{}")).manifest
    before = picture(project)
    for n in range(300):
        write(project / f"many/f{n}", f"new {n}\n")
        write(project / f"more/f{n}", "added\n")
    present = folder.take(Order(token="present0", time=1.8e9, message="", state=b"{}")).manifest
    wrecked = picture(project)
    seed = random.Random(kills)
    root = str(Path(__file__).parents[3])
    for n in range(kills):
        words = [sys.executable, "-c", RESTORE, str(project), str(state), f"try{n}"]
        child = subprocess.Popen(words, env={"PYTHONPATH": root, "PATH": "/usr/bin:/bin"})
        try:
            child.wait(0.15 + seed.uniform(0.0, 0.2))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        now = folder.take(Order(token=f"between{n}", time=1.8e9, message="", state=b"{}")).manifest
        assert folder.restore(present, now, f"back{n}").problems == ()
        assert picture(project) == wrecked
    now = folder.take(Order(token="finally0", time=1.8e9, message="", state=b"{}")).manifest
    assert restore(Shadow(str(state)), str(project).encode(), str(state / "t").encode(), wanted, now).problems == ()
    assert picture(project) == before
