"""Cases 18 to 23: files and folders that are deleted, links, and rotated files that were compressed."""

import gzip
import os
import zlib

import pytest

from collectors.logs.position import Kind
from tests.conformance.bench import Bench
from tests.conftest import eventually

pytestmark = pytest.mark.engine


def test_18_delete_while_reading(bench: Bench) -> None:
    bench.start()
    before = len(bench.opened())
    log = bench.log("app.log")
    log.write(100, plain=2000)
    bench.opens(log)
    log.delete()
    log.write(3)
    log.close()
    bench.agrees()
    eventually(lambda: len(bench.opened()) <= before, what="the engine closed it")
    bench.proves()


def test_19_delete_recreate_same_path(bench: Bench) -> None:
    bench.start()
    for _ in range(4):
        log = bench.log("app.log")
        log.write(3)
        bench.seen(log)
        log.write(2)
        log.delete()
        log.write()
    log = bench.log("app.log")
    log.write(2)
    bench.proves()


def test_20_dir_removed_recreated(bench: Bench) -> None:
    bench.start()
    folder = bench.project / "logs"
    for _ in range(3):
        folder.mkdir()
        log = bench.log("logs/app")
        log.write(3)
        bench.seen(log)
        log.write()
        log.delete()
        folder.rmdir()
        log.close()
    folder.mkdir()
    bench.log("logs/app").write(2)
    bench.proves()


def test_20_dir_renamed_during_scan(bench: Bench) -> None:
    bench.start()
    logs = [bench.log(f"run{number % 3}/{number}.log") for number in range(60)]
    for log in logs:
        log.here.parent.mkdir(exist_ok=True)
        log.write(2)
        log.close()
    bench.agrees()
    for name in ("one", "two"):
        bench.pause()
        os.rename(bench.project / "run0", bench.project / name)
        bench.go_on()
        for log in logs[::3]:
            log.path = bench.project / name / log.here.name
            log.paths.add(log.path)
            log.write()
            log.close()
        os.rename(bench.project / name, bench.project / "run0")
        for log in logs[::3]:
            log.path = bench.project / "run0" / log.here.name
            log.write()
            log.close()
        bench.agrees()
    bench.proves()


def test_21_symlink_target_swap(bench: Bench) -> None:
    bench.start()
    link = bench.project / "current.log"
    outside = bench.project.parent / "releases"
    outside.mkdir()
    for number in range(4):
        target = bench.oracle.log(outside / f"{number}")
        target.write(2)
        target.paths.add(link)
        target.followed = False
        fresh = bench.project / "fresh"
        fresh.symlink_to(target.here)
        os.replace(fresh, link)
        bench.seen(target)
        target.write()
    target.followed = True
    bench.proves()


def test_22_symlink_and_target_both_globbed(bench: Bench) -> None:
    log = bench.log("real.log")
    log.write(3)
    (bench.project / "alias.log").symlink_to("real.log")
    (bench.project / "logs").mkdir()
    (bench.project / "logs" / "other").symlink_to("../real.log")
    (bench.project / "again").symlink_to("logs")
    bench.start()
    log.write(2)
    bench.proves()


def test_22_symlink_loop(bench: Bench) -> None:
    (bench.project / "logs").mkdir()
    (bench.project / "logs" / "up").symlink_to("..")
    (bench.project / "logs" / "self").symlink_to("self")
    (bench.project / "a.log").symlink_to("b.log")
    (bench.project / "b.log").symlink_to("a.log")
    bench.start()
    bench.log("logs/app").write(3)
    bench.proves()


def test_22_dangling_symlink(bench: Bench) -> None:
    (bench.project / "lost.log").symlink_to("nowhere")
    bench.start()
    said = bench.narration()
    log = bench.oracle.log(bench.project / "nowhere")
    log.paths.add(bench.project / "lost.log")
    log.write(2)
    bench.seen(log)
    log.write()
    bench.agrees()
    log.delete()
    bench.log("app.log").write()
    bench.agrees()
    assert bench.narration() == said
    bench.proves()


def settled(bench: Bench, name: str) -> bool:
    """Whether the engine is done with a compressed file."""
    position = bench.oracle.stored.position(bench.project / name)
    return position is not None and position.kind is Kind.SETTLED


@pytest.mark.parametrize("offline", [False, True], ids=["watched", "offline"])
def test_23_gz_rotated_same_content(bench: Bench, offline: bool) -> None:
    bench.start()
    log = bench.log("app.log")
    log.write(20, plain=5)
    bench.agrees()
    if offline:
        bench.crash()
    log.write(5)
    log.move(bench.project / "app.log.1")
    bench.log("app.log").write(2)
    if not offline:
        bench.agrees()
    log.move(bench.project / "app.log.2")
    log.compress()
    if offline:
        bench.start()
    eventually(lambda: settled(bench, "app.log.2.gz"), what="the compressed file is done with")
    bench.proves()


def test_23_truncated_gz_gives_one_warning(bench: Bench) -> None:
    bench.start()
    whole = gzip.compress(b"".join(b"unit %s passed\n" % os.urandom(30).hex().encode() for _ in range(200)))
    half = whole[: len(whole) // 2]
    damaged = bench.log("app.log.3.gz")
    damaged.followed = False
    damaged.put(half, len(zlib.decompressobj(wbits=31).decompress(half).splitlines()))

    def warnings() -> list[str]:
        return [event.text for event in bench.oracle.stored.events() if event.kind == "log.archive"]

    eventually(lambda: settled(bench, "app.log.3.gz"), what="the compressed file is done with")
    bench.proves()
    assert len(warnings()) == 1
