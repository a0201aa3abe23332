"""What is watched: logs, processes, the machine, git and CI."""

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


class TestSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Where reports of tests are found."""

    __test__ = False

    enabled: Annotated[bool, Meta(description="Read test reports (JUnit XML, pytest report log, go test, TAP).")] = True
    reports: Annotated[tuple[str, ...], Meta(description="Globs of reports, from the project.")] = (
        "**/*junit*.xml",
        "**/TEST-*.xml",
        "**/test-results/**/*.xml",
        "**/test-reports/**/*.xml",
        "**/surefire-reports/*.xml",
        "**/failsafe-reports/*.xml",
        "reports/**/*.xml",
        "**/*report-log*.jsonl",
        "**/*.tap",
    )


class CacheSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How the caches of tools are watched and filled."""

    enabled: Annotated[bool, Meta(description="Read what tools tell of their caches.")] = True
    target: Annotated[float, Meta(description="Hit rate below which the reason is named.", ge=0, le=1)] = 0.6
    warm: Annotated[
        tuple[str, ...], Meta(description="Jobs of the project that `cache warm` queues; without any, what it finds.")
    ] = ()
