"""What `git status --porcelain=v2 -z --branch` says (git-status(1), "Porcelain Format Version 2")."""

import os

from msgspec import Struct

from collectors.git.command import Git, GitError

KEPT = 2000
_COMMAND = (
    "status", "--porcelain=v2", "-z", "--branch", "--untracked-files=normal", "--no-renames",
    "--ignore-submodules=dirty",
)  # fmt: skip
_FIELDS_BEFORE_PATH = {"1": 8, "2": 9, "u": 10, "?": 1}


class Status(Struct, frozen=True):
    """Branch and differences. `head` is empty before the first commit, `branch` empty when detached.

    `paths` maps a path as the operating system knows it to its two letters, for the first 2,000; `total` counts all.
    """

    head: str
    branch: str
    upstream: str | None
    ahead: int
    behind: int
    paths: dict[str, str]
    total: int
    conflicts: int


async def read_status(git: Git) -> Status:
    """Ask git. Submodules are compared by their commit only: looking into them would use their configuration.

    Raises GitError.
    """
    output = await git.ask_tree(*_COMMAND)
    if output.code != 0 and not output.cut:
        raise GitError(output.error or "git status failed")
    return parse(output.out)


async def read_bare(git: Git) -> Status:
    """The same of a repository without a work tree, which has no differences. Raises GitError."""
    branch = await git.ask("symbolic-ref", "--quiet", "--short", "HEAD")
    head = await git.ask("rev-parse", "--quiet", "--verify", "HEAD^{commit}")
    return Status(_word(head.out), _word(branch.out), None, 0, 0, {}, 0, 0)


def parse(raw: bytes) -> Status:
    """Understand the output, also when it ends in the middle; a record of an unknown kind is passed over."""
    headers: dict[str, str] = {}
    paths: dict[str, str] = {}
    total = conflicts = 0
    records = iter(os.fsdecode(raw).split("\0")[:-1])
    for record in records:
        kind = record[:1]
        if kind == "#":
            key, _, value = record[2:].partition(" ")
            headers[key] = value
            continue
        fields = _FIELDS_BEFORE_PATH.get(kind)
        if fields is None:
            continue
        if kind == "2":
            next(records, None)
        parts = record.split(" ", fields)
        if len(parts) <= fields:
            continue
        total += 1
        conflicts += kind == "u"
        if len(paths) < KEPT:
            paths[parts[fields]] = "??" if kind == "?" else parts[1]
    return _status(headers, paths, total, conflicts)


def _status(headers: dict[str, str], paths: dict[str, str], total: int, conflicts: int) -> Status:
    head, branch = headers.get("branch.oid", ""), headers.get("branch.head", "")
    ahead, _, behind = headers.get("branch.ab", "+0 -0").partition(" ")
    return Status(
        head="" if head == "(initial)" else head,
        branch="" if branch == "(detached)" else branch,
        upstream=headers.get("branch.upstream"),
        ahead=abs(int(ahead)),
        behind=abs(int(behind)),
        paths=paths,
        total=total,
        conflicts=conflicts,
    )


def _word(raw: bytes) -> str:
    return os.fsdecode(raw.strip())
