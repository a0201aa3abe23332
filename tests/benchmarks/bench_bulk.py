"""The engine against a mountain: a backlog of one large log, and ten thousand watched files."""

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from console.store.reader import Reader, ReadError
from tests.benchmarks.ptyrun import cpu_seconds, pss
from tests.benchmarks.report import Figure, figure

SETTLING = 10.0
"""Seconds after which files that were written just before the start are left to the slower sweep."""

SETTINGS = """[logs]
paths = ["."]
max_files = 20000
backlog_bytes = 4000000000
[processes]
enabled = false
[git]
enabled = false
[machine]
enabled = false
"""


def mixed(size: int) -> Iterator[bytes]:
    """Blocks of a log as servers write it, one second a thousand lines, about one line in forty notable."""
    start, written, second = time.time() - 3600, 0, 0
    while written < size:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(start + second % 3500))
        lines = (
            f"{stamp}.{n:03d}Z {'ERROR' if n % 80 == 0 else 'WARN ' if n % 80 == 40 else 'INFO '} "
            f"[worker-{n % 7}] app.pool: request {second * 1000 + n} of client 10.0.{n % 250}.{n % 13} "
            f"took {n * 7 % 993} ms, {n * 31 % 8191} bytes, state {'failed' if n % 80 == 0 else 'settled'}\n"
            for n in range(1000)
        )
        block = "".join(lines).encode()
        written += len(block)
        second += 1
        yield block


@contextmanager
def engine(project: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """An engine on the project, with its state beside it; stopped at the end."""
    state = project.parent / "state"
    state.mkdir(mode=0o700)
    (project / "kontrapunkt.toml").write_text(SETTINGS)
    argv = [sys.executable, "-I", "-m", "kontrapunkt", "--project", str(project), "--state", str(state), "engine"]
    env = {"PATH": os.environ["PATH"], "HOME": str(project.parent), "LANG": "C.UTF-8"}
    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, env=env)
    try:
        yield process, state
    finally:
        process.terminate()
        process.wait(30)


def _committed(reader: Reader) -> int:
    try:
        rows = reader.progress("logs").values()
    except ReadError:
        return 0
    return sum(int(json.loads(row).get("offset", 0)) for row in rows if row.startswith(b"{"))


def _counted(state: Path) -> int:
    """How many lines the engine has counted; 0 before there is a store."""
    try:
        with closing(sqlite3.connect(f"file:{state}/store.sqlite?mode=ro", uri=True)) as store:
            return int(store.execute("SELECT coalesce(sum(n), 0) FROM minute_totals").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def backlog(root: Path, megabytes: int) -> list[Figure]:
    """Lines a second from a cold start to complete counts and notable events, and the memory it took."""
    project = root / "project"
    project.mkdir()
    log = project / "app.log"
    with log.open("wb") as stream:
        for block in mixed(megabytes * 1_000_000):
            stream.write(block)
    size = log.stat().st_size
    lines = int(subprocess.run(["wc", "-l", str(log)], check=True, capture_output=True).stdout.split()[0])
    peak = 0
    with engine(project) as (process, state):
        start, reader = time.perf_counter(), Reader(str(state / "store.sqlite"))
        while _committed(reader) < size:
            if time.perf_counter() - start > 600 or process.poll() is not None:
                raise RuntimeError(f"the backlog was not finished: {_committed(reader)} of {size} bytes")
            peak = max(peak, pss([process.pid]))
            time.sleep(0.1)
        span, used = time.perf_counter() - start, cpu_seconds([process.pid])
        counted = _counted(state)
        reader.close()
    if counted != lines:
        raise RuntimeError(f"{counted} lines were counted of {lines}")
    return [
        figure(f"backlog of {megabytes} MB, {lines:,} lines", "kontrapunkt", "lines/s", [lines / span], ">= 1,000,000"),
        figure(f"backlog of {megabytes} MB, CPU", "kontrapunkt", "CPU s/M lines", [used / lines * 1e6], "<= 1"),
        figure(f"backlog of {megabytes} MB, peak PSS", "kontrapunkt", "MB", [peak / 1e6], "<= 150"),
        *_lnav(log, megabytes, lines),
    ]


def _lnav(log: Path, megabytes: int, lines: int) -> list[Figure]:
    """The same backlog counted by level with lnav, where it is installed."""
    if not shutil.which("lnav"):
        return []
    question = ";SELECT log_level, count(*) FROM all_logs GROUP BY log_level"
    environment = {"PATH": os.environ["PATH"], "HOME": str(log.parent), "LANG": "C.UTF-8"}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(["lnav", "-n", "-c", question, str(log)], check=True, capture_output=True, env=environment)
    span, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return [
        figure(f"backlog of {megabytes} MB, {lines:,} lines", "lnav", "lines/s", [lines / span]),
        figure(f"backlog of {megabytes} MB, CPU", "lnav", "CPU s/M lines", [used / lines * 1e6]),
    ]


def many_files(root: Path, files: int) -> list[Figure]:
    """Seconds until every file is watched, then the idle cost."""
    project = root / "project"
    for n in range(files):
        folder = project / "logs" / f"{n // 200:03d}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{n}.log").write_text(f"line of file {n}\n")
    with engine(project) as (process, state):
        start = time.perf_counter()
        while _counted(state) < files:
            if time.perf_counter() - start > 120 or process.poll() is not None:
                raise RuntimeError("the files were not read")
            time.sleep(0.05)
        span = time.perf_counter() - start
        time.sleep(SETTLING)
        before, began = cpu_seconds([process.pid]), time.perf_counter()
        time.sleep(20)
        idle = 100 * (cpu_seconds([process.pid]) - before) / (time.perf_counter() - began)
    return [
        figure(f"{files:,} files, start", "kontrapunkt", "s", [span], "<= 3"),
        figure(f"{files:,} files, idle CPU", "kontrapunkt", "%", [idle], "<= 3"),
    ]
