"""Checkpoints of real work trees: what they hold, what the way back changes, and what it never touches."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from console.actions.checkpoint.compare import compare, paths
from console.actions.checkpoint.git import CheckpointError
from tests.actions.checkpoint.support import Home, MiB, git, hard_tree, picture, write


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def hard(home: Home) -> Home:
    hard_tree(home.project)
    return home


def wreck(project: Path) -> None:
    """Change, remove and add about everything."""
    write(project / "crlf.txt", "other")
    (project / "private.key").chmod(0o644)
    (project / "run.sh").unlink()
    shutil.rmtree(project / "new")
    shutil.rmtree(project / "empty")
    write(project / "empty", "a file now")
    (project / "dangling").unlink()
    (project / "dangling").mkdir()
    (project / "to-folder").unlink()
    write(project / "to-folder" / "inside", "a folder now")
    os.unlink(os.fsencode(project) + b'/bad\xff\nname "q\\.txt')
    write(project / "nested" / "inner.txt", "changed")
    write(project / "added" / "later.txt", "later")


def test_everything_comes_back_as_it_was(hard: Home):
    taken = hard.take()
    before = picture(hard.project)
    wreck(hard.project)
    outcome = hard.restore(taken.manifest)
    assert outcome.problems == ()
    assert picture(hard.project) == before


def test_the_way_back_can_be_taken_back(hard: Home):
    taken = hard.take()
    wreck(hard.project)
    wrecked, present = picture(hard.project), hard.take()
    hard.restore(taken.manifest)
    assert picture(hard.project) != wrecked
    assert hard.restore(present.manifest).problems == ()
    assert picture(hard.project) == wrecked


def test_ignored_files_are_left_out_and_left_alone(hard: Home):
    taken = hard.take()
    kept = {entry.path for entry in taken.manifest.entries}
    assert b"build/kept.txt" in kept
    assert not {b"build/out.o", b"nested/x.log"} & kept
    write(hard.project / "build" / "out.o", "newer")
    hard.restore(taken.manifest)
    assert (hard.project / "build" / "out.o").read_text() == "newer"


def test_what_is_not_kept_is_said(hard: Home):
    write(hard.project / "huge.bin", bytes(MiB + 1))
    left_out = dict(hard.take().manifest.left_out)
    assert left_out[b"pipe"] == "it is a FIFO"
    assert "larger than 1 MiB" in left_out[b"huge.bin"]


def test_what_was_too_large_to_keep_is_never_removed(home: Home):
    write(home.project / "a", "a")
    taken = home.take()
    write(home.project / "huge.bin", bytes(MiB + 1))
    home.restore(taken.manifest)
    assert (home.project / "huge.bin").exists()


def test_what_goes_lies_in_the_trash(home: Home):
    write(home.project / "a", "a")
    taken = home.take()
    write(home.project / "sub" / "b", "precious")
    write(home.project / "a", "changed")
    home.restore(taken.manifest)
    assert not (home.project / "sub").exists()
    assert (home.trash / "sub" / "b").read_text() == "precious"
    assert (home.trash / "a").read_text() == "changed"


def test_only_the_named_paths_change(home: Home):
    for name in ("one/a", "two/a", "one-more"):
        write(home.project / name, "old")
    taken = home.take()
    for name in ("one/a", "two/a", "one-more"):
        write(home.project / name, "new")
    home.restore(taken.manifest, (b"one",))
    assert [(home.project / name).read_text() for name in ("one/a", "two/a", "one-more")] == ["old", "new", "new"]


def test_nothing_is_written_when_nothing_differs(hard: Home):
    taken = hard.take()
    before = {path: os.lstat(hard.project / path).st_ctime_ns for path in picture(hard.project)}
    assert compare(taken.manifest, hard.take().manifest).nothing
    hard.restore(taken.manifest)
    assert {path: os.lstat(hard.project / path).st_ctime_ns for path in picture(hard.project)} == before


def test_only_what_changed_is_read_again(home: Home, monkeypatch: pytest.MonkeyPatch):
    for n in range(20):
        os.utime(write(home.project / f"f{n}", str(n)), (1e9, 1e9))
    home.take()
    monkeypatch.setattr("console.actions.checkpoint.cache.TICK_NS", -(10**12))
    write(home.project / "f3", "33")
    assert home.take().read == 1


def test_a_change_that_keeps_size_and_time_is_seen(home: Home):
    path = write(home.project / "f", "aaaa")
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    home.take()
    path.write_text("bbbb")
    os.utime(path, ns=times)
    taken = home.take()
    path.write_text("cccc")
    home.restore(taken.manifest)
    assert path.read_text() == "bbbb"


def test_a_folder_without_git_and_one_with_another_file_system_of_rules(home: Home):
    write(home.project / ".gitignore", "*.tmp\n")
    write(home.project / "a.tmp", "x")
    write(home.project / "b", "y")
    assert [entry.path for entry in home.take().manifest.entries] == [b".gitignore", b"b"]


def test_the_state_may_lie_in_the_project(tmp_path: Path):
    home = Home(tmp_path)
    home.state = home.project / "state"
    home.shadow.__init__(str(home.state))
    write(home.project / "a", "a")
    home.take()
    assert [entry.path for entry in home.take().manifest.entries] == [b"a"]


def test_before_the_first_commit(home: Home):
    git(home.project, "init", "-q", "-b", "trunk")
    write(home.project / "a", "a")
    standing = home.take().manifest.repositories[0]
    assert (standing.path, standing.head, standing.branch) == (b"", "", "trunk")


def test_a_lost_cache_or_lost_objects_cost_time_only(hard: Home):
    before = picture(hard.project)
    hard.take()
    shutil.rmtree(hard.shadow.git)
    taken = hard.take()
    wreck(hard.project)
    hard.restore(taken.manifest)
    assert picture(hard.project) == before


def test_the_shadow_needs_nothing_of_the_repository(hard: Home):
    before, taken = picture(hard.project), hard.take()
    shutil.rmtree(hard.project / ".git")
    wreck(hard.project)
    outcome = hard.restore(taken.manifest)
    assert picture(hard.project) == before
    assert "is none now" in outcome.notes[0]


def test_nothing_of_the_repository_is_run(home: Home, tmp_path: Path):
    mark = tmp_path / "PWNED"
    project = home.project
    git(project, "init", "-q")
    write(project / ".gitattributes", "* filter=evil diff=evil text eol=crlf ident\n")
    write(project / "a", "$Id$\n")
    write(project / '"; touch PWNED #$(touch PWNED)', "x")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "one")
    for name in ("post-checkout", "pre-commit", "reference-transaction", "post-index-change", "fsmonitor-watchman"):
        write(project / ".git" / "hooks" / name, f"#!/bin/sh\ntouch {mark}\n", 0o755)
    for key, value in {
        "core.fsmonitor": f"touch {mark}",
        "filter.evil.clean": f"touch {mark}; cat",
        "filter.evil.smudge": f"touch {mark}; cat",
        "filter.evil.required": "true",
        "diff.evil.command": f"touch {mark}",
        "core.sshCommand": f"touch {mark}",
    }.items():
        git(project, "config", key, value)
    taken = home.take()
    write(project / "a", "other")
    assert home.restore(taken.manifest).problems == ()
    assert (project / "a").read_bytes() == b"$Id$\n"
    assert not mark.exists()
    assert not list(tmp_path.rglob("PWNED"))


def conflict(project: Path) -> None:
    """A merge that stands with a conflict."""
    git(project, "init", "-q", "-b", "main")
    write(project / "f", "base\n")
    git(project, "add", "f")
    git(project, "commit", "-qm", "base")
    git(project, "checkout", "-qb", "side")
    write(project / "f", "side\n")
    git(project, "commit", "-qam", "side")
    git(project, "checkout", "-q", "main")
    write(project / "f", "main\n")
    git(project, "commit", "-qam", "main")
    git(project, "merge", "side", check=False)


def test_a_merge_in_progress_comes_back(home: Home):
    conflict(home.project)
    write(home.project / "f", "half resolved\n")
    taken = home.take()
    assert taken.manifest.repositories[0].operation == "merge"
    git(home.project, "merge", "--abort")
    home.restore(taken.manifest)
    assert (home.project / "f").read_text() == "half resolved\n"
    assert "You have unmerged paths" in git(home.project, "status")
    git(home.project, "add", "f")
    git(home.project, "commit", "-qm", "merged")
    assert len(git(home.project, "rev-list", "--parents", "-1", "HEAD").split()) == 3


def test_a_rebase_in_progress_comes_back(home: Home):
    conflict(home.project)
    git(home.project, "merge", "--abort")
    git(home.project, "rebase", "side", check=False)
    taken = home.take()
    head = git(home.project, "rev-parse", "HEAD")
    git(home.project, "rebase", "--quit")
    git(home.project, "checkout", "-qf", head)
    home.restore(taken.manifest)
    assert "rebase in progress" in git(home.project, "status")


def test_during_a_merge_another_commit_is_refused(home: Home):
    write(home.project / "f", "nothing yet\n")
    taken = home.take()
    conflict(home.project)
    before = picture(home.project)
    with pytest.raises(CheckpointError, match="a merge is in progress"):
        home.restore(taken.manifest)
    assert picture(home.project) == before


def test_a_git_at_work_keeps_its_index(home: Home):
    conflict(home.project)
    taken = home.take()
    git(home.project, "merge", "--abort")
    write(home.project / ".git" / "index.lock", "")
    assert "git is at work" in home.restore(taken.manifest).notes[0]
    assert "unmerged" not in git(home.project, "status")


def test_links_that_lead_outside_are_not_followed(home: Home, tmp_path: Path):
    outside = tmp_path / "outside"
    outside.mkdir()
    write(home.project / ".gitignore", "/sub\n")
    write(home.project / "sub" / "f", "inside")
    git(home.project, "init", "-q")
    git(home.project, "add", "-f", ".")
    taken = home.take()
    shutil.rmtree(home.project / "sub")
    git(home.project, "rm", "-q", "--cached", "sub/f")
    (home.project / "sub").symlink_to(outside)
    assert home.restore(taken.manifest).problems == ()
    assert list(outside.iterdir()) == []
    assert (home.project / "sub" / "f").read_text() == "inside"


def test_paths_are_named_from_where_a_person_stands():
    assert paths(["a", "../b", "."], "/p", "/p/sub") == (b"sub/a", b"b", b"sub")
    with pytest.raises(CheckpointError, match="outside"):
        paths(["../x"], "/p", "/p")


def test_damaged_content_is_not_put_in_place(home: Home):
    write(home.project / "a", "good")
    taken = home.take()
    entry = taken.manifest.entries[0]
    other = home.take().manifest
    (home.project / "a").unlink()
    lies = type(other)(format=1, entries=(type(entry)(b"b", entry.mode, 9, 0, bytes(20)),), folders=())
    outcome = home.restore(lies)
    assert outcome.problems[0][0] == b"b"
    assert "missing" in outcome.problems[0][1]
    assert not (home.project / "b").exists()


def test_the_shadow_is_a_sound_repository(hard: Home):
    hard.take()
    wreck(hard.project)
    hard.take()
    done = subprocess.run(["git", "fsck", "--strict"], cwd=hard.shadow.git, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with hard.shadow.held() as lock:
        hard.shadow.forget(["t1"], lock)
        hard.shadow.compact(lock)
    assert list(hard.shadow.references()) == ["t2"]
    assert hard.shadow.packs() == 1
