"""What the console sees, as records in the words of the rules: errors, runs, attempts, changes, samples, pressure."""

from collections.abc import Mapping
from typing import Any

from console.model.batch import Sample
from console.model.event import Draft, Severity, Voice
from console.model.pattern import Fields, Record, Scalar

_PRESSURE = "pressure."
_LONGEST = 2000
_JOB_ENDS = {"job.passed": "pass", "job.failed": "fail", "job.waiting": "fail", "job.queued": "fail"}
_CHANGES = frozenset({"git.commit", "git.head", "git.branch"})


def of_event(event: Draft, node: str = "") -> tuple[Record, ...]:
    """The records that an event tells of; what the console inferred itself tells of none."""
    if event.voice is Voice.HAND:
        return ()
    attrs = _plain(event.attrs)
    base: dict[str, Scalar] = {
        **attrs,
        "severity": event.severity.word,
        "source": event.source,
        "kind": event.kind,
        "text": event.text[:_LONGEST],
        "signature": event.fingerprint or event.template[:_LONGEST] or event.text[:200],
        "host": node,
    }
    if event.kind in _JOB_ENDS:
        return _of_job(event, base)
    if event.kind in _CHANGES:
        return (Record(event.time, {**base, "type": "change", "what": event.text[:_LONGEST]}),)
    if event.severity < Severity.ERROR:
        return (Record(event.time, {**base, "type": "log"}),)
    component = attrs.get("component") or attrs.get("process") or attrs.get("file") or event.source
    return (Record(event.time, {**base, "type": "error", "component": component}),)


def of_sample(sample: Sample) -> Record:
    """A measured value; pressure stall information has the words of the kernel."""
    if sample.series.startswith(_PRESSURE):
        name = f"{sample.series.removeprefix(_PRESSURE)}_some_avg10"
        return Record(sample.time, {"type": "pressure", name: sample.value})
    fields: Fields = {"type": "sample", "series": sample.series, "value": sample.value}
    return Record(sample.time, {**fields, "limit": sample.limit} if sample.limit else fields)


def of_mapping(time: float, fields: Mapping[str, Any]) -> tuple[Record, ...]:
    """A recorded object: its own fields, or an event as `show events --json` prints it."""
    attrs = fields.get("attrs")
    plain = {**(_plain(attrs) if isinstance(attrs, dict) else {}), **_plain(fields)}
    if "type" not in plain and "kind" in plain and "text" in plain and "severity" in plain:
        return of_event(_event(time, fields, plain), str(plain.get("node", "")))
    return (Record(time, plain),)


def _of_job(event: Draft, base: Mapping[str, Scalar]) -> tuple[Record, ...]:
    """The end of an attempt is a run, an attempt at its command, and where it failed a failure."""
    result = _JOB_ENDS[event.kind]
    job = event.template.removesuffix(f" {event.kind.removeprefix('job.')}") or str(base.get("job", ""))
    job = job.partition(f" {event.kind.removeprefix('job.')}: ")[0]
    common = {**base, "job": job, "service": job, "actor": job, "result": result}
    attempt = base.get("attempt", 1)
    retried = isinstance(attempt, int) and attempt > 1
    signature = base["signature"] if result == "fail" else ""
    records = [
        Record(event.time, {**common, "type": "run", "signature": signature}),
        Record(event.time, {**common, "type": "attempt", "retry": retried, "ok": result == "pass"}),
    ]
    last = {"type": "failure"} if result == "fail" else {"type": "recovered"}
    return (*records, Record(event.time, {**common, **last, "signature": signature}))


def _plain(attrs: Mapping[str, Any]) -> dict[str, Scalar]:
    """What rules can compare."""
    return {
        name: value[:_LONGEST] if isinstance(value, str) else value
        for name, value in attrs.items()
        if isinstance(value, str | int | float | bool) and name != "body"
    }


def _event(time: float, fields: Mapping[str, Any], plain: Mapping[str, Scalar]) -> Draft:
    words = {severity.word: severity for severity in Severity}
    voices = {voice.word: voice for voice in Voice}
    return Draft(
        time=time,
        source=str(plain.get("source", "")),
        kind=str(plain["kind"]),
        voice=voices.get(str(plain.get("voice", "")), Voice.RUSTBELT),
        severity=words.get(str(plain["severity"]), Severity.INFO),
        text=str(plain["text"]),
        template=str(plain.get("template", "")),
        fingerprint=str(plain.get("fingerprint", "")),
        attrs=dict(fields.get("attrs") or {}) if isinstance(fields.get("attrs"), dict) else {},
    )
