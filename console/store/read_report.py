"""Reading what a span of time was like, as plain counts, for the scoreboard. Every question is bounded by the span."""

import sqlite3
from collections.abc import Iterator

from console.model.flow import Stretch
from console.model.report import Facts, Span
from console.store import codec, read_flow, read_forecasts
from console.store.habits import RIGHT, WRONG

INTERVENTIONS = (
    "job.cancel", "job.pause", "job.resume", "job.retry", "job.edit", "fix.apply", "fix.undo", "breaker.hold",
    "breaker.reset", "workaround.allow", "workaround.refuse", "checkpoint.restore", "source.restart", "autopilot.stop",
)  # fmt: skip
"""What a person does because something does not go on by itself as it should."""
HANDOVER = 60.0
"""Seconds without a watching engine that count as none: one engine takes over from another."""
LOOKED_BACK = 7 * 86_400_000
"""Milliseconds before a span from which it is known whether a command had failed already."""
_ATTEMPTS = "SELECT count(*) FROM attempts WHERE begun BETWEEN :since AND :until"
_STREAKS = """SELECT count(*), coalesce(sum(coalesce(passed, 0)>=finished), 0) FROM (
        SELECT a.finished, a.state,
            lag(a.state, 1, 'passed') OVER (PARTITION BY j.recipe ORDER BY a.finished) AS before,
            max(a.finished) FILTER (WHERE a.state='passed') OVER (PARTITION BY j.recipe) AS passed
        FROM attempts a JOIN jobs j ON j.id=a.job
        WHERE a.finished>=:earlier AND a.state IN ('passed', 'failed', 'waiting', 'queued'))
    WHERE state<>'passed' AND before='passed' AND finished BETWEEN :since AND :until"""
_COMMANDS = "SELECT name, count(*) FROM commands WHERE state='done' AND time BETWEEN :since AND :until GROUP BY name"
_ACTS = """SELECT n.name, count(*) FROM events e JOIN names n ON n.id=e.kind
    WHERE n.name IN ('git.edit', 'git.commit') AND e.time BETWEEN :since AND :until GROUP BY n.name"""
_CHECKPOINTS = "SELECT count(*) FROM checkpoints WHERE time BETWEEN :since AND :until"
_CHECKS = """SELECT count(*), coalesce(sum(proof<>0), 0), coalesce(sum(seconds) FILTER (WHERE proof<>0), 0.0)
    FROM input_checks WHERE time BETWEEN :since AND :until"""
_FAILURES = "SELECT count(*) FROM failures WHERE last BETWEEN :since AND :until"
_CLUSTERS = """SELECT count(*), coalesce(sum(category<>'unknown'), 0) FROM clusters
    WHERE joined IS NULL AND last BETWEEN :since AND :until"""
_GUESSES = """SELECT count(*), coalesce(sum(outcome=:right), 0) FROM guesses
    WHERE outcome IN (:right, :wrong) AND time BETWEEN :since AND :until"""
_WATCHED = """SELECT s.from_hlc >> 16, coalesce(s.to_hlc >> 16, o.last_seen), s.value FROM states s
    JOIN sources o ON o.name=s.key WHERE s.kind='source' AND s.from_hlc<=:last AND coalesce(s.to_hlc, :first)>=:first
    ORDER BY s.from_hlc"""


def facts(conn: sqlite3.Connection, since: float, until: float) -> Facts:
    """What happened from `since` to `until` (seconds since the epoch)."""
    first = codec.to_ms(since)
    span = {"since": first, "until": codec.to_ms(until) - 1, "earlier": first - LOOKED_BACK}

    def row(statement: str, **given: object) -> tuple[int, ...]:
        return tuple(conn.execute(statement, span | given).fetchone())

    named = dict(conn.execute(_COMMANDS, span).fetchall())
    acts = dict(conn.execute(_ACTS, span).fetchall())
    (streaks, recovered), (checked, hits, saved) = row(_STREAKS), row(_CHECKS)
    (clusters, studied), (guessed, right) = row(_CLUSTERS), row(_GUESSES, right=RIGHT, wrong=WRONG)
    warned, came = read_forecasts.record(conn, since, until)
    return Facts(
        since=since, until=until, attempts=row(_ATTEMPTS)[0], streaks=streaks, recovered=recovered,
        commands=sum(named.values()), interventions=sum(named.get(name, 0) for name in INTERVENTIONS),
        edits=acts.get("git.edit", 0), commits=acts.get("git.commit", 0),
        checkpoints=row(_CHECKPOINTS)[0], checked=checked, hits=hits, saved=float(saved), failures=row(_FAILURES)[0],
        clusters=clusters, studied=studied, guessed=guessed, right=right, warned=warned, came=came,
        watched=tuple(_watched(conn, since, until)), course=_course(conn, since, until),
    )  # fmt: skip


def _watched(conn: sqlite3.Connection, since: float, until: float) -> Iterator[Span]:
    """The spans in which at least one source was seen alive, those joined that hardly anything parts."""
    marks = {"first": codec.to_ms(since) << 16, "last": codec.to_ms(until) << 16}
    begin = end = None
    for start, stop, value in conn.execute(_WATCHED, marks):
        if stop is None or codec.unpack(value).get("freshness") != "LIVE":
            continue
        first, last = max(since, codec.to_seconds(start)), min(until, codec.to_seconds(stop))
        if begin is None or end is None or first > end + HANDOVER:
            if begin is not None and end is not None:
                yield begin, end
            begin, end = first, last
        end = max(end, last)
    if begin is not None and end is not None and end > begin:
        yield begin, end


def _course(conn: sqlite3.Connection, since: float, until: float) -> tuple[Stretch, ...]:
    """How work went, as it was known at the end of the span."""
    found = read_flow.flow(conn, until - 0.001)
    return tuple(one for one in found.timeline if one.end > since and one.start < until) if found else ()
