"""What the queue has to tell: events of jobs that ended, a failed one with the end of what it printed."""

from console.analysis.worker.protocol import Examined
from console.engine.queue.title import command
from console.model.event import Draft, Severity, Voice
from console.model.failure import Tally
from console.model.job import Ending, Job, JobState
from console.text.clean import clean
from console.text.mask import template

SOURCE = "jobs"
_SEVERITY = {
    JobState.PASSED: Severity.INFO,
    JobState.CANCELLED: Severity.NOTICE,
    JobState.WAITING: Severity.WARNING,
    JobState.QUEUED: Severity.WARNING,
}


def ended(job: Job, ending: Ending, evidence: Examined, now: float) -> Draft:
    """The event of an attempt's end; a failed one carries the evidence."""
    severity = _SEVERITY.get(job.state, Severity.ERROR)
    good = severity <= Severity.NOTICE
    took = f" after {ending.seconds:.1f} s" if ending.seconds is not None else ""
    why = evidence.summary or job.cause
    cause = f": {why}" if why else ""
    attrs: dict[str, object] = {
        "job": job.id, "title": job.title, "attempt": job.attempt, "exit_code": job.exit_code,
    }  # fmt: skip
    text = f"{job.title} {job.state.value}{took}{cause}"
    if evidence.lines:
        attrs["body"] = "\n".join((text, *evidence.lines))
    told: dict[str, object] = {
        "seconds": ending.seconds,
        "line": evidence.line,
        "basis": evidence.basis,
        "tests": list(evidence.tests),
    }
    told |= {"tally": _tally(evidence.tally), "doubts": list(evidence.doubts)}
    if not good:
        told |= {"command": command(job.work), "folder": clean(job.work.cwd)}
    return Draft(
        time=now, source=SOURCE, kind=f"job.{job.state.value}", voice=Voice.SKYSKRAPER if good else Voice.RUSTBELT,
        severity=severity, text=text, template=template(f"{job.title} {job.state.value}{cause}"),
        attrs=attrs | {name: value for name, value in told.items() if value},
    )  # fmt: skip


def contradicted(job: Job, tests: tuple[str, ...], now: float) -> Draft:
    """The event of a job that ended with 0 and told of failed tests all the same."""
    named = ", ".join(tests[:3]) + (f" and {len(tests) - 3} more" if len(tests) > 3 else "")
    text = f"{job.title} passed with exit 0, but tells of failed tests: {named}"
    return Draft(
        time=now, source=SOURCE, kind="job.contradiction", voice=Voice.HAND, severity=Severity.ERROR, text=text,
        template=f"{job.title} passed with exit 0, but tells of failed tests: <*>",
        attrs={"job": job.id, "title": job.title, "attempt": job.attempt, "exit_code": 0, "tests": list(tests)},
    )  # fmt: skip


def _tally(tally: Tally | None) -> dict[str, int]:
    """What test runs say of themselves; empty where they say nothing."""
    names = ("passed", "failed", "errors", "skipped")
    return {name: getattr(tally, name) for name in names} if tally else {}
