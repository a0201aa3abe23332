"""Labelled days of work: what happened minute by minute, and the events that the console would see of it.

The truth is drawn first, as phases with a state and a cause; the events are drawn from the phase. A share of them is
lost and a share comes late, as in life. Nothing here knows how the analyst decides.
"""

import math
import random
from collections.abc import Callable, Iterator

from msgspec import Struct

from console.model.event import Draft, Severity, Voice
from console.model.flow import FlowState, Friction

START = 1_760_000_400.0
MINUTES = 300
LOST, LATE_SHARE, LATE_MEAN = 0.10, 0.10, 90.0
S, F = FlowState, Friction


class Phase(Struct, frozen=True):
    """A phase by name, with the least and most minutes it lasts."""

    name: str
    low: int
    high: int


class Session(Struct, frozen=True):
    """`arrivals` are (when it is seen, event) in order of arrival; `truth` has a state and cause for every minute."""

    kind: str
    arrivals: list[tuple[float, Draft]]
    truth: list[tuple[FlowState, Friction | None]]


TRUTH: dict[str, tuple[FlowState, Friction | None]] = {
    "flow": (S.FLOWING, None),
    "side": (S.FLOWING, None),
    "recover": (S.RECOVERING, None),
    "away": (S.IDLE, None),
    "ci": (S.BLOCKED, F.EXTERNAL_WAIT),
    "download": (S.BLOCKED, F.EXTERNAL_WAIT),
    "build": (S.SLOWED, F.TEST_BOTTLENECK),
    "flaky": (S.SLOWED, F.TEST_BOTTLENECK),
    "dependencies": (S.BLOCKED, F.REPEATED_ERROR),
    "loop": (S.SLOWED, F.REPEATED_ERROR),
    "full": (S.BLOCKED, F.RESOURCE_LIMIT),
    "memory": (S.BLOCKED, F.RESOURCE_LIMIT),
    "thrash": (S.SLOWED, F.CONTEXT_LOSS),
    "question": (S.BLOCKED, F.AMBIGUITY),
    "reports": (S.SLOWED, F.REPORTING_OVERHEAD),
    "undecided": (S.SLOWED, F.INDECISION),
}
_FLOW, _BACK = Phase("flow", 12, 45), Phase("recover", 3, 7)
DAYS: dict[str, tuple[Phase, ...]] = {
    "agent loop": (Phase("loop", 8, 30),),
    "ci waits": (Phase("ci", 6, 20), Phase("side", 8, 20)),
    "dependency hell": (Phase("dependencies", 8, 25), Phase("download", 5, 12)),
    "disk full": (Phase("full", 8, 25), Phase("memory", 8, 15)),
    "flaky tests": (Phase("flaky", 8, 25),),
    "indecision": (Phase("undecided", 8, 20),),
    "long builds": (Phase("build", 5, 15),),
    "meetings": (Phase("away", 15, 60),),
    "mixed": (
        Phase("ci", 6, 15), Phase("away", 10, 30), Phase("loop", 8, 20), Phase("build", 5, 12),
        Phase("thrash", 8, 20), Phase("question", 6, 15),
    ),
    "questions": (Phase("question", 6, 25),),
    "reporting": (Phase("reports", 8, 20),),
    "steady": (Phase("side", 8, 15), Phase("away", 8, 20)),
    "thrash": (Phase("thrash", 8, 25),),
}  # fmt: skip


def session(kind: str, seed: int, lost: float = LOST, late: float = LATE_SHARE) -> Session:
    """One day of five hours."""
    chance = random.Random(f"{kind} {seed}")
    day = _Day(chance)
    while len(day.truth) < MINUTES:
        day.phase(_FLOW)
        trouble = chance.choice(DAYS[kind])
        day.phase(trouble)
        if TRUTH[trouble.name][0] in (S.BLOCKED, S.IDLE) and chance.random() < 0.85:
            day.phase(_BACK)
    seen = [_arrival(chance, event, late) for event in day.events if chance.random() >= lost]
    return Session(kind, sorted(seen, key=lambda one: one[0]), day.truth)


