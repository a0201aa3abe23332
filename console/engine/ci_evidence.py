"""Why a CI job failed: its log compared with that of the last run of the same job that passed."""

from collectors.ci.errors import CiError
from collectors.ci.examiner import Examined, Fetch
from collectors.ci.news import title
from console.actions.output import tail
from console.analysis.worker import protocol
from console.analysis.worker.client import WorkerError
from console.engine.queue.evidence import Ask
from console.model.ci import CiJob, Run, Told
from console.model.cluster import Passed
from console.store import read_ci
from console.store.writer import Writer

PATIENCE = 60.0
KEEPS = 3 * 86_400.0
"""Seconds for which what a passing run printed is good enough, although newer runs have passed."""


class CiEvidence:
    """Asks the analysis worker, outside the engine; without it the end of the log has to do."""

    def __init__(self, writer: Writer, ask: Ask) -> None:
        self._writer = writer
        self._ask = ask

    async def failed(self, run: Run, job: CiJob, path: str, fetch: Fetch) -> Examined:
        """What the failed job's log told; the log of a passing run is fetched when none of late is known."""
        learned = await self._baseline(run, job, fetch)
        request = protocol.Examine(paths=(path,), baseline=learned.baseline)
        try:
            found = await self._ask(request, PATIENCE)
        except WorkerError as error:
            found = protocol.Refused(f"the analysis worker is away: {error}")
        passed = learned if learned.time else None
        if isinstance(found, protocol.Examined) and found.lines:
            return Examined(_told(job, found), passed)
        note = found.reason if isinstance(found, protocol.Refused) else "no cause was recognised; this is its end"
        lines = tuple(tail([path]).split("\n"))
        return Examined(Told(place=job.place, run=job.run, job=job.id, lines=lines, note=note), passed)

    async def _baseline(self, run: Run, job: CiJob, fetch: Fetch) -> Passed:
        """What the last passing run printed; its time is 0 when that was known already, or nothing is known."""
        name = title(run, job)
        passing, (time, data) = await self._writer.aside(
            lambda conn: (read_ci.passing(conn, job), read_ci.baseline(conn, name))
        )
        known = Passed(job=name, branch="", time=0.0, baseline=data)
        for other in passing:
            if data and (other.finished or 0.0) - time < KEEPS:
                return known
            try:
                path = await fetch(other)
                learned = await self._ask(protocol.Learn(paths=(path,), baseline=data), PATIENCE)
            except (CiError, OSError, WorkerError):  # logs expire; an older run or none has to do
                continue
            if isinstance(learned, protocol.Learned) and learned.baseline:
                return Passed(job=name, branch="", time=other.finished or run.created, baseline=learned.baseline)
        return known


def _told(job: CiJob, found: protocol.Examined) -> Told:
    verdict = found.verdict
    return Told(
        place=job.place, run=job.run, job=job.id, lines=found.lines, line=found.line, summary=found.summary,
        basis=found.basis, tests=found.tests, category=verdict.category.value if verdict else "",
        confidence=verdict.confidence if verdict else 0.0,
    )  # fmt: skip
