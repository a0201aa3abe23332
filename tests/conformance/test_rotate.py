"""Cases 6 to 11: files that are renamed, swapped, and copied before they are truncated."""

import os
import time

import pytest

from tests.conformance.bench import Bench
from tests.conformance.written import Log

pytestmark = pytest.mark.engine

WRITER_STAYS_S = 5.0


def test_06_rename_rotation(bench: Bench) -> None:
    bench.start()
    old = bench.log("app.log")
    old.write(3)
    old.move(bench.project / "app.log.1")
    end = time.monotonic() + WRITER_STAYS_S
    while time.monotonic() < end:
        old.write()
        bench.seen(old)
    old.write(2)
    old.close()
    new = bench.log("app.log")
    new.write(2)
    bench.proves()
    texts = bench.texts()
    assert texts.index(old.content.notable[-1].text) < texts.index(new.content.notable[0].text)


def test_07_rotation_chain_x10_fast(bench: Bench) -> None:
    bench.start()
    parts: list[Log] = []
    for generation in range(10):
        for place, part in zip(range(generation, 0, -1), parts, strict=True):
            part.move(bench.project / f"app.log.{place}")
        part = bench.log("app.log")
        part.write(2, plain=generation)
        part.close()
        parts.append(part)
    bench.proves()


def test_08_rotated_name_matches_glob(bench: Bench) -> None:
    bench.configure(["app.log*"])
    bench.start_engine()
    old = bench.log("app.log")
    old.write(5, plain=1)
    bench.seen(old)
    old.move(bench.project / "app.log.1")
    new = bench.log("app.log")
    new.write(2)
    old.write()
    bench.agrees()
    bench.engine = bench.engines[-1]
    bench.crash()
    bench.start_engine()
    new.write()
    bench.agrees()


def test_09_rename_swap_a_b(bench: Bench) -> None:
    bench.start()
    a, b = bench.log("a.log"), bench.log("b.log")
    a.write(2)
    b.write(3)
    bench.seen(a, b)
    for _ in range(3):
        here, there = a.here, b.here
        a.move(bench.project / "between")
        b.move(here)
        a.move(there)
        a.write()
        b.write()
    bench.proves()


@pytest.mark.parametrize("wait", [True, False], ids=["read", "unread"])
def test_10_copytruncate(bench: Bench, wait: bool) -> None:
    bench.start()
    log = bench.log("app.log")
    log.write(2)
    bench.seen(log)
    for number in range(4):
        log.write(20, plain=3)
        if wait:
            bench.seen(log)
        log.copy(bench.project / f"app.log.{4 - number}")
        log.truncate()
        log.write(2)
        bench.seen(log)
    bench.proves()


def test_11_copytruncate_stale_offset_nul_hole(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log", append=False)
    log.write(200, plain=20)
    bench.seen(log)
    for _ in range(2):
        log.copy(bench.project / "app.log.1")
        log.truncate()
        log.write(3)
        bench.seen(log)
        assert os.path.getsize(log.here) > 4096
        assert log.here.read_bytes()[:4096] == bytes(4096)
    log.copies.clear()  # the second copy was written over the first one
    bench.proves()
