"""What must hold after every fault: the store is sound, progress and events agree, nothing acknowledged is lost."""

import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import eventually
from tests.e2e.support import Session

NUMBER = re.compile(r"unit (\d+) broke")


def lines(first: int, count: int) -> list[str]:
    """Notable lines, each with a number of its own, none like its neighbours."""
    return [f"ERROR unit {number} broke" for number in range(first, first + count)]


def numbers(session: Session) -> list[int]:
    """The numbers of the stored lines, in the order of the store."""
    return [int(found[1]) for text in session.texts() if (found := NUMBER.search(text))]


def agrees(session: Session, written: int) -> None:
    """Wait until every line that was written is counted and stored once and in order, up to the last byte."""
    size = session.log.stat().st_size
    eventually(lambda: session.offset(session.log.name) == size, seconds=60, what=f"all {size} bytes read")
    assert numbers(session) == list(range(written))
    assert session.lines() == written + 1, "the lines that were counted (one is the first of the log)"
    assert session.sound()


def consistent(session: Session) -> None:
    """What is stored is a beginning of what was written, counted and positioned as far as it is stored."""
    assert session.sound()
    found = numbers(session)
    assert found == list(range(len(found)))
    offset = session.offset(session.log.name)
    if offset > 0:
        read = session.log.read_bytes()[:offset]
        assert read.endswith(b"\n")
        assert session.lines() == read.count(b"\n")
        assert found == [int(number) for number in re.findall(rb"unit (\d+) broke", read)]


class Figures:
    """Measured seconds, told at the end."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._seconds: list[float] = []

    def since(self, begun: float) -> None:
        """Note the time since `begun` (monotonic seconds)."""
        self._seconds.append(time.monotonic() - begun)

    def tell(self) -> None:
        """Print median and range."""
        ordered = sorted(self._seconds)
        middle = ordered[len(ordered) // 2]
        print(f"{self._what}: n {len(ordered)}, median {middle:.2f} s, {ordered[0]:.2f} to {ordered[-1]:.2f} s")


def injecting(session: Session, *rules: str, paths: Sequence[Path] = ()) -> list[str]:
    """A command line that runs an engine whose system calls fail by these rules, on these files only."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    probe = subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", "true"], check=False, capture_output=True)
    if probe.returncode:
        pytest.skip("strace may not trace here")
    calls = sorted({rule.partition(":")[0] for rule in rules})
    argv = ["strace", "-f", "-qq", "-o", str(session.state.parent / "strace.out"), "-e", f"trace={','.join(calls)}"]
    for rule in rules:
        argv += ["-e", f"inject={rule}"]
    for path in paths:
        argv += ["-P", str(path)]
    return [*argv, *session.program.argv("engine")]
