"""Digging with and without an engine: one writer, everything once, an interruption loses nothing."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Kontrapunkt, eventually

pytestmark = pytest.mark.engine


def old_logs(folder: Path, lines: int = 30) -> Path:
    folder.mkdir()
    for name in ("a.log", "b.log"):
        (folder / name).write_text("".join(f"ERROR {name[0]} step {n} broke\n" for n in range(lines)))
    return folder


def dug(program: Kontrapunkt, folder: Path) -> int:
    return int(json.loads(program.run("dig", "--json", str(folder)).stdout)["new"])


def entries(program: Kontrapunkt, *words: str) -> list[dict[str, object]]:
    done = program.run("show", "failures", "--json", *words, check=None)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_without_an_engine_it_writes_itself(program: Kontrapunkt, tmp_path: Path) -> None:
    old = old_logs(tmp_path / "old")
    assert [dug(program, old), dug(program, old)] == [60, 0]
    found = entries(program, "--find", "step broke")
    assert sum(int(str(one["n"])) for one in found) == 60
    assert program.run("show", "failures", "--find", "nothing", check=3).stdout == ""


def test_the_engine_that_runs_does_the_writing(program: Kontrapunkt, tmp_path: Path) -> None:
    old = old_logs(tmp_path / "old")
    program.start_engine()
    assert [dug(program, old), dug(program, old)] == [60, 0]
    assert len(entries(program, "--find", "step broke")) == 2
    assert list((program.state / "spool").iterdir()) == []
    program.run("engine", "stop")
    assert dug(program, old) == 0


def test_an_interruption_keeps_what_is_done(program: Kontrapunkt, tmp_path: Path) -> None:
    old = old_logs(tmp_path / "old", 60_000)
    digging = subprocess.Popen(
        program.argv("dig", str(old)), env=program.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    eventually(lambda: entries(program, "--limit", "1"), what="something was dug")
    digging.send_signal(signal.SIGINT)
    assert "goes on from here" in digging.communicate(timeout=60)[1]
    assert digging.returncode == 130
    before = sum(int(str(one["n"])) for one in entries(program, "--limit", "0"))
    assert 0 < before < 120_000
    assert before + dug(program, old) == 120_000


def test_what_cannot_be_dug_is_said(program: Kontrapunkt, tmp_path: Path) -> None:
    assert "nowhere" in program.run("dig", str(tmp_path / "nowhere"), check=2).stderr
    (tmp_path / "x.log").write_bytes(b"\0" * 100)
    assert "it is no text" in program.run("dig", str(tmp_path / "x.log")).stdout


@pytest.mark.parametrize("name", ["../store.sqlite", "/etc/passwd", "x", "dig-1.json", None, 7])
def test_only_spooled_batches_are_taken(program: Kontrapunkt, name: object) -> None:
    from console import link

    program.start_engine()
    request = link.Request(id=1, command="catalogue.take", args={"name": name}, who="me")
    reply = link.ask(str(program.state / "engine.sock"), request)[1]
    assert reply is not None
    assert reply.command is not None
    assert reply.command.state.value == "refused"
