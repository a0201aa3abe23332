"""What the queue has to tell: events of jobs that ended, a failed one with the end of what it printed."""

import os
import shlex

from console.model.event import Draft, Severity, Voice
from console.model.job import Ending, Job, JobState
from console.text.clean import BODY_LIMIT, clean, clean_bytes
from console.text.redact import redact_text

SOURCE = "jobs"
_SEVERITY = {
    JobState.PASSED: Severity.INFO,
    JobState.CANCELLED: Severity.NOTICE,
    JobState.WAITING: Severity.WARNING,
    JobState.QUEUED: Severity.WARNING,
}


def caption(job: Job) -> str:
    """What a job is called: its name, else its command."""
    return clean(redact_text(job.work.name or shlex.join(job.work.argv)))


def ended(job: Job, ending: Ending, output: str, now: float) -> Draft:
    """The event of an attempt's end; `output` is the end of what it printed, as `tail` gives it."""
    severity = _SEVERITY.get(job.state, Severity.ERROR)
    good = severity <= Severity.NOTICE
    took = f" after {ending.seconds:.1f} s" if ending.seconds is not None else ""
    cause = f": {job.cause}" if job.cause else ""
    text = f"{caption(job)} {job.state.value}{took}{cause}"
    attrs: dict[str, object] = {"job": job.id, "attempt": job.attempt, "exit_code": job.exit_code}
    if not good and output:
        attrs["body"] = f"{text}\n{output}"
    return Draft(
        time=now, source=SOURCE, kind=f"job.{job.state.value}", voice=Voice.SKYSKRAPER if good else Voice.RUSTBELT,
        severity=severity, text=text, template=f"{caption(job)} {job.state.value}{cause}", attrs=attrs,
    )  # fmt: skip


def tail(paths: list[str], limit: int = BODY_LIMIT) -> str:
    """The last lines of an attempt's output, clean and redacted; `limit` bytes of it are read."""
    data = b""
    for path in reversed(paths):
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            wanted = limit - len(data)
            file.seek(max(0, size - wanted))
            data = file.read(wanted) + data
        if len(data) >= limit:
            break
    lines = data.split(b"\n")
    whole = lines[1:] if len(data) >= limit else lines
    return redact_text("\n".join(clean_bytes(line) for line in whole)).rstrip()
