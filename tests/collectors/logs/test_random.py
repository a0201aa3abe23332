"""Random histories of a log file: whatever rotation does to it, every line arrives exactly once."""

import asyncio
import gzip
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.collectors.logs.support import Tail, append, bad

STEPS = (
    "append", "append", "append", "partial", "rename", "rename", "copytruncate", "truncate", "regrow", "delete",
    "swap", "compress", "restart", "pause", "settle",
)  # fmt: skip
KEPT = 6


class History:
    """Does things to `app.log` and remembers which lines must arrive."""

    def __init__(self, tail: Tail) -> None:
        self.tail = tail
        self.folder = tail.folder
        self.path = tail.folder / "app.log"
        self.written: list[str] = []
        self.unfinished = ""

    def line(self) -> str:
        """A new line that must arrive."""
        self.written += bad(len(self.written))
        return self.written[-1]

    async def step(self, name: str) -> None:
        """Do one thing; what destroys unread lines waits until they were read."""
        if self.unfinished and name != "partial":
            self.finish()
        if name in ("truncate", "regrow", "delete"):
            await self.settle()
        done = getattr(self, name)()
        if done is not None:
            await done

    def append(self) -> None:
        append(self.path, self.line(), "fine", self.line())

    def partial(self) -> None:
        if self.unfinished:
            self.finish()
            return
        line = self.line()
        self.unfinished = line[8:]
        with self.path.open("a") as stream:
            stream.write(line[:8])

    def finish(self) -> None:
        append(self.path, self.unfinished)
        self.unfinished = ""

    def parts(self) -> list[Path]:
        """The rotated parts, the oldest first."""
        return sorted(self.folder.glob("app.log.*"), key=lambda path: -int(path.name.split(".")[2]))

    def rotate(self) -> None:
        """Make room for a new `app.log.1`."""
        for part in self.parts():
            pieces = part.name.split(".")
            pieces[2] = str(int(pieces[2]) + 1)
            part.rename(self.folder / ".".join(pieces))

    def rename(self) -> None:
        if self.path.exists():
            self.rotate()
            self.path.rename(self.folder / "app.log.1")

    def copytruncate(self) -> None:
        if self.path.exists():
            self.rotate()
            shutil.copy(self.path, self.folder / "app.log.1")
            os.truncate(self.path, 0)

    def truncate(self) -> None:
        if self.path.exists():
            os.truncate(self.path, 0)

    def regrow(self) -> None:
        size = self.path.stat().st_size if self.path.exists() else 0
        lines = [self.line()]
        while sum(len(line) + 1 for line in lines) <= size:
            lines.append(self.line())
        self.path.write_text("".join(f"{line}\n" for line in lines))

    def delete(self) -> None:
        self.path.unlink(missing_ok=True)

    def swap(self) -> None:
        """Another file under the same name, the old one elsewhere."""
        if self.path.exists():
            self.path.rename(self.folder / f"other{len(self.written)}.log")
        append(self.path, self.line())

    def compress(self) -> None:
        plain = [part for part in self.parts() if part.suffix != ".gz"]
        if plain:
            packed = plain[0].with_name(plain[0].name + ".gz")
            packed.write_bytes(gzip.compress(plain[0].read_bytes()))
            shutil.copystat(plain[0], packed)
            plain[0].unlink()

    async def restart(self) -> None:
        await self.tail.stop()
        await self.tail.start()

    async def pause(self) -> None:
        await asyncio.sleep(0.06)

    async def settle(self) -> None:
        """Wait until everything written so far arrived."""
        self.tail.clock.ahead += 2
        await self.tail.until(lambda: len(self.tail.texts()) >= len(self.written), f"{len(self.written)} lines")


async def live(steps: list[str], folder: Path) -> None:
    """One history from its first line to the last."""
    tail = Tail(folder)
    history = History(tail)
    history.append()
    await tail.start()
    try:
        for name in steps:
            await history.step(name)
        if history.unfinished:
            history.finish()
        await history.settle()
        await tail.quiet()
        assert sorted(tail.texts()) == sorted(history.written), steps
    finally:
        await tail.stop()


def run(steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live(steps, Path(folder)))


HISTORIES = st.lists(st.sampled_from(STEPS), max_size=12)
CALM = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=8, deadline=None, suppress_health_check=CALM, derandomize=True, database=None)
@given(HISTORIES)
def test_every_line_arrives_once_whatever_happens_to_the_file(steps: list[str]) -> None:
    run(steps)


@pytest.mark.full
@pytest.mark.timeout(1800)
@settings(max_examples=400, deadline=None, suppress_health_check=CALM, database=None)
@given(HISTORIES)
def test_every_line_arrives_once_in_many_histories(steps: list[str]) -> None:
    run(steps)
