import os
from pathlib import Path

import pytest

from console.doctor.check import Check, Verdict
from console.doctor.host import Host
from console.doctor.machine import machine_checks
from tests.doctor.hosts import MadeHost

WATCHES, INSTANCES = ("/proc/sys/fs/inotify/max_user_watches", "/proc/sys/fs/inotify/max_user_instances")


def found(project: Path, host: Host) -> dict[str, Check]:
    return {c.name: c for c in machine_checks(host, str(project))}


def test_inotify_limits_are_held_against_the_need(tmp_path: Path) -> None:
    for n in range(30):
        (tmp_path / f"d{n}" / "node_modules" / "x").mkdir(parents=True)
    tight = found(tmp_path, MadeHost(files={WATCHES: "10", INSTANCES: "100000"}))
    assert tight["inotify watches"].state is Verdict.WARN
    assert "31 needed here" in tight["inotify watches"].found
    assert tight["inotify watches"].remedy.startswith("sysctl fs.inotify.max_user_watches=")
    assert tight["inotify instances"].state is Verdict.OK


def test_inotify_limits_that_cannot_be_read(tmp_path: Path) -> None:
    assert found(tmp_path, MadeHost())["inotify"].state is Verdict.WARN


def test_missing_tools_are_named_with_what_they_are_for(tmp_path: Path) -> None:
    checks = found(tmp_path, MadeHost(programs={"tmux -V": "tmux 3.3a"}))
    assert checks["git"].state is Verdict.WARN
    assert "apt install git" in checks["git"].remedy
    assert checks["gh"] == Check("gh", Verdict.OK, "not installed", checks["gh"].remedy)
    assert checks["tmux"] == Check("tmux", Verdict.OK, "tmux 3.3a")


def test_pressure(tmp_path: Path) -> None:
    assert found(tmp_path, MadeHost())["pressure"].state is Verdict.WARN
    assert found(tmp_path, MadeHost(files={"/proc/pressure/memory": "some"}))["pressure"].state is Verdict.OK


def test_an_old_sqlite_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.doctor.machine.sqlite3.sqlite_version_info", (3, 30, 1))
    assert found(tmp_path, MadeHost())["sqlite"].state is Verdict.FAIL


def test_few_descriptors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.doctor.machine.resource.getrlimit", lambda _: (256, 4096))
    assert found(tmp_path, MadeHost())["open files"].remedy == "ulimit -n 1024"


def test_the_real_machine_is_looked_at_without_fault(tmp_path: Path) -> None:
    checks = found(tmp_path, Host())
    assert checks["re2"].state is Verdict.OK
    assert checks["python"].found.startswith("3.")


def test_host_runs_programs_without_a_shell(tmp_path: Path) -> None:
    host = Host({"PATH": os.environ.get("PATH", os.defpath)})
    assert host.run(["printf", "a\\033[31mb\\nsecond"]) == "ab"
    assert host.run(["echo", "$(touch x)"]) == "$(touch x)"
    assert host.run(["false"]) is None
    assert host.run([str(tmp_path / "missing")]) is None
    assert host.which("no-such-program-here") is None
    assert host.read(str(tmp_path / "missing")) is None
