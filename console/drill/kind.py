"""One kind of failure as the drill declares it: a program that fails, what it is about, and what mends it."""

from msgspec import Struct

from console.model.failure import Category
from console.model.job import JobState


class Kind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program that fails for a known reason.

    `run` is its command line, given in a folder with `files` after the shell script `setup` has passed there.
    `category`, `cause` (words of the line that tells it) and `fix` (command lines, any of which is right; none when
    no command mends it) are the truth; `verify` passes once it is mended. It is skipped where one of `programs` is
    missing or `probe` fails, `needs_permissions` where modes of files cannot be enforced. `copies` run beside each
    other; those that come `after` another kind share its folder and its cause. Times in seconds.
    """

    category: Category
    cause: str
    run: str
    name: str = ""
    files: dict[str, str] = {}
    setup: str = ""
    env: dict[str, str] = {}
    programs: tuple[str, ...] = ()
    probe: str = ""
    needs_permissions: bool = False
    fix: tuple[str, ...] = ()
    verify: str = ""
    timeout: float = 60.0
    retries: int = 0
    ends: JobState = JobState.FAILED
    after: str = ""
    copies: int = 1

    @property
    def group(self) -> str:
        """What has the same cause has the same group."""
        return self.after or self.name


class Run(Struct, frozen=True, kw_only=True):
    """One run of a kind: `folder` is where, `argv` what; `wave` and `copy` count from 1."""

    kind: Kind
    wave: int
    copy: int
    folder: str
    argv: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called in the drill's own words."""
        return self.kind.name if self.kind.copies == 1 else f"{self.kind.name} {self.copy}"
