"""Terminals of every kind, in and out of order: the console shows what it can and leaves the terminal sane."""

import re
import resource
import signal

import psutil
import pytest

from tests.conftest import eventually
from tests.e2e.sequences import foreign
from tests.e2e.support import Session
from tests.e2e.terminal import Terminal

pytestmark = pytest.mark.engine

GONE = (129, 120)  # 120 is Python's own: the last words could not be written
RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l")
COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")
BAD = re.compile(rb"Traceback|Error:")


def assert_sane(terminal: Terminal) -> None:
    """The screen was given back: main screen, cursor, mouse off, echo on, nothing foreign, no traceback."""
    printed = terminal.text()
    for sequence in RESTORED:
        assert sequence in printed, sequence
    assert printed.rindex(b"\x1b[?1049l") > printed.rindex(b"\x1b[?1049h")
    assert printed.rindex(b"\x1b[?25h") > printed.rindex(b"\x1b[?25l")
    assert terminal.modes() == (True, True)
    assert not BAD.search(printed), printed[-2000:]
    assert foreign(printed) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_in_good_order(session: Session, number: signal.Signals) -> None:
    console = session.open()
    console.process.send_signal(number)
    assert console.ended() == 128 + number
    assert_sane(console)


def test_ctrl_c_twice_leaves_and_once_does_not(session: Session) -> None:
    console = session.open()
    console.press(b"\x03")
    assert console.process.poll() is None
    console.send(b"\x03")
    assert console.ended() == 0
    assert_sane(console)


