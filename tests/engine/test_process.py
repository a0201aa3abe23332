"""The engine as a process: one for each state directory, stops in order, survives kill -9, leaves when nobody looks."""

import json
import os
import sqlite3
import subprocess
import sys

import pytest

from tests.conftest import ROOT, Kontrapunkt, eventually

pytestmark = pytest.mark.engine


def health(program: Kontrapunkt) -> dict[str, object]:
    found: dict[str, object] = json.loads(program.run("show", "health", "--json", check=None).stdout or "{}")
    return found


def test_status_and_stop(program: Kontrapunkt) -> None:
    assert program.run("engine", "status", check=None).returncode == 3
    engine = program.start_engine()
    status = json.loads(program.run("engine", "status", "--json").stdout)
    assert status["running"] is True
    assert status["pid"] == engine.pid
    program.run("engine", "stop")
    assert engine.wait(20) == 0
    assert not (program.state / "engine.sock").exists()


def test_a_second_engine_does_not_start(program: Kontrapunkt) -> None:
    first = program.start_engine()
    assert program.run("engine", check=None).returncode == 1
    assert first.poll() is None


def test_an_engine_that_a_console_started_leaves_when_nobody_looks(program: Kontrapunkt) -> None:
    (program.project / "kontrapunkt.toml").write_text("[engine]\nlinger_s = 1\n")
    engine = program.start_engine("--until-idle")
    assert engine.wait(20) == 0


def test_after_kill_9_the_next_engine_goes_on(program: Kontrapunkt) -> None:
    engine = program.start_engine()
    eventually(lambda: "machine" in str(health(program).get("sources")), what="the machine was measured")
    engine.kill()
    engine.wait()
    assert program.run("show", "health", "--json", check=None).returncode == 3
    program.start_engine()
    program.run("engine", "stop")
    with sqlite3.connect(program.state / "store.sqlite") as conn:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    conn.close()


def test_every_channel_has_a_subscriber(program: Kontrapunkt) -> None:
    program.start_engine()
    eventually(lambda: health(program).get("channels"), what="the channels are in show health")
    channels = health(program)["channels"]
    assert isinstance(channels, list)
    assert {channel["name"] for channel in channels} == {"ingest", "committed", "commands", "findings"}
    assert [channel["name"] for channel in channels if not channel["subscribers"]] == []


def test_every_subscriber_takes_what_is_published(program: Kontrapunkt) -> None:
    program.start_engine()
    program.run("run", "--", "true")
    passed = lambda: '"passed"' in program.run("jobs", "--all", "--json").stdout  # noqa: E731 - said once
    eventually(passed, what="the job passed")
    eventually(
        lambda: all(channel["depth"] == 0 for channel in health(program)["channels"]),  # type: ignore[attr-defined]
        what="nothing waits in any channel",
    )


def test_commands_are_kept_with_their_outcome(program: Kontrapunkt) -> None:
    program.start_engine()
    program.run("engine", "stop")
    with sqlite3.connect(program.state / "store.sqlite") as conn:
        rows = conn.execute("SELECT name, state FROM commands").fetchall()
    conn.close()
    assert rows == [("engine.stop", "done")]


def test_a_project_with_a_console_of_its_own_is_never_imported(program: Kontrapunkt) -> None:
    for folder in ("console", "collectors", "widgets", "themes"):
        (program.project / folder).mkdir()
        (program.project / folder / "__init__.py").write_text("open('IMPORTED', 'w')\nraise SystemExit(9)\n")
    env = program.env | {"PYTHONPATH": "."}
    argv = [str(next((ROOT / ".venv" / "bin").glob("kontrapunkt"), "kontrapunkt")), *program.argv()[4:]]
    for words in (["--version"], ["show", "health"], ["engine", "status"]):
        done = subprocess.run(
            [*argv, *words], check=False, env=env, cwd=program.project, capture_output=True, text=True, timeout=30
        )
        assert done.returncode in (0, 3), done.stderr
    assert not (program.project / "IMPORTED").exists()


@pytest.mark.parametrize(
    ("module", "never"),
    [
        ("console.engine.service", ("textual", "sklearn", "scipy", "plotext")),
        ("console.verbs.show", ("textual", "sklearn", "numpy", "asyncio", "aiosqlite")),
        ("console.verbs.doctor", ("textual", "sklearn", "numpy")),
        ("console.verbs.config", ("textual", "sklearn", "numpy", "asyncio")),
        ("console.verbs.keys", ("textual", "sklearn", "numpy", "asyncio")),
        ("console.verbs.engine", ("textual", "sklearn", "numpy", "asyncio")),
        ("console.verbs.record", ("textual", "sklearn", "numpy", "asyncio")),
        ("console.cli", ("textual", "sklearn", "numpy", "asyncio", "msgspec")),
    ],
)
def test_nothing_heavy_is_loaded(module: str, never: tuple[str, ...]) -> None:
    code = f"import {module}, sys; print([m for m in {never!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-I", "-c", code], check=True, capture_output=True, text=True, timeout=30)
    assert done.stdout.strip() == "[]"


def test_the_engine_log_and_store_are_private(program: Kontrapunkt) -> None:
    program.start_engine()
    assert os.stat(program.state).st_mode & 0o777 == 0o700
    for name in ("store.sqlite", "engine.lock", "engine.sock"):
        assert os.stat(program.state / name).st_mode & 0o077 == 0, name
