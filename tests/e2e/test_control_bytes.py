"""No control byte of foreign text reaches the terminal, whichever way it comes (B4)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.sequences import foreign, tokens
from tests.e2e.support import Session, git
from tests.e2e.terminal import ESCAPE, Terminal

pytestmark = pytest.mark.engine

CLIPBOARD = "\x1b]52;c;UFdORUQ=\x07"
CLEAR = "\x1b[2J\x1b[H"
C1 = "\u009b2J\u009d0;owned\u009c"
BIDI = "\u202egnp.exe\u2066\u200b\u200e\ufeff\U000e0041"
BELLS = "\t\x07\x08\x0e\x00\x7f"
POISON = CLIPBOARD + CLEAR + C1 + BIDI + BELLS + "\x1bP+q\x1b\\" + "\x1b_apc\x1b\\" + "\x1b[31mred\x1b[0m"
NAMEABLE = POISON.replace("\x00", "").replace("/", "")  # what a file or process can be called


def test_in_a_log_line(session: Session) -> None:
    console = session.open()
    with session.log.open("ab") as log:
        log.write(f"ERROR logfront91 {POISON} logback91\n".encode())
        log.write(b"ERROR rawfront92 \x9b2J\x9d52;c;UFdORUQ=\x9c\xff\xfe rawback92\n")
    console.wait_for(b"logfront91", b"rawfront92")
    look_everywhere(console)
    assert_clean(console)


def test_in_a_file_name(session: Session) -> None:
    name = f"file93-{NAMEABLE}"[:80] + ".log"
    (session.project / "logs" / name).write_text("ERROR inside94 it\n")
    (session.project / "logs" / os.fsdecode(b"raw95-\x9b2J\xff\n.log")).write_text("ERROR inside96 it\n")
    console = session.open()
    console.wait_for(b"inside94", b"inside96")
    look_everywhere(console)
    console.wait_for(b"file93-")
    assert_clean(console)


def test_in_a_process_name_and_its_arguments(session: Session) -> None:
    session.configure_all()
    with busy(session.project, "\x1b]52;c;UFdORUQ=\x07\x1b[2J\u202e\x07", NAMEABLE):
        console = session.open(size=(200, 200))
        console.press(b"5z")
        console.wait_for(b"proc97")
        look_everywhere(console)
    mark = console.mark
    console.press(b"6&proc97\r")
    console.wait_for(b"proc97", b"ended", since=mark)
    assert_clean(console)


def test_in_git(session: Session) -> None:
    session.configure_all()
    git(session.project, "init", "-q")
    git(session.project, "commit", "-q", "--allow-empty", "-m", f"subject98 {NAMEABLE}")
    branch = "branch99-\u202egnp\u200b\u0085"
    git(session.project, "checkout", "-q", "-b", branch)
    (session.project / f"dirty90{NAMEABLE}"[:60]).write_text("x")
    console = session.open(size=(200, 60))
    console.wait_for(b"branch99", b"subject98")
    look_everywhere(console)
    assert_clean(console)


def test_show_prints_none_either(session: Session) -> None:
    session.program.start_engine()
    session.append(f"ERROR shown89 {POISON}")
    session.stored("shown89")
    for pane in ("events", "clusters", "flow", "budget", "jobs", "health"):
        for words in ([pane], [pane, "--json"]):
            done = subprocess.run(
                session.program.argv("show", *words), env=session.program.env, capture_output=True, check=False
            )
            assert foreign(done.stdout.replace(b"\t", b" ")) == [], (pane, words)


def test_the_judge_sees_what_it_must() -> None:
    for bad in (CLIPBOARD, CLEAR, "\u009b2J", "\u202e", "\u200b", "\x07", "\x1bPq\x1b\\", "\x1bc", "\ufeff", "\x1b[2K"):
        assert foreign(f"fine {bad} fine".encode()), repr(bad)
    assert foreign(b"\x1b[?1049h\x1b[1;1H\x1b[38;5;252;48;5;233mtext\x1b[0m\r\n\x1b]0;x1 p@vm\x07") == []


def look_everywhere(console: Terminal) -> None:
    """Make the console show what it knows: every pane alone, details, search, help."""
    for number in b"123456":
        console.press(bytes([number]) + b"z", b"\x1b[B\x1b[B\r", ESCAPE + b"z")
    console.press(b"g\r", ESCAPE + b"/front\r", ESCAPE + b"?", ESCAPE)


def assert_clean(console: Terminal) -> None:
    """Leave, and look at every byte that was printed."""
    console.press(ESCAPE, ESCAPE)
    console.send(b"q")
    assert console.ended() == 0
    printed = console.text()
    assert foreign(printed) == []
    assert sum(token.kind == "csi" and token.body == "?1049h" for token in tokens(printed)) == 1
    assert b"UFdORUQ=\x07" not in printed
    assert b"\x1b[2J" not in printed


class busy:  # noqa: N801 - reads as a word in `with`
    """Processes that work with a name and arguments that carry control bytes."""

    def __init__(self, folder: Path, name: str, poison: str) -> None:
        code = "import time\nwhile True:\n  for _ in range(400000): pass\n  time.sleep(0.05)\n"
        python = os.path.realpath(sys.executable)
        named = folder / f"proc97{name}"
        shutil.copy(python, named)
        self._argv = [os.fsencode(f"proc97{name}"), b"-c", code.encode(), os.fsencode(poison)]
        self._named = named
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "busy":
        self._process = subprocess.Popen(self._argv, executable=self._named, cwd=self._named.parent)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()