def _children_seconds() -> float:
    """CPU time of the children that were waited for; the console's whole life counts when it ends."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def test_a_closed_terminal_ends_it(session: Session) -> None:
    console = session.open()
    console.hang_up()
    assert console.ended() in GONE


def test_a_lost_terminal_ends_it_though_nobody_says_so(session: Session) -> None:
    console = session.open(deaf=True)
    before = _children_seconds()
    console.hang_up()
    assert console.ended() in GONE
    assert _children_seconds() - before < 15, "it spun"


def test_the_engine_is_missed_and_revived(session: Session) -> None:
    session.configure(linger=30)
    console = session.open()
    pid = eventually(session.engine_pid, what="an engine")
    session.append("ERROR before50 it")
    console.shows(b"before50")
    mark = console.mark
    psutil.Process(pid).kill()
    console.wait_for(b"the engine is gone", since=mark)
    again = eventually(session.engine_pid, what="another engine")
    assert again != pid
    session.append("ERROR after51 it")
    console.shows(b"after51")
    assert session.count("before50") == 1
    console.send(b"q")
    assert console.ended() == 0
    assert_sane(console)


@pytest.mark.parametrize("term", ["linux", "vt100", "screen", "screen-256color", "tmux-256color", "xterm", "nonsense"])
def test_any_terminal_is_drawn_on(session: Session, term: str) -> None:
    console = session.open(env={"TERM": term})
    session.append("ERROR seen52 it")
    console.shows(b"seen52")
    console.send(b"q")
    assert console.ended() == 0
    assert_sane(console)


@pytest.mark.parametrize("term", ["dumb", "unknown", ""])
def test_a_terminal_that_cannot_move_the_cursor_gets_the_panes_as_lines(session: Session, term: str) -> None:
    session.program.start_engine()
    session.append("ERROR plain53 it")
    session.stored("plain53")
    console = session.open(env={"TERM": term}, painted=(b"the panes are printed instead", b"plain53"))
    assert console.ended() in (0, 3)
    assert b"\x1b" not in console.text()


def test_without_a_terminal_the_panes_are_printed(session: Session) -> None:
    session.program.start_engine()
    session.append("ERROR plain54 it")
    session.stored("plain54")
    done = session.program.run(check=None)
    assert done.returncode in (0, 3), done.stderr
    assert "plain54" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr


def test_without_a_terminal_and_without_a_store_it_says_so(session: Session) -> None:
    done = session.program.run(check=None)
    assert done.returncode == 3, done.stderr
    assert "no engine runs" in done.stderr
    assert not session.running(), "printing started an engine"


@pytest.mark.parametrize("locale", [{"LC_ALL": "xx_YY.UTF-99"}, {"LC_ALL": "C"}])
def test_a_missing_or_wrong_locale_draws_in_ascii(session: Session, locale: dict[str, str]) -> None:
    console = session.open(env=locale)
    session.append("ERROR locale55 grün")
    console.shows(b"locale55")
    console.send(b"q")
    assert console.ended() == 0
    assert_sane(console)
    drawn = {c for c in console.text().decode() if ord(c) > 127}
    assert drawn <= set("ü"), drawn


def test_without_any_locale_it_runs(session: Session) -> None:
    console = session.open(env={"LC_ALL": "", "LANG": "", "LC_CTYPE": ""})
    session.append("ERROR nolocale55 grün")
    console.shows(b"nolocale55")
    console.send(b"q")
    assert console.ended() == 0
    assert_sane(console)


def test_no_color_sends_no_colour(session: Session) -> None:
    console = session.open(env={"NO_COLOR": "1"})
    session.append("ERROR nocolour56 it", "WARNING nocolour57 it")
    console.shows(b"nocolour56", b"nocolour57")
    console.press(b"t", b"3", b"z", b"?")
    console.process.terminate()
    console.ended()
    assert_sane(console)
    assert COLOUR.findall(console.text()) == []


def test_colours_are_there_otherwise(session: Session) -> None:
    assert COLOUR.search(session.open().text())


def test_a_storm_of_sizes_leaves_it_whole(session: Session) -> None:
    console = session.open()
    sizes = [(1, 1), (2, 1), (1, 60), (300, 1), (20, 5), (79, 23), (80, 24), (120, 35), (400, 120), (1, 1), (160, 45)]
    for size in sizes * 3:
        console.resize(*size)
    for size in sizes:
        console.resize(*size)
        console.settled(0.1)
    session.append("ERROR storm58 it")
    console.shows(b"storm58")
    assert not re.search(rb"could not be refreshed|view failed", console.text())
    console.send(b"q")
    assert console.ended() == 0
    assert_sane(console)


def test_it_starts_on_one_cell(session: Session) -> None:
    console = session.open(size=(1, 1), painted=(b"\x1b[?1049h",))
    console.settled(0.2)
    mark = console.mark
    console.resize(160, 45)
    console.wait_for(b"1 Flow", b"6 Events", since=mark)
    console.send(b"q")
    assert console.ended() == 0
    assert_sane(console)


def test_the_terminal_is_believed_about_its_size(session: Session) -> None:
    console = session.open(env={"COLUMNS": "40", "LINES": "9"}, painted=(b"1 Flow", b"3 Forecast", b"6 Events"))
    mark = console.mark
    console.resize(120, 35)
    console.wait_for(b"1 Flow", b"6 Events", since=mark)


def test_output_into_a_pipe_does_not_change_the_size(session: Session) -> None:
    argv = session.program.argv()
    shell = ["/bin/sh", "-c", '"$@" | cat', "sh", *argv]
    console = Terminal(shell, (160, 45), {**session.program.env, "TERM": "xterm-256color"})
    session.terminals.append(console)
    console.wait_for(b"1 Flow", b"3 Forecast", b"6 Events")
    console.send(b"q")
    console.ended()
    assert_sane(console)


def test_to_the_shell_and_back(session: Session) -> None:
    shell = Terminal(["/bin/bash", "--norc", "--noediting", "-i"], (160, 45), {**session.program.env, "PS1": "ready> "})
    session.terminals.append(shell)
    shell.wait_for(b"ready> ")
    shell.send(" ".join(f"'{word}'" for word in session.program.argv()).encode() + b"\n")
    shell.wait_for(b"1 Flow", b"6 Events", b"quit")
    for turn in (b"61", b"62"):
        mark = shell.mark
        shell.send(b"\x1a")
        shell.wait_for(b"Stopped", b"ready> ", since=mark)
        assert shell.text(mark).index(b"\x1b[?1049l") < shell.text(mark).index(b"Stopped")
        assert shell.text().rindex(b"\x1b[?25h") > shell.text().rindex(b"\x1b[?25l")
        assert shell.modes() == (True, True)
        mark = shell.mark
        session.append(f"ERROR meanwhile{turn.decode()} it")
        shell.send(b"fg\n")
        shell.wait_for(b"\x1b[?1049h", b"meanwhile" + turn, since=mark)
    shell.send(b"q")
    mark = shell.mark
    shell.send(b"")
    shell.wait_for(b"ready> ", since=mark)
    mark = shell.mark
    shell.send(b"echo code=$?\n")
    shell.wait_for(b"code=0", since=mark)
