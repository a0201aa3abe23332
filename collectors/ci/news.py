"""What CI has to tell: runs that ended, jobs that failed with the evidence from their logs."""

from console.model.ci import CiJob, Outcome, Run, Stand, Told
from console.model.event import Draft, Severity, Voice
from console.text.mask import template

SOURCE = "ci"
_VERBS = {"success": "passed", "failure": "failed", "error": "broke", "warning": "passed with warnings"}


def title(run: Run, job: CiJob) -> str:
    """What a job is called, the same in every run: project, pipeline and job, as far as they differ."""
    project = run.place.rpartition("/")[2] if "/" in run.place else ""
    names = [name for name in dict.fromkeys((project, run.name, job.name)) if name]
    return " / ".join(names)


def run_ended(run: Run, failed: int, now: float) -> Draft:
    """A run is over, with so many failed jobs, each of which is told by itself."""
    word = _verb(run.stand)
    number = f" #{run.number}" if run.number else ""
    where = f" on {run.branch}" if run.branch else ""
    took = f" after {run.finished - run.started:.0f} s" if run.started and run.finished else ""
    jobs = f", {failed} failed {'job' if failed == 1 else 'jobs'}" if failed else ""
    severity = Severity.INFO if run.stand.outcome is not None and run.stand.outcome.good else Severity.NOTICE
    if run.stand.bad and not failed:
        severity = Severity.ERROR
    attrs = _attrs(run) | {"jobs_failed": failed}
    return Draft(
        time=min(run.finished or now, now), source=SOURCE, kind=f"ci.run.{run.stand.word}",
        voice=Voice.RUSTBELT if run.stand.bad else Voice.SKYSKRAPER, severity=severity,
        text=f"{run.name}{number}{where} {word}{took}{jobs}", template=f"{run.name} {word}", attrs=attrs,
    )  # fmt: skip


def job_failed(run: Run, job: CiJob, told: Told, now: float) -> Draft:
    """A job failed; the evidence is what its log told."""
    word = _verb(job.stand)
    name = title(run, job)
    step = next((step.name for step in job.steps if step.stand.bad), "")
    reason = told.summary or (f"in step {step}" if step else "")
    cause = f": {reason}" if reason else ""
    took = f" after {job.seconds:.0f} s" if job.seconds is not None else ""
    text = f"{name} {word}{took}{cause}"
    known = {
        "title": name, "job": job.id, "attempt": job.attempt, "step": step, "line": told.line, "basis": told.basis,
        "tests": list(told.tests), "note": told.note, "job_url": job.url,
    }  # fmt: skip
    attrs = _attrs(run) | {key: value for key, value in known.items() if value}
    if told.lines:
        attrs["body"] = "\n".join((text, *told.lines))
    return Draft(
        time=min(job.finished or now, now), source=SOURCE, kind=f"ci.job.{job.stand.word}", voice=Voice.RUSTBELT,
        severity=Severity.WARNING if job.stand.outcome is Outcome.WARNING else Severity.ERROR, text=text,
        template=template(f"{name} {word}{cause}"), attrs=attrs,
    )  # fmt: skip


def _verb(stand: Stand) -> str:
    """How something ended, as one says it of it."""
    return _VERBS.get(stand.word, stand.word.replace("_", " "))


def _attrs(run: Run) -> dict[str, object]:
    known = {
        "place": run.place, "run": run.id, "number": run.number, "branch": run.branch, "commit": run.commit,
        "who": run.who, "run_attempt": run.attempt, "raw": run.stand.raw, "url": run.url,
    }  # fmt: skip
    return {key: value for key, value in known.items() if value}
