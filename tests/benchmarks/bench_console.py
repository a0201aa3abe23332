"""The console and its peers from outside, in one run: start, idle cost, latency, storm.

python -m tests.benchmarks.bench_console [--seconds N] [--rounds N] [--only NAME ...] [--json]
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from console import link
from tests.benchmarks.ptyrun import PtyProgram, cpu_seconds, family, pss
from tests.benchmarks.report import Figure, as_json, figure, percentile, show, surroundings

TITLES = (b"1 Flow", b"2 Budget", b"3 Forecast", b"4 Clusters", b"5 Jobs", b"6 Events", b"quit")


class Bench:
    """A project with a log, an engine on it, and the peers that are installed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.project = root / "project"
        self.log = self.project / "logs" / "app.log"
        self.log.parent.mkdir(parents=True)
        self.log.write_text("".join(f"{stamp()} INFO app: line {n} done in {n % 90} ms\n" for n in range(20_000)))
        subprocess.run(["git", "init", "-q", str(self.project)], check=True)
        self.state = root / "state"
        self.state.mkdir(mode=0o700)
        self.env = {"HOME": str(root), "LANG": "C.UTF-8"}
        self.engine = subprocess.Popen(self.argv("engine"), stdin=subprocess.DEVNULL, env=self._environment())
        deadline = time.monotonic() + 20
        while not self._answers():
            if time.monotonic() > deadline or self.engine.poll() is not None:
                raise RuntimeError("the engine does not answer")
            time.sleep(0.05)

    def argv(self, *words: str) -> list[str]:
        """The program on this project."""
        base = [sys.executable, "-I", "-m", "kontrapunkt", "--project", str(self.project), "--state", str(self.state)]
        return [*base, *words]

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], **self.env}

    def _answers(self) -> bool:
        try:
            link.ask(str(self.state / "engine.sock"), link.Request(), timeout=1)
        except link.LinkError:
            return False
        return True

    def peers(self) -> dict[str, list[str]]:
        """Programs to run beside ours, where they are installed."""
        found = {"empty Textual app": [sys.executable, "-m", "tests.benchmarks.empty_app"]}
        for name, words in {
            "lnav": ["lnav", str(self.log)],
            "glances": ["glances"],
            "btop": ["btop", "--utf-force"],
            "htop": ["htop"],
        }.items():
            if shutil.which(words[0]):
                found[name] = words
        return found

    def open(self, argv: list[str] | None = None) -> PtyProgram:
        """Start the console, or a peer, on a terminal of 160x45."""
        return PtyProgram(argv or self.argv(), env=self.env | {"PYTHONPATH": str(Path.cwd())})

    def close(self) -> None:
        """Stop the engine."""
        self.engine.terminate()
        self.engine.wait(20)


