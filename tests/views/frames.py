"""Frames to paint: calm, storm, stale and empty, at one fixed moment; used by every test of the screen."""

import math
from datetime import timedelta, timezone
from typing import Any

from console.model.cluster import Affected, Cluster, Decision, Dossier, Failure, Neighbour, Standing
from console.model.event import Event, Severity, Voice
from console.model.failure import Category, Place, Risk, Suggestion
from console.model.frame import EventPage, Frame, MinuteCounts, Series, TemplateCount
from console.model.hlc import pack
from console.model.job import Job, JobState, Work
from console.model.machine import GitState, ProcessRow
from console.model.source import ChannelState, Freshness, Health, SourceState

NOW = 1_710_414_271.25
"""2024-03-14 11:04:31.250 UTC, a Thursday; 12:04:31 in ZONE."""
ZONE = timezone(timedelta(hours=1))
GiB = 1024**3
MiB = 1024**2
NAMES = ("calm", "storm", "stale", "empty")


def frame(name: str) -> Frame:
    """The frame of that name."""
    return {"calm": calm, "storm": storm, "stale": stale, "empty": empty}[name]()


def calm() -> Frame:
    """Work flows: two old errors, everything LIVE."""
    return Frame(
        at=NOW, live=True, project="flow", node="dev-01",
        sources=sources(), health=health(), minutes=minutes(1), errors=2, criticals=0, warnings=5,
        events_total=1284, templates=templates()[2:5], clusters=clusters()[2:5],
        series=series(0.0), processes=processes(), git=git(),
    )  # fmt: skip


def storm() -> Frame:
    """Errors pour in, a disk is nearly full, a collector has failed."""
    failed = SourceState("git", Freshness.ERROR, NOW - 90, 5.0, "git status took longer than 10 s", 3)
    return Frame(
        at=NOW, live=True, project="flow", node="dev-01",
        sources=(*sources()[:3], failed),
        health=health(notices=("2,140 repeats of 3 kinds of lines were counted, not stored, in the last minute",)),
        minutes=minutes(40), errors=137, criticals=2, warnings=412, events_total=48_211, templates=templates(),
        clusters=clusters(), jobs=jobs(), series=series(0.35), processes=(*processes(), zombie()), git=git(dirty=12),
    )  # fmt: skip


def stale() -> Frame:
    """The engine stopped 48 seconds ago; everything known is that old."""
    return Frame(
        at=NOW, live=True, project="flow", node="dev-01", sources=sources(48.0), health=health(age=48.0),
        minutes=minutes(1), errors=11, criticals=0, warnings=5, events_total=1284, templates=templates()[1:4],
        clusters=clusters()[1:4], series=series(0.0), processes=processes(), git=git(),
    )  # fmt: skip


def empty() -> Frame:
    """A first start: nothing has reported yet."""
    return Frame(at=NOW, live=True, project="flow", node="dev-01")


