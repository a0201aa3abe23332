"""The collector of caches: what jobs printed of them, and what compilers' caches count, at a slow pace."""

from collections.abc import Callable, Mapping
from functools import partial

from collectors.blocking import in_thread
from collectors.caches import compilers, outputs
from console.model.batch import Batch, Emit, Progress, Resume
from console.model.caches import CacheLook
from console.model.clock import Clock

INTERVAL = 30.0
EVERY = 10
SEEN = "outputs"

Ask = Callable[[Mapping[str, str]], compilers.Figures | None]
ASKED: Mapping[str, Ask] = {"ccache": compilers.ccache, "sccache": compilers.sccache}


class CacheCollector:
    """`jobs` is the folder of the jobs' attempts, `env` the environment in which compilers' caches are asked."""

    name = "caches"
    interval = INTERVAL

    def __init__(self, jobs: str, clock: Clock, env: Mapping[str, str], asked: Mapping[str, Ask] = ASKED) -> None:
        self._jobs = jobs
        self._clock = clock
        self._env = env
        self._asked = asked
        self._figures: dict[str, compilers.Figures] = {}

    async def run(self, emit: Emit, resume: Resume) -> None:
        """Look until cancelled; the compilers are asked every five minutes."""
        seen = int(resume.get(SEEN, b"0"))
        for tool in self._asked:
            if (stored := resume.get(tool)) is not None:
                hits, _, misses = stored.decode().partition(" ")
                self._figures[tool] = int(hits), int(misses)
        rounds = 0
        while True:
            seen = await self._printed(seen, emit)
            if rounds % EVERY == 0:
                await self._compilers(emit)
            rounds += 1
            await emit(Batch())
            await self._clock.sleep(INTERVAL)

    async def _printed(self, seen: int, emit: Emit) -> int:
        """What jobs that ended since have printed; returns when the last of them did."""
        for output in await in_thread(partial(outputs.ended, self._jobs, seen)):
            looks = await in_thread(partial(_looks, output))
            seen = output.time
            await emit(Batch(caches=looks, progress=(Progress(SEEN, str(seen).encode()),)))
        return seen

    async def _compilers(self, emit: Emit) -> None:
        for tool, ask in self._asked.items():
            figures = await in_thread(partial(ask, self._env))
            if figures is None:
                continue
            before = self._figures.get(tool)
            self._figures[tool] = figures
            progress = (Progress(tool, f"{figures[0]} {figures[1]}".encode()),)
            await emit(Batch(caches=self._grown(tool, before, figures), progress=progress))

    def _grown(self, tool: str, before: compilers.Figures | None, now: compilers.Figures) -> tuple[CacheLook, ...]:
        """What came since the last look; figures that shrank were zeroed, and count from there."""
        if before is None or before == now:
            return ()
        grown = now if now[0] < before[0] or now[1] < before[1] else (now[0] - before[0], now[1] - before[1])
        look = CacheLook(tool=tool, time=self._clock.now(), source="its own figures", hits=grown[0], misses=grown[1])
        return (look,)


def _looks(output: outputs.Output) -> tuple[CacheLook, ...]:
    """What an attempt printed of caches; the recogniser is imported with the first."""
    from collectors.caches.recognise import recognise

    return recognise(outputs.lines(output.folder), output.name, output.time / 1e9)
