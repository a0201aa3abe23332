"""Reading the one picture of a moment that every pane is painted from."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

import msgspec

from console.model.event import Severity
from console.model.frame import Frame, MinuteCounts
from console.store import (
    codec,
    read_ci,
    read_clusters,
    read_counts,
    read_flow,
    read_jobs,
    read_plan,
    read_series,
    read_states,
    read_templates,
    read_upkeep,
)

T = TypeVar("T")

TEMPLATES = 100
JOBS = 30
MINUTES = 60
SLIDE_SECONDS = 5


def frame(
    conn: sqlite3.Connection, now: float, at: float | None, previous: Frame | None, changed: frozenset[str] | None
) -> Frame:
    """The frame at `at`, None for live at `now`; with `previous` and `changed` only what changed is read again."""
    if at is not None:
        return _past(conn, at)
    if previous is None or not previous.live or changed is None:
        return _live(conn, now)
    return _next(conn, now, previous, changed)


def _live(conn: sqlite3.Connection, now: float) -> Frame:
    said = read_states.meta(conn)
    return msgspec.structs.replace(
        _measured(conn, now, live=True, said=said),
        sources=read_states.sources(conn, now),
        health=read_states.health(conn),
        jobs=read_jobs.shown(conn, JOBS),
        upkeep=read_upkeep.upkeep(conn, now),
        processes=read_states.processes(conn, None),
        git=read_states.git(conn, None),
        runs=read_ci.shown(conn),
        places=read_ci.places(conn),
        flow=read_flow.flow(conn, None),
        plan=read_plan.items(conn),
        forecasts=read_states.forecasts(conn, None),
        notes=read_states.notes(conn, None),
    )


def _past(conn: sqlite3.Connection, at: float) -> Frame:
    said = read_states.meta(conn)
    return msgspec.structs.replace(
        _measured(conn, at, live=False, said=said),
        sources=read_states.sources_at(conn, at),
        jobs=read_jobs.at(conn, at, JOBS),
        processes=read_states.processes(conn, at),
        git=read_states.git(conn, at),
        runs=read_ci.shown(conn, at),
        flow=read_flow.flow(conn, at),
        plan=read_plan.at(conn, at),
        forecasts=read_states.forecasts(conn, at),
        notes=read_states.notes(conn, at),
    )


def _measured(conn: sqlite3.Connection, at: float, *, live: bool, said: dict[str, str]) -> Frame:
    hour = read_counts.hour(conn, codec.to_ms(at))
    return Frame(
        at=at,
        live=live,
        project=said.get("project", ""),
        node=said.get("node", ""),
        minutes=_minutes(conn, at),
        errors=hour[Severity.ERROR] + hour[Severity.CRITICAL],
        criticals=hour[Severity.CRITICAL],
        warnings=hour[Severity.WARNING],
        debug=hour[Severity.DEBUG],
        events_total=read_counts.total(conn, codec.to_ms(at)),
        templates=read_templates.templates(conn, at, TEMPLATES),
        clusters=read_clusters.clusters(conn, at, live=live),
        series=read_series.hour(conn, at),
    )


def _minutes(conn: sqlite3.Connection, at: float) -> tuple[MinuteCounts, ...]:
    last = int(at // 60)
    return read_counts.minutes(conn, last - MINUTES + 1, last)


def _next(conn: sqlite3.Connection, now: float, before: Frame, changed: frozenset[str]) -> Frame:
    """The live frame after `before`: windows slide with the clock, the rest is read where its table changed."""
    minute = int(now // 60) != int(before.at // 60)
    slide = int(now // SLIDE_SECONDS) != int(before.at // SLIDE_SECONDS)

    def part(table: str, kept: T, read: Callable[[], T], moved: bool = False) -> T:
        return read() if moved or table in changed else kept

    kept_hour = (before.errors, before.criticals, before.warnings, before.debug, before.events_total)
    errors, criticals, warnings, debug, total = part("events", kept_hour, lambda: _hour(conn, now), slide)
    return Frame(
        at=now,
        live=True,
        project=before.project,
        node=before.node,
        sources=part(
            "sources", tuple(source.at(now) for source in before.sources), lambda: read_states.sources(conn, now)
        ),
        health=part("health", before.health, lambda: read_states.health(conn)),
        minutes=part("counts", before.minutes, lambda: _minutes(conn, now), minute),
        errors=errors,
        criticals=criticals,
        warnings=warnings,
        debug=debug,
        events_total=total,
        templates=part("templates", before.templates, lambda: read_templates.templates(conn, now, TEMPLATES), minute),
        clusters=part("clusters", before.clusters, lambda: read_clusters.clusters(conn, now, live=True), minute),
        series=part("samples", before.series, lambda: read_series.hour(conn, now), minute),
        jobs=part("jobs", before.jobs, lambda: read_jobs.shown(conn, JOBS)),
        upkeep=read_upkeep.upkeep(conn, now) if read_upkeep.TABLES & changed else before.upkeep,
        processes=part("states", before.processes, lambda: read_states.processes(conn, None)),
        git=part("states", before.git, lambda: read_states.git(conn, None)),
        runs=part("ci", before.runs, lambda: read_ci.shown(conn)),
        places=part("ci", before.places, lambda: read_ci.places(conn)),
        flow=part("states", before.flow, lambda: _kept(before.flow, read_flow.flow(conn, None))),
        plan=part("plan", before.plan, lambda: read_plan.items(conn)),
        forecasts=part("states", before.forecasts, lambda: read_states.forecasts(conn, None)),
        notes=part("states", before.notes, lambda: read_states.notes(conn, None)),
    )


def _kept(before: T, now: T) -> T:
    """The same object where nothing in it changed, so that nobody paints it anew."""
    return before if before == now else now


def _hour(conn: sqlite3.Connection, now: float) -> tuple[int, int, int, int, int]:
    hour = read_counts.hour(conn, codec.to_ms(now))
    critical, debug = hour[Severity.CRITICAL], hour[Severity.DEBUG]
    total = read_counts.total(conn, codec.to_ms(now))
    return hour[Severity.ERROR] + critical, critical, hour[Severity.WARNING], debug, total
