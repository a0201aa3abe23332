"""What is judged: budgets, objectives, numbers that run out, rules, and who is told."""

from typing import Annotated

from msgspec import Meta, Struct


class BudgetSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How many errors are normal."""

    errors_per_hour: Annotated[
        float, Meta(description="Episodes of errors an hour up to which all is healthy.", gt=0, le=10_000)
    ] = 10
    window_hours: Annotated[float, Meta(description="Hours that the budget is for.", ge=4, le=168)] = 8


class SloSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """An objective: how much of something has to go well, over a window of time."""

    name: Annotated[str, Meta(description="Its name in pane 2.", min_length=1, max_length=40)]
    objective: Annotated[float, Meta(description="Per cent that have to go well.", gt=0, lt=100)]
    window: Annotated[str, Meta(description="The time it holds for, 1h to 30d.", pattern=r"^[1-9]\d{0,2}[hd]$")] = "7d"
    of: Annotated[
        str, Meta(description="What is counted: jobs, tests, ci or events.", pattern="^(jobs|tests|ci|events)$")
    ] = "jobs"
    where: Annotated[
        str, Meta(description="Only what this predicate holds for, in the words of the rules; see `rules list`.")
    ] = ""
    bad: Annotated[str, Meta(description="Events it holds for went badly; with of = events.")] = ""


class ForecastSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """A number of your own that may run out: a command is run again and again, and what it prints is forecast."""

    name: Annotated[str, Meta(description="Its name in pane 3.", pattern=r"^[\w][\w.-]{0,39}$")]
    command: Annotated[
        tuple[str, ...], Meta(description="Program and arguments; the first number it prints counts.", min_length=1)
    ]
    limit: Annotated[float, Meta(description="The value at which it has run out.")]
    direction: Annotated[
        str, Meta(description="Whether it rises to its limit or falls to it: up or down.", pattern="^(up|down)$")
    ] = "up"
    every_s: Annotated[float, Meta(description="Seconds between two runs.", ge=1, le=86400)] = 60
    unit: Annotated[str, Meta(description="What it counts: count or bytes.", pattern="^(count|bytes)$")] = "count"


class NotifySettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How a person is told of what hurts and is not seen to: first by the bell, then louder."""

    bell: Annotated[bool, Meta(description="Ring the terminal's bell.")] = True
    desktop: Annotated[
        str, Meta(description="Notify through the terminal: off, osc9 or osc777.", pattern="^(off|osc9|osc777)$")
    ] = "off"
    command: Annotated[
        tuple[str, ...], Meta(description="Program and arguments, run at the last; the words follow. Needs trust.")
    ] = ()
    most_per_hour: Annotated[int, Meta(description="At most so many notifications an hour.", ge=0, le=60)] = 6
    quiet: Annotated[
        str,
        Meta(
            description="Local hours in which nothing rings or notifies, e.g. `22:00-07:00`.",
            pattern=r"^(([01]?\d|2[0-3]):[0-5]\d-([01]?\d|2[0-3]):[0-5]\d)?$",
        ),
    ] = ""
    summary_min: Annotated[
        float, Meta(description="Minutes between two lines of summary while work flows; 0 is none.", ge=0, le=1440)
    ] = 10


class RuleSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Patterns that are looked for besides the built-in ones."""

    files: Annotated[
        tuple[str, ...], Meta(description="TOML files with [[pattern]] rules, from the project; see `rules test`.")
    ] = ()
    categories: Annotated[
        tuple[str, ...],
        Meta(description="TOML files with [[rule]] tables that tell what kind of failure a line is of."),
    ] = ()
