"""B5, B6, B11 to B13: text that misleads, injects, leaks or is meant for another interpreter."""

import os
import re
import shutil
import subprocess
import sys
import time

import pytest

from console.model.frame import EventQuery
from console.store.reader import PatternError
from tests.conftest import eventually
from tests.e2e.sequences import foreign, tokens
from tests.e2e.support import Session
from tests.e2e.terminal import ESCAPE

pytestmark = pytest.mark.engine

MARKUP = "x [/foo] [bold and [@click=app.quit]q[/] [link=file:///etc]z"
SECRETS = {
    "github": "ghp_" + "a1B2c3D4e5" * 3 + "F6g7H8",
    "aws": "AKIA" + "QWERTYUIOP234567",
    "jwt": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0."
    + "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "password": "hunter2secret",
}


def leaking(name: str) -> str:
    """A line that gives a secret away."""
    return f"ERROR leak-{name} https://bob:{SECRETS[name]}@example.org/x" if name == "password" else (
        f"ERROR leak-{name} token {SECRETS[name]} refused"
    )  # fmt: skip


def test_b05_bidi_zero_width_and_stacked_marks(session: Session) -> None:
    session.program.start_engine()
    session.append("ERROR bidi05 \u202egnp.exe \u200b\u2066 it", f"ERROR stacked05 a{chr(0x301) * 200}b it")
    session.append("ERROR wide05 漢字 ｆｕｌｌ it")
    session.stored("bidi05", "stacked05", "wide05")
    bidi = next(text for text in session.texts() if "bidi05" in text)
    assert "\\u202egnp.exe \\u200b\\u2066" in bidi
    stacked = next(text for text in session.texts() if "stacked05" in text)
    assert stacked.count(chr(0x301)) <= 8
    console = session.open()
    console.wait_for(b"bidi05", b"stacked05", b"wide05")
    console.send(b"q")
    assert console.ended() == 0
    assert foreign(console.text()) == []
    assert chr(0x301).encode() * 9 not in console.text()


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_b05_the_columns_stay_in_place(session: Session) -> None:
    session.program.start_engine()
    session.append(f"ERROR wide05 漢字漢字 e{chr(0x301) * 3} \u202e it", "ERROR plain05 it")
    session.stored("wide05", "plain05")
    tmux = ["tmux", "-S", str(session.state.parent / "tmux"), "-f", "/dev/null"]
    env = {**session.program.env, "TERM": "xterm-256color"}
    size = ["new-session", "-d", "-x", "120", "-y", "35"]
    subprocess.run([*tmux, "-u", *size, *session.program.argv()], env=env, check=True, timeout=20)
    try:

        def rows() -> list[str]:
            argv = [*tmux, "capture-pane", "-p"]
            shot = subprocess.run(argv, env=env, check=True, capture_output=True, text=True, timeout=20).stdout
            return [row for row in shot.splitlines() if "wide05 漢字" in row or "plain05" in row]

        eventually(lambda: len(rows()) >= 2, what="both lines on the screen")
        from console.text.width import cells

        assert {(cells(row), row[-1]) for row in rows()} == {(120, "│")}
    finally:
        subprocess.run([*tmux, "kill-server"], check=False, capture_output=True, timeout=20)


