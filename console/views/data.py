"""Panes as data: what `show --json` prints. Field names are stable; what was never measured is null, not zero."""

from collections.abc import Callable

from console.model import hlc
from console.model.event import Event, Severity
from console.model.frame import Frame
from console.model.source import ChannelState, Health, SourceState
from console.views.data_machine import Fields, forecast_fields, git_fields, jobs_fields, when
from console.views.states import source_at
from console.views.times import rfc3339


def event_fields(event: Event) -> Fields:
    """One stored event; a log line has `file`, `generation` and `offset` in `attrs`."""
    return {
        "hlc": hlc.text(event.hlc),
        "time": rfc3339(event.time),
        "node": event.node,
        "source": event.source,
        "kind": event.kind,
        "voice": event.voice.word,
        "severity": event.severity.word,
        "text": event.text,
        "attrs": event.attrs,
    }


def pane_fields(pane: str, frame: Frame, now: float, *, running: bool) -> Fields:
    """The named pane (flow, budget, forecast, clusters, jobs, health) at `now`; `running` tells of the engine."""
    source = SOURCES.get(pane)
    state = source_at(frame, source, now) if source else None
    head: Fields = {
        "pane": pane,
        "time": rfc3339(frame.at),
        "node": frame.node,
        "project": frame.project,
        "engine": running,
    }
    if source:
        head["source"] = _source(state, now) if state else {"name": source, "state": "UNKNOWN"}
    return head | _PANES[pane](frame, now)


def _source(source: SourceState, now: float) -> Fields:
    return {
        "name": source.name,
        "state": source.freshness.value,
        "age": None if source.last_seen is None else round(max(0.0, now - source.last_seen), 3),
        "last_seen": when(source.last_seen),
        "interval": source.interval,
        "restarts": source.restarts,
        "detail": source.detail,
    }


def _seen(frame: Frame, name: str) -> bool:
    source = frame.source(name)
    return source is not None and source.last_seen is not None


def _flow(frame: Frame, _now: float) -> Fields:
    from console.views.data_flow import plan_fields, work_fields
    from console.views.throughput import by_severity, last_minute, totals

    seen = _seen(frame, "logs")
    rows = [(s, by_severity(frame, s)) for s in Severity]
    return {
        "lines_per_minute": last_minute(totals(frame)) if seen else None,
        "lines_hour": sum(totals(frame)) if seen else None,
        "events_total": frame.events_total if seen else None,
        "severities": [
            {"severity": s.word, "minute": last_minute(v), "now": v[-1] if v else 0, "hour": sum(v)} for s, v in rows
        ]
        if seen
        else None,
        "minutes": [
            {"time": rfc3339(m.minute * 60)} | {s.word: m.by_severity[s] for s in Severity} for m in frame.minutes
        ],
        "git": git_fields(frame.git),
        "work": work_fields(frame.flow),
        "plan": plan_fields(frame.plan),
    }


def _budget(frame: Frame, _now: float) -> Fields:
    from console.model.lines import ASCII
    from console.views.base import Context
    from console.views.budget import HEALTHY, INVESTIGATE, error_lines, steps, verdict

    seen = _seen(frame, "logs")
    word = verdict(frame, Context(width=0, height=0, now=frame.at, glyphs=ASCII))[1]
    return {
        "errors_hour": frame.errors if seen else None,
        "criticals_hour": frame.criticals if seen else None,
        "warnings_hour": frame.warnings if seen else None,
        "verdict": word if seen else None,
        "marks": {"healthy": HEALTHY, "investigate": INVESTIGATE},
        "error_lines": {name: error_lines(frame, n) for name, n in (("5m", 5), ("15m", 15), ("1h", 60))}
        if seen
        else None,
        "steps_5m": steps(frame) if seen else None,
        "budget": frame.notes.get("budget"),
        "objectives": frame.notes.get("objectives", []),
        "pain": frame.notes.get("pain"),
    }


def _clusters(frame: Frame, now: float) -> Fields:
    from console.views.data_clusters import clusters_fields

    return clusters_fields(frame, now)


def _health(frame: Frame, now: float) -> Fields:
    health = frame.health
    return {
        "sources": [_source(source.at(now), now) for source in frame.sources],
        "channels": [_channel(channel) for channel in health.channels] if health else [],
        "own": _own(health, now),
        "notices": list(health.notices) if health else [],
    }


def _channel(channel: ChannelState) -> Fields:
    return {
        "name": channel.name,
        "subscribers": list(channel.subscribers),
        "rate": channel.rate,
        "depth": channel.depth,
        "capacity": channel.capacity,
        "dropped": dict(channel.dropped),
        "dead": not channel.subscribers,
    }


def _own(health: Health | None, now: float) -> Fields | None:
    """The engine's own cost: CPU in per cent of a core, memory in bytes, lag in seconds."""
    if health is None:
        return None
    return {
        "updated": rfc3339(health.updated),
        "age": round(max(0.0, now - health.updated), 3),
        "pid": health.pid,
        "version": health.version,
        "started": rfc3339(health.started),
        "cpu": health.cpu,
        "rss": health.rss,
        "pss": health.pss,
        "lag": health.lag,
        "bytes_per_s": health.bytes_per_s,
        "lines_per_s": health.lines_per_s,
    }


def _vsm(frame: Frame, _now: float) -> Fields:
    return {"systems": frame.notes.get("vsm", []), "strategy": frame.notes.get("strategy", [])}


SOURCES = {"flow": "logs", "budget": "logs", "forecast": "machine", "clusters": "logs", "jobs": "processes"}
_PANES: dict[str, Callable[[Frame, float], Fields]] = {
    "flow": _flow,
    "budget": _budget,
    "forecast": forecast_fields,
    "clusters": _clusters,
    "jobs": jobs_fields,
    "health": _health,
    "vsm": _vsm,
}
