"""Lines a second of the block scanner: bulk and small reads, mixed and single formats, hyperscan and re2.

Run with `python -m tests.benchmarks.bench_scan [--mib N] [FILE ...]`; files named are repeated into a mix of their own.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from console.text.scan import Scanner, ScanState
from console.text.triggers import hyperscan_trigger, re2_trigger

MIB = 1024 * 1024
START = datetime(2026, 11, 20, 6, tzinfo=UTC)
ARRIVAL = START.timestamp() + 86_400
TRACE = 'Traceback (most recent call last):\n  File "/srv/web.py", line 12, in handle\nValueError: bad value'


def application(rng: random.Random, at: datetime) -> str:
    """A line of a Python service: 2 % errors, 3 % warnings, 10 % debug, now and then a traceback."""
    stamp = f"{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03}"
    share = rng.random()
    if share < 0.02:
        return f"{stamp} ERROR app.worker: job {rng.randrange(9999)} failed: 10.0.0.{rng.randrange(255)} is lost"
    if share < 0.023:
        return f"{stamp} ERROR app.web: request failed\n{TRACE}"
    if share < 0.05:
        return f"{stamp} WARNING app.cache: slow query took {rng.randrange(9999)} ms for user{rng.randrange(99)}"
    if share < 0.15:
        return f"{stamp} DEBUG app.db: select {rng.randrange(9999)} where id={rng.getrandbits(64):x}"
    request = f"GET /api/items/{rng.getrandbits(40):x} 200 in {rng.randrange(99)} ms"
    return f"{stamp} INFO app.web: {request}, session {rng.getrandbits(64):x}"


def access(rng: random.Random, at: datetime) -> str:
    """A line of a web server: 1 % of status 500, 4 % of 404."""
    status = rng.choices((200, 304, 404, 500), (90, 5, 4, 1))[0]
    return (
        f"10.0.{rng.randrange(255)}.{rng.randrange(255)} - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "
        f'"GET /static/{rng.getrandbits(48):x}.js HTTP/1.1" {status} {rng.randrange(99999)} "-" "Mozilla/5.0 (X11)"'
    )


def json_line(rng: random.Random, at: datetime) -> str:
    """A JSON line: 2 % errors, 4 % warnings."""
    level = rng.choices(("info", "warn", "error", "debug"), (85, 4, 2, 9))[0]
    stamp = f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
    return (
        f'{{"level":"{level}","time":"{stamp}","msg":"request {rng.getrandbits(40):x} done","ms":{rng.randrange(99)}}}'
    )


def system(rng: random.Random, at: datetime) -> str:
    """A line of syslog: 5 % failures."""
    if rng.random() < 0.05:
        return f"{at:%b %d %H:%M:%S} box systemd[1]: unit-{rng.randrange(9)}.service: Failed with result 'exit-code'."
    return f"{at:%b %d %H:%M:%S} box systemd[1]: Started session {rng.randrange(999)} of user u{rng.randrange(99)}."


def build(rng: random.Random, at: datetime) -> str:
    """A line of a build without times: 5 % warnings."""
    if rng.random() < 0.05:
        return (
            f"/src/file{rng.randrange(999)}.cc:{at.second}:7: warning: unused variable x{rng.randrange(99)} [-Wunused]"
        )
    return f"[{rng.randrange(999)}/999] Building CXX object src/CMakeFiles/core.dir/file{rng.randrange(999)}.cc.o"


KINDS: dict[str, Callable[[random.Random, datetime], str]] = {
    "application": application,
    "access": access,
    "json": json_line,
    "syslog": system,
    "build": build,
}


def generated(kind: str, size: int, seed: int = 1) -> bytes:
    """About `size` bytes of one kind, some 40 lines a second."""
    rng, at, lines, total = random.Random(seed), START, [], 0
    while total < size:
        at += timedelta(seconds=rng.expovariate(40))
        lines.append(KINDS[kind](rng, at))
        total += len(lines[-1]) + 1
    return ("\n".join(lines) + "\n").encode()


def blocks(path: Path, size: int) -> Iterator[bytes]:
    """The file in reads of a size."""
    with path.open("rb", buffering=0) as file:
        while data := file.read(size):
            yield data


def scan_file(scanner: Scanner, path: Path, size: int) -> tuple[int, int, float]:
    """Lines, records and CPU seconds of a whole file."""
    state, rest, lines, records = ScanState(), b"", 0, 0
    began = time.process_time()
    for data in blocks(path, size):
        rest += data
        scan = scanner.scan(rest, state, ARRIVAL)
        lines, records, rest = lines + scan.lines, records + len(scan.records), rest[scan.consumed :]
    scan = scanner.scan(rest, state, ARRIVAL, final=True)
    return lines + scan.lines, records + len(scan.records), time.process_time() - began


def report(name: str, scanner: Scanner, paths: list[Path], size: int) -> None:
    """Print one row."""
    results = [scan_file(scanner, path, size) for path in paths]
    lines, records, seconds = (sum(column) for column in zip(*results, strict=True))
    each = seconds / lines * 1e6
    print(
        f"{name:34} {lines:>9,} lines {records / lines:6.1%} notable {lines / seconds:>11,.0f} lines/s {each:5.2f} us"
    )


def write(folder: Path, name: str, text: bytes, size: int) -> Path:
    """A file of at least `size` bytes made of a text repeated."""
    path = folder / name
    with path.open("wb") as file:
        for _ in range(-(-size // len(text))):
            file.write(text)
    return path


def main() -> None:
    """Generate, scan, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mib", type=int, default=200, help="size of the mixed load")
    parser.add_argument("files", nargs="*", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, share = Path(name), args.mib * MIB // len(KINDS)
        made = [write(folder, kind, generated(kind, 8 * MIB), share) for kind in KINDS]
        for label, trigger in (("hyperscan", hyperscan_trigger()), ("re2", re2_trigger())):
            report(f"mixed, 1 MiB blocks, {label}", Scanner(zone=UTC, trigger=trigger), made, MIB)
        for path in made:
            report(f"{path.name}, 1 MiB blocks", Scanner(zone=UTC), [path], MIB)
        for kib in (256, 64, 16):
            report(f"mixed, {kib} KiB reads", Scanner(zone=UTC), made, kib * 1024)
        if args.files:
            own = [write(folder, f"own-{p.name}", p.read_bytes().rstrip(b"\n") + b"\n", 8 * MIB) for p in args.files]
            report("files named, 1 MiB blocks", Scanner(zone=UTC), own, MIB)


if __name__ == "__main__":
    main()
