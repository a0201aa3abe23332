"""The typed configuration tree with its defaults; `console/config` reads it from TOML.

Every field's description becomes the comment in `config init` and the text in the JSON schema.
"""

from typing import Annotated

from msgspec import Meta, Struct

from console.model.settings.judging import BudgetSettings, ForecastSettings, NotifySettings, RuleSettings, SloSettings
from console.model.settings.watching import (
    CacheSettings,
    CiServer,
    CiSettings,
    GitSettings,
    LogFormat,
    LogSettings,
    MachineSettings,
    ProcessSettings,
    TestSettings,
)
from console.model.settings.working import (
    BreakerSettings,
    CheckpointSettings,
    DecideRule,
    DecideSettings,
    ExplainSettings,
    GroupSettings,
    JobSettings,
    SpeculateSettings,
)

__all__ = [
    "BreakerSettings",
    "BudgetSettings",
    "CacheSettings",
    "CheckpointSettings",
    "CiServer",
    "CiSettings",
    "DecideRule",
    "DecideSettings",
    "EngineSettings",
    "ExplainSettings",
    "ForecastSettings",
    "GitSettings",
    "GroupSettings",
    "JobSettings",
    "LogFormat",
    "LogSettings",
    "MachineSettings",
    "NotifySettings",
    "ProcessSettings",
    "RetentionSettings",
    "RuleSettings",
    "ScreenSettings",
    "Settings",
    "SloSettings",
    "SpeculateSettings",
    "TestSettings",
]


class RetentionSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How long what was learned is kept; failures and work are kept for ever."""

    events_hours: Annotated[float, Meta(description="Hours that raw events below error are kept.", gt=0)] = 24
    samples_hours: Annotated[float, Meta(description="Hours that samples are kept at their own step.", gt=0)] = 1
    minutes_days: Annotated[float, Meta(description="Days that aggregates per minute are kept.", gt=0)] = 30
    backups: Annotated[int, Meta(description="Hourly verified copies of the store that are kept.", ge=1)] = 24


class EngineSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How long an engine that a console started lives on, alone and idle."""

    linger_s: Annotated[float, Meta(description="Seconds it stays when nobody looks and nothing runs.", ge=0)] = 5


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
    tests: TestSettings = TestSettings()
    caches: CacheSettings = CacheSettings()
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
