"""Beyond the 36 cases: rights that change, a clock that jumps, a file that floods, a disk that is full."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.bench import DEADLINE, Bench
from tests.conftest import eventually

pytestmark = pytest.mark.engine

HOUR = 3600
MiB = 1024 * 1024


def test_permission_denied_then_granted(bench: Bench) -> None:
    if os.geteuid() == 0:
        bench.prefix = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"]
    bench.start()
    log = bench.log("no log yet")
    log.write(3)
    log.here.chmod(0o000)
    log.move(bench.project / "app.log")
    other = bench.log("other.log")
    other.write(2)
    bench.seen(other)
    eventually(lambda: any("cannot be read" in text for text in bench.notices()), DEADLINE, "health says so")
    assert not any(line.text in bench.texts() for line in log.content.notable)
    log.here.chmod(0o644)
    log.write()
    bench.proves()
    assert not any("cannot be read" in text for text in bench.notices())


def test_clock_jump(bench: Bench) -> None:
    moved = bench.state.parent / "clock"
    moved.write_text("0")
    bench.shim = f"import time\nreal = time.time\ntime.time = lambda: real() + float(open({str(moved)!r}).read())"
    bench.start()
    log = bench.log("app.log")
    for jump in (0, 3 * HOUR, -48 * HOUR, 400 * 24 * HOUR, 0):
        fresh = moved.with_suffix(".new")
        fresh.write_text(str(jump))
        fresh.replace(moved)
        log.write(3, plain=2)
        bench.seen(log)
        rotated = bench.log(f"job{jump}.log")
        rotated.write(2)
        bench.seen(rotated)
        log.truncate()
        log.write()
        bench.seen(log)
    bench.proves()


@pytest.mark.parametrize("live", [True, False], ids=["live", "backlog"])
def test_fair_reads(bench: Bench, live: bool) -> None:
    flood, quiet = bench.log("a-flood.log"), bench.log("z-quiet.log")
    if live:
        bench.start()
        flood.write()
        quiet.write()
        bench.seen(flood, quiet)
        bench.pause()
    block = b"unit of the flood passed\n" * 40_000
    for _ in range(60):
        flood.put(block, 40_000)
    quiet.write(3)
    if live:
        bench.go_on()
    else:
        bench.engine = bench.start_engine()
    bench.seen(quiet)
    position = bench.oracle.stored.position(flood.here)
    assert position is None or position.offset < flood.place
    bench.proves()


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Bench]:
    """A bench whose state directory has a disk of 6 MiB."""
    made = Bench.under(tmp_path)
    words = ["mount", "-t", "tmpfs", "-o", "size=6m,mode=0700", "kontrapunkt-test", str(made.state)]
    if subprocess.run(words, check=False, capture_output=True).returncode != 0:
        pytest.skip("mounting is not allowed here")
    try:
        yield made
    finally:
        made.stop()
        made.oracle.close()
        subprocess.run(["umount", str(made.state)], check=True)


def test_disk_full_state(tiny: Bench) -> None:
    tiny.start()
    log = tiny.log("app.log")
    log.write(5)
    tiny.agrees()
    filler = tiny.state / "filler"
    with filler.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, os.statvfs(tiny.state).f_bavail * 4096)

    def told() -> bool:
        log.write(2, plain=20)
        return "cannot be written" in tiny.narration()

    eventually(told, DEADLINE, "the engine says that the disk is full")
    before = tiny.oracle.stored.position(log.here)
    assert before is not None
    kept = {line.offset: line.text for line in log.content.notable}
    assert [text for place, text in kept.items() if place < before.offset] == tiny.texts()[1:]
    filler.unlink()
    tiny.proves()
