"""Checkers that are broken: a linter that is missing or crashes is skipped until it runs again, with the reason.

Only what judges code and makes nothing is skipped; a build that cannot run is a failure.
"""

import re
import shutil
import signal
from collections.abc import Sequence

from console.actions.strategy.kinds import checker
from console.engine.breakers import TOOL, Breakers
from console.engine.queue.care import Hindrance
from console.model.job import Ending, Job

MISSING = frozenset({126, 127})
CRASHES = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGSYS})
PAUSE = 60.0
"""Seconds until somebody may try whether it runs again."""
_CRASHED = re.compile(
    r"INTERNAL ERROR|panicked at |Oops! Something went wrong|Traceback \(most recent call last\)|No module named"
    r"|thread '[^']{0,80}' panicked|This indicates a bug in"
)
WIDTH = 2000


class Tools:
    """Asked before a job starts, and told how it ended; `force` runs a job all the same."""

    def __init__(self, breakers: Breakers) -> None:
        self._breakers = breakers
        self._probes: dict[int, str] = {}

    async def admit(self, job: Job) -> Hindrance | None:
        """Why a job is skipped; None where it may run."""
        tool = checker(job.work.argv)
        if not tool or job.work.force:
            return None
        key = key_of(tool)
        answer = await self._breakers.allow(key, f"job {job.id}, attempt {job.attempt + 1}")
        if answer.probe:
            self._probes[job.id] = answer.probe
        if answer.allowed:
            return None
        if "is missing" in answer.why and _there(job):
            await self._breakers.clear(key)
            return None
        return Hindrance(f"skipped: {answer.why}", None, skip=True)

    async def give_back(self, job: Job) -> None:
        """Hear that a job that was let does not start after all."""
        probe = self._probes.pop(job.id, "")
        if probe:
            await self._breakers.release(key_of(checker(job.work.argv)), probe)

    async def ended(self, job: Job, ending: Ending, lines: Sequence[str]) -> None:
        """Learn from the end of a job whether its checker runs; `lines` are the evidence where it failed."""
        tool = checker(job.work.argv)
        if not tool:
            return
        probe = self._probes.pop(job.id, "")
        why = broken(tool, ending, lines)
        if why:
            await self._breakers.trip(key_of(tool), why, PAUSE)
        elif ending.cause in ("cancelled", "interrupted", "timeout"):
            await self._breakers.release(key_of(tool), probe)
        elif probe:
            await self._breakers.record(key_of(tool), True, probe=probe)

    def asks(self, job: Job, ending: Ending) -> bool:
        """Whether the evidence is needed to tell a crash from a verdict."""
        return bool(checker(job.work.argv)) and ending.code not in (0, *MISSING)


def key_of(tool: str) -> str:
    """The name of a tool's breaker."""
    return f"{TOOL} {tool}"


def broken(tool: str, ending: Ending, lines: Sequence[str]) -> str:
    """Why a checker did not do its work; empty where it did, whatever its verdict."""
    if ending.code in MISSING or ending.cause.startswith("it could not be started"):
        return f"{tool} is missing or cannot be run (exit {ending.code})"
    if ending.signal in CRASHES:
        return f"{tool} crashed (signal {ending.signal})"
    told = next((line for line in lines if _CRASHED.search(line[:WIDTH])), "") if ending.code > 0 else ""
    if f"No module named {tool}" in told.replace("'", ""):
        return f"{tool} is missing (exit {ending.code})"
    crashed = told and "No module named" not in told
    return f"{tool} crashed (exit {ending.code}): {told.strip()[:120]}" if crashed else ""


def _there(job: Job) -> bool:
    """Whether the program that was missing is there now."""
    return shutil.which(job.work.argv[0], path=job.work.env.get("PATH")) is not None
