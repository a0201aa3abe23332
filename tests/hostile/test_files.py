"""B1 to B3, B7 to B10: files no log collector wishes for, followed by a real engine."""

import gzip
import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from console.text import excerpt
from tests.conftest import eventually
from tests.e2e.support import Session

pytestmark = pytest.mark.engine

MIB = 1024 * 1024


def peak(pid: int) -> int:
    """The most memory a process ever had, in bytes."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def test_b01_file_name_that_is_not_utf8(session: Session) -> None:
    session.program.start_engine()
    bad = session.log.parent / os.fsdecode(b"bad\xff\nname.log")
    bad.write_text("ERROR inside01 it\n")
    session.stored("inside01")
    event = next(event for event in session.events("log.line") if "inside01" in event.text)
    assert event.attrs["file"].isprintable()
    assert event.attrs["file"].endswith("bad\\xff␊name.log")
    around = excerpt.read(event.attrs["file"], event.attrs["offset"])
    assert (around.lines[around.index][1], around.note) == ("ERROR inside01 it", "")
    session.append("ERROR neighbour01 it")
    with bad.open("a") as stream:
        stream.write("ERROR again01 it\n")
    session.stored("neighbour01", "again01")
    assert [session.count(word) for word in ("inside01", "neighbour01", "again01")] == [1, 1, 1]


def test_b02_more_files_than_the_kernel_can_tell_of(session: Session) -> None:
    session.configure(logs="max_files = 20000")
    engine = session.program.start_engine()
    session.append("ERROR ready02 it")
    session.stored("ready02")
    engine.send_signal(signal.SIGSTOP)
    for number in range(12_000):
        (session.log.parent / f"many{number}.log").write_text(f"ERROR unit {number} broke\n")
    engine.send_signal(signal.SIGCONT)
    begun = time.monotonic()
    eventually(lambda: session.lines() >= 12_002, seconds=100, what="every file read")
    print(f"12,000 files read {time.monotonic() - begun:.1f} s after SIGCONT")
    assert session.lines() == 12_002
    eventually(lambda: "watch overflow, rescanned" in session.notices(), what="the overflow is told")
    eventually(lambda: "watch overflow, rescanned" in str(session.show("health")["notices"]), what="and stored")
    assert psutil.Process(engine.pid).num_fds() < 400


def test_b03_a_line_of_100_mb(session: Session) -> None:
    engine = session.program.start_engine()
    session.append("ERROR ready03 it")
    session.stored("ready03")
    before = psutil.Process(engine.pid).memory_info().rss
    with session.log.open("ab") as log:
        log.write(b"ERROR long03 ")
        for _ in range(100):
            log.write(b"x" * MIB)
        log.write(b"\nERROR after03 it\n")
    session.stored("after03")
    grown = peak(engine.pid) - before
    print(f"memory grew by {grown / MIB:.1f} MiB")
    assert grown < 32 * MIB
    long = next(event for event in session.events("log.line") if "long03" in event.text)
    assert len(long.text) <= 70_000
    assert "bytes" in long.text[-60:]
    assert session.offset("app.log") == session.log.stat().st_size
    console = session.open()
    console.wait_for(b"long03", b"after03")
    console.press(b"g\r", b"\x1b[27u")
    console.send(b"q")
    assert console.ended() == 0


def test_b07_utf16_broken_utf8_nul_hole_and_binary(session: Session) -> None:
    session.program.start_engine()
    logs = session.log.parent
    wide = "ERROR wide07 grün\n".encode("utf-16")
    broken = b"ERROR broken07 \xff\xfe\xc3( it\n"
    hole = b"ERROR before07 it\n" + b"\0" * 4096 + b"ERROR behind07 it\n" + b"\0" * 70_000
    binary = b"\x7fELF\0\0\0\1\2\3" * 500 + b"\nERROR binary07 it\n"
    contents = {"wide.log": wide, "broken.log": broken, "hole.log": hole, "binary.log": binary}
    for name, content in contents.items():
        (logs / name).write_bytes(content)
    session.stored("wide07 grün", "broken07", "before07", "behind07")
    assert all(text.isprintable() for text in session.texts())
    assert session.count("binary07") == 0
    eventually(lambda: session.events("log.binary"), what="the binary file is told")
    for name in ("wide.log", "broken.log", "hole.log"):
        eventually(
            lambda name=name: (
                session.offset(name) == len(contents[name].rstrip(b"\0") if name == "hole.log" else contents[name])
            ),
            what=f"the exact offset of {name}",
        )


def test_b08_truncated_and_regrown_while_down(session: Session) -> None:
    engine = session.program.start_engine()
    session.append(*(f"ERROR old08-{n} it" for n in range(50)))
    session.stored("old08-49")
    engine.kill()
    engine.wait()
    content = session.log.read_bytes()
    (session.log.parent / "app.log.1").write_bytes(content)
    session.log.write_bytes(b"")
    session.append(*(f"ERROR new08-{n} it" for n in range(200)))
    assert session.log.stat().st_size > len(content)
    session.program.start_engine()
    session.stored("new08-199")
    session.append("ERROR last08 it")
    session.stored("last08")
    found = [text.split()[1] for text in session.texts() if "08-" in text]
    assert sorted(found) == sorted([*(f"old08-{n}" for n in range(50)), *(f"new08-{n}" for n in range(200))])


def test_b09_a_gzip_bomb_and_a_truncated_gzip(session: Session) -> None:
    engine = session.program.start_engine()
    session.append("ERROR ready09 it")
    session.stored("ready09")
    before = psutil.Process(engine.pid).memory_info().rss
    member = gzip.compress(b"INFO all is well\n" * (MIB // 17) * 16, 9)
    with (session.log.parent / "bomb.log.1.gz").open("wb") as bomb:
        for _ in range(640):
            bomb.write(member)
    whole = gzip.compress(os.urandom(4096) + b"\nINFO x\n" * 9999)
    (session.log.parent / "cut.log.1.gz").write_bytes(whole[: len(whole) // 2])
    eventually(lambda: len(session.events("log.archive")) >= 2, seconds=90, what="both archives are told")
    session.append("ERROR after09 it")
    session.stored("after09")
    said = [event.text for event in session.events("log.archive")]
    assert len(said) == 2, said
    assert any("bomb.log" in text and "256 MiB" in text for text in said), said
    assert any("cut.log" in text and "damaged" in text for text in said), said
    grown = peak(engine.pid) - before
    print(f"memory grew by {grown / MIB:.1f} MiB")
    assert grown < 64 * MIB


def test_b10_devices_pipes_and_loops_behind_log_names(session: Session) -> None:
    logs = session.log.parent
    (logs / "zero.log").symlink_to("/dev/zero")
    (logs / "tty.log").symlink_to("/dev/tty")
    (logs / "kernel.log").symlink_to("/proc/kmsg")
    (logs / "dangling.log").symlink_to("nowhere")
    (logs / "self.log").symlink_to("self.log")
    (logs / "up").symlink_to("..")
    (logs / "socket.log").symlink_to(session.state / "engine.sock")
    os.mkfifo(logs / "pipe.log")
    engine = session.program.start_engine()
    session.append("ERROR real10 it")
    session.stored("real10")
    assert session.count("real10") == 1
    assert set(session.positions()) == {"app.log"}
    opened = {os.path.realpath(f"/proc/{engine.pid}/fd/{fd}") for fd in os.listdir(f"/proc/{engine.pid}/fd")}
    assert not opened & {"/dev/zero", "/dev/tty", "/proc/kmsg", str(logs / "pipe.log")}
    engine.terminate()
    assert engine.wait(20) == 0


def test_b14_names_that_a_shell_would_obey(session: Session) -> None:
    session.configure_all()
    project = session.project
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@t"]
    for words in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "$(touch PWNED) `touch PWNED`; touch PWNED"]):
        subprocess.run([*git, *words], cwd=project, check=True, timeout=30)
    subprocess.run([*git, "checkout", "-q", "-b", "x;touch${IFS}PWNED;$(touch${IFS}PWNED)#"], cwd=project, check=True)
    for name in ('"; touch PWNED #.log', "$(touch PWNED).log", "--upload-pack=touch PWNED.log", "`touch PWNED`.log"):
        (session.log.parent / name).write_text("ERROR inside14 $(touch PWNED) `touch PWNED` | touch PWNED\n")
    console = session.open()
    console.wait_for(b"inside14", b"PWNED;$(touch")
    eventually(lambda: session.count("inside14") == 4, what="all four files")
    console.press(b"g\r", b"\x1b[27u", b"y", b"Y", b"s", b":", b"source.restart $(touch PWNED)\r")
    console.send(b"\x1b[27uq")
    console.ended()
    assert not list(session.state.parent.parent.rglob("PWNED"))
    assert not Path("PWNED").exists()


def test_b15_a_repository_full_of_traps(session: Session) -> None:
    session.configure_all()
    project = session.project
    trap = session.state.parent / "trap"
    trap.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{session.state.parent}/SPRUNG'\ncat\n")
    trap.chmod(0o755)
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@t"]
    subprocess.run([*git, "init", "-q"], cwd=project, check=True, timeout=30)
    (project / "kept.txt").write_text("one\n")
    subprocess.run([*git, "add", "kept.txt"], cwd=project, check=True, timeout=30)
    subprocess.run([*git, "commit", "-q", "-m", "kept15"], cwd=project, check=True, timeout=30)
    (project / ".gitattributes").write_text("* filter=trap diff=trap\n")
    for key in ("core.fsmonitor", "filter.trap.clean", "filter.trap.smudge", "filter.trap.process", "diff.trap.command",
                "diff.trap.textconv", "diff.external", "core.pager", "core.sshCommand", "core.editor", "gpg.program",
                "core.askPass", "credential.helper"):  # fmt: skip
        subprocess.run([*git, "config", key, str(trap)], cwd=project, check=True, timeout=30)
    subprocess.run([*git, "config", "log.showSignature", "true"], cwd=project, check=True, timeout=30)
    for hook in ("post-index-change", "pre-commit", "post-checkout", "reference-transaction", "fsmonitor-watchman"):
        (project / ".git" / "hooks" / hook).write_bytes(trap.read_bytes())
        (project / ".git" / "hooks" / hook).chmod(0o755)
    (project / "kept.txt").write_text("changed\n")
    console = session.open()
    console.wait_for(b"kept15")
    console.wait_for(b"dirty")
    session.program.run("doctor", check=None)
    console.send(b"q")
    assert console.ended() == 0
    assert not (session.state.parent / "SPRUNG").exists(), (session.state.parent / "SPRUNG").read_text()
