"""A project to measure on: a log that can be written at a rate, an engine, and the peers that are installed."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from console import link
from tests.benchmarks.ptyrun import PtyProgram

TITLES = (b"1 Flow", b"2 Budget", b"3 Forecast", b"4 Clusters", b"5 Jobs", b"6 Events", b"quit")
OURS = "kontrapunkt"
LINES = 20_000


class Bench:
    """A project with a log of 20,000 lines, and an engine that has read them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.project = root / "project"
        self.log = self.project / "logs" / "app.log"
        self.log.parent.mkdir(parents=True)
        self.log.write_text("".join(f"{stamp()} INFO app: line {n} done in {n % 90} ms\n" for n in range(LINES)))
        subprocess.run(["git", "init", "-q", str(self.project)], check=True)
        self.state = root / "state"
        self.state.mkdir(mode=0o700)
        self.env = {"HOME": str(root), "LANG": "C.UTF-8"}
        environment = {"PATH": os.environ["PATH"], **self.env}
        self.engine = subprocess.Popen(self.argv("engine"), stdin=subprocess.DEVNULL, env=environment)
        self.until(self._answers, "the engine does not answer")
        self.until(lambda: self.stored()[0] == LINES, "the engine does not read the log")

    def argv(self, *words: str) -> list[str]:
        """The program on this project."""
        base = [sys.executable, "-I", "-m", OURS, "--project", str(self.project), "--state", str(self.state)]
        return [*base, *words]

    def until(self, probe: Callable[[], bool], failure: str, seconds: float = 20) -> None:
        """Wait until `probe` is true; raises RuntimeError with `failure` when it does not become so."""
        deadline = time.monotonic() + seconds
        while not probe():
            if time.monotonic() > deadline or self.engine.poll() is not None:
                raise RuntimeError(failure)
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            link.ask(str(self.state / "engine.sock"), link.Request(), timeout=1)
        except link.LinkError:
            return False
        return True

    def stored(self) -> tuple[int, int]:
        """How many lines of the log the engine has counted, and how many notable ones it has stored one by one."""
        with closing(sqlite3.connect(f"file:{self.state}/store.sqlite?mode=ro", uri=True)) as store:
            row = store.execute(
                """SELECT (SELECT coalesce(sum(n), 0) FROM counts WHERE origin=names.id),
                (SELECT count(*) FROM events WHERE origin=names.id AND severity>=3) FROM names WHERE name=?""",
                (str(self.log),),
            ).fetchone()
        return row or (0, 0)

    def open(self, argv: list[str] | None = None) -> PtyProgram:
        """Start the console, or a peer, on a terminal of 160x45."""
        return PtyProgram(argv or self.argv(), env=self.env | {"PYTHONPATH": str(Path.cwd())})

    @contextmanager
    def opened(self, argv: list[str] | None = None, *, peer: bool = True) -> Iterator[PtyProgram]:
        """A program that has painted; it is stopped at the end."""
        program = self.open(argv)
        try:
            if argv is None or not peer:
                program.wait_for(*TITLES)
            else:
                program.settled()
            yield program
        finally:
            program.stop()

    @contextmanager
    def writing(self, lines: Callable[[int], str], interval: float) -> Iterator[list[int]]:
        """Append to the log every `interval` seconds; the list counts the appends."""
        stop, count = threading.Event(), [0]

        def write() -> None:
            with self.log.open("a") as stream:
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

    def close(self) -> None:
        """Stop the engine."""
        self.engine.terminate()
        self.engine.wait(20)


def stamp() -> str:
    """Now, as a log line begins."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + f".{int(time.time() * 1000) % 1000:03d}Z"


def error_line(n: int) -> str:
    """A notable line of one kind."""
    return f"{stamp()} ERROR app: request {n} failed after {n % 70} ms\n"
