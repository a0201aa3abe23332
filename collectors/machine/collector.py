"""The machine collector: reads every meter at a fixed interval, disks less often, and says what it cannot read."""

from collections.abc import Callable, Sequence

from collectors.machine.disks import Disks
from collectors.machine.limits import Limits
from collectors.machine.meters import CpuMeter, NetMeter, read_descriptors, read_load, read_memory, read_pressure
from console.model.batch import Batch, Emit, Progress, Resume, Sample, State
from console.model.clock import Clock
from console.model.settings import MachineSettings

FIRST_SPAN_S = 0.5
_LEVELS = "levels"


class MachineCollector:
    """Measures CPU, memory, swap, disks, inodes, descriptors, load, network and pressure.

    `folders` (the project, the state directory) lie on file systems that are measured whatever they are. `slower` is
    the factor by which the interval is longer at the moment.
    """

    name = "machine"

    def __init__(
        self,
        settings: MachineSettings,
        clock: Clock,
        folders: Sequence[str] = (),
        slower: Callable[[], float] = lambda: 1.0,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._folders = folders
        self._slower = slower

    @property
    def interval(self) -> float:
        """Seconds between samples."""
        return self._settings.interval_s

    async def run(self, emit: Emit, resume: Resume) -> None:
        """Measure until cancelled."""
        watch = _Watch(self._clock, Disks(self._folders), Limits.load(resume.get(_LEVELS)))
        await self._clock.sleep(FIRST_SPAN_S)
        while True:
            began = self._clock.monotonic()
            await emit(await watch.look())
            spent = self._clock.monotonic() - began
            interval = self.interval * self._slower()
            await self._clock.sleep(max(interval - spent, interval / 2))


class _Watch:
    """One reading of everything, and what was told so far."""

    def __init__(self, clock: Clock, disks: Disks, limits: Limits) -> None:
        self._clock = clock
        self._disks = disks
        self._limits = limits
        self._cpu = CpuMeter()
        self._net = NetMeter()
        self._net.read(clock.now(), clock.monotonic())
        self._notes: dict[str, list[str]] | None = None
        self._saved = limits.save()

    async def look(self) -> Batch:
        """All samples, what came near its limit, and what changed of the things that cannot be measured."""
        now, monotonic = self._clock.now(), self._clock.monotonic()
        samples = [
            *self._cpu.read(now),
            *read_memory(now),
            *read_descriptors(now),
            *read_load(now),
            *self._net.read(now, monotonic),
            *read_pressure(now),
            *await self._disks.samples(now, monotonic),
        ]
        events = tuple(self._limits.observe(samples))
        states, progress = self._noted(samples), self._progress()
        return Batch(samples=tuple(samples), events=events, states=states, progress=progress)

    def _noted(self, samples: Sequence[Sample]) -> tuple[State, ...]:
        """What is not measured and why, as the state `machine`/`notes`, when it changed."""
        kinds = {sample.series.partition(".")[0] for sample in samples}
        notes = {
            "absent": [what for what in ("swap", "pressure") if what not in kinds],
            "skipped": list(self._disks.skipped),
            "silent": list(self._disks.silent),
        }
        if notes == self._notes:
            return ()
        self._notes = notes
        return (State("machine", "notes", notes),)

    def _progress(self) -> tuple[Progress, ...]:
        saved = self._limits.save()
        if saved == self._saved:
            return ()
        self._saved = saved
        return (Progress(_LEVELS, saved),)
