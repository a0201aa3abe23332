"""When the same error comes again and nothing else is left to try: first the helper is asked, then the person decides.

A job that waits for a person stands failed, says so as its cause, and is listed until it runs again.
"""

import logging
from collections.abc import Awaitable, Callable
from functools import partial

from console.analysis.worker.protocol import Examined
from console.bus import Channel
from console.engine.fix_runs import GROUP, Tell
from console.engine.helper import HelperError
from console.engine.helping import LINES, Helpers
from console.engine.judge import NOBODY, Judge, recalled_by
from console.engine.queue.ledger import Ledger
from console.engine.resort_words import decision, heard, opinion_event, waits
from console.engine.subjects import JUDGES
from console.engine.symptoms import Symptom, symptom
from console.model.clock import Clock
from console.model.helping import LOW
from console.model.job import Ending, Job, JobState
from console.model.ruling import Mode, Option, Tactic
from console.store import read_decisions, read_jobs, write_decisions
from console.store.writer import Committed

CHANGED = frozenset({"jobs", "rulings"})
AGAIN = 2
"""How often the same error has to have come before anybody is asked."""
HELPER = Tactic.HELPER.value

log = logging.getLogger(__name__)

Look = Callable[[Job], Awaitable[Examined]]
"""What the last attempt of a job tells. Raises OSError."""


class LastResort:
    """Considered for a job that failed for good, once nothing else was begun against that."""

    def __init__(
        self, ledger: Ledger, committed: Channel[Committed], clock: Clock, judge: Judge, helpers: Helpers, look: Look,
        tell: Tell,
    ) -> None:  # fmt: skip
        self._ledger = ledger
        self._committed = committed
        self._clock = clock
        self._judge = judge
        self._helpers = helpers
        self._look = look
        self._tell = tell
        self._waiting: tuple[str, ...] = ()

    @property
    def notices(self) -> tuple[str, ...]:
        """What the helper cost today, and how many jobs wait for a decision."""
        return (*self._helpers.notices, *waits(self._waiting))

    async def load(self) -> None:
        """Take over what an earlier engine asked and did not hear: then the person decides."""
        for lost in await self._helpers.lost():
            job = await self._ledger.ask(partial(read_jobs.one, number=int(lost.subject.removeprefix("job "))))
            if job is not None and job.state is JobState.FAILED:
                await self._person(job, "the helper was asked, and the engine ended before it answered", "")
        await self._count()

    async def consider(self, job: Job, *, again: bool = False) -> None:
        """Ask the helper, then the person, about a job that failed with an error that came before.

        `again` tells that it came again when a fix was tried.
        """
        if job.state is JobState.FAILED and job.work.group != GROUP:
            try:
                told = await self._symptom(job)
            except OSError as error:
                log.warning("the output of job %d cannot be looked at: %s", job.id, error)
                return
            own = told.category in JUDGES  # running a test again by hand until it passes is no reason to ask
            alike = await self._ledger.ask(lambda conn: read_decisions.alike(conn, job.id, told.fingerprint, own=own))
            if again or alike >= AGAIN:
                await self._escalate(job, told, alike + again)
        await self._count()

    async def _symptom(self, job: Job) -> Symptom:
        """What the last attempt failed with, which is kept."""
        found = await self._look(job)
        ending = Ending(code=-1 if job.exit_code is None else job.exit_code, cause="exited")
        told = symptom(ending, found, self._clock.now())
        number, attempt = job.id, job.attempt
        await self._ledger.ask(
            lambda conn: write_decisions.add_failed(conn, number, attempt, told.fingerprint, told.category)
        )
        return told

    async def _escalate(self, job: Job, told: Symptom, alike: int) -> None:
        why = f"the same error {alike} times, and nothing else is left to try unasked"
        if self._helpers.there and HELPER in self._judge.settings.automatic:
            why = await self._helped(job, told, why)
        await self._person(job, why, told.headline)

    async def _helped(self, job: Job, told: Symptom, why: str) -> str:
        """Ask the helper, and write down that it was and what came of it; returns the reason for what follows."""
        chosen = Option(HELPER, LOW, Mode.WATCH, why)
        ruling = decision(job, chosen, self._clock.now(), NOBODY)
        number = await self._judge.keep(ruling, told.headline)
        try:
            said = await self._helpers.ask(f"job {job.id}", told.fingerprint, await self._question(job, told))
        except HelperError as error:
            await self._outcome(number, str(error))
            return f"{why}; {error}"
        await self._tell(opinion_event(job, self._helpers.name, said, self._clock.now()))
        await self._outcome(number, heard(said))
        return f"{why}; {heard(said)}"

    async def _question(self, job: Job, told: Symptom) -> bytes:
        """The evidence as text, redacted; the answer may be words, or an object with `argv` and `why`."""
        found = await self._look(job)
        facts = (
            f"job: {job.title}", f"ended: {job.cause}", f"category: {told.category.value} {told.why}".rstrip(),
            *(f"test: {name}" for name in found.tests), "evidence:", *found.lines[:LINES],
        )  # fmt: skip
        return "\n".join(facts).encode(errors="replace") + b"\n"

    async def _person(self, job: Job, why: str, headline: str) -> None:
        """Let the job wait for a person, and say so."""
        chosen = Option(Tactic.PERSON.value, 0.0, Mode.ASK, why)
        ruling = decision(job, chosen, self._clock.now(), NOBODY)
        made, number, attempt = recalled_by(ruling, headline), job.id, job.attempt
        await self._ledger.ask(lambda conn: write_decisions.await_person(conn, ruling, made, number, attempt))
        self._committed.publish(Committed(tables=CHANGED))

    async def _outcome(self, ruling: int, words: str) -> None:
        await self._ledger.ask(lambda conn: write_decisions.set_outcome(conn, ruling, words))

    async def _count(self) -> None:
        """Know which jobs wait, so that it can be told."""
        found = await self._ledger.ask(read_decisions.waiting)
        self._waiting = tuple(one.subject for one in found)
