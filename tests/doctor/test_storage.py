import os
from pathlib import Path

import pytest

from console.doctor.check import Check, Verdict
from console.doctor.storage import storage_checks
from console.store import statedir
from tests.doctor.hosts import MadeHost

MOUNTS = (
    "proc /proc proc rw 0 0\n/dev/a / ext4 rw 0 0\nhost:/x /net nfs4 rw 0 0\n/dev/b /net\\040local xfs rw 0 0\nshort\n"
)


@pytest.fixture
def private(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir(mode=0o700)
    return folder


def found(state: Path, project: Path, mounts: str = "") -> dict[str, Check]:
    host = MadeHost(files={"/proc/self/mounts": mounts})
    return {c.name: c for c in storage_checks(host, str(state), str(project))}


def test_a_directory_that_is_not_there_yet(private: Path) -> None:
    check = found(private / "state", private)["state directory"]
    assert check.state is Verdict.OK
    assert "will be made" in check.found
    assert not (private / "state").exists()


def test_a_good_directory(private: Path) -> None:
    statedir.open_state(str(private), str(private / "state"))
    assert found(private / "state", private)["state directory"] == Check(
        "state directory", Verdict.OK, str(private / "state")
    )


def test_a_directory_others_may_write_to(private: Path) -> None:
    statedir.open_state(str(private), str(private / "state"))
    (private / "state").chmod(0o777)
    check = found(private / "state", private)["state directory"]
    assert check.state is Verdict.FAIL
    assert "chmod 700" in check.remedy


def test_a_directory_of_another_project(private: Path) -> None:
    (private / "a").mkdir()
    statedir.open_state(str(private / "a"), str(private / "state"))
    check = found(private / "state", private)["state directory"]
    assert check.state is Verdict.FAIL
    assert "--state" in check.remedy


def test_the_state_directory_of_the_environment(private: Path) -> None:
    host = MadeHost({"KONTRAPUNKT_STATE": str(private / "elsewhere")})
    check = next(storage_checks(host, None, str(private)))
    assert check.found.startswith(str(private / "elsewhere"))


def test_a_hostile_name_is_shown_cleaned(private: Path) -> None:
    folder = private / "a\x1b[2Jb"
    folder.mkdir()
    assert "\x1b" not in found(folder / "state", private)["state directory"].found


def test_disk_space_is_told(private: Path) -> None:
    assert "free" in found(private / "state", private)["disk space"].found


@pytest.mark.parametrize(
    ("avail", "inodes", "verdict"),
    [
        (10_000_000, 10_000, Verdict.OK),
        (30_000, 10_000, Verdict.WARN),
        (1_000, 10_000, Verdict.FAIL),
        (10_000_000, 5, Verdict.WARN),
    ],
)
def test_little_space(
    private: Path, monkeypatch: pytest.MonkeyPatch, avail: int, inodes: int, verdict: Verdict
) -> None:
    disk = os.statvfs_result((4096, 4096, 10**8, avail, avail, 10**6, inodes, inodes, 0, 255))
    monkeypatch.setattr("console.doctor.storage.os.statvfs", lambda _: disk)
    assert found(private / "state", private)["disk space"].state is verdict


def test_a_network_file_system_is_refused(private: Path) -> None:
    state = private / "state"
    over_network = found(state, private, f"host:/x {private} nfs4 rw 0 0\n/dev/a / ext4 rw 0 0\n")["file system"]
    assert over_network.state is Verdict.FAIL
    assert found(state, private, MOUNTS)["file system"] == Check("file system", Verdict.OK, "ext4")
    assert found(state, private, "")["file system"].found == "not known"


def test_a_mount_point_with_a_space(tmp_path: Path) -> None:
    folder = tmp_path / "with space"
    folder.mkdir(mode=0o700)
    escaped = str(folder).replace(" ", "\\040")
    mounts = f"x {escaped} nfs rw 0 0\n/dev/a / ext4 rw 0 0\n"
    assert found(folder / "s", folder, mounts)["file system"].state is Verdict.FAIL
