"""What all tests share: a private state directory, real engine processes, and a list of the skips that are allowed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest

from console import link
from console.actions.attempt import Attempt
from console.store.statedir import is_held

T = TypeVar("T")

ALLOWED_SKIPS = Path(__file__).with_name("allowed_skips.txt")
ROOT = Path(__file__).resolve().parent.parent


def eventually(probe: Callable[[], T], seconds: float = 20.0, what: str = "") -> T:
    """Wait until `probe` returns something true; the deadline only ends a test that fails."""
    deadline = time.monotonic() + seconds
    while not (result := probe()):
        assert time.monotonic() < deadline, f"did not happen within {seconds} s: {what or probe}"
        time.sleep(0.02)
    return result


class Kontrapunkt:
    """The installed program on one project and state directory."""

    def __init__(self, project: Path, state: Path) -> None:
        self.project, self.state = project, state
        self.engines: list[subprocess.Popen[bytes]] = []
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "KONTRAPUNKT_", "TMUX"))}
        self.env |= {"HOME": str(state.parent), "LC_ALL": "C.UTF-8"}

    def argv(self, *words: str) -> list[str]:
        """The command line with this project and state."""
        return [
            *(sys.executable, "-I", "-m", "kontrapunkt"),
            *("--project", str(self.project), "--state", str(self.state), *words),
        ]

    def run(self, *words: str, check: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run a verb to its end."""
        done = subprocess.run(
            self.argv(*words),
            check=False,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
        )
        assert check is None or done.returncode == check, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def start_engine(self, *words: str) -> subprocess.Popen[bytes]:
        """Start an engine and wait until it answers."""
        log = open(self.state.parent / "engine.out", "ab")  # noqa: SIM115 - handed to the child
        engine = subprocess.Popen(
            self.argv("engine", *words), env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        log.close()
        self.engines.append(engine)
        eventually(lambda: self.answers() or engine.poll() is not None, what="the engine answers")
        assert engine.poll() is None, (self.state.parent / "engine.out").read_text()
        return engine

    def answers(self) -> bool:
        """Whether an engine answers on the socket."""
        try:
            link.ask(str(self.state / "engine.sock"), link.Request(), timeout=1)
        except link.LinkError:
            return False
        return True

    def stop(self) -> None:
        """End every engine started here, by a verb too, and every job that still runs."""
        for engine in self.engines:
            if engine.poll() is None:
                engine.terminate()
                try:
                    engine.wait(20)
                except subprocess.TimeoutExpired:
                    engine.kill()
                    engine.wait()
        self._stop_others()

    def _stop_others(self) -> None:
        """End what the verbs started: an engine that stays for its jobs, and the jobs' supervisors."""
        lock = str(self.state / "engine.lock")
        if os.path.exists(lock) and is_held(lock):
            with suppress(link.LinkError):  # it is just leaving by itself
                link.ask(str(self.state / "engine.sock"), link.Request(id=1, command="engine.stop", who="tests"))
            eventually(lambda: not is_held(lock), what="the engine has left", seconds=30)
        for folder in (self.state / "jobs").glob("*/*"):
            Attempt(str(folder)).cancel()


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Kontrapunkt]:
    """The program on an empty project with a state directory of its own."""
    project = tmp_path / "project"
    project.mkdir()
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "state").mkdir(mode=0o700)
    kontrapunkt = Kontrapunkt(project, home / "state")
    yield kontrapunkt
    kontrapunkt.stop()


def _allowed(reason: str) -> bool:
    lines = ALLOWED_SKIPS.read_text().splitlines()
    return any(line.strip() and not line.startswith("#") and line.split(" | ")[0] in reason for line in lines)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every skip that is not in the list of allowed ones."""
    for reason in _unlisted(terminalreporter):
        terminalreporter.write_line(f"NOT AN ALLOWED SKIP: {reason}", red=True)


def _unlisted(reporter: pytest.TerminalReporter) -> list[str]:
    reasons = [str(report.longrepr) for report in reporter.stats.get("skipped", [])]
    return [reason for reason in reasons if not _allowed(reason)]


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that skipped something without an allowed reason."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and exitstatus == 0 and _unlisted(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
