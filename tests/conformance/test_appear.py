"""Cases 1 to 5: files that are there, come later, or change while they are opened."""

import os
import time

import pytest

from tests.conformance.bench import Bench
from tests.conftest import eventually

pytestmark = pytest.mark.engine

DAYS = 86400


def test_01_new_file_from_head(bench: Bench) -> None:
    bench.start()
    for name in ("app.log", "deep/er/still/job.log", "logs/plain"):
        log = bench.log(name)
        log.here.parent.mkdir(parents=True, exist_ok=True)
        log.write(3, plain=2)
    bench.proves()


def test_02_existing_from_tail(bench: Bench) -> None:
    old = bench.log("old.log")
    old.here.write_bytes(b"ERROR long ago 1\n" * 50)
    os.utime(old.here, (time.time() - 3 * DAYS,) * 2)
    bench.start()
    old.write(2)
    bench.proves()


def test_02_existing_from_last_n(bench: Bench) -> None:
    recent = bench.log("recent.log")
    recent.here.write_bytes(b"ERROR before what is asked for\n" * 500)
    recent.write(10)
    size = len(f"{recent.content.notable[0].text}\n") * 10
    bench.configure(backlog_bytes=size + 5)
    bench.start()
    recent.write(2)
    bench.proves()


def test_03_missing_then_appears(bench: Bench) -> None:
    bench.configure(["later.log", "gone/deeper/app.log", "gone/folder"])
    assert bench.start_engine().poll() is None
    said = bench.narration()
    eventually(lambda: "logs" in bench.run("show", "health", "--json", check=None).stdout, what="the collector runs")
    (bench.project / "gone" / "folder").mkdir(parents=True)
    (bench.project / "gone" / "deeper").mkdir()
    for name in ("later.log", "gone/deeper/app.log", "gone/folder/job.log"):
        bench.log(name).write(2)
    bench.agrees()
    assert bench.narration() == said


def test_04_append_between_open_and_watch(bench: Bench) -> None:
    bench.start()
    for number in range(8):
        log = bench.log(f"app{number}.log")
        log.write()
        bench.opens(log)
        log.write()
    bench.proves()


def test_05_replaced_between_read_and_watch(bench: Bench) -> None:
    bench.start()
    for number in range(5):
        old = bench.log(f"app{number}.log")
        old.write()
        bench.opens(old)
        new = bench.log(f"new{number}.tmp")
        new.write()
        old.write()
        new.move(old.here)
        old.path = None
        new.write()
        old.write()
    bench.proves()
