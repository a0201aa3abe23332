"""kill -9 in the middle of writing: progress and events always agree, nothing acknowledged is lost."""

import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from console.store.recovery import recover
from tests.store.support import store

CHILD = str(Path(__file__).with_name("killed_writer.py"))
ROOT = Path(__file__).resolve().parents[2]


def write_and_kill(path: str, commits: int) -> int:
    """Let a child commit at least so many times, kill it, and return how many it had acknowledged."""
    argv = [sys.executable, CHILD, path]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}) as child:
        seen = child.stdout.read(commits)
        child.kill()
        seen += child.stdout.read()
        child.wait()
    assert len(seen) >= commits
    return len(seen)


def check(path: str) -> int:
    """Everything agrees with the progress; returns how many batches are in."""
    conn = sqlite3.connect(path)
    try:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        done = int(conn.execute("SELECT value FROM progress WHERE source='logs'").fetchone()[0])
        numbers = conn.execute("SELECT attrs->>'number' FROM events ORDER BY seq").fetchall()
        assert numbers == [(n,) for n in range(done)]
        assert conn.execute("SELECT sum(n) FROM counts").fetchone() == (done,)
        assert conn.execute("SELECT sum(n) FROM minute_totals").fetchone() == (done,)
        assert conn.execute("SELECT n FROM templates").fetchone() == (done,)
        assert conn.execute("SELECT count(DISTINCT hlc) FROM events").fetchone() == (done,)
        return len(conn.execute("SELECT DISTINCT hlc - seq FROM events").fetchall())
    finally:
        conn.close()


def run(folder: Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    acknowledged = 0
    for _ in range(kills):
        acknowledged += write_and_kill(store(folder), chance.randint(1, 40))
        assert recover(store(folder), str(folder / "backups")).notices == ()
        check(store(folder))
    assert acknowledged >= kills


def test_progress_and_events_agree_after_kill_9(tmp_path: Path) -> None:
    run(tmp_path, 6, seed=1)


@pytest.mark.full
def test_progress_and_events_agree_after_many_kills(tmp_path: Path) -> None:
    run(tmp_path, 100, seed=2)


def test_what_was_acknowledged_is_there(tmp_path: Path) -> None:
    acknowledged = write_and_kill(store(tmp_path), 25)
    sizes, size = [], 1
    for _ in range(acknowledged):
        sizes.append(size)
        size = size % 97 + 7
    conn = sqlite3.connect(store(tmp_path))
    try:
        assert conn.execute("SELECT count(*) FROM events").fetchone()[0] >= sum(sizes)
    finally:
        conn.close()