def _arrival(chance: random.Random, event: Draft, late: float) -> tuple[float, Draft]:
    delay = chance.expovariate(1 / LATE_MEAN) if chance.random() < late else chance.random() * 5
    return event.time + delay, event


class _Day:
    """A day as it is drawn: a person (or an agent) with a pace of their own."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.events: list[Draft] = []
        self.truth: list[tuple[FlowState, Friction | None]] = []
        self.pace = chance.uniform(0.9, 1.8)
        self.free = 0.0
        self.ids = 0

    def phase(self, phase: Phase) -> None:
        """Draw one phase."""
        length = self.chance.randint(phase.low, phase.high)
        start = START + 60 * len(self.truth)
        self.truth += [TRUTH[phase.name]] * length
        _PHASES[phase.name](self, start, start + 60 * length)

    def at(self, start: float, end: float, a_minute: float) -> Iterator[float]:
        """A Poisson process."""
        now = start
        while (now := now + self.chance.expovariate(a_minute / 60)) < end:
            yield now

    def tell(self, time: float, kind: str, text: str, severity: Severity = Severity.INFO, **attrs: object) -> None:
        """One event."""
        source = kind.partition(".")[0]
        self.events.append(
            Draft(
                time=time,
                source=source,
                kind=kind,
                voice=Voice.SKYSKRAPER,
                severity=severity,
                text=text,
                template=text,
                attrs=attrs,
            )
        )

    def edits(self, start: float, end: float, share: float) -> None:
        """Edits at a share of the own pace."""
        for time in self.at(start, end, share * self.pace):
            self.tell(time, "git.edit", "edited a file", files=["a.py"], n=1)

    def several(self, start: float, end: float, a_minute: float, kind: str, text: str) -> None:
        """Events of a kind."""
        for time in self.at(start, end, a_minute):
            self.tell(time, kind, text, action="reset")

    def job(self, time: float, seconds: float, title: str, wrong: str = "") -> None:
        """A job, from its start to its end; what is wrong is its failure."""
        self.ids += 1
        self.tell(time, "job.running", f"{title} runs", job=self.ids, title=title)
        kind, severity = ("job.failed", Severity.ERROR) if wrong else ("job.passed", Severity.INFO)
        text = f"{title} failed: {wrong}" if wrong else f"{title} passed"
        self.tell(time + seconds, kind, text, severity, job=self.ids, title=title, seconds=seconds)

    def jobs(self, start: float, end: float, gap: tuple[float, float], wrong: Callable[[], str], took: float) -> None:
        """A job every so many seconds."""
        time = start + self.chance.uniform(5, gap[0])
        while time + took < end:
            self.job(time, took * self.chance.uniform(0.7, 1.3), "make test", wrong())
            time += took + self.chance.uniform(*gap)


def _flow(day: _Day, start: float, end: float) -> None:
    day.edits(start, end, 1.0)
    day.several(start, end, 0.3, "work.read", "read a file")
    day.several(start, end, 0.08, "git.commit", "commit")
    day.several(start, end, 0.015, "git.branch", "another branch")

    def wrong() -> str:
        return f"assertion {day.chance.randrange(10**6)}" if day.chance.random() < 0.35 else ""

    day.jobs(start, end, (90, 300), wrong, day.chance.uniform(8, 40))


def _side(day: _Day, start: float, end: float) -> None:
    """CI runs while the work goes on: no wait."""
    _elsewhere(day, start, end, "ci")
    _flow(day, start, end)


def _elsewhere(day: _Day, start: float, end: float, kind: str) -> None:
    day.ids += 1
    if kind == "ci":
        day.tell(start + 5, "ci.started", "CI runs", run=day.ids, name="CI")
        day.tell(end - 2, "ci.passed", "CI passed", run=day.ids, name="CI", seconds=end - start - 7)
        return
    command = {"name": "npm", "command": "npm install", "project": True, "pids": [day.ids], "n": 1}
    day.tell(start + 5, "process.start", "npm started", **command)
    day.tell(end - 2, "process.exit", "npm ended", **command, code=0, seconds=end - start - 7)


def _ci(day: _Day, start: float, end: float) -> None:
    _elsewhere(day, start, end, "ci")
    day.edits(start, end, 0.06)


def _download(day: _Day, start: float, end: float) -> None:
    _elsewhere(day, start, end, "download")


def _recover(day: _Day, start: float, end: float) -> None:
    day.edits(start, end, 0.25)
    day.several(start, end, 0.9, "work.read", "read a file")


def _away(day: _Day, start: float, end: float) -> None:
    """Nobody there; CI may tell of a scheduled run."""
    if day.chance.random() < 0.3:
        day.tell((start + end) / 2, "log.line", "a request was served")


def _build(day: _Day, start: float, end: float) -> None:
    day.job(start + 3, end - start - 6, "make all", "undefined reference" if day.chance.random() < 0.2 else "")
    day.edits(start, end, 0.08)


def _flaky(day: _Day, start: float, end: float) -> None:
    day.edits(start, end, 0.08)
    day.jobs(start, end, (25, 70), lambda: "timeout in test_wait" if day.chance.random() < 0.5 else "", 40)


def _dependencies(day: _Day, start: float, end: float) -> None:
    day.edits(start, end, 0.12)
    day.several(start, end, 0.3, "work.read", "read a page")
    day.jobs(start, end, (20, 80), lambda: "no matching version", 25)


def _loop(day: _Day, start: float, end: float) -> None:
    day.edits(start, end, 0.8)
    other = "another error"
    day.jobs(start, end, (30, 90), lambda: "same error" if day.chance.random() < 0.9 else other, 15)


def _full(day: _Day, start: float, end: float) -> None:
    limit = {"series": "disk:/", "value": 98, "limit": 100}
    day.tell(start + 5, "machine.limit", "disk / above 95%", Severity.ERROR, **limit)
    day.edits(start, end, 0.08)
    day.jobs(start, end, (40, 100), lambda: f"write {day.chance.randrange(99)}: No space left on device", 10)
    day.tell(end - 5, "machine.limit", "disk / back below 90%", Severity.INFO, **limit)


def _memory(day: _Day, start: float, end: float) -> None:
    day.edits(start, end, 0.08)
    for time in day.at(start, end, 0.5):
        day.tell(time, "process.oom", "out of memory: the kernel killed cc1plus", Severity.CRITICAL)


def _thrash(day: _Day, start: float, end: float) -> None:
    day.edits(start, end, 0.5)
    day.several(start, end, 1.0, "work.read", "read a file")
    day.several(start, end, 0.4, "git.branch", "another branch")


def _question(day: _Day, start: float, end: float) -> None:
    day.ids += 1
    day.tell(start + 3, "question.asked", "which one?", id=day.ids)
    day.edits(start, end, 0.04)
    day.tell(end - 3, "question.answered", "this one", id=day.ids)


def _reports(day: _Day, start: float, end: float) -> None:
    day.edits(start, end, 0.25)
    day.several(start, end, 0.8, "work.report", "wrote a report")


def _undecided(day: _Day, start: float, end: float) -> None:
    day.edits(start, end, 0.6)
    day.several(start, end, 0.5, "git.head", "moved back")


_PHASES: dict[str, Callable[[_Day, float, float], None]] = {
    "flow": _flow, "side": _side, "recover": _recover, "away": _away, "ci": _ci, "download": _download,
    "build": _build, "flaky": _flaky, "dependencies": _dependencies, "loop": _loop, "full": _full, "memory": _memory,
    "thrash": _thrash, "question": _question, "reports": _reports, "undecided": _undecided,
}  # fmt: skip


def minute_of(time: float) -> int:
    """The minute of the session."""
    return math.floor((time - START) / 60)
