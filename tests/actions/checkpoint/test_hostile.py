"""Checkpoints that somebody tampered with, and names that lead elsewhere: refused, and nothing is written."""

import os
import stat
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.actions.checkpoint.folder import Folder, Limits
from console.actions.checkpoint.git import CheckpointError
from console.actions.checkpoint.manifest import FORMAT, PART, Entry, Manifest, Standing, acceptable, decode, encode
from console.actions.checkpoint.repository import is_state
from console.actions.checkpoint.row import row, verified
from console.actions.checkpoint.take import Order
from console.model.checkpoint import Circumstances
from console.store.schema import SCHEMA_VERSION
from tests.actions.checkpoint.support import Home, write

FILE = stat.S_IFREG | 0o644
LINK = stat.S_IFLNK | 0o777


def manifest(*entries: tuple[bytes, int], folders: tuple[bytes, ...] = (), format_: int = FORMAT) -> bytes:
    made = tuple(Entry(path, mode, 1, 0, bytes(20)) for path, mode in entries)
    return encode(Manifest(format=format_, entries=made, folders=tuple((path, 0o755) for path in folders)))


@pytest.mark.parametrize(
    "path", [b"../x", b"/etc/passwd", b"a/../../x", b"a//b", b"./a", b"", b"a/", b".git/hooks/x", b"sub/.GIT/config",
             b"a\0b", b"a" * 5000],
)  # fmt: skip
def test_paths_that_lead_elsewhere_are_refused(path: bytes):
    assert not acceptable(path)
    with pytest.raises(CheckpointError, match="no place in the project"):
        decode(manifest((path, FILE)))
    with pytest.raises(CheckpointError, match="no place in the project"):
        decode(manifest(folders=(path,)))


@given(st.binary(max_size=40))
def test_an_acceptable_path_stays_below(path: bytes):
    if acceptable(path):
        assert os.path.normpath(os.path.join(b"/p", path)) == b"/p/" + path


def test_a_path_through_a_link_or_file_is_refused():
    for mode in (LINK, FILE):
        with pytest.raises(CheckpointError, match="no place"):
            decode(manifest((b"a", mode), (b"a/b", FILE)))
        with pytest.raises(CheckpointError, match="no place"):
            decode(manifest((b"a", mode), folders=(b"a/b/c",)))
    with pytest.raises(CheckpointError, match="no place"):
        decode(manifest((b"a", LINK), (b"a", FILE)))


def test_what_is_neither_file_nor_link_is_refused():
    for mode in (stat.S_IFIFO, stat.S_IFCHR, stat.S_IFDIR, 0):
        with pytest.raises(CheckpointError, match="damaged"):
            decode(manifest((b"a", mode)))


def test_a_newer_format_is_refused_by_name():
    with pytest.raises(CheckpointError, match="newer Kontrapunkt"):
        decode(manifest((b"a", FILE), format_=FORMAT + 1))
    with pytest.raises(CheckpointError, match="newer Kontrapunkt"):
        decode(msgspec.msgpack.encode({"format": 99, "something": "else"}))


@given(st.binary(max_size=200))
def test_noise_is_damaged_and_nothing_worse(noise: bytes):
    with pytest.raises(CheckpointError):
        decode(noise)


def test_a_nested_repository_elsewhere_is_refused():
    bad = Manifest(format=FORMAT, entries=(), folders=(), repositories=(Standing(b"../other", "", ""),))
    with pytest.raises(CheckpointError, match="no place"):
        decode(encode(bad))


@pytest.mark.parametrize("name", [b"config", b"hooks/pre-commit", b"rebase-merge/../config", b"../x", b"rebase-merge"])
def test_only_files_of_an_operation_are_put_into_a_git_directory(name: bytes):
    assert not is_state(name)
    assert is_state(b"MERGE_HEAD")
    assert is_state(b"rebase-merge/git-rebase-todo")


@pytest.fixture
def kept(tmp_path: Path):
    """A folder with one checkpoint, and its row."""
    home = Home(tmp_path)
    write(home.project / "a", "a")
    folder = Folder(str(home.state), str(home.project), str(home.state), Limits())
    held = Circumstances(time=1.8e9, schema=SCHEMA_VERSION)
    taken = folder.take(Order(token="token123", time=1.8e9, message="", state=b"{}"))
    return folder, row("token123", taken.commit, encode(taken.manifest), held)


def test_a_whole_checkpoint_is_verified(kept):
    folder, made = kept
    assert [entry.path for entry in verified(folder, made).entries] == [b"a"]


def test_a_changed_row_is_refused(kept):
    folder, made = kept
    other = msgspec.structs.replace(made, circumstances=msgspec.structs.replace(made.circumstances, message="else"))
    with pytest.raises(CheckpointError, match="hash is not what it was"):
        verified(folder, other)


def test_a_row_of_a_newer_store_is_refused(kept):
    folder, made = kept
    newer = msgspec.structs.replace(made.circumstances, schema=SCHEMA_VERSION + 1)
    with pytest.raises(CheckpointError, match="newer Kontrapunkt"):
        verified(folder, msgspec.structs.replace(made, circumstances=newer))


@pytest.mark.parametrize("commit", ["--output=/tmp/x", "HEAD", "refs/checkpoints/token123", "0" * 40, "a" * 39])
def test_a_commit_that_is_none_is_refused(kept, commit: str):
    with pytest.raises(CheckpointError):
        kept[0].manifest(commit)


def test_what_a_killed_restore_left_is_no_file_of_the_project(tmp_path: Path):
    home = Home(tmp_path)
    write(home.project / "a", "a")
    taken = home.take()
    write(home.project / os.fsdecode(PART), "half")
    assert [entry.path for entry in home.take().manifest.entries] == [b"a"]
    home.restore(taken.manifest)
    assert os.listdir(home.project) == ["a"]
