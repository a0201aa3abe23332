"""What the store's tests share: a clock moved by hand, drafts, a writer that is always closed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from console.model.batch import Batch
from console.model.event import Draft, Event, Severity, Voice
from console.model.hlc import HybridClock
from console.store.ballast import Ballast
from console.store.reader import Reader
from console.store.writer import Writer

START = 1_795_000_000.0


class Wall:
    """A wall clock that stands until it is moved."""

    def __init__(self, now: float = START) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def draft(
    time: float = START,
    severity: Severity = Severity.ERROR,
    text: str = "it failed",
    template: str = "it failed",
    **attrs: object,
) -> Draft:
    return Draft(
        time=time, source="logs", kind="log.line", voice=Voice.RUSTBELT, severity=severity, text=text,
        template=template, attrs=attrs,
    )  # fmt: skip


def events(*drafts: Draft) -> list[tuple[str, Batch]]:
    return [("logs", Batch(events=drafts))]


@asynccontextmanager
async def opened(folder: Path, wall: Wall | None = None, ballast: int = 4096) -> AsyncIterator[Writer]:
    writer = await Writer.open(
        store(folder),
        HybridClock(wall or Wall()),
        "node",
        project="/project",
        ballast=Ballast(str(folder / "ballast"), ballast),
    )
    try:
        yield writer
    finally:
        await writer.close()


def store(folder: Path) -> str:
    return str(folder / "store.sqlite")


def reader(folder: Path, now: float = START) -> Reader:
    return Reader(store(folder), now=lambda: now)


async def write_all(folder: Path, batches: list[tuple[str, Batch]], wall: Wall | None = None) -> tuple[Event, ...]:
    async with opened(folder, wall) as writer:
        return (await writer.write(batches)).events


def content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
