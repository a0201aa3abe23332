"""Which collectors an engine runs; the one place where a new source is named."""

import os
from collections.abc import Callable, Iterator

from console.config import Flaw
from console.model.batch import Collector
from console.model.clock import Clock
from console.model.settings import Settings


def flaws(settings: Settings) -> Iterator[Flaw]:
    """What the collectors say against their settings; for `console.config.load`."""
    if settings.logs.formats:
        from console.text import formats

        for flaw in formats.flaws(settings.logs.formats):
            yield Flaw(("logs", "formats"), flaw)
    if settings.servers:
        from collectors.ci import places

        yield from places.flaws(settings)


def collectors(
    settings: Settings, project: str, state: str, clock: Clock, slower: Callable[[], float]
) -> tuple[Collector, ...]:
    """The enabled collectors for a project; `state` is the engine's own directory, which is never watched.

    `slower` is the factor by which sampling may take its time at this moment.
    """
    found: list[Collector] = []
    if settings.machine.enabled:
        from collectors.machine.collector import MachineCollector

        found.append(MachineCollector(settings.machine, clock, (project, state), slower))
    if settings.processes.enabled:
        from collectors.processes.collector import ProcessCollector

        found.append(ProcessCollector(settings.processes, clock, project, slower))
    if settings.forecast:
        from collectors.numbers.collector import NumberCollector

        found.append(NumberCollector(settings.forecast, clock, project, os.environ))
    if settings.git.enabled:
        from collectors.git.collector import GitCollector

        found.append(GitCollector(settings.git, project, clock))
    if settings.logs.enabled:
        from collectors.logs.collector import LogCollector

        found.append(LogCollector(settings.logs, project, clock, skip=(state,)))
    if settings.tests.enabled:
        from collectors.tests.collector import TestCollector
        from console.engine.reports import report

        found.append(TestCollector(settings.tests.reports, project, clock, report, skip=(state,)))
    if settings.caches.enabled:
        from collectors.caches.collector import CacheCollector

        found.append(CacheCollector(os.path.join(state, "jobs"), clock, os.environ))
    return tuple(found)
