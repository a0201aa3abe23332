"""What an event means for the flow of work. A line of a log means nothing, unless it tells of a limit that was met."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from console.analysis.flow.programs import beside, elsewhere
from console.model.event import Draft, Severity, Voice
from console.model.flow import Act, Step

LIMITS = (
    "no space left on device", "out of memory", "cannot allocate memory", "too many open files", "quota exceeded",
    "outofmemoryerror", "enospc", "enomem", "emfile", "resource temporarily unavailable",
)  # fmt: skip
READ_AT_MOST = 2000
LONGEST, NAMED = 120, 200
"""Characters of a failure in words, and of a name."""
TOLD = 2.0
"""Seconds from which the clean end of a process counts as a pass."""
_PLAIN = {
    "read": Act.READ, "report": Act.REPORT, "revert": Act.REVERT, "switch": Act.SWITCH, "edit": Act.EDIT,
    "commit": Act.COMMIT,
}  # fmt: skip
_ENDS = {"job.passed": True, "job.failed": False, "job.cancelled": None, "job.interrupted": None}
_CI_BEGINS = frozenset({"ci.started", "ci.running", "ci.queued"})
_CI_ENDS = {"ci.passed": True, "ci.failed": False, "ci.cancelled": None}


def steps(event: Draft) -> tuple[Step, ...]:
    """The acts that an event tells of; what the console inferred itself tells of none."""
    if event.voice is Voice.HAND:
        return ()
    reader = _READERS.get(event.kind) or _FAMILIES.get(event.kind.partition(".")[0])
    return (*(reader(event) if reader else ()), *_limit(event))


def _limit(event: Draft) -> Iterator[Step]:
    """Whatever fails because something is used up."""
    if event.severity >= Severity.WARNING and event.kind != "machine.limit":
        text = f"{event.text[:READ_AT_MOST]}\n{str(event.attrs.get('body', ''))[:READ_AT_MOST]}".lower()
        found = next((phrase for phrase in LIMITS if phrase in text), "")
        if found:
            yield Step(time=event.time, act=Act.LIMIT, name=found)


def _edit(event: Draft) -> Iterator[Step]:
    yield Step(time=event.time, act=Act.EDIT, name=event.text[:NAMED])


def _commit(event: Draft) -> Iterator[Step]:
    """A commit that takes another back is also one."""
    subject = str(event.attrs.get("subject", ""))
    act = Act.REVERT if subject.startswith("Revert ") else Act.COMMIT
    yield Step(time=event.time, act=act, name=subject)


def _moved(event: Draft) -> Iterator[Step]:
    yield Step(time=event.time, act=Act.REVERT, name=event.text)


def _branch(event: Draft) -> Iterator[Step]:
    yield Step(time=event.time, act=Act.SWITCH, name=str(event.attrs.get("to", ""))[:NAMED])


def _job(event: Draft) -> Iterator[Step]:
    """A job of the queue; an attempt that will be tried again ended too."""
    title, key = str(event.attrs.get("title") or event.template)[:NAMED], f"job {event.attrs.get('job', '')}"
    if event.kind in ("job.running", "job.started"):
        yield Step(time=event.time, act=Act.BEGIN, key=key, name=title)
        return
    passed = _ENDS.get(event.kind, False)
    signature = (event.fingerprint or event.template) if passed is False else ""
    yield Step(
        time=event.time, act=Act.END, key=key, name=title, seconds=_seconds(event.attrs), passed=passed,
        signature=signature, said=_said(event, title) if signature else "",
    )  # fmt: skip


def _process(event: Draft) -> Iterator[Step]:
    """A process of the project; what fetches from elsewhere is waited for, it does not run here."""
    name, attrs = str(event.attrs.get("name", ""))[:NAMED], event.attrs
    if not attrs.get("project") or event.kind not in ("process.start", "process.exit"):
        return
    command = str(attrs.get("command", ""))[:READ_AT_MOST]
    if beside(name, command):
        return
    pids = attrs.get("pids")
    key = f"process {pids[0]}" if isinstance(pids, list | tuple) and pids else f"process {name}"
    away = elsewhere(name, command)
    if event.kind == "process.start":
        yield Step(time=event.time, act=Act.WAIT if away else Act.BEGIN, key=key, name=name)
        return
    code = attrs.get("code")
    failed = f"{name} ended with {code}" if code else ""
    yield Step(
        time=event.time, act=Act.RESUME if away else Act.END, key=key, name=name, seconds=_seconds(attrs),
        passed=_passed(code, _seconds(attrs)), signature=failed, said=failed,
    )  # fmt: skip


def _ci(event: Draft) -> Iterator[Step]:
    """A run of CI, by its id; or what the collector tells of a run or one of its jobs."""
    if event.kind.count(".") == 2:
        yield _collected(event)
        return
    name = str(event.attrs.get("name") or event.attrs.get("title") or "CI")
    key = f"ci {event.attrs.get('run', name)}"
    if event.kind in _CI_BEGINS:
        yield Step(time=event.time, act=Act.WAIT, key=key, name=name)
    elif event.kind in _CI_ENDS:
        passed = _CI_ENDS[event.kind]
        signature = (event.fingerprint or event.template or event.text) if passed is False else ""
        yield Step(
            time=event.time, act=Act.RESUME, key=key, name=name, seconds=_seconds(event.attrs), passed=passed,
            signature=signature, said=_said(event, name) if signature else "",
        )  # fmt: skip


def _collected(event: Draft) -> Step:
    """The end of a run or of a failed job in it; it took no time of ours, unless it was seen to begin."""
    title, run = str(event.attrs.get("title") or "CI")[:NAMED], str(event.attrs.get("run", ""))[:NAMED]
    if event.kind.startswith("ci.run."):
        return Step(time=event.time, act=Act.RESUME, key=f"ci {run}", name=title, seconds=0.0)
    return Step(
        time=event.time, act=Act.RESUME, key=f"ci job {event.attrs.get('job', '')}", name=title, seconds=0.0,
        passed=False, signature=event.fingerprint or event.template, said=_said(event, title),
    )  # fmt: skip


def _question(event: Draft) -> Iterator[Step]:
    """Something that cannot go on until somebody decides."""
    act = Act.ASK if event.kind.endswith(("asked", "ask")) else Act.ANSWER
    yield Step(time=event.time, act=act, key=f"question {event.attrs.get('id', '')}", name=event.text[:NAMED])


def _wait(event: Draft) -> Iterator[Step]:
    act = Act.RESUME if event.kind.endswith(("ended", "end")) else Act.WAIT
    name = str(event.attrs.get("name") or event.template or event.text)[:NAMED]
    yield Step(time=event.time, act=act, key=f"wait {event.attrs.get('id', name)}", name=name,
               seconds=_seconds(event.attrs))  # fmt: skip


def _machine(event: Draft) -> Iterator[Step]:
    """A resource that is nearly used up, until it is no more."""
    series = str(event.attrs.get("series", ""))
    act = Act.SHORT if event.severity >= Severity.ERROR else Act.AMPLE
    yield Step(time=event.time, act=act, key=series, name=event.template)


def _oom(event: Draft) -> Iterator[Step]:
    for _ in range(2):  # a kill weighs as two operations that met the limit; its own words make the third
        yield Step(time=event.time, act=Act.LIMIT, name=event.template)


def _work(event: Draft) -> Iterator[Step]:
    """What other programs tell of work, by the last word of the kind."""
    act = _PLAIN.get(event.kind.rpartition(".")[2])
    if act is not None:
        yield Step(time=event.time, act=act, name=event.text[:NAMED])


def _said(event: Draft, title: str) -> str:
    """A failure in words: what the event says beyond the name of what failed and how long it took."""
    words = (event.template or event.text).removeprefix(title).strip()
    _, _, why = words.partition(": ")
    return (why or words)[:LONGEST]


def _passed(code: object, seconds: float | None) -> bool | None:
    """Whether a process tells of success: a look at something that was over at once tells of nothing."""
    if code is None:
        return None
    return False if code else True if (seconds or 0.0) >= TOLD else None


def _seconds(attrs: Mapping[str, Any]) -> float | None:
    found = attrs.get("seconds")
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) and found >= 0 else None


_Reader = Callable[[Draft], Iterator[Step]]
_READERS: dict[str, _Reader] = {
    "git.edit": _edit, "git.commit": _commit, "git.head": _moved, "git.branch": _branch, "machine.limit": _machine,
    "process.oom": _oom,
}  # fmt: skip
_FAMILIES: dict[str, _Reader] = {
    "job": _job, "process": _process, "ci": _ci, "question": _question, "wait": _wait, "work": _work,
}  # fmt: skip
