"""Lines a second of cleaning, redaction and masking, over given log files or over generated lines.

Run as `python tests/benchmarks/bench_text.py [--json] [FILE ...]`; `.gz` files are read too.
"""

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from console.text.clean import clean_bytes
from console.text.mask import templates
from console.text.redact import redact

BATCH = 500
GENERATED = (
    "2026-11-20T18:13:{n:02d}.{n:03d}Z INFO [worker-{n}] app.jobs: finished job {n} for 10.0.0.{n} in {n}.5 ms",
    "Nov 20 18:13:{n:02d} host sshd[{n}]: Failed password for invalid user admin from 10.0.0.{n} port {n} ssh2",
    "2026-11-20 18:13:{n:02d},123 ERROR app.store: cannot open '/srv/data/{n}/part-{n}.db': No space left on device",
    '10.0.0.{n} - - [20/Nov/2026:18:13:{n:02d} +0000] "GET /api/v1/items/{n}?page={n} HTTP/1.1" 200 {n} "-" "curl/8"',
    "\x1b[32mPASS\x1b[0m tests/test_{n}.py::test_something[{n}] ({n} ms)",
    "3f786850e387550fdab836ed7e6dc881de2300{n:02d} commit of item {n} – grün ✔",
)


def main() -> None:
    """Print one line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    raw = [line for path in options.files for line in _read(path)] or list(_generate(100_000))
    for name, lines, seconds in _measure(raw):
        size = sum(map(len, raw)) / 1e6
        row = {"name": name, "lines": lines, "lines_per_s": round(lines / seconds), "mb_per_s": round(size / seconds)}
        text = (
            json.dumps(row)
            if options.json
            else f"{name:10} {row['lines_per_s']:>12,} lines/s {row['mb_per_s']:>6} MB/s"
        )
        sys.stdout.write(text + "\n")


def _measure(raw: list[bytes]) -> Iterator[tuple[str, int, float]]:
    """Time each stage on what the stage before it made."""
    clean: list[str] = []
    redact(["compiles the rules"])
    yield "clean", len(raw), _seconds(lambda: clean.extend(map(clean_bytes, raw)))
    safe: list[str] = []
    batches = [clean[n : n + BATCH] for n in range(0, len(clean), BATCH)]
    yield "redact", len(raw), _seconds(lambda: [safe.extend(redact(batch)) for batch in batches])
    yield "template", len(raw), _seconds(lambda: templates(safe))


def _seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _read(path: Path) -> list[bytes]:
    """The lines of one file."""
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).split(b"\n")


def _generate(count: int) -> Iterator[bytes]:
    """Lines of several kinds in turn."""
    for n in range(count):
        yield GENERATED[n % len(GENERATED)].format(n=n % 97).encode()


if __name__ == "__main__":
    main()
