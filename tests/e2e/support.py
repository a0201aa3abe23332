"""A project with a log, everything that was opened on it, and what the store and the engine say of it."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import psutil

from collectors.logs.position import Position, decode
from console import link
from console.model.event import Event
from console.model.frame import EventQuery
from console.model.source import Health
from console.store import statedir
from console.store.reader import Reader, ReadError
from tests.conftest import Kontrapunkt, eventually
from tests.e2e.terminal import Terminal

LOGS_ONLY = """[logs]
paths = ["."]
{logs}
[processes]
enabled = false
[machine]
enabled = false
[git]
enabled = false
[engine]
linger_s = {linger}
"""
PAINTED = (b"1 Flow", b"6 Events", b"quit")


class Session:
    """The program on one project; `close` ends all of it."""

    def __init__(self, program: Kontrapunkt) -> None:
        self.program = program
        self.project, self.state = program.project, program.state
        self.log = self.project / "logs" / "app.log"
        self.log.parent.mkdir()
        self.log.write_text("INFO up\n")
        self.terminals: list[Terminal] = []
        self.configure()

    def configure(self, logs: str = "", linger: float = 1) -> None:
        """Watch the project's logs and nothing else."""
        (self.project / "kontrapunkt.toml").write_text(LOGS_ONLY.format(logs=logs, linger=linger))

    def configure_all(self) -> None:
        """Watch everything, of log files only the project's."""
        (self.project / "kontrapunkt.toml").write_text('[logs]\npaths = ["."]\n[engine]\nlinger_s = 1\n')

    def append(self, *lines: str) -> None:
        """Write whole lines at the end of the log."""
        with self.log.open("a") as stream:
            stream.writelines(f"{line}\n" for line in lines)

    def append_elsewhere(self, *lines: str) -> None:
        """Write whole lines at the end of another log."""
        with (self.log.parent / "other.log").open("a") as stream:
            stream.writelines(f"{line}\n" for line in lines)

    def open(
        self,
        *words: str,
        size: tuple[int, int] = (160, 45),
        env: Mapping[str, str] | None = None,
        painted: tuple[bytes, ...] = PAINTED,
        deaf: bool = False,
    ) -> Terminal:
        """Open a console on a terminal of its own and wait until its panes stand."""
        variables = {"TERM": "xterm-256color", **self.program.env, **dict(env or {})}
        variables = {name: value for name, value in variables.items() if value is not None}
        terminal = Terminal(self.program.argv(*words), size, variables, deaf=deaf)
        self.terminals.append(terminal)
        terminal.wait_for(*painted)
        return terminal

    def reader(self) -> Reader:
        """A reader of the store."""
        return Reader(str(self.state / "store.sqlite"))

    def reader_of(self) -> closing[Reader]:
        """A reader that is closed at the end of the block."""
        return closing(self.reader())

    def events(self, *kinds: str) -> list[Event]:
        """Everything stored, oldest first; only these kinds when any are named."""
        with self.reader_of() as reader:
            try:
                found = list(_all(reader))
            except ReadError:
                return []
        return [event for event in found if not kinds or event.kind in kinds]

    def texts(self) -> list[str]:
        """The stored lines of logs."""
        return [event.text for event in self.events("log.line")]

    def count(self, part: str) -> int:
        """How many stored lines have this part."""
        return sum(part in text for text in self.texts())

    def stored(self, *parts: str) -> None:
        """Wait until lines with these parts are stored."""
        eventually(lambda: all(any(part in text for text in self.texts()) for part in parts), what=f"{parts} stored")

    def positions(self) -> dict[str, Position]:
        """Where reading of each file that is there stands, by file name."""
        with self.reader_of() as reader:
            try:
                rows = reader.progress("logs")
            except ReadError:
                return {}
        found = [decode(value) for key, value in rows.items() if not key.startswith("gone:")]
        return {os.path.basename(position.path): position for position in found if position.gone is None}

    def offset(self, name: str) -> int:
        """The stored offset of a file; -1 when it is not followed."""
        position = self.positions().get(name)
        return -1 if position is None else position.offset

    def lines(self) -> int:
        """How many lines were counted in all."""
        if not (self.state / "store.sqlite").exists():
            return 0
        with self.database() as conn:
            try:
                return int(conn.execute("SELECT coalesce(sum(n), 0) FROM minute_totals").fetchone()[0])
            except sqlite3.OperationalError:
                return 0

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """The store, opened read-only by SQLite itself."""
        with closing(sqlite3.connect(f"file:{self.state / 'store.sqlite'}?mode=ro", uri=True, timeout=10)) as conn:
            yield conn

    def sound(self) -> bool:
        """Whether SQLite finds the store in order."""
        with self.database() as conn:
            return conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    def engine_pid(self) -> int | None:
        """The pid of the engine that answers now."""
        try:
            return link.ask(str(self.state / "engine.sock"), link.Request(), timeout=2)[0].pid
        except link.LinkError:
            return None

    def health(self) -> Health | None:
        """What the engine says of itself now."""
        try:
            reply = link.ask(str(self.state / "engine.sock"), link.Request(id=1, health=True), timeout=5)[1]
        except link.LinkError:
            return None
        return reply.health if reply else None

    def notices(self) -> str:
        """What the engine says a person should know."""
        health = self.health()
        return "\n".join(health.notices) if health else ""

    def show(self, pane: str, code: int | None = 0) -> dict[str, Any]:
        """What `show PANE --json` prints."""
        return msgspec.json.decode(self.program.run("show", pane, "--json", check=code).stdout, type=dict[str, Any])

    def running(self) -> bool:
        """Whether an engine holds the state directory."""
        return statedir.is_held(str(self.state / "engine.lock"))

    def processes(self) -> list[psutil.Process]:
        """Every process that was started for this state directory."""
        found = []
        for process in psutil.process_iter():
            try:
                if str(self.state) in process.cmdline():
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def engine_log(self) -> str:
        """What the engines said on standard error."""
        logs = (self.state / "engine.log", self.state.parent / "engine.out")
        return "".join(log.read_text() for log in logs if log.exists())

    def close(self) -> None:
        """End the consoles and whatever engine is left."""
        for terminal in self.terminals:
            terminal.close()
        for process in self.processes():
            if process.pid != os.getpid():
                with suppress(psutil.NoSuchProcess):  # it ended by itself since it was listed
                    process.kill()
        eventually(lambda: not any(map(_lives, self.processes())), what="all ended")


def _lives(process: psutil.Process) -> bool:
    """Whether a process still runs; a zombie does not."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _all(reader: Reader) -> Iterator[Event]:
    query = EventQuery(limit=1000, since=0.0)
    while True:
        page = reader.events(query)
        yield from page.events
        if not page.newer or not page.events:
            return
        last = page.events[-1]
        query = EventQuery(limit=1000, after=(last.time, last.seq))


def git(folder: Path, *words: str) -> str:
    """Run git as nobody in particular."""
    done = subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main", *words],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        timeout=30,
    )
    return done.stdout
