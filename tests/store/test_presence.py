"""A store that is no longer what was opened, and one of which the log has the rest."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.store.presence import LOOK, Presence

PAGE = 4096


class Watch:
    """A store in use, the look at it, and a clock that has always gone on far enough."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.conn = sqlite3.connect(path, isolation_level=None)
        self.conn.execute("PRAGMA journal_mode = WAL")
        self.conn.execute("PRAGMA wal_autocheckpoint = 0")
        self.conn.execute("CREATE TABLE rows(data BLOB)")
        self.fill()
        self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._now = 0.0
        self.presence = Presence(str(path), self._later)

    def _later(self) -> float:
        self._now += LOOK
        return self._now

    def fill(self) -> None:
        self.conn.executemany("INSERT INTO rows VALUES(?)", [(os.urandom(3000),)] * 50)

    def claim(self, more: int) -> None:
        """Write a head that counts more pages than the file has, as a move of the log does first."""
        with self.path.open("r+b") as file:
            file.seek(28)
            pages = int.from_bytes(file.read(4), "big")
            file.seek(28)
            file.write((pages + more).to_bytes(4, "big"))


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    found = Watch(tmp_path / "store.sqlite")
    yield found
    found.conn.close()


def test_a_store_whose_log_has_the_rest_is_sound(watch: Watch) -> None:
    watch.fill()
    watch.claim(40)
    assert watch.presence.problem() == ""
    assert watch.conn.execute("SELECT count(*) FROM rows").fetchone() == (100,)


def test_a_store_that_was_cut_is_not_sound(watch: Watch) -> None:
    os.truncate(watch.path, watch.path.stat().st_size // PAGE // 2 * PAGE)
    assert watch.presence.problem() == "it was cut"


def test_a_log_that_has_something_else_is_no_excuse(watch: Watch) -> None:
    watch.conn.execute("CREATE TABLE other(n)")
    os.truncate(watch.path, 5 * PAGE)
    assert watch.presence.problem() == "it was cut"