def test_b06_markup_is_text_everywhere(session: Session) -> None:
    session.configure_all()
    subprocess.run(["git", "init", "-q"], cwd=session.project, check=True, timeout=30)
    author = ["git", "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "--allow-empty", "-m"]
    subprocess.run([*author, f"subject06 {MARKUP}"], cwd=session.project, check=True, timeout=30)
    (session.log.parent / "name06 [foo] [bold.log").write_text("ERROR inside06 it\n")
    session.append(f"ERROR line06 {MARKUP}")
    console = session.open()
    console.wait_for(b"line06 x [/foo] [bold and [@click=app.quit]q[/]", b"subject06 x [/foo]", b"inside06")
    for number in b"123456":
        console.press(bytes([number]) + b"z", b"\x1b[B\r", ESCAPE + b"z")
    console.press(b"6/[/foo]", b"\r", ESCAPE, b"&[@click", ESCAPE, b":[bold] [/x]", b"\r", b"@[/bold]", b"\r")
    assert console.process.poll() is None
    console.press(ESCAPE, ESCAPE, ESCAPE, ESCAPE)
    mark = console.mark
    console.press(b"\x0c")
    console.wait_for(b"[/foo]", since=mark)
    console.send(b"\x03\x03")
    assert console.ended() == 0
    assert foreign(console.text()) == []
    assert not any(token.kind == "osc" and token.body.startswith("8;") for token in tokens(console.text()))


def test_b11_secrets_are_nowhere(session: Session) -> None:
    session.configure_all()
    code = "import time; time.sleep(600)"
    holder = subprocess.Popen([sys.executable, "-c", code, f"--token={SECRETS['github']}", SECRETS["jwt"]])
    try:
        console = session.open()
        session.append(*(leaking(name) for name in SECRETS))
        half = leaking("github").replace("leak-", "split-")
        with session.log.open("a") as log:
            log.write(half[: half.index("ghp_") + 14])
            log.flush()
            session.append_elsewhere("ERROR between11 it")
            session.stored("between11")
            log.write(half[half.index("ghp_") + 14 :] + "\n")
        session.stored(*(f"leak-{name}" for name in SECRETS), "split-github")
        console.press(b"5z", ESCAPE + b"6g\r", ESCAPE + b"Y", b"s")
        printed = (
            session.program.run("show", "events", "--json").stdout + session.program.run("show", "clusters").stdout
        )
        printed += session.program.run("show", "jobs", "--json", check=None).stdout
        session.program.run("record", str(session.state.parent / "recording"))
        session.program.run("engine", "stop")
        console.send(b"\x03\x03")
        assert console.ended() == 0
    finally:
        holder.kill()
        holder.wait()
    kept = b"".join(path.read_bytes() for path in session.state.parent.rglob("*") if path.is_file())
    for name, secret in SECRETS.items():
        for place, text in {"store": kept, "screen": console.text(), "show": printed.encode()}.items():
            assert secret.encode() not in text, f"{name} in {place}"
            assert secret[4:].encode() not in text, f"the end of {name} in {place}"


def test_b12_patterns_that_take_for_ever_or_are_not_supported(session: Session) -> None:
    session.program.start_engine()
    session.append("ERROR big12 " + "a" * 50_000 + "!", "ERROR small12 it")
    session.stored("big12", "small12")
    reader = session.reader()
    reader.events(EventQuery(pattern="x"))
    begun = time.perf_counter()
    page = reader.events(EventQuery(pattern="(a+)+$"))
    print(f"(a+)+$ took {1000 * (time.perf_counter() - begun):.1f} ms")
    assert [event.text.split()[1] for event in page.events if "small12" in event.text] == []
    for unsupported in ("(?=x)", "(?<!a)b", r"(a)\1"):
        with pytest.raises(PatternError, match="not understood"):
            reader.events(EventQuery(pattern=unsupported))
    reader.close()
    console = session.open()
    console.wait_for(b"small12")
    console.press(b"&(a+)+$", b"\r", ESCAPE)
    mark = console.mark
    console.press(b"&(?=x)")
    console.wait_for(b"not a pattern", since=mark)
    console.press(ESCAPE)
    console.send(b"q")
    assert console.ended() == 0


def test_b12_an_unsupported_format_is_named_and_the_rest_goes_on(session: Session) -> None:
    session.configure(logs="[[logs.formats]]\nname = 'mine12'\npattern = '(?=x)(?P<time>.)'")
    checked = session.program.run("config", "check", check=2)
    assert "mine12: the pattern is not supported" in checked.stdout
    session.program.start_engine()
    session.append("ERROR other12 it")
    session.stored("other12")
    eventually(lambda: "mine12: the pattern is not supported" in session.notices(), what="the engine names it")


def test_b13_filters_that_look_like_sql(session: Session) -> None:
    session.program.start_engine()
    session.append("ERROR quote13 ' OR 1=1;-- it", "ERROR percent13 %_% it", "ERROR other13 NEAR(a b) it")
    session.stored("quote13", "percent13", "other13")
    reader = session.reader()
    found = {
        pattern: [event.text for event in reader.events(EventQuery(pattern=pattern)).events]
        for pattern in ("' OR 1=1;--", "%_%", r"NEAR\(a b\)", "'; DROP TABLE events;--", "%", "_____________")
    }
    reader.close()
    assert [len(texts) for texts in found.values()] == [1, 1, 1, 0, 1, 0], found
    with session.database() as conn:
        before = conn.execute("SELECT count(*) FROM events").fetchone()
    console = session.open()
    console.wait_for(b"quote13")
    for pattern in (b"' OR 1=1;--", b"'; DROP TABLE events;--", b'" OR "" NEAR *'):
        console.press(b"&" + pattern, b"\r", ESCAPE, ESCAPE, b"/" + pattern, b"\r", ESCAPE)
    console.send(b"q")
    assert console.ended() == 0
    with session.database() as conn:
        assert conn.execute("SELECT count(*) FROM events").fetchone() >= before
    assert session.sound()


def test_b04_stored_text_is_printable_whatever_came(session: Session) -> None:
    session.program.start_engine()
    with session.log.open("ab") as log:
        for number in range(256):
            log.write(b"ERROR byte04-%d " % number + (bytes([number]) if number != 10 else b"") + b" end\n")
        log.write(b"ERROR last04 it\n")
    session.stored("last04")
    assert all(text.replace("\t", "").isprintable() for text in session.texts())
    found = {int(number) for text in session.texts() for number in re.findall(r"byte04-(\d+)", text)}
    assert set(range(256)) - found <= {13}  # what follows a carriage return stands in place of what was before
    assert os.stat(session.log).st_size == eventually(
        lambda: session.offset("app.log") == session.log.stat().st_size and session.offset("app.log")
    )
