"""Deploy jobs: jobs that bring a version somewhere, are checked there for a while, and taken back when it fails."""

from enum import StrEnum

from msgspec import Struct

WINDOW = 120.0
EVERY = 5.0


class Deploy(Struct, frozen=True, kw_only=True):
    """What makes a job a deployment: `check` is run every `every` seconds for `window` seconds after it passed.

    `rollback` is run at once when a check fails. Only a version that passed the jobs named by `critical` is deployed,
    and none that failed before, unless a person insisted (`anyway`).
    """

    check: tuple[str, ...]
    rollback: tuple[str, ...] = ()
    window: float = WINDOW
    every: float = EVERY
    critical: tuple[str, ...] = ()
    anyway: bool = False


class Phase(StrEnum):
    """How far a deployment is; what is left of it when the engine dies follows from this alone."""

    DEPLOYING = "deploying"
    CHECKING = "checking"
    ROLLING_BACK = "rolling back"
    VERIFYING = "verifying"
    HEALTHY = "healthy"
    ROLLED_BACK = "rolled back"
    STUCK = "stuck"
    UNWATCHED = "unwatched"
    FAILED = "failed"

    @property
    def over(self) -> bool:
        """Whether nothing more happens to it."""
        return self not in (Phase.DEPLOYING, Phase.CHECKING, Phase.ROLLING_BACK, Phase.VERIFYING)

    @property
    def bad(self) -> bool:
        """Whether its version has proved to be bad."""
        return self in (Phase.ROLLING_BACK, Phase.VERIFYING, Phase.ROLLED_BACK, Phase.STUCK)


class Rollout(Struct, frozen=True, kw_only=True):
    """One deployment: the attempt of a job, the version it brings ("" where that is not known), and its phase.

    `since` is when the phase began, `until` when it ends at the latest (seconds since the epoch), `checks` how many
    checks were begun. `code` is how the check ended that failed, `cause` says in words why it is in its phase.
    """

    job: int
    attempt: int
    version: str
    phase: Phase
    since: float
    until: float = 0.0
    checks: int = 0
    code: int = 0
    cause: str = ""
