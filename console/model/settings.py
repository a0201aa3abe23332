"""The typed configuration tree with its defaults; `console/config.py` reads it from TOML.

Every field's description becomes the comment in `config init` and the text in the JSON schema.
"""

from typing import Annotated

from msgspec import Meta, Struct

MiB = 1024 * 1024


class LogFormat(Struct, frozen=True, forbid_unknown_fields=True):
    """A log format of the user's own, tried before the built-in ones."""

    name: Annotated[str, Meta(description="Name shown where the format is mentioned.")]
    pattern: Annotated[
        str,
        Meta(description="RE2 pattern at the start of a line with the named groups time, level and text."),
    ]
    time: Annotated[str, Meta(description="strptime format of the time group; empty for ISO 8601.")] = ""
    levels: Annotated[
        dict[str, str],
        Meta(description="Words of the level group that mean debug, info, notice, warning, error or critical."),
    ] = {}


class LogSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Which log files are watched and how far back they are read."""

    enabled: Annotated[bool, Meta(description="Watch log files.")] = True
    paths: Annotated[
        tuple[str, ...],
        Meta(description="Folders searched for logs; `.` is the project. Files and globs are allowed too."),
    ] = (".", "/var/log")
    include: Annotated[tuple[str, ...], Meta(description="File name patterns that are logs anywhere.")] = (
        "*.log", "*.log.*", "*.log-*", "*.out", "*.err", "syslog", "messages",
    )  # fmt: skip
    folders: Annotated[tuple[str, ...], Meta(description="Folder names in which every text file is a log.")] = (
        "log",
        "logs",
        ".log",
        ".logs",
    )
    exclude: Annotated[tuple[str, ...], Meta(description="Names never entered or read.")] = (
        ".git", ".hg", ".svn", "node_modules", ".venv", "venv", "env", "__pycache__", "site-packages",
    )  # fmt: skip
    depth: Annotated[int, Meta(description="How many folders deep to look.", ge=0, le=64)] = 6
    max_files: Annotated[int, Meta(description="At most this many files; more are named, not read.", ge=1)] = 2000
    recent_hours: Annotated[float, Meta(description="Files touched within these hours are read backwards.", ge=0)] = 24
    backlog_bytes: Annotated[int, Meta(description="How many last bytes of a recent file are read.", ge=0)] = 64 * MiB
    sweep_s: Annotated[float, Meta(description="Seconds between looks at active files.", ge=0.05)] = 1
    idle_sweep_s: Annotated[float, Meta(description="Seconds between looks at idle files.", ge=0.1)] = 5
    notable_per_s: Annotated[
        int, Meta(description="Notable lines a second stored one by one; above it repeats are counted.", ge=1)
    ] = 1000
    formats: Annotated[tuple[LogFormat, ...], Meta(description="Log formats of your own.")] = ()


class ProcessSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Which processes are followed."""

    enabled: Annotated[bool, Meta(description="Watch processes.")] = True
    interval_s: Annotated[float, Meta(description="Seconds between sweeps.", ge=0.5)] = 3
    heaviest: Annotated[int, Meta(description="How many processes of other logins are kept, by weight.", ge=0)] = 20


class MachineSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How often the machine is measured."""

    enabled: Annotated[bool, Meta(description="Watch CPU, memory, disks, network and pressure.")] = True
    interval_s: Annotated[float, Meta(description="Seconds between samples, 1 to 5.", ge=1, le=60)] = 2


class GitSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How the checkout is watched."""

    enabled: Annotated[bool, Meta(description="Watch the git checkout.")] = True
    interval_s: Annotated[float, Meta(description="Seconds between looks at the work tree.", ge=1)] = 5


class CiServer(Struct, frozen=True, forbid_unknown_fields=True):
    """A CI server that the git remotes do not lead to. Needs trust."""

    kind: Annotated[str, Meta(description="What it is, such as `buildbot`, `gitlab` or `github`.")] = ""
    url: Annotated[str, Meta(description="Its address, without the path of the API.")] = ""
    projects: Annotated[
        tuple[str, ...], Meta(description="Projects on it (`owner/name`, a builder); without any all of it, if it can.")
    ] = ()
    user: Annotated[str, Meta(description="User name, where it wants one beside the token.")] = ""
    token_env: Annotated[str, Meta(description="The variable of the environment that holds token or password.")] = ""


class CiSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Which CI servers are watched."""

    enabled: Annotated[bool, Meta(description="Watch CI.")] = True
    remotes: Annotated[bool, Meta(description="Find servers from the remotes of the git checkout.")] = True
    retries: Annotated[
        int, Meta(description="A job that broken infrastructure failed runs again by itself so often.", ge=0, le=5)
    ] = 0


class RetentionSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How long what was learned is kept; failures and work are kept for ever."""

    events_hours: Annotated[float, Meta(description="Hours that raw events below error are kept.", gt=0)] = 24
    samples_hours: Annotated[float, Meta(description="Hours that samples are kept at their own step.", gt=0)] = 1
    minutes_days: Annotated[float, Meta(description="Days that aggregates per minute are kept.", gt=0)] = 30
    backups: Annotated[int, Meta(description="Hourly verified copies of the store that are kept.", ge=1)] = 24


class EngineSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How long an engine that a console started lives on, alone and idle."""

    linger_s: Annotated[float, Meta(description="Seconds it stays when nobody looks and nothing runs.", ge=0)] = 5


class ExplainSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """A helper of your own that is asked what it thinks of a failure, when you ask for it."""

    command: Annotated[
        tuple[str, ...],
        Meta(description="Program and arguments; it gets the redacted evidence on its standard input. Needs trust."),
    ] = ()
    timeout_s: Annotated[float, Meta(description="Seconds after which it is ended.", gt=0, le=600)] = 60
    per_day: Annotated[int, Meta(description="At most so many runs a day.", ge=0)] = 20


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


class ScreenSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What the console looks like."""

    theme: Annotated[str, Meta(description="Theme at first start; `t` changes and remembers it.")] = "skyskraper"
    mouse: Annotated[bool, Meta(description="React to the mouse.")] = True
    ascii: Annotated[bool, Meta(description="Draw with ASCII signs only.")] = False
    refresh_hz: Annotated[float, Meta(description="At most so many repaints a second.", ge=0.2, le=20)] = 2
    max_kbps: Annotated[
        float, Meta(description="Kilobytes a second to the terminal at which repaints slow down; 0 is no limit.", ge=0)
    ] = 0


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that can be configured."""

    logs: LogSettings = LogSettings()
    processes: ProcessSettings = ProcessSettings()
    machine: MachineSettings = MachineSettings()
    git: GitSettings = GitSettings()
    ci: CiSettings = CiSettings()
    retention: RetentionSettings = RetentionSettings()
    engine: EngineSettings = EngineSettings()
    explain: ExplainSettings = ExplainSettings()
    decide: DecideSettings = DecideSettings()
    breakers: BreakerSettings = BreakerSettings()
    checkpoints: CheckpointSettings = CheckpointSettings()
    budget: BudgetSettings = BudgetSettings()
    slo: Annotated[
        tuple[SloSettings, ...], Meta(description="Objectives of your own, or other figures for the usual.")
    ] = ()
    forecast: Annotated[
        tuple[ForecastSettings, ...], Meta(description="Numbers of your own that may run out. Needs trust.")
    ] = ()
    rules: RuleSettings = RuleSettings()
    notify: NotifySettings = NotifySettings()
    screen: ScreenSettings = ScreenSettings()
    speculate: SpeculateSettings = SpeculateSettings()
    servers: Annotated[
        dict[str, CiServer], Meta(description="CI servers that the git remotes do not lead to, by name. Needs trust.")
    ] = {}
    jobs: Annotated[dict[str, JobSettings], Meta(description="Jobs of the project, by name. Needs trust.")] = {}
    groups: Annotated[dict[str, GroupSettings], Meta(description="Groups of jobs, by name.")] = {}
    keys: Annotated[dict[str, str], Meta(description='Action id to keys, e.g. `find.next = "n,f3"`.')] = {}
    themes: Annotated[
        dict[str, dict[str, str]], Meta(description="Themes of your own: role to colour, `base` names a built-in one.")
    ] = {}
