"""What is said when nothing is left to try: the helper's word, and which jobs wait for a person."""

import shlex

from console.model.event import Draft, Severity, Voice
from console.model.helping import Said
from console.model.job import Job
from console.model.ruling import Mode, Option, Ruling
from console.text.clean import clean
from console.text.mask import template
from console.text.redact import redact_text

NAMED = 5
SHORT = 200


def decision(job: Job, chosen: Option, now: float, who: str) -> Ruling:
    """A decision about a job that failed for good."""
    leave = Option("leave it", 1.0, Mode.NEVER, "nothing runs, and nothing is mended")
    return Ruling(
        id=0, time=now, subject=f"job {job.id}", question=f"what mends {job.title}, which failed", chosen=chosen,
        others=(leave,), who=who,
    )  # fmt: skip


def heard(said: Said) -> str:
    """An answer in a line."""
    if said.argv:
        return f"the helper suggests `{shlex.join(said.argv)}`{': ' + said.why if said.why else ''}"
    first = next(iter(said.opinion.splitlines()), "")
    return f"the helper thinks: {first[:SHORT]}"


def opinion_event(job: Job, helper: str, said: Said, now: float) -> Draft:
    """The event of an answer, with all of it behind the first line."""
    text = redact_text(clean(f"{helper} on job {job.id}: {heard(said)}"))
    attrs: dict[str, object] = {"job": job.id}
    if said.opinion:
        attrs["body"] = f"{text}\n{said.opinion}"
    return Draft(
        time=now, source="jobs", kind="helper.said", voice=Voice.HAND, severity=Severity.NOTICE, text=text,
        template=template(text), attrs=attrs,
    )  # fmt: skip


def waits(subjects: tuple[str, ...]) -> tuple[str, ...]:
    """Which jobs wait for a person; nothing where none does."""
    if not subjects:
        return ()
    more = f" and {len(subjects) - NAMED} more" if len(subjects) > NAMED else ""
    verb = "waits" if len(subjects) == 1 else "wait"
    return (f"{', '.join(subjects[:NAMED])}{more} {verb} for your decision; `kontrapunkt why` says why",)
