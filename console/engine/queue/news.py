"""What the queue has to tell: events of jobs that ended, a failed one with the end of what it printed."""

from console.model.event import Draft, Severity, Voice
from console.model.job import Ending, Job, JobState

SOURCE = "jobs"
_SEVERITY = {
    JobState.PASSED: Severity.INFO,
    JobState.CANCELLED: Severity.NOTICE,
    JobState.WAITING: Severity.WARNING,
    JobState.QUEUED: Severity.WARNING,
}


def ended(job: Job, ending: Ending, output: str, now: float) -> Draft:
    """The event of an attempt's end; `output` is the end of what it printed, clean and redacted."""
    severity = _SEVERITY.get(job.state, Severity.ERROR)
    good = severity <= Severity.NOTICE
    took = f" after {ending.seconds:.1f} s" if ending.seconds is not None else ""
    cause = f": {job.cause}" if job.cause else ""
    text = f"{job.title} {job.state.value}{took}{cause}"
    attrs: dict[str, object] = {"job": job.id, "attempt": job.attempt, "exit_code": job.exit_code}
    if not good and output:
        attrs["body"] = f"{text}\n{output}"
    return Draft(
        time=now, source=SOURCE, kind=f"job.{job.state.value}", voice=Voice.SKYSKRAPER if good else Voice.RUSTBELT,
        severity=severity, text=text, template=f"{job.title} {job.state.value}{cause}", attrs=attrs,
    )  # fmt: skip
