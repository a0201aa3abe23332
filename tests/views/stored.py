"""A state directory with a store in it, filled by the real writer from the fixture frames."""

import time
from pathlib import Path

from msgspec import structs

from console.model.batch import Batch, Count, Sample, State
from console.model.event import Draft, Severity
from console.model.frame import Frame
from console.model.hlc import HybridClock
from console.model.source import Freshness, SourceState
from console.store import statedir
from console.store.writer import Writer
from tests.views import frames


async def fill(project: Path, folder: Path, drafts: list[Draft], frame: Frame | None = None) -> statedir.StateDir:
    """Store the drafts and, moved to now, what the frame holds."""
    state = statedir.open_state(str(project), str(folder))
    writer = await Writer.open(state.store, HybridClock(time.time), state.node, project=str(project))
    try:
        await writer.write([("logs", Batch(events=tuple(drafts)))])
        if frame is not None:
            await _store(writer, frame)
    finally:
        await writer.close()
    return state


async def _store(writer: Writer, frame: Frame) -> None:
    now = time.time()
    for source in frame.sources:
        await writer.set_source(SourceState(source.name, Freshness.LIVE, now, source.interval))
    samples = [
        Sample(now - frame.at + t, s.name, value, s.unit, s.limit)
        for s in frame.series.values()
        for t, value in s.points
    ]
    counts = [
        Count(int(now // 60) - 59 + i, "app.log", severity, minute.by_severity[severity])
        for i, minute in enumerate(frame.minutes)
        for severity in Severity
        if minute.by_severity[severity]
    ]
    rows = [structs.asdict(row) for row in frame.processes]
    states = [State("processes", "table", rows), State("git", "head", structs.asdict(frame.git) if frame.git else None)]
    await writer.write([("machine", Batch(samples=tuple(samples), counts=tuple(counts), states=tuple(states)))])
    if frame.health is not None:
        await writer.set_health(structs.replace(frame.health, updated=now))


def drafts(n: int, *, ago: float = 1000.0) -> list[Draft]:
    """`n` events of all kinds, one a second, the first `ago` seconds before now."""
    begin = time.time() - ago
    found = []
    for i in range(n):
        event = frames.page("storm").events[i % 60]
        values = {name: getattr(event, name) for name in Draft.__struct_fields__}
        failing = f"t1:{event.template}" if event.severity >= Severity.WARNING else ""
        found.append(Draft(**values | {"time": begin + i, "text": f"{event.text} #{i}", "fingerprint": failing}))
    return found