def stamp() -> str:
    """Now, as a log line begins."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + f".{int(time.time() * 1000) % 1000:03d}Z"


@contextmanager
def opened(bench: Bench, argv: list[str] | None = None) -> Iterator[PtyProgram]:
    """A program that is stopped at the end."""
    program = bench.open(argv)
    try:
        if argv is None:
            program.wait_for(*TITLES)
        else:
            program.settled()
        yield program
    finally:
        program.stop()


def first_paint(bench: Bench, rounds: int, _seconds: float) -> list[Figure]:
    """Milliseconds from start to the first full paint, programs in turn."""
    peers = bench.peers()
    times: dict[str, list[float]] = {name: [] for name in ("kontrapunkt", *peers)}
    for _ in range(rounds + 1):
        program = bench.open()
        times["kontrapunkt"].append((program.wait_for(*TITLES) - program.started) * 1000)
        program.stop()
        for name, argv in peers.items():
            program = bench.open(argv)
            times[name].append((program.settled() - program.started) * 1000 if name != "glances" else _first(program))
            program.stop()
    rows = [figure("first full paint", name, "ms", values[1:]) for name, values in times.items()]
    ratios = [ours / floor for ours, floor in zip(times["kontrapunkt"], times["empty Textual app"], strict=True)][1:]
    return [*rows, figure("first full paint, times the empty app", "kontrapunkt", "x", ratios, "<= 1.4")]


def _first(program: PtyProgram) -> float:
    return (program.wait_for(b"CPU") - program.started) * 1000


def _cost(name: str, program: PtyProgram, extra: list[int], seconds: float) -> list[Figure]:
    pids = [program.process.pid, *extra]
    time.sleep(5)
    before, printed, start = cpu_seconds(pids), program.printed, time.perf_counter()
    time.sleep(seconds)
    span = time.perf_counter() - start
    label = f"{name} ({len(family(pids))} processes)"
    return [
        figure("CPU of one core", label, "%", [100 * (cpu_seconds(pids) - before) / span]),
        figure("PSS", label, "MB", [pss(pids) / 1e6]),
        figure("to the terminal", label, "KB/s", [(program.printed - printed) / 1000 / span]),
    ]


def idle(bench: Bench, _rounds: int, seconds: float) -> list[Figure]:
    """CPU, memory and output while nothing happens."""
    rows = []
    with opened(bench) as program:
        rows += _cost("idle: console + engine", program, [bench.engine.pid], seconds)
        rows += [
            figure("CPU of one core", "idle: console alone", "%", _alone(program.process.pid, seconds)),
            figure("CPU of one core", "idle: engine alone", "%", _alone(bench.engine.pid, seconds)),
        ]
    for name, argv in bench.peers().items():
        with opened(bench, argv) as program:
            rows += _cost(f"idle: {name}", program, [], seconds)
    return rows


def _alone(pid: int, seconds: float) -> list[float]:
    before, start = cpu_seconds([pid]), time.perf_counter()
    time.sleep(seconds / 2)
    return [100 * (cpu_seconds([pid]) - before) / (time.perf_counter() - start)]


@contextmanager
def writing(bench: Bench, lines: Callable[[int], str], interval: float) -> Iterator[list[int]]:
    """Append to the log every `interval` seconds; the list counts the appends."""
    stop, count = threading.Event(), [0]

    def write() -> None:
        with bench.log.open("a") as stream:
            due = time.perf_counter()
            while not stop.is_set():
                stream.write(lines(count[0]))
                stream.flush()
                count[0] += 1
                due += interval
                stop.wait(max(0.0, due - time.perf_counter()))

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield count
    finally:
        stop.set()
        thread.join()


def ten_events(bench: Bench, _rounds: int, seconds: float) -> list[Figure]:
    """Cost while ten notable lines a second arrive."""

    def line(n: int) -> str:
        return f"{stamp()} ERROR app: request {n} failed after {n % 70} ms\n"

    with opened(bench) as program, writing(bench, line, 0.1):
        return _cost("10 events/s: console + engine", program, [bench.engine.pid], seconds)


def _mark(n: int) -> str:
    """A word that differs from the one before in every letter, so that a cell-wise repaint prints it whole."""
    return "".join(chr(ord("a") + (7 * n + 3 * i) % 26) for i in range(12))


def latency(bench: Bench, rounds: int, _seconds: float) -> list[Figure]:
    """Milliseconds from a write to its text on the terminal, one write a second."""
    times = []
    with opened(bench) as program, bench.log.open("a") as stream:
        for n in range(max(rounds * 6, 10)):
            time.sleep(1 + (n % 7) / 50)
            mark = _mark(n)
            chunk, start = program.chunks, time.perf_counter()
            stream.write(f"{stamp()} ERROR app: {mark}\n")
            stream.flush()
            times.append((program.wait_for(mark.encode(), after=chunk) - start) * 1000)
    return [
        figure("write to visible, p50", "kontrapunkt", "ms", [percentile(times, 0.5)], "<= 60"),
        figure("write to visible, p99", "kontrapunkt", "ms", [percentile(times, 0.99)], "<= 150"),
    ]


def engine_cpu(bench: Bench, _rounds: int, seconds: float) -> list[Figure]:
    """CPU seconds of the engine per million lines at 10k and 50k lines a second."""
    rows = []
    for rate, goal in ((10_000, "<= 5"), (50_000, "<= 3.5")):
        block = rate // 50

        def lines(_n: int, block: int = block) -> str:
            return "".join(
                f"{stamp()} {'ERROR' if i == 7 else 'INFO'} app.worker: request {i} of {i * 7 % 977}: {i % 90} ms\n"
                for i in range(block)
            )

        before = cpu_seconds([bench.engine.pid])
        with writing(bench, lines, 0.02) as count:
            time.sleep(seconds)
        time.sleep(1)
        used = cpu_seconds([bench.engine.pid]) - before
        rows.append(figure(f"engine at {rate // 1000}k lines/s", "kontrapunkt", "CPU s/M lines",
                           [used / (count[0] * block / 1e6)], goal))  # fmt: skip
    return rows


def storm_frames(bench: Bench, rounds: int, _seconds: float) -> list[Figure]:
    """Milliseconds from a key to its paint while 100,000 lines a second arrive."""
    block = "".join(f"{stamp()} {'ERROR' if i % 50 == 0 else 'INFO'} app: item {i} of the storm\n" for i in range(2000))
    times = []
    with opened(bench) as program, writing(bench, lambda _n: block, 0.02):
        time.sleep(2)
        for n in range(max(rounds * 6, 10)):
            time.sleep(0.25)
            chunk, start = program.chunks, time.perf_counter()
            program.send(b"?" if n % 2 == 0 else b"\x1b")
            program.wait_for(b"\x1b[", after=chunk)
            times.append((time.perf_counter() - start) * 1000)
    return [figure("key to paint in a storm, p99", "kontrapunkt", "ms", [percentile(times, 0.99)], "<= 50")]


CASES = {case.__name__: case for case in (first_paint, idle, ten_events, latency, engine_cpu, storm_frames)}


def main() -> None:
    """Run the cases and print their figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="length of each cost measurement")
    parser.add_argument("--rounds", type=int, default=5, help="repetitions of each start")
    parser.add_argument("--only", nargs="*", choices=list(CASES), default=list(CASES))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    print(surroundings(), file=sys.stderr)
    figures: list[Figure] = []
    for name in options.only:
        with tempfile.TemporaryDirectory() as root:
            bench = Bench(Path(root))
            try:
                figures += CASES[name](bench, options.rounds, options.seconds)
            finally:
                bench.close()
    print(as_json(figures) if options.json else show(figures))


if __name__ == "__main__":
    main()
