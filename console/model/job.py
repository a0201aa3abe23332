"""Jobs: commands that the console runs for people, and every attempt at them."""

from enum import StrEnum

from msgspec import Struct

from console.model.deploy import Deploy

MiB = 1024 * 1024


class JobState(StrEnum):
    """Where a job stands. WAITING: for other jobs, for its time, or for room; INTERRUPTED: its end is not known."""

    WAITING = "waiting"
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    PASSED = "passed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def over(self) -> bool:
        """Whether nothing more happens to the job by itself."""
        return self in (JobState.PASSED, JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)


class Condition(StrEnum):
    """How the other job has to end."""

    OK = "ok"
    FAIL = "fail"
    ALWAYS = "always"


class After(Struct, frozen=True):
    """A job that has to end before, and how."""

    job: int
    on: Condition = Condition.OK


class Interrupted(StrEnum):
    """What to do with a job whose machine or supervisor died under it."""

    ASK = "ask"
    RERUN = "rerun"
    FAIL = "fail"


class Needs(Struct, frozen=True, kw_only=True):
    """What has to be free before a job starts: bytes of memory and of disk, cores."""

    memory: int = 0
    disk: int = 0
    cores: float = 0.0


class Work(Struct, frozen=True, kw_only=True):
    """What a person asked for. Times in seconds; `deadline` is a moment (seconds since the epoch).

    `env` is the allowed part of the asker's environment, `umask` the asker's own, `nice` how much it gives way to other
    processes. `inputs` are globs: while nothing they match, the command and `env` have changed since it last passed,
    the job need not run again. `depends` are names of what it cannot do without (a registry, a host): while the breaker
    of one is open it waits. `version` names what it runs with, empty for the commit of a clean checkout; `deploy` is
    set where it brings that version somewhere. `step` is the step of the plan that it is for, 0 for none.
    """

    argv: tuple[str, ...]
    cwd: str
    name: str = ""
    env: dict[str, str] = {}
    group: str = "default"
    priority: int = 0
    after: tuple[After, ...] = ()
    retries: int = 0
    timeout: float | None = None
    deadline: float | None = None
    interrupted: Interrupted = Interrupted.ASK
    inputs: tuple[str, ...] = ()
    needs: Needs = Needs()
    depends: tuple[str, ...] = ()
    force: bool = False
    log_bytes: int = 64 * MiB
    umask: int = 0o022
    nice: int = 0
    version: str = ""
    deploy: Deploy | None = None
    step: int = 0


class Track(Struct, frozen=True, kw_only=True):
    """A group of jobs: how many of it run side by side, and whether new ones start at all."""

    name: str
    parallel: int
    paused: bool = False


class Identity(Struct, frozen=True):
    """What names a process for ever: pid, start in clock ticks since boot, and which boot."""

    pid: int
    ticks: int
    boot: str


class Ending(Struct, frozen=True, kw_only=True):
    """How an attempt ended. `code` is the shell's: 128+n after a signal. `cause` in words: exited, timeout, cancelled.

    `rss` is the most memory in bytes, `dropped` how many bytes of output were not kept. `final`: nothing tries it again
    by itself.
    """

    code: int
    cause: str
    signal: int | None = None
    started: float | None = None
    seconds: float | None = None
    cpu_s: float | None = None
    rss: int | None = None
    dropped: int = 0
    final: bool = False


class Job(Struct, frozen=True, kw_only=True):
    """A job as it stands. `title` is its name, else its command, clean and redacted; the words of `work` are neither.

    `cause` says in words why it is in its state, `who` or what asked for it.
    """

    id: int
    work: Work
    title: str
    state: JobState
    enqueued: float
    who: str = ""
    attempt: int = 0
    exit_code: int | None = None
    started: float | None = None
    finished: float | None = None
    next_attempt: float | None = None
    cause: str = ""
