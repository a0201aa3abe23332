"""What deployments have to tell: the planned voice while all goes well, the other one when something is taken back.

None of it is a failure: that is the end of the job, which says all of it once.
"""

from console.engine.queue.news import SOURCE
from console.engine.queue.versions import Version
from console.model.deploy import Phase, Rollout
from console.model.event import Draft, Severity, Voice
from console.model.job import Job
from console.text.mask import template

_SEVERITY = {
    Phase.CHECKING: Severity.INFO,
    Phase.HEALTHY: Severity.INFO,
    Phase.ROLLING_BACK: Severity.NOTICE,
    Phase.ROLLED_BACK: Severity.NOTICE,
    Phase.STUCK: Severity.NOTICE,
    Phase.UNWATCHED: Severity.NOTICE,
}


def entered(job: Job, rollout: Rollout) -> Draft | None:
    """The event of a deployment that entered a phase; None for one that says nothing new."""
    severity = _SEVERITY.get(rollout.phase)
    if severity is None:
        return None
    what = f"{job.title} ({Version(rollout.version).short})" if rollout.version else job.title
    text = f"{what}: {_WORDS[rollout.phase]}{': ' + rollout.cause if rollout.cause else ''}"
    return Draft(
        time=rollout.since, source=SOURCE, kind=f"deploy.{rollout.phase.value.replace(' ', '-')}",
        voice=Voice.RUSTBELT if rollout.phase.bad else Voice.SKYSKRAPER, severity=severity, text=text,
        template=template(text),
        attrs={"job": job.id, "title": job.title, "attempt": job.attempt, "version": rollout.version},
    )  # fmt: skip


_WORDS = {
    Phase.CHECKING: "deployed, and checked from now on",
    Phase.HEALTHY: "deployed, and healthy",
    Phase.ROLLING_BACK: "being rolled back",
    Phase.ROLLED_BACK: "rolled back",
    Phase.STUCK: "a person is needed",
    Phase.UNWATCHED: "deployed, no longer watched",
}