def quiet() -> Frame:
    """All sources are LIVE and nothing has happened at all."""
    zeros = tuple(MinuteCounts(int(NOW // 60) - 59 + i, (0, 0, 0, 0, 0, 0)) for i in range(60))
    return Frame(at=NOW, live=True, project="flow", node="dev-01", sources=sources(), health=health(), minutes=zeros)


def past() -> Frame:
    """The calm machine, looked at in time travel."""
    live = calm()
    return Frame(**{name: getattr(live, name) for name in live.__struct_fields__ if name != "live"}, live=False)


def sources(age: float = 0.4) -> tuple[SourceState, ...]:
    """The four collectors, last seen `age` seconds ago."""
    intervals = (("logs", 1.0), ("processes", 3.0), ("machine", 2.0), ("git", 5.0))
    return tuple(SourceState(name, Freshness.LIVE, NOW - age, every).at(NOW) for name, every in intervals)


def health(age: float = 1.0, notices: tuple[str, ...] = ()) -> Health:
    """An engine that has run for two hours."""
    channels = (
        ChannelState("ingest", ("writer",), 12.5, 0, 64),
        ChannelState("committed", ("link", "shedder"), 12.5, 1, 256, {"link": 3} if notices else {}),
        ChannelState("commands", ("engine",), 0.0, 0, 64),
    )
    return Health(
        updated=NOW - age, pid=4110, started=NOW - 7200, version="0.1.0", cpu=0.8, rss=54 * MiB, pss=41 * MiB,
        lag=0.002, bytes_per_s=12_400.0, lines_per_s=6.9, channels=channels, notices=notices,
    )  # fmt: skip


def minutes(errors: int) -> tuple[MinuteCounts, ...]:
    """An hour of counts with a wave in it; `errors` is how many errors come in its worst minutes."""
    first = int(NOW // 60) - 59
    return tuple(MinuteCounts(first + i, _minute(i, errors)) for i in range(60))


def _minute(i: int, errors: int) -> tuple[int, int, int, int, int, int]:
    wave = 1 + math.sin(i / 7)
    failing = errors if i % 17 == 12 or (errors > 5 and i > 50) else 0
    return (int(40 * wave), int(160 * wave), i % 5 == 0, int(4 * wave) if i > 30 else 0, failing, failing // 20)


def templates() -> tuple[TemplateCount, ...]:
    """Kinds of notable lines, most frequent first."""
    rows = (
        ("timeout waiting for <*>:<*>", Severity.ERROR, 97, 512, 10_900, 45, "app/server.log"),
        ("ENOSPC writing <*>", Severity.CRITICAL, 38, 40, 2_400, 130, "app/writer.log"),
        ("slow query <*> took <*> ms", Severity.WARNING, 12, 230, 900_000, 300, "db/postgres.log"),
        ("AssertionError in test_flow_<*>", Severity.ERROR, 2, 31, 250_000, 1_500, "tests/test.log"),
        ("deprecated option <*>, use <*>", Severity.WARNING, 1, 6, 86_000, 3_000, "build/build.log"),
        ("接続がタイムアウトしました <*>", Severity.ERROR, 1, 1, 600, 600, "app/ログ.log"),
    )  # fmt: skip
    return tuple(
        TemplateCount(
            template, severity, n, total, NOW - first, NOW - last, _trend(n), template.replace("<*>", "42"), origin
        )
        for template, severity, n, total, first, last, origin in rows
    )


def clusters() -> tuple[Cluster, ...]:
    """The same kinds as clusters, in every standing there is."""
    place = Place(file="app/db.py", line=42, function="connect", text="sock.connect(address)")
    more: tuple[dict[str, Any], ...] = (
        {
            "standing": Standing.REGRESSED, "category": Category.NETWORK, "confidence": 0.94, "where": place,
            "reason": "connection timed out while a database was asked", "studied": True,
            "fix": "systemctl restart resolver",
        },
        {
            "standing": Standing.NEW, "category": Category.RESOURCE, "confidence": 0.98, "reason": "no space is left",
            "fix": "docker system prune", "studied": True, "name": "the disk of the build box",
        },
        {"standing": Standing.KNOWN},
        {"standing": Standing.ACKNOWLEDGED, "category": Category.TEST, "by": "jk", "note": "tracked in 88", "keys": 3},
        {"standing": Standing.KNOWN, "muted": True, "by": "jk"},
        {"standing": Standing.RESOLVED, "by": "jk", "cause": 1},
    )  # fmt: skip
    return tuple(
        Cluster(
            id=number, fingerprint=f"m2:{number:04x}", title=t.template, severity=t.severity, total=t.total,
            first=t.first, last=t.last, hour=t.hour, trend=t.trend, sample=t.sample, origin=t.origin, **extra,
        )
        for number, (t, extra) in enumerate(zip(templates(), more, strict=True), 1)
    )  # fmt: skip


def dossier(cluster: Cluster | None = None) -> Dossier:
    """Everything that can be known of a cluster."""
    subject = cluster or clusters()[0]
    fix = Suggestion(
        rule="resolver", argv=("systemctl", "restart", "resolver"), command="systemctl restart resolver",
        confidence=0.8, risk=Risk.REVERSIBLE, why="the name could not be resolved",
        changes="empties the resolver's cache", evidence="timeout waiting for 42:42",
        verify="getent hosts db", tried=4, worked=3,
    )  # fmt: skip
    past = Failure(
        id=7, cluster=subject.id, title=subject.title, category=subject.category, severity=subject.severity,
        time=NOW - 90_000, last=NOW - 89_000, n=12, summary=subject.sample, job="build", branch="main",
        commit="9f3c2d1a77", outcome="fixed by 1c2d3e4f", recovered=3_600.0,
    )  # fmt: skip
    other = Neighbour(cluster=9, title="timeout reading <*>", likeness=0.71, last=NOW, ended="resolved by jk")
    return Dossier(
        cluster=subject, evidence=("connecting", subject.sample, "giving up"), marked=(1,),
        why=("in-app frames app/db.py:connect, TimeoutError", "the line timeout waiting for <*>:<*>"),
        fingerprints=("f1:00aa", "m2:0001"),
        affected=Affected(tests=(("tests/test_db.py::test_connect", 3),), nodes=(("build-03", 31), ("build-05", 6))),
        neighbours=(other,),
        suggestions=(fix,), members=clusters()[1:2], past=(past,), opinion="Looks like the resolver.",
        decisions=(Decision(id=1, time=NOW - 60, who="jk", what="cluster.ack", words="acknowledged cluster 1"),),
    )  # fmt: skip


def _trend(n: int) -> tuple[int, ...]:
    return tuple((n * (i + 1) // 78) for i in range(12))


def series(more: float) -> dict[str, Series]:
    """The machine's hour; `more` (0 to 1) is added to what is used."""
    found = (
        _series("cpu.total", "percent", 100.0, 22 + 60 * more, 18),
        _series("memory.used", "bytes", 15.6 * GiB, (9.7 + 4 * more) * GiB, 1.1 * GiB),
        _series("swap.used", "bytes", 4 * GiB, 0.2 * GiB, 0.0),
        _series("disk:/", "bytes", 512 * GiB, (330 + 500 * more) * GiB, 3 * GiB),
        _series("disk:/var", "bytes", 64 * GiB, (37 + 68 * more) * GiB, 1.5 * GiB),
        _series("inodes:/", "count", 33_000_000, 1_420_000, 2_000),
        _series("fds.system", "count", 1_048_576, 9_216, 300),
        _series("load.1", "load", 8.0, 1.3 + 6 * more, 0.6),
        _series("net:eth0.rx", "bytes/s", None, 48_000, 40_000),
        _series("net:eth0.tx", "bytes/s", None, 12_000, 9_000),
        _series("pressure.cpu", "percent", None, 1.4, 1.2),
        _series("pressure.io", "percent", None, 0.3, 0.3),
        _series("pressure.memory", "percent", None, 0.0, 0.0),
        _series("own.engine.cpu", "percent", None, 0.8, 0.2),
    )
    return {s.name: s for s in found}


def _series(name: str, unit: str, limit: float | None, last: float, swing: float) -> Series:
    points = tuple(
        (NOW - 3540 + 60 * i, max(0.0, last + swing * (math.sin(i / 6) - math.sin(59 / 6)))) for i in range(60)
    )
    return Series(name, unit, limit, points)


def jobs() -> tuple[Job, ...]:
    """Jobs in every state, newest first."""
    rows = (
        (1, "make lint", JobState.PASSED, 900, 860, 850, 0, ""),
        (2, "deploy to staging", JobState.CANCELLED, 850, None, 840, None, "job 4 failed, and this one was to follow"),
        (3, "npm ci", JobState.INTERRUPTED, 800, 790, 600, None, "interrupted: retry it or leave it"),
        (4, "pytest -x tests/db", JobState.FAILED, 700, 690, 440, 1, "exit 1"),
        (5, "nightly", JobState.PAUSED, 400, 390, None, None, "paused"),
        (6, "cargo build --release", JobState.RUNNING, 300, 125, None, None, ""),
        (7, "cargo test", JobState.WAITING, 290, None, None, None, "after job 6"),
        (8, "make docs", JobState.QUEUED, 30, None, None, None, "group default runs 2 of 2"),
    )  # fmt: skip
    return tuple(
        Job(
            id=number, work=Work(argv=("sh", "-c", title), cwd="/home/jk/flow"), title=title, state=state,
            enqueued=NOW - asked, started=None if begun is None else NOW - begun, attempt=0 if begun is None else 1,
            finished=None if ended is None else NOW - ended, exit_code=code, cause=cause, who="jk@pts/3",
        )
        for number, title, state, asked, begun, ended, code, cause in reversed(rows)
    )  # fmt: skip


def processes() -> tuple[ProcessRow, ...]:
    """A small tree of this login, and two of others."""
    rows = (
        (900, 1, "tmux: server", 0.0, 6, 1, "S", 86_400, True, "jk"),
        (4100, 900, "bash", 0.0, 5, 1, "S", 7_300, True, "jk"),
        (4110, 4100, "kontrapunkt engine", 0.8, 54, 4, "S", 7_200, True, "jk"),
        (5201, 4100, "make", 0.5, 3, 1, "S", 130, True, "jk"),
        (5210, 5201, "cc1plus", 98.5, 412, 1, "R", 12, True, "jk"),
        (5211, 5201, "cc1plus", 96.0, 380, 1, "R", 9, True, "jk"),
        (712, 1, "postgres", 3.5, 210, 8, "S", 900_000, False, "postgres"),
        (1, 0, "systemd", 0.0, 12, 1, "S", 900_100, False, "root"),
    )
    return tuple(
        ProcessRow(
            pid=pid, ppid=ppid, name=name, command=f"/usr/bin/{name}", user=user, cpu=cpu, rss=rss * MiB,
            threads=threads, state=state, started=NOW - old, fds=24 if own else None, own=own,
        )
        for pid, ppid, name, cpu, rss, threads, state, old, own, user in rows
    )  # fmt: skip


def zombie() -> ProcessRow:
    """A child nobody has waited for."""
    return ProcessRow(
        pid=5300, ppid=5201, name="ld", command="", user="jk", cpu=0.0, rss=0, threads=1, state="Z",
        started=NOW - 44, fds=None, own=True,
    )  # fmt: skip


def git(dirty: int = 3) -> GitState:
    """A branch with `dirty` changed files."""
    return GitState(
        branch="main", head="9f3c2d1e5a7b", subject="Cut the frame in half", committed=NOW - 1_260,
        upstream="origin/main", ahead=2, behind=1, dirty=tuple(f"src/part_{i}.py" for i in range(dirty)),
        dirty_total=dirty,
    )  # fmt: skip


def page(name: str = "calm") -> EventPage:
    """The events of the frame of that name."""
    if name == "empty":
        return EventPage(())
    n = 60 if name == "storm" else 14
    return EventPage(tuple(_event(i, n) for i in range(n)), older=name == "storm")


def _event(i: int, n: int) -> Event:
    voice, severity, source, kind, said, attrs = _SAID[i % len(_SAID)]
    at = NOW - 7.3 * (n - i)
    return Event(
        seq=1000 + i, hlc=pack(int(at * 1000)), node="dev-01", time=at, source=source, kind=kind, voice=voice,
        severity=severity, text=said, template=said, attrs=dict(attrs),
    )  # fmt: skip


TRACE = "Traceback (most recent call last):\n" + '  File "flow.py", line 7\n' * 3 + "AssertionError: 3 != 4"
_TEST = {"file": "tests/test.log", "generation": 0, "offset": 88_120, "body": TRACE}
_DB = {"file": "db/postgres.log", "generation": 0, "offset": 1_204}
_APP = {"file": "app/ログ.log", "generation": 2, "offset": 0}
_KILLED = "the kernel killed cc1plus (pid 5210), out of memory"
_SAID = (
    (Voice.SKYSKRAPER, Severity.INFO, "git", "git.commit", "jk committed 9f3c2d1: Cut the frame in half", {}),
    (Voice.SKYSKRAPER, Severity.INFO, "processes", "process.start", "make started (pid 5201)", {}),
    (Voice.RUSTBELT, Severity.WARNING, "logs", "log.line", "slow query 88 took 1204 ms", _DB),
    (Voice.RUSTBELT, Severity.ERROR, "logs", "log.traceback", "AssertionError: 3 != 4", _TEST),
    (Voice.HAND, Severity.NOTICE, "forecast", "finding", "disk /var rose 1.5G in 10 min; 37.0G of 64.0G used", {}),
    (Voice.SKYSKRAPER, Severity.DEBUG, "git", "git.edit", "3 files edited: flow.py, budget.py, jobs.py", {}),
    (Voice.RUSTBELT, Severity.CRITICAL, "processes", "process.oom", _KILLED, {}),
    (Voice.RUSTBELT, Severity.ERROR, "logs", "log.line", "接続がタイムアウトしました 10.0.3.7:5432", _APP),
)  # fmt: skip
