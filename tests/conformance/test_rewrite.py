"""Cases 12 to 17: content replaced in place, inodes used again, files that begin alike."""

import pytest

from tests.conformance.bench import Bench

pytestmark = pytest.mark.engine

TRIES = 50


def test_12_truncate_to_zero_then_write(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    for size in (4, 1, 9):
        log.write(size, plain=1)
        bench.seen(log)
        log.truncate()
        log.write(size // 2)
        bench.seen(log)
        log.truncate()
    log.write()
    bench.proves()


def test_13_truncate_regrow_past_offset(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    log.write(10)
    for lines in (10, 30):  # grown to exactly the offset that was read, and past it
        bench.agrees()
        bench.pause()
        log.truncate()
        log.write(lines)
        bench.go_on()
    bench.proves()


@pytest.mark.parametrize("lines", [2, 10, 30], ids=["smaller", "equal", "larger"])
def test_14_truncate_while_offline(bench: Bench, lines: int) -> None:
    bench.start()
    log = bench.log("app.log")
    log.write(10)
    bench.agrees()
    bench.crash()
    log.truncate()
    log.write(lines)
    bench.start()
    bench.agrees()
    first = bench.oracle.stored.position(log.here)
    assert first is not None
    for _ in range(2):
        bench.crash()
        bench.start()
    bench.agrees()
    again = bench.oracle.stored.position(log.here)
    assert again is not None
    assert again.generation == first.generation
    bench.proves()


def test_15_same_size_rewrite(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    log.write(10)
    for _ in range(3):
        bench.agrees()
        log.rewrite(10)
    bench.agrees()
    bench.crash()
    log.rewrite(10)
    bench.start()
    log.write()
    bench.proves()


def test_16_inode_reuse(bench: Bench) -> None:
    bench.start()
    old = bench.log("app.log")
    old.write(10)
    bench.agrees()
    bench.crash()
    inode = old.here.stat().st_ino
    old.close()
    old.delete()
    new = bench.log("app.log")
    for _ in range(TRIES):
        new.here.touch()
        if new.here.stat().st_ino == inode:
            break
        new.here.unlink()
    new.write(12, plain=1)
    bench.start()
    bench.proves()


def test_17_identical_headers_two_files(bench: Bench) -> None:
    header = b"# columns: time level text\n" * 100
    bench.start()
    logs = [bench.log(name) for name in ("a.log", "b.log", "c.log", "c.log.1")]
    for log in logs:
        log.put(header, 100)
        log.write(2)
    bench.agrees()
    for log in logs:
        log.write()
    bench.agrees()
    bench.crash()
    logs[0].move(bench.project / "d.log")
    logs[1].move(bench.project / "a.log")
    for log in logs:
        log.write()
    late = bench.log("b.log")
    late.put(header, 100)
    late.write()
    bench.start()
    bench.proves()
