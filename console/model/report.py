"""The scoreboard: what happened in a span of time, and the measures that are made of it, with target and trend."""

from enum import StrEnum

from msgspec import Struct

from console.model.flow import Stretch

Span = tuple[float, float]


class Facts(Struct, frozen=True, kw_only=True):
    """What the store says of the time from `since` to `until` (seconds since the epoch), as plain counts.

    `attempts` of jobs that began; of `streaks` of failed attempts of one command `recovered` ended in a pass.
    `commands` were carried out for somebody, `interventions` are those among them that put right what went on.
    Of `checked` jobs with inputs `hits` did not have to run, which saved `saved` seconds. `failures` entries came into
    the catalogue; of `clusters` that were seen `studied` have a known kind. Of `guessed` jobs started early `right`
    were asked for, of `warned` forecast ends `came` true. `watched` are the spans in which the console looked,
    `course` how work went.
    """

    since: float
    until: float
    attempts: int = 0
    streaks: int = 0
    recovered: int = 0
    commands: int = 0
    interventions: int = 0
    edits: int = 0
    commits: int = 0
    checkpoints: int = 0
    checked: int = 0
    hits: int = 0
    saved: float = 0.0
    failures: int = 0
    clusters: int = 0
    studied: int = 0
    guessed: int = 0
    right: int = 0
    warned: int = 0
    came: int = 0
    watched: tuple[Span, ...] = ()
    course: tuple[Stretch, ...] = ()


class Unit(StrEnum):
    """How a figure is written."""

    TIME = "seconds"
    SHARE = "share"
    COUNT = "count"
    RATE = "rate"


class Measure(Struct, frozen=True, kw_only=True):
    """One measure: its value now and in the span `before`, by day (`days`, oldest first), and the target.

    A value is None where nothing happened that it could be measured by. `least` tells that more is better. `basis` says
    in words what the figure rests on.
    """

    name: str
    title: str
    unit: Unit
    target: float
    least: bool
    value: float | None
    before: float | None
    days: tuple[float | None, ...]
    basis: str

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None while nothing is known."""
        if self.value is None:
            return None
        return self.value >= self.target if self.least else self.value <= self.target

    @property
    def better(self) -> bool | None:
        """Whether it is better than before; None where either is not known, or nothing changed."""
        if self.value is None or self.before is None or self.value == self.before:
            return None
        return (self.value > self.before) is self.least


class Report(Struct, frozen=True, kw_only=True):
    """The scoreboard of a span. `days` are the facts of each day before its end, oldest first."""

    project: str
    node: str
    span: str
    since: float
    until: float
    measures: tuple[Measure, ...]
    days: tuple[Facts, ...]
