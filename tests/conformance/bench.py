"""A real engine that follows the logs of an empty project, and what a case does with it."""

import json
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from msgspec.json import encode

from tests.conformance.oracle import Oracle
from tests.conformance.written import Log
from tests.conftest import Kontrapunkt, eventually

DEADLINE = 45.0
SHOWN = 20
_RUN = "\nimport runpy\nrunpy.run_module('kontrapunkt', run_name='__main__', alter_sys=True)\n"


class Bench(Kontrapunkt):
    """The installed program with the log collector alone.

    `prefix` is put before the engine's command line; `shim` is code that the engine's process runs first.
    """

    def __init__(self, project: Path, state: Path) -> None:
        super().__init__(project, state)
        self.prefix: list[str] = []
        self.shim = ""
        self.oracle = Oracle(state / "store.sqlite")
        self.engine: subprocess.Popen[bytes] | None = None
        self._marks = 0

    @classmethod
    def under(cls, folder: Path) -> "Bench":
        """A bench with a project and a state directory below `folder`."""
        for name in ("project", "home", "home/state"):
            (folder / name).mkdir(mode=0o700)
        bench = cls(folder / "project", folder / "home" / "state")
        bench.configure()
        return bench

    def argv(self, *words: str) -> list[str]:
        """The command line with this project and state."""
        python, isolated, *rest = super().argv(*words)
        if words[0] != "engine":
            return [python, isolated, *rest]
        if self.shim:
            rest = ["-c", self.shim + _RUN, *rest[2:]]
        return [*self.prefix, python, isolated, *rest]

    def configure(self, paths: Sequence[str] = (".",), **logs: object) -> None:
        """Write the project's configuration: only logs are watched, only here."""
        lines = [f"{source}.enabled = false" for source in ("machine", "processes", "git")]
        lines += [f"logs.{key} = {encode(value).decode()}" for key, value in {"paths": list(paths), **logs}.items()]
        (self.project / "kontrapunkt.toml").write_text("\n".join(lines) + "\n")

    def log(self, name: str, *, append: bool = True) -> Log:
        """A log file of the project."""
        return self.oracle.log(self.project / name, append=append)

    def start(self) -> "Bench":
        """Start the engine and wait until it follows new files."""
        self.engine = self.start_engine()
        self._mark()
        return self

    def crash(self) -> None:
        """End the engine with SIGKILL."""
        assert self.engine is not None
        self.engine.kill()
        self.engine.wait()

    def pause(self) -> None:
        """Stop the engine's process where it is."""
        assert self.engine is not None
        self.engine.send_signal(signal.SIGSTOP)
        eventually(lambda: self.status()["State"].startswith("T"), what="the engine stands still")

    def go_on(self) -> None:
        """Let the process run again."""
        assert self.engine is not None
        self.engine.send_signal(signal.SIGCONT)

    def status(self) -> dict[str, str]:
        """What the kernel says of the engine's process."""
        assert self.engine is not None
        lines = Path(f"/proc/{self.engine.pid}/status").read_text().splitlines()
        return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}

    def opened(self) -> list[str]:
        """The files of the project (deleted ones too) that the engine holds open."""
        assert self.engine is not None
        found = []
        for entry in os.scandir(f"/proc/{self.engine.pid}/fd"):
            try:
                target = os.readlink(entry.path)
            except FileNotFoundError:
                continue
            if target.startswith(str(self.project)):
                found.append(target)
        return found

    def opens(self, log: Log) -> None:
        """Wait until the engine holds a file open."""
        eventually(lambda: str(log.here) in self.opened(), DEADLINE, f"{log.here.name} is open")

    def agrees(self, seconds: float = DEADLINE) -> None:
        """Wait until everything written is stored as it must be."""
        problems = ["the store was not read"]

        def good() -> bool:
            problems[:] = self.oracle.problems()
            return not problems

        try:
            eventually(good, seconds)
        except AssertionError:
            raise AssertionError(self._told(problems)) from None

    def proves(self, seconds: float = DEADLINE) -> None:
        """The oracle agrees, still after the engine went on, and after it was killed and started again."""
        self.agrees(seconds)
        self._mark()
        self._still_agrees("went on")
        self.crash()
        self.start()
        self._still_agrees("was started again")

    def notices(self) -> list[str]:
        """What `show health` tells a person."""
        told = self.run("show", "health", "--json", check=None).stdout
        found: list[str] = json.loads(told)["notices"] if told else []
        return found

    def texts(self) -> list[str]:
        """The notable lines stored so far, in order."""
        return [event.text for event in self.oracle.stored.notable()]

    def narration(self) -> str:
        """What the engine said on standard error."""
        return (self.state.parent / "engine.out").read_text()

    def _still_agrees(self, when: str) -> None:
        if problems := self.oracle.problems():
            raise AssertionError(f"after the engine {when}:\n{self._told(problems)}")

    def _told(self, problems: Sequence[str]) -> str:
        """Problems without the folder they have in common, and what the engine said."""
        shown = "\n".join(problems[:SHOWN]).replace(f"{self.project}/", "")
        return f"{shown}\n{len(problems)} problems\n{self.narration()[-3000:]}"

    def _mark(self) -> None:
        """A line in a file of its own, and the wait until it is stored: the collector went round once."""
        self._marks += 1
        mark = self.log(f"mark{self._marks}.log")
        mark.write()
        mark.close()
        self.seen(mark)

    def seen(self, *logs: Log) -> None:
        """Wait until what the logs hold now is stored, whatever else is not."""
        wanted = {line.text for log in logs for line in log.content.notable}
        eventually(lambda: wanted <= set(self.texts()), DEADLINE, f"stored: {sorted(wanted)[:5]}")
