"""Space and inodes of each disk; a file system that does not answer holds nobody up."""

import asyncio
import os
from collections.abc import Callable, Sequence
from functools import partial

from collectors.blocking import in_thread
from collectors.foreign import safe_path
from collectors.machine.mounts import Choice, Mount, choose, read
from console.model.batch import Sample

EVERY_S = 10.0
REPEAT_S = 60.0
PATIENCE_S = 2.0


class Disks:
    """Measures every ten seconds; a figure is told when it changed, and once a minute.

    `always` are folders whose file systems are measured whatever they are.
    """

    def __init__(
        self,
        always: Sequence[str],
        mounts: Callable[[], list[Mount]] = read,
        usage: Callable[[str], os.statvfs_result] = os.statvfs,
        patience: float = PATIENCE_S,
    ) -> None:
        self._always = [os.path.realpath(folder) for folder in always]
        self._mounts = mounts
        self._usage = usage
        self._patience = patience
        self._due = float("-inf")
        self._asked: dict[str, asyncio.Future[os.statvfs_result]] = {}
        self._told: dict[str, tuple[float, float, float | None]] = {}
        self.skipped: tuple[str, ...] = ()
        self.silent: tuple[str, ...] = ()

    async def samples(self, now: float, monotonic: float) -> list[Sample]:
        """What changed, stamped with `now`; afterwards `skipped` and `silent` name what could not be measured."""
        if monotonic < self._due:
            return []
        self._due = monotonic + EVERY_S
        choice = choose(self._mounts(), self._always)
        answers = await self._ask(choice)
        self.skipped = tuple(f"{safe_path(mount.point)} ({mount.kind})" for mount in choice.skipped)
        self.silent = tuple(safe_path(m.point) for m in choice.measured if m.point in self._asked)
        found = [sample for mount, usage in answers for sample in measured(mount, usage, now)]
        return [sample for sample in found if self._news(sample, monotonic)]

    async def _ask(self, choice: Choice) -> list[tuple[Mount, os.statvfs_result]]:
        """Ask all at once; one that did not answer an earlier question is not asked again before it does."""
        fresh = [mount.point for mount in choice.measured if mount.point not in self._asked]
        for point in fresh:
            self._asked[point] = in_thread(partial(self._usage, point))
        if fresh:
            await asyncio.wait([self._asked[point] for point in fresh], timeout=self._patience)
        done = {point: self._asked.pop(point) for point in list(self._asked) if self._asked[point].done()}
        return [(m, done[m.point].result()) for m in choice.measured if m.point in done and _answered(done[m.point])]

    def _news(self, sample: Sample, monotonic: float) -> bool:
        at, value, limit = self._told.get(sample.series, (float("-inf"), 0.0, None))
        if (value, limit) == (sample.value, sample.limit) and monotonic - at < REPEAT_S:
            return False
        self._told[sample.series] = (monotonic, sample.value, sample.limit)
        return True


def measured(mount: Mount, usage: os.statvfs_result, now: float) -> list[Sample]:
    """Used bytes of those that this login can have, and used inodes where the file system counts them."""
    name = safe_path(mount.point)
    samples: list[Sample] = []
    used = (usage.f_blocks - usage.f_bfree) * usage.f_frsize
    if usage.f_blocks:
        limit = used + usage.f_bavail * usage.f_frsize
        samples.append(Sample(now, f"disk:{name}", float(used), "bytes", float(limit)))
    if usage.f_files:
        inodes = usage.f_files - usage.f_ffree
        samples.append(Sample(now, f"inodes:{name}", float(inodes), "count", float(inodes + usage.f_favail)))
    return samples


def _answered(question: "asyncio.Future[os.statvfs_result]") -> bool:
    """Whether the answer is a figure; a mount that is gone meanwhile, or may not be read, has none."""
    return not isinstance(question.exception(), OSError)
