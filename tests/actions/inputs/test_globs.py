"""Which files a glob means."""

import os
import time
from contextlib import suppress

import pytest

from console.actions.inputs.globs import Globs


def make(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def found(root, *globs, outside=()):
    return sorted(os.path.relpath(entry.path, root) for entry in Globs(str(root), globs, outside).files())


@pytest.mark.parametrize(
    ("glob", "expected"),
    [
        ("*.py", ["a.py"]),
        ("**/*.py", ["a.py", "src/b.py", "src/deep/c.py"]),
        ("src/**", ["src/b.py", "src/d.txt", "src/deep/c.py"]),
        ("src/*/c.py", ["src/deep/c.py"]),
        ("**/[ab].py", ["a.py", "src/b.py"]),
        ("**/[!ab].py", ["src/deep/c.py"]),
        ("src/?.{py,txt}", ["src/b.py", "src/d.txt"]),
        ("./src/d.txt", ["src/d.txt"]),
        ("node_modules/x/*.js", ["node_modules/x/i.js"]),
        ("**/*.js", []),
        ("nothing/**", []),
    ],
)
def test_globs(tmp_path, glob, expected):
    make(tmp_path, "a.py", "src/b.py", "src/d.txt", "src/deep/c.py", "node_modules/x/i.js", ".git/a.py")
    assert found(tmp_path, glob) == expected


def test_overlapping_globs_give_each_file_once_and_outside_is_left_out(tmp_path):
    make(tmp_path, "src/a.py", "src/in/b.py", "state/c.py")
    assert found(tmp_path, "**/*.py", "src/**", outside=(str(tmp_path / "state"),)) == ["src/a.py", "src/in/b.py"]


def test_one_path_is_judged_like_a_walk(tmp_path):
    globs = Globs(str(tmp_path), ("src/**/*.py",))
    assert globs.matches("src/x/y.py")
    assert globs.matches(str(tmp_path / "src/y.py"))
    assert not globs.matches("lib/y.py")
    assert not globs.matches("src/\udcff.py")


def test_links_to_folders_are_not_entered(tmp_path):
    make(tmp_path, "src/a.py")
    (tmp_path / "src" / "loop").symlink_to(tmp_path)
    assert found(tmp_path, "src/**/*.py") == ["src/a.py"]


@pytest.mark.parametrize(
    "glob", ["*a" * 400, "**/" * 300 + "x", "[" * 900, "{a,b}" * 180, "[z-a]", "\x00", "{a,{b,c}}"]
)
def test_hostile_globs_are_refused_or_linear(tmp_path, glob):
    make(tmp_path, "a" * 200)
    began = time.process_time()
    with suppress(ValueError):
        Globs(str(tmp_path), (glob,)).matches("a" * 100_000)
    assert time.process_time() - began < 5


def test_a_glob_of_endless_length_is_refused(tmp_path):
    with pytest.raises(ValueError, match="1000"):
        Globs(str(tmp_path), ("a" * 1001,))
