"""The git program as checkpoints use it: reading people's repositories, and keeping objects in a shadow of our own."""

import os
import subprocess
from collections.abc import Sequence

from console.text.clean import clean
from console.text.quiet_git import OFF, environment
from console.text.redact import redact_text

TIMEOUT_S = 120.0
_SHADOW = (
    "core.fsync=all",
    "core.compression=1",
    "pack.compression=1",
    "core.protectHFS=false",
    "core.protectNTFS=false",
    "fastimport.unpackLimit=0",
    "gc.auto=0",
)


class CheckpointError(Exception):
    """A checkpoint cannot be taken, read or restored; the message says why."""


def command(*args: str, settings: Sequence[str] = ()) -> list[str]:
    """A git command line that runs nothing of the repository's own; none of `args` may compare file contents."""
    options = [word for setting in (*OFF, *settings) for word in ("-c", setting)]
    return ["git", *options, "--no-pager", "--literal-pathspecs", *args]


def look(
    top: bytes, git_dir: bytes, *args: str, within: bytes = b"", feed: bytes = b"", index: bytes = b""
) -> bytes | None:
    """What git says of a repository, asked in `within` (default `top`); None when it cannot tell.

    `index` names another index file than the repository's own.
    """
    place = [f"--git-dir={os.fsdecode(git_dir)}", f"--work-tree={os.fsdecode(top)}"]
    env = environment() | ({"GIT_INDEX_FILE": os.fsdecode(index)} if index else {})
    return _run(command(*place, *args), env, within or top, feed).stdout


def shadow(git_dir: str, *args: str, feed: bytes = b"", lock: int | None = None) -> bytes:
    """Have git do something in the shadow, without anybody's configuration. Raises CheckpointError.

    `lock` is a descriptor that git keeps open while it runs.
    """
    words = shadow_command(git_dir, *args)
    done = _run(words, shadow_environment(), os.fsencode(git_dir), feed, lock)
    if done.stdout is None:
        raise CheckpointError(f"git {args[0]} failed on the checkpoints: {done.error}")
    return done.stdout


def shadow_command(git_dir: str, *args: str) -> list[str]:
    """The command line of something in the shadow."""
    return command(f"--git-dir={git_dir}", *args, settings=_SHADOW)


def shadow_environment() -> dict[str, str]:
    """The variables under which git works in the shadow: no configuration but ours."""
    return environment() | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


class _Done:
    """What a run of git gave: `stdout` is None when it failed, `error` why, in one clean line."""

    def __init__(self, stdout: bytes | None, error: str = "") -> None:
        self.stdout = stdout
        self.error = error


def _run(words: list[str], env: dict[str, str], folder: bytes, feed: bytes, lock: int | None = None) -> _Done:
    try:
        done = subprocess.run(
            words, cwd=folder, env=env, input=feed, capture_output=True, check=False, timeout=TIMEOUT_S,
            pass_fds=() if lock is None else (lock,),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return _Done(None, f"it took longer than {TIMEOUT_S:g} s")
    except OSError as error:
        raise CheckpointError(f"git cannot be started: {error.strerror}") from error
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    words_of_git = redact_text(clean(lines[0])) if lines else f"exit code {done.returncode}"
    return _Done(None, words_of_git) if done.returncode else _Done(done.stdout)
