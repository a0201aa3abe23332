"""What is done: jobs and their groups, decisions, breakers, checkpoints and guesses."""

from typing import Annotated

from msgspec import Meta, Struct

MiB = 1024 * 1024

_SPAN = r"^(\d{1,6}(\.\d{1,3})?[smhd]?)?$"
_OF_DAY = r"^(([01]?\d|2[0-3]):[0-5]\d)?$"


class JobSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """A job of the project: `kontrapunkt run NAME` queues it, so do its watch and its schedule. Needs trust."""

    command: Annotated[
        str | tuple[str, ...], Meta(description="Program and arguments, as a list or as one text in shell quoting.")
    ] = ()
    cwd: Annotated[str, Meta(description="The folder it runs in, from the project's.")] = "."
    group: Annotated[str, Meta(description="The group whose limit it counts against.", max_length=40)] = "default"
    after: Annotated[tuple[str, ...], Meta(description="Jobs that run and have to pass before it.")] = ()
    priority: Annotated[int, Meta(description="Higher goes first.")] = 0
    retries: Annotated[int, Meta(description="Tried again so often when it fails.", ge=0, le=100)] = 0
    timeout: Annotated[str, Meta(description="Ended after this long, e.g. `10m`.", pattern=_SPAN)] = ""
    needs: Annotated[tuple[str, ...], Meta(description="What must be free before it starts, e.g. `mem=2G`.")] = ()
    depends: Annotated[
        tuple[str, ...], Meta(description="A registry, host or tool; it waits while that is broken.")
    ] = ()
    env: Annotated[tuple[str, ...], Meta(description="Further variables of the environment to pass on, by name.")] = ()
    idempotent: Annotated[bool, Meta(description="It may simply run again when it was interrupted.")] = False
    inputs: Annotated[
        tuple[str, ...], Meta(description="Files it depends on, as globs; unchanged since it passed, it is not run.")
    ] = ()
    watch: Annotated[tuple[str, ...], Meta(description="Globs; it runs when a file they match changes.")] = ()
    restart: Annotated[bool, Meta(description="A change ends the run that is under way and begins anew.")] = False
    every: Annotated[
        str,
        Meta(
            description="It runs again and again, e.g. `10m` apart; of a deployment its checks.",
            pattern=_SPAN,
        ),
    ] = ""
    at: Annotated[str, Meta(description="It runs every day at this local time, e.g. `03:30`.", pattern=_OF_DAY)] = ""
    affected: Annotated[bool, Meta(description="Tests that a change touches run first (pytest, or `first`).")] = False
    first: Annotated[
        dict[str, str], Meta(description="Glob of changed files to the argument that runs what they touch.")
    ] = {}
    check: Annotated[
        str | tuple[str, ...], Meta(description="Makes it a deployment: run again and again after it passed.")
    ] = ()
    rollback: Annotated[str | tuple[str, ...], Meta(description="Run at once when the check fails.")] = ()
    window: Annotated[str, Meta(description="How long it is checked, e.g. `2m`.", pattern=_SPAN)] = ""
    version: Annotated[
        str, Meta(description="What it runs with or deploys; empty for the commit of a clean checkout.", max_length=200)
    ] = ""
    critical: Annotated[tuple[str, ...], Meta(description="Only versions that passed these jobs are deployed.")] = ()


class GroupSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """A group of jobs."""

    parallel: Annotated[int, Meta(description="So many of its jobs run side by side; 0 leaves it as it is.", ge=0)] = 0


class SpeculateSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Starting early, on an idle machine, what you usually run next."""

    enabled: Annotated[
        bool, Meta(description="Learn what follows on saving files, and start it early. Needs trust.")
    ] = False


class DecideRule(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of the rulebook: what it names must all be so, and `mode` says how it is done then."""

    name: Annotated[str, Meta(description="Name shown with every decision it made.")]
    mode: Annotated[
        str, Meta(description="do, watch, checkpoint, ask or never.", pattern="^(do|watch|checkpoint|ask|never)$")
    ]
    kind: Annotated[str, Meta(description="fix, retry or clean; empty for all.")] = ""
    category: Annotated[str, Meta(description="Category of the failure, as `classify` names it.")] = ""
    program: Annotated[str, Meta(description="Program that would run.")] = ""
    fix: Annotated[str, Meta(description="Rule of the suggested fix, as `show rules` names it.")] = ""
    match: Annotated[str, Meta(description="RE2 pattern that the failure's headline has to match.")] = ""


class DecideSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What may happen without a person, and how sure it has to be."""

    do: Annotated[float, Meta(description="Safe and surer than this: done at once.", ge=0, le=1)] = 0.9
    watch: Annotated[float, Meta(description="Safe and surer than this: done and watched.", ge=0, le=1)] = 0.7
    checkpoint: Annotated[
        float, Meta(description="Surer than this: done after a checkpoint; below it is asked.", ge=0, le=1)
    ] = 0.5
    automatic: Annotated[
        tuple[str, ...],
        Meta(description="What happens without a person: retry (infrastructure failures), clean, fix, helper."),
    ] = ("retry",)
    retries: Annotated[int, Meta(description="At most so many retries nobody asked for.", ge=0, le=20)] = 2
    never: Annotated[
        tuple[str, ...], Meta(description="What a person is always asked for: destructive, outside, network-write.")
    ] = ("destructive", "outside", "network-write")
    rules: Annotated[tuple[DecideRule, ...], Meta(description="The rulebook; its first entry that fits decides.")] = ()


class BreakerSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """When something the work depends on is left alone for a while."""

    calls: Annotated[int, Meta(description="Calls within a minute before anything is judged.", ge=1)] = 5
    failures: Annotated[float, Meta(description="Share of failed calls at which it opens.", gt=0, le=1)] = 0.5
    slow: Annotated[float, Meta(description="Share of slow calls at which it opens.", gt=0, le=1)] = 0.8
    slow_s: Annotated[float, Meta(description="Seconds after which a call counts as slow.", gt=0)] = 30


class CheckpointSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """When checkpoints of the work tree are taken by themselves, and how much room they may take."""

    every: Annotated[
        int, Meta(description="One is taken after so many actions (jobs, fixes, the plan...); 0 is never.", ge=0)
    ] = 25
    file_bytes: Annotated[int, Meta(description="Larger files are left out, and named.", ge=0)] = 64 * MiB
    total_bytes: Annotated[int, Meta(description="Above it old checkpoints go, automatic ones first.", ge=MiB)] = (
        2048 * MiB
    )


class ExplainSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """A helper of your own that is asked what it thinks of a failure, when you ask for it."""

    command: Annotated[
        tuple[str, ...],
        Meta(description="Program and arguments; it gets the redacted evidence on its standard input. Needs trust."),
    ] = ()
    timeout_s: Annotated[float, Meta(description="Seconds after which it is ended.", gt=0, le=600)] = 60
    per_day: Annotated[int, Meta(description="At most so many runs a day.", ge=0)] = 20
