"""What becomes of a job when an attempt of it has ended."""

from msgspec.structs import replace

from console.actions import retry
from console.engine.queue.care import Hindrance
from console.model.job import Ending, Interrupted, Job, JobState
from console.model.ruling import Step


def outcome(
    job: Job, ending: Ending, *, cancelled: bool, now: float, random: retry.Random, step: Step | None = None
) -> Job:
    """The job in its next state; `cancelled` tells that a person ended it, `now` in seconds since the epoch.

    `step` is what was decided to follow the attempt, None where nothing was to decide.
    """
    code = None if ending.code < 0 else ending.code
    over = replace(job, exit_code=code, finished=now, next_attempt=None)
    if cancelled or ending.cause == "cancelled":
        return replace(over, state=JobState.CANCELLED, cause="cancelled")
    if ending.cause == "interrupted":
        return _interrupted(over)
    if ending.code == 0:
        return replace(over, state=JobState.PASSED, cause="")
    cause, pointless = words(ending), retry.refusal(ending)
    if step is None or pointless or not step.tactic.runs:
        why = pointless or (step.reason if step else "")
        tried = f", not tried again: {why}" if why and (step or job.work.retries) else ""
        return replace(over, state=JobState.FAILED, cause=f"{cause}{tried}")
    told = f"{cause}; attempt {job.attempt + 1} follows ({step.tactic.value}): {step.reason}"
    later = now + max(step.wait, retry.delay(job.attempt, random))
    return replace(over, state=JobState.WAITING, finished=None, next_attempt=later, cause=told)


def hindered(job: Job, hindrance: Hindrance, now: float) -> Job:
    """The job while something that it depends on is out of order; cancelled where it is to be skipped."""
    if hindrance.skip:
        return replace(job, state=JobState.CANCELLED, cause=hindrance.why)
    later = None if hindrance.wait is None else now + hindrance.wait
    return replace(job, state=JobState.WAITING, cause=hindrance.why, next_attempt=later)


def words(ending: Ending) -> str:
    """How it ended, for a person."""
    if ending.cause == "timeout":
        return f"its time limit was over after {ending.seconds or 0:.0f} s"
    if ending.signal is not None:
        return f"killed by signal {ending.signal}"
    return f"exit {ending.code}" if ending.cause == "exited" else ending.cause


def _interrupted(job: Job) -> Job:
    """A job that died with its machine or its supervisor."""
    policy = job.work.interrupted
    if policy is Interrupted.RERUN:
        return replace(job, state=JobState.QUEUED, finished=None, cause="interrupted; it may simply run again")
    if policy is Interrupted.FAIL:
        return replace(job, state=JobState.FAILED, cause="interrupted")
    return replace(job, state=JobState.INTERRUPTED, cause="interrupted: retry it or leave it")
