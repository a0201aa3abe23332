"""Commits: what one says of itself, and which came between two heads."""

from msgspec import Struct

from collectors.foreign import safe
from collectors.git.command import Git

MOST = 20
_FIELDS = 4


class Commit(Struct, frozen=True):
    """One commit; `time` in seconds since the epoch, texts safe to show."""

    id: str
    author: str
    time: float
    subject: str


async def commits(git: Git, reach: str, most: int = MOST) -> list[Commit]:
    """The newest commits that `reach` (a commit id, or two joined by `..`) leads to, newest first.

    Empty when git does not know them (any more). Raises GitError when git cannot be run.
    """
    output = await git.ask(
        "log", "-z", "-s", "--no-color", "--encoding=UTF-8", f"--max-count={most}",
        "--format=%H%x00%an%x00%ct%x00%s", "--end-of-options", reach, "--",
    )  # fmt: skip
    if output.code != 0:
        return []
    fields = output.out.split(b"\0")
    return [_commit(fields[at : at + _FIELDS]) for at in range(0, len(fields) - _FIELDS + 1, _FIELDS)]


async def count(git: Git, reach: str) -> int:
    """How many commits `reach` leads to. Raises GitError."""
    return int(await git.tell("rev-list", "--count", "--end-of-options", reach, "--"))


def _commit(fields: list[bytes]) -> Commit:
    identity, author, time, subject = fields
    safe_author, safe_subject = safe((author, subject))
    return Commit(identity.decode("ascii"), safe_author, float(time), safe_subject)
