"""The main job in tmux: a person opens the console in a git checkout and sees what really happens."""

import shlex
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.conftest import eventually
from tests.e2e.support import Session, git

pytestmark = [
    pytest.mark.engine,
    pytest.mark.tmux,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]

SIZES = [(160, 45), (80, 24)]


class Tmux:
    """One tmux server with one window."""

    def __init__(self, session: Session) -> None:
        self._socket = str(session.state.parent / "tmux")
        self._env = {**session.program.env, "TERM": "xterm-256color"}
        self._cwd = session.project

    def __call__(self, *words: str) -> str:
        """Run a tmux command on this server."""
        done = subprocess.run(
            ["tmux", "-S", self._socket, "-f", "/dev/null", *words],
            check=True, capture_output=True, text=True, timeout=20, env=self._env, cwd=self._cwd,
        )  # fmt: skip
        return done.stdout

    def start(self, size: tuple[int, int], line: str) -> None:
        """Open the window with a line that the shell runs in the project."""
        self("new-session", "-d", "-x", str(size[0]), "-y", str(size[1]), line)

    def type(self, *keys: str) -> None:
        """Press named keys or type words."""
        self("send-keys", *keys)

    def screen(self) -> str:
        """What stands on the screen."""
        return self("capture-pane", "-p")

    def sees(self, *words: str) -> str:
        """Wait until all of these stand on the screen; returns it."""
        eventually(lambda: all(word in self.screen() for word in words), what=f"{words} on the screen")
        return self.screen()

    def misses(self, word: str) -> str:
        """Wait until this is gone from the screen; returns it."""
        eventually(lambda: word not in self.screen(), what=f"{word} gone from the screen")
        return self.screen()

    def terminal(self) -> str:
        """Whether the alternate screen is on, whether the cursor shows, whether the mouse is asked for."""
        return self("display-message", "-p", "#{alternate_on} #{cursor_flag} #{mouse_any_flag}").strip()

    def stop(self) -> None:
        """End the server and what runs in it."""
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], check=False, capture_output=True, timeout=20)


@pytest.fixture
def tmux(session: Session) -> Iterator[Tmux]:
    """A tmux server that is gone afterwards."""
    git(session.project, "init", "-q")
    git(session.project, "commit", "-q", "--allow-empty", "-m", "the first commit")
    started = Tmux(session)
    yield started
    started.stop()


def open_console(session: Session, tmux: Tmux, size: tuple[int, int]) -> None:
    tmux.start(size, f"{shlex.join(session.program.argv())}; echo left with $?; read -r _")
    tmux.sees("6 Events", "LIVE", "quit")


def leave(tmux: Tmux) -> None:
    tmux.type("q")
    tmux.sees("left with 0")
    assert tmux.terminal() == "0 1 0"
    assert "6 Events" not in tmux.screen()


@pytest.mark.parametrize("size", SIZES)
def test_a_line_written_to_a_log_becomes_visible(session: Session, tmux: Tmux, size: tuple[int, int]) -> None:
    session.configure_all()
    open_console(session, tmux, size)
    session.append("ERROR payment 4711 refused xylo71")
    screen = tmux.sees("xylo71")
    assert "error" in screen
    first = next(n for n, line in enumerate(screen.splitlines()) if "6 Events" in line)
    assert any("xylo71" in line for line in screen.splitlines()[first:])
    leave(tmux)


@pytest.mark.parametrize("size", SIZES)
def test_every_pane_is_reached_and_zoomed(session: Session, tmux: Tmux, size: tuple[int, int]) -> None:
    session.configure_all()
    open_console(session, tmux, size)
    session.append("ERROR seen72 it")
    tmux.sees("seen72")
    names = ("Flow", "Budget", "Forecast", "Clusters", "Jobs", "Events")
    for number, name in enumerate(names, 1):
        others = [f"{n} {other}" for n, other in enumerate(names, 1) if other != name]
        tmux.type(str(number), "z")
        tmux.sees(f"{number} {name}")
        eventually(
            lambda others=others: sum(other in tmux.screen() for other in others) in (0, 5),
            what=f"{name} alone",
        )
        tmux.type("z")
    tmux.sees("6 Events")
    leave(tmux)


def test_search_and_filter(session: Session, tmux: Tmux) -> None:
    open_console(session, tmux, (160, 45))
    session.append(*(f"ERROR kind{n % 3} number {n}" for n in range(9)), "WARNING needle73 here")
    tmux.sees("needle73")
    tmux.type("/")
    tmux.type("needle\\d+")
    tmux.sees("/needle\\d+")
    tmux.type("Enter")
    tmux.sees("needle73")
    tmux.type("&")
    tmux.type("!needle")
    tmux.type("Enter")
    tmux.misses("needle73 here")
    tmux.sees("number 8")
    tmux.type("Escape")  # the search goes first, then the filter
    tmux.type("Escape")
    tmux.sees("needle73 here")
    leave(tmux)


def test_what_is_typed_ahead_goes_into_the_prompt(session: Session, tmux: Tmux) -> None:
    open_console(session, tmux, (160, 45))
    session.append("ERROR stays74 it", "ERROR goes75 it")
    tmux.sees("stays74", "goes75")
    tmux.type("&stays74")
    tmux.sees("&stays74")
    tmux.type("Enter")
    tmux.misses("goes75 it")
    leave(tmux)


def test_help_theme_and_time(session: Session, tmux: Tmux) -> None:
    open_console(session, tmux, (160, 45))
    session.append("ERROR seen76 it")
    tmux.sees("seen76", "SKYSKRAPER")
    tmux.type("?")
    tmux.sees("next error", "zoom")
    tmux.type("Escape")
    tmux.sees("seen76")
    before = tmux.screen()
    tmux.type("t")
    eventually(lambda: tmux.screen() != before, what="another theme's name")
    tmux.type("[")
    tmux.misses("seen76")
    tmux.type(".")
    tmux.sees("seen76")
    leave(tmux)


def test_a_window_that_changes_size_is_filled(session: Session, tmux: Tmux) -> None:
    open_console(session, tmux, (160, 45))
    session.append("ERROR seen77 it")
    tmux.sees("seen77")
    for size in ((80, 24), (40, 12), (10, 3), (1, 1), (200, 60)):
        tmux("resize-window", "-x", str(size[0]), "-y", str(size[1]))
    eventually(lambda: max(map(len, tmux.screen().splitlines()), default=0) == 200, what="200 columns")
    tmux.sees("seen77", "1 Flow", "6 Events")
    leave(tmux)


def test_two_windows_show_the_same(session: Session, tmux: Tmux) -> None:
    open_console(session, tmux, (120, 35))
    second = Tmux(session)
    second._socket += "-second"
    try:
        open_console(session, second, (80, 24))
        session.append("ERROR both78 it")
        tmux.sees("both78")
        second.sees("both78")
    finally:
        second.stop()
    leave(tmux)
