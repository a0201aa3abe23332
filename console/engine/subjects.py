"""What is to be mended: a cluster with its study's suggestions, or a job that failed with those for its command."""

import asyncio
import os
import shlex
import sqlite3
from collections.abc import Awaitable, Callable, Collection, Mapping

from msgspec import Struct
from msgspec.structs import replace

from console.actions.attempt import Attempt
from console.actions.output import tail
from console.analysis.fingerprint import of_text
from console.analysis.worker.protocol import Examined
from console.engine.commands import RefusedError
from console.engine.queue.ledger import Ledger
from console.engine.symptoms import SURE
from console.model.cluster import Dossier
from console.model.environment import allowed
from console.model.failure import Category, Risk, Suggestion
from console.model.helping import LOW, Helping
from console.model.job import Job, JobState
from console.model.ruling import BY_HELPER
from console.store import helpings, read_dossier, read_jobs

Examine = Callable[[Job, Attempt], Awaitable[Examined]]

JUDGES: Mapping[Category, str] = {
    Category.TEST: "a test", Category.LINT: "a checker", Category.BUILD: "a compiler",
}  # fmt: skip
_FAILED = "SELECT id FROM jobs WHERE state IN ('failed', 'interrupted') ORDER BY finished DESC, id DESC LIMIT 1"


class Subject(Struct, frozen=True, kw_only=True):
    """A failure, what is suggested against it, and where and with what a command about it runs.

    `failed` is the command that failed, empty where it is not known; `job` its number, 0 for none. `headline` is clean.
    `fault` says why it is the code's own fault, which is nobody's to mend unasked; empty where it is not known to be.
    """

    label: str
    headline: str
    suggestions: tuple[Suggestion, ...]
    fingerprints: tuple[str, ...]
    cwd: str
    env: dict[str, str]
    umask: int = 0o022
    failed: tuple[str, ...] = ()
    job: int = 0
    category: str = ""
    fault: str = ""


class Subjects:
    """Finds them in the store and in the folders of the jobs' attempts; `examine` says what a failed attempt tells."""

    def __init__(self, ledger: Ledger, project: str, jobs: str, examine: Examine) -> None:
        self._ledger = ledger
        self._project = project
        self._jobs = jobs
        self._examine = examine

    async def cluster(self, number: int, now: float) -> Subject:
        """A cluster. Raises RefusedError when there is none."""
        dossier = await self._ledger.ask(lambda conn: read_dossier.dossier(conn, number, now, live=True))
        if dossier is None:
            raise RefusedError(f"there is no cluster {number}")
        return _of_cluster(dossier, self._project)

    async def job(self, number: int) -> Subject:
        """A job that failed, the last one for 0. Raises RefusedError when there is none."""
        return (await self._found(number))[0]

    async def judged(self, number: int) -> Subject:
        """The same with what kind of failure it is, which takes a look by the analysis worker. Raises RefusedError."""
        subject, job, attempt = await self._found(number)
        try:
            found = await self._examine(job, attempt)
        except OSError as error:
            raise RefusedError(f"the output of job {job.id} cannot be examined ({error.strerror})") from error
        verdict = found.verdict
        category = verdict.category if verdict and verdict.confidence >= SURE else Category.UNKNOWN
        return replace(subject, category=category.value, fault=fault(category, found.tests))

    async def _found(self, number: int) -> tuple[Subject, Job, Attempt]:
        job = await self._ledger.ask(lambda conn: _job(conn, number))
        if job is None:
            raise RefusedError(f"there is no job {number}" if number else "no job has failed")
        if job.state not in (JobState.FAILED, JobState.INTERRUPTED):
            raise RefusedError(f"job {job.id} did not fail ({job.state.value})")
        attempt = Attempt(os.path.join(self._jobs, str(job.id), str(job.attempt)))
        try:
            output = await asyncio.to_thread(lambda: tail(attempt.output()))
        except OSError as error:
            raise RefusedError(f"the output of job {job.id} cannot be read ({error.strerror})") from error
        found = await asyncio.to_thread(_suggestions, job, output)
        helped = await self._ledger.ask(lambda conn: helpings.last(conn, f"job {job.id}"))
        return _of_job(job, output, (*found, *advice(helped))), job, attempt


def advice(helped: Helping | None) -> tuple[Suggestion, ...]:
    """What the helper suggests, to be asked for whatever it says."""
    if helped is None or not helped.said.argv:
        return ()
    argv = helped.said.argv
    why = helped.said.why or "the helper gave no reason"
    return (
        Suggestion(
            rule=BY_HELPER, argv=argv, command=shlex.join(argv), confidence=LOW, risk=Risk.REVERSIBLE,
            why=f"Your helper's opinion: {why}", changes="what it changes is not known",
        ),
    )  # fmt: skip


def fault(category: Category, tests: Collection[str]) -> str:
    """Why a failure is the code's own fault; empty where nothing says so."""
    if category in JUDGES:
        return f"{category.value}: {JUDGES[category]} judged the code"
    return f"tests judged the code: {next(iter(tests))}" if tests else ""


def _job(conn: sqlite3.Connection, number: int) -> Job | None:
    if number:
        return read_jobs.one(conn, number)
    row = conn.execute(_FAILED).fetchone()
    return read_jobs.one(conn, row[0]) if row else None


def _suggestions(job: Job, output: str) -> tuple[Suggestion, ...]:
    from console.analysis.fixes import suggest
    from console.analysis.fixes.here import Here

    argv = job.work.argv
    command = argv[2] if argv[:2] == ("sh", "-c") and len(argv) == len(("sh", "-c", "")) else shlex.join(argv)
    return suggest(command, output, Here(job.work.cwd))


def _of_job(job: Job, output: str, found: tuple[Suggestion, ...]) -> Subject:
    headline = _headline(output, found) or job.title
    return Subject(
        label=f"job {job.id}", headline=headline, suggestions=found, fingerprints=(of_text(headline),), job=job.id,
        cwd=job.work.cwd, env=dict(job.work.env), umask=job.work.umask, failed=job.work.argv,
    )  # fmt: skip


def _headline(output: str, found: tuple[Suggestion, ...]) -> str:
    """The line the best suggestion rests on, else the last line that names an error, else the last one."""
    lines = [line.strip() for line in output.split("\n") if line.strip()]
    errors = [line for line in lines if "error" in line.lower() or "fail" in line.lower()]
    rests_on = [one.evidence.strip() for one in found[:1] if one.evidence.strip()]
    return next((some[-1] for some in (rests_on, errors, lines) if some), "")


def _of_cluster(dossier: Dossier, project: str) -> Subject:
    cluster = dossier.cluster
    return Subject(
        label=f"cluster {cluster.id}", headline=cluster.sample or cluster.title, suggestions=dossier.suggestions,
        fingerprints=dossier.fingerprints, cwd=project, env=allowed(os.environ), category=cluster.category.value,
        fault=fault(cluster.category, [name for name, _ in dossier.affected.tests]),
    )  # fmt: skip
