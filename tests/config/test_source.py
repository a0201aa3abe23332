"""Files that somebody else could have written are refused, with the reason."""

import os
import stat

import pytest

from console.config.problem import Problem
from console.config.source import LARGEST, Source, read
from console.model.settings import Settings


def refused(path, **more):
    problem = read(str(path), **more)
    assert isinstance(problem, Problem)
    assert problem.kind == "refused"
    return problem.message


def test_an_ordinary_file_is_read(place):
    place.file.write_text("a = 1")
    source = read(str(place.file))
    assert isinstance(source, Source)
    assert source.text == "a = 1"
    assert len(source.digest) == 64


def test_a_link_to_a_file_of_ones_own_is_read(place):
    place.user_file.write_text("a = 1")
    place.file.symlink_to(place.user_file)
    assert isinstance(read(str(place.file)), Source)


@pytest.mark.parametrize("path", ["none", "none/none", "file/below"])
def test_an_absent_file_is_none(place, path):
    (place.project / "file").write_text("")
    assert read(str(place.project / path)) is None


def test_a_file_that_everybody_may_write_is_refused(place):
    place.file.write_text("[logs]\ndepth = 3\n")
    place.file.chmod(0o646)
    assert "everybody" in refused(place.file)
    loaded = place.load()
    assert loaded.settings == Settings()
    assert "everybody" in loaded.problems[0].text()


def test_a_file_of_another_login_is_refused(place):
    place.file.write_text("[logs]\ndepth = 3\n")
    uid = 12345
    if os.getuid() == 0:
        os.chown(place.file, uid, -1)
        assert f"uid {uid}" in refused(place.file)
        assert place.load().settings == Settings()
    else:
        assert "another login" in refused(place.file, uid=uid)
        assert place.load(uid=uid).settings == Settings()


def test_folders_pipes_and_devices_are_refused_without_waiting(place):
    os.mkfifo(place.file)
    assert "ordinary" in refused(place.file)
    assert "ordinary" in refused("/dev/zero")
    assert "ordinary" in refused(place.user)


def test_a_huge_file_is_refused(place):
    place.file.write_text("#" * (LARGEST + 1))
    assert "256 KiB" in refused(place.file)


def test_an_unreadable_name_is_refused():
    assert "cannot be read" in refused("a\0b")
    assert "cannot be read" in refused("x" * 5000)


def test_a_loop_of_links_is_refused(place):
    place.file.symlink_to(place.file)
    assert "cannot be read" in refused(place.file)


def test_reading_leaves_no_descriptor_open(place):
    place.file.write_text("a = 1")
    before = len(os.listdir("/proc/self/fd"))
    read(str(place.file))
    place.file.chmod(0o666)
    read(str(place.file))
    assert len(os.listdir("/proc/self/fd")) == before
    assert stat.S_IMODE(place.file.stat().st_mode) == 0o666
