"""Writing below a folder: full disks, trash on another file system, what stands in the way."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.actions.checkpoint import place as module
from console.actions.checkpoint.git import CheckpointError
from console.actions.checkpoint.manifest import Entry
from console.actions.checkpoint.place import Place
from console.actions.checkpoint.shadow import Shadow
from tests.actions.checkpoint.support import Home, picture, write

FILE = stat.S_IFREG | 0o640


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "root").mkdir()
    made = Place(os.fsencode(tmp_path / "root"), os.fsencode(tmp_path / "trash"))
    yield made
    made.close()


def entry(path: bytes, mode: int = FILE) -> Entry:
    return Entry(path, mode, 3, 1_700_000_000_123_456_789, bytes(20))


def full() -> Iterator[bytes]:
    yield b"ab"
    raise OSError(28, "No space left on device")


def damaged() -> Iterator[bytes]:
    yield b"abc"
    raise CheckpointError("damaged")


@pytest.mark.parametrize("pieces", [full, damaged])
def test_what_fails_leaves_the_old_and_nothing_half(place: Place, tmp_path: Path, pieces):
    write(tmp_path / "root" / "a", "old")
    with pytest.raises((OSError, CheckpointError)):
        place.file(entry(b"a"), pieces())
    assert {name: value[-1] for name, value in picture(tmp_path / "root").items()} == {"a": b"old"}


def test_the_trash_may_lie_on_another_file_system(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(tmp_path / "root" / "a", "old", 0o600)
    write(tmp_path / "root" / "sub" / "b", "deep")
    (tmp_path / "root" / "link").symlink_to("nowhere")
    rename = os.rename

    def across(source, target, **more):
        if b"trash" in os.fsencode(target):
            raise OSError(18, "Invalid cross-device link")
        rename(source, target, **more)

    monkeypatch.setattr(module.os, "rename", across)
    for path in (b"a", b"sub", b"link"):
        place.remove(path)
    assert list((tmp_path / "root").iterdir()) == []
    assert (tmp_path / "trash" / "a").read_text() == "old"
    assert (tmp_path / "trash" / "sub" / "b").read_text() == "deep"
    assert os.readlink(tmp_path / "trash" / "link") == "nowhere"


def test_what_was_thrown_away_twice_is_there_twice(place: Place, tmp_path: Path):
    for words in ("one", "two"):
        write(tmp_path / "root" / "a", words)
        place.remove(b"a")
    assert {path.read_text() for path in (tmp_path / "trash").iterdir()} == {"one", "two"}


def test_a_file_in_the_way_of_a_folder_goes_to_the_trash(place: Place, tmp_path: Path):
    write(tmp_path / "root" / "a", "in the way")
    place.file(entry(b"a/b/c"), [b"abc"])
    found = (tmp_path / "root" / "a" / "b" / "c").stat()
    assert (stat.S_IMODE(found.st_mode), found.st_mtime_ns) == (0o640, 1_700_000_000_123_456_789)
    assert (tmp_path / "trash" / "a").read_text() == "in the way"


def test_permissions_that_forbid_reading_come_back(place: Place, tmp_path: Path):
    place.file(entry(b"a", stat.S_IFREG), [b"abc"])
    place.folder(b"sub", 0)
    place.folder(b"sub", 0o750)
    assert stat.S_IMODE((tmp_path / "root" / "a").stat().st_mode) == 0
    assert stat.S_IMODE((tmp_path / "root" / "sub").stat().st_mode) == 0o750
    place.dress(entry(b"a"))
    assert stat.S_IMODE((tmp_path / "root" / "a").stat().st_mode) == 0o640


def test_a_folder_that_holds_something_stays(place: Place, tmp_path: Path):
    write(tmp_path / "root" / "sub" / "b", "deep")
    place.remove_folder(b"sub")
    assert (tmp_path / "root" / "sub" / "b").exists()


def test_contents_that_nobody_took_up_do_not_mix_with_the_next(tmp_path: Path):
    home = Home(tmp_path)
    write(home.project / "a", b"a" * 700_000)
    write(home.project / "b", b"b")
    one, two = home.take().manifest.entries
    with Shadow(str(home.state)).reading() as blobs:
        next(blobs.pieces(one.blob))
        assert b"".join(blobs.pieces(two.blob)) == b"b"
        assert b"".join(blobs.pieces(one.blob)) == b"a" * 700_000
