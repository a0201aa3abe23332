"""Cases 33 to 36: many files, watches that fail, polling, and an engine that is killed again and again."""

import mmap
import os
import random
import subprocess
import time
from pathlib import Path

import pytest

from tests.conformance.bench import DEADLINE, Bench
from tests.conformance.written import Log
from tests.conftest import eventually

pytestmark = pytest.mark.engine

FILES = 10_000
WATCHES = 8
QUEUE = Path("/proc/sys/fs/inotify/max_queued_events")
IDLE_S = 20.0


def limited(watches: int) -> list[str]:
    """The words before a command that let it have so many inotify watches; skips where that cannot be done."""
    words = ["unshare", "-Ur", "sh", "-c", f'echo {watches} > /proc/sys/user/max_inotify_watches && exec "$@"', "sh"]
    done = subprocess.run([*words, "true"], check=False, capture_output=True)
    if done.returncode != 0:
        pytest.skip("no user namespaces here")
    return words


def many(bench: Bench, number: int) -> list[Log]:
    """Files in folders of a hundred, a line in each."""
    logs = [bench.log(f"{place // 100}/{place}.log") for place in range(number)]
    for place, log in enumerate(logs):
        log.here.parent.mkdir(exist_ok=True)
        if place % 50:
            log.put(b"unit passed\n", 1)
        else:
            log.write()
        log.close()
    return logs


def test_33_ten_thousand_files(bench: Bench) -> None:
    bench.configure(max_files=2 * FILES)
    logs = many(bench, FILES)
    bench.start()
    for log in logs[::100]:
        log.write()
        log.close()
    bench.proves()
    assert len(bench.opened()) <= 256


@pytest.mark.full
def test_33_ten_thousand_idle_files_cost_little(bench: Bench) -> None:
    bench.configure(max_files=2 * FILES)
    many(bench, FILES)
    bench.start()
    bench.agrees()
    assert bench.engine is not None

    def spent() -> float:
        fields = Path(f"/proc/{bench.engines[-1].pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    before, begun = spent(), time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        bench.engine.wait(IDLE_S)
    assert (spent() - before) / (time.monotonic() - begun) <= 0.03


def test_34_queue_overflow(bench: Bench) -> None:
    bench.configure(max_files=2 * FILES)
    for folder in range(100):
        (bench.project / str(folder)).mkdir()
    bench.start()
    bench.pause()
    logs = many(bench, min(FILES, int(QUEUE.read_text()) * 2 // 3))  # each is created, written and closed
    bench.go_on()
    for log in logs[::1000]:
        log.write()
    eventually(lambda: any("rescanned" in text for text in bench.notices()), DEADLINE, "health names the overflow")
    bench.proves()


def test_34_watch_limit(bench: Bench) -> None:
    bench.prefix = limited(WATCHES)
    bench.start()
    logs = [bench.log(f"part{number}/app.log") for number in range(4 * WATCHES)]
    for log in logs:
        log.here.parent.mkdir()
        log.write(2)
    bench.agrees()
    for log in logs:
        log.write()
    eventually(lambda: any("watch limit" in text for text in bench.notices()), DEADLINE, "health names the limit")
    bench.proves()


def test_34_non_utf8_filename(bench: Bench) -> None:
    bench.start()
    good = bench.log("good.log")
    good.write()
    bench.seen(good)
    bad = bench.log(os.fsdecode(b"caf\xe9.log"))
    bad.write()
    good.write()
    eventually(lambda: any("watch" in text for text in bench.notices()), DEADLINE, "health names the trouble")
    bad.write()
    good.write()
    bench.proves()


def test_35_poll_mode_same_second_appends(bench: Bench) -> None:
    bench.prefix = limited(0)
    bench.start()
    log = bench.log("app.log")
    log.write()
    bench.seen(log)
    seen = log.here.stat()
    for _ in range(5):
        log.write()
        os.utime(log.here, ns=(seen.st_atime_ns, seen.st_mtime_ns))
        bench.seen(log)
    bench.proves()


def test_35_poll_mode_whole_second_times(bench: Bench) -> None:
    bench.prefix = limited(0)
    bench.start()
    logs = [bench.log(f"{number}/app.log") for number in range(5)]
    for _ in range(4):
        for log in logs:
            log.here.parent.mkdir(exist_ok=True)
            log.write(plain=1)
            second = log.here.stat().st_mtime_ns // 10**9 * 10**9
            os.utime(log.here, ns=(second, second))
        bench.agrees()
    bench.proves()


def test_35_poll_mode_mmap_writer(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    log.write()
    size = log.place
    lines = [f"ERROR mapped {number} failed" for number in range(6)]
    with log.here.open("r+b") as stream:
        stream.truncate(size + 4096)
        with mmap.mmap(stream.fileno(), 0) as view:
            place = size
            for line in lines:
                view[place : place + len(line) + 1] = f"{line}\n".encode()
                view.flush()
                log.content.total += 1
                log.expect(line, place)
                place += len(line) + 1
                bench.agrees()
        stream.truncate(place)
    bench.proves()


def riot(bench: Bench, points: int, seed: int) -> None:
    """Kill the engine at random points of its life while a log grows; rotate the log while nobody looks."""
    chance = random.Random(seed)
    parts = [bench.log("app.log")]
    for _ in range(points):
        parts[-1].write(chance.randint(1, 20), plain=chance.randint(0, 40))
        if chance.random() < 0.4:
            for place, part in zip(range(len(parts), 0, -1), parts, strict=True):
                part.move(bench.project / f"app.log.{place}")
            parts.append(bench.log("app.log"))
            parts[chance.choice((-1, -2))].write(chance.randint(1, 5))
            parts[-2].close()
        engine = subprocess.Popen(
            bench.argv("engine"),
            env=bench.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + chance.uniform(0.2, 1.5)
        while time.monotonic() < end:
            parts[-1].write(plain=chance.randint(0, 3))
            with pytest.raises(subprocess.TimeoutExpired):
                engine.wait(0.02)
        engine.kill()
        engine.wait()
    bench.start()
    bench.proves()


def test_36_offline_growth_kill9(bench: Bench) -> None:
    riot(bench, 8, seed=36)


@pytest.mark.full
@pytest.mark.timeout(1200)
def test_36_offline_growth_kill9_at_200_points(bench: Bench) -> None:
    riot(bench, 200, seed=200)
