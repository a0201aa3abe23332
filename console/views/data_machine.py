"""The machine's panes as data: series, processes, the checkout."""

import math
from typing import Any

import msgspec

from console.model.forecast import Forecast
from console.model.frame import Frame, Series
from console.model.job import Job
from console.model.machine import GitState, ProcessRow
from console.model.upkeep import Upkeep
from console.views.breaker import ends
from console.views.times import rfc3339

Fields = dict[str, Any]


def forecast_fields(frame: Frame, _now: float) -> Fields:
    """Every series, nearest to its limit first."""
    from console.views.resources import ordered

    return {"series": [_series(series, frame) for series in ordered(frame, everything=True)]}


def _series(series: Series, frame: Frame) -> Fields:
    from console.views.forecast import forecast_of
    from console.views.resources import label, moved, used

    share = used(series)
    return {
        "name": series.name,
        "label": label(series.name),
        "unit": series.unit,
        "now": _finite(series.now),
        "limit": _finite(series.limit),
        "used_percent": None if share is None else round(share * 100, 2),
        "change_10m": _finite(moved(series, frame.at)),
        "measured": when(series.points[-1][0] if series.points else None),
        "points": len(series.points),
        "forecast": _forecast(forecast_of(frame, series)),
    }


def _forecast(found: Forecast | None) -> Fields | None:
    """When a series meets its limit, in seconds from the frame on; None when it heads nowhere soon."""
    if found is None:
        return None
    return {
        "eta_s": _finite(found.eta_s),
        "low": _finite(found.low),
        "high": _finite(found.high),
        "warning": found.warning,
        "critical": found.critical,
        "slope": _finite(found.slope),
        "method": found.method,
        "reason": found.reason,
        "culprit": None if found.culprit is None else msgspec.to_builtins(found.culprit),
        "offers": [offer.words for offer in found.offers],
    }


def jobs_fields(frame: Frame, now: float) -> Fields:
    """The jobs, the processes in the order of the pane, and the checkout."""
    from console.views.forest import ordered

    return {
        "jobs": [job_fields(job) for job in frame.jobs],
        "processes": [_process(row, depth, now) for row, depth in ordered(frame.processes)],
        "git": git_fields(frame.git),
        **_upkeep(frame.upkeep),
    }


def _upkeep(known: Upkeep) -> Fields:
    """What holds work up and what it was spared; null where nothing was measured."""
    return {
        "breakers": [
            {"key": one.key, "state": one.state.value, "why": one.why or None, "until": when(ends(one))}
            for one in known.breakers
        ],
        "workarounds": [
            {"name": one.name, "instead": one.instead, "until": one.until, "refused": one.refused}
            for one in known.workarounds
        ],
        "tracks": [{"name": one.name, "parallel": one.parallel, "paused": one.paused} for one in known.tracks],
        "incremental": {"checked": known.checked, "hits": known.hits, "saved_s": round(known.saved, 1)}
        if known.checked
        else None,
        "speculation": {"guessed": known.guessed, "right": known.right} if known.guessed else None,
    }


def job_fields(job: Job) -> Fields:
    """A job; its words are clean and redacted, times null while they are not known."""
    from console.text.redact import redact_text

    return {
        "id": job.id,
        "name": job.work.name or None,
        "title": job.title,
        "argv": [redact_text(word) for word in job.work.argv],
        "cwd": job.work.cwd,
        "state": job.state.value,
        "exit_code": job.exit_code,
        "attempt": job.attempt,
        "group": job.work.group,
        "priority": job.work.priority,
        "after": [f"{one.job}:{one.on.value}" for one in job.work.after],
        "enqueued": rfc3339(job.enqueued),
        "started": when(job.started),
        "finished": when(job.finished),
        "next_attempt": when(job.next_attempt),
        "cause": job.cause or None,
        "who": job.who or None,
    }


def _process(row: ProcessRow, depth: int, now: float) -> Fields:
    from console.views.processes import process_state

    return {
        "pid": row.pid,
        "ppid": row.ppid,
        "depth": depth,
        "name": row.name,
        "command": row.command,
        "user": row.user,
        "own": row.own,
        "state": process_state(row),
        "cpu": row.cpu,
        "rss": row.rss,
        "threads": row.threads,
        "fds": row.fds,
        "started": rfc3339(row.started),
        "age": round(max(0.0, now - row.started), 1),
    }


def git_fields(git: GitState | None) -> Fields | None:
    """The checkout; None when there is none or it is not known."""
    if git is None:
        return None
    return {
        "branch": git.branch,
        "head": git.head,
        "subject": git.subject,
        "committed": when(git.committed),
        "upstream": git.upstream,
        "ahead": git.ahead,
        "behind": git.behind,
        "dirty": list(git.dirty),
        "dirty_total": max(git.dirty_total, len(git.dirty)),
        "operation": git.operation,
    }


def when(time: float | None) -> str | None:
    """A moment as JSON prints it, None when there is none."""
    return None if time is None else rfc3339(time)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
