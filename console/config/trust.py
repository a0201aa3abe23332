"""Which keys of a project's file stay inactive until its owner has trusted that file, and which files are trusted.

Opening a foreign checkout must never run something, reach a host or read outside it because a file there says so.
"""

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec

from console.config.problem import Path

Reaches = Callable[[Any, str], bool]
"""Whether a value, in the file of the project in this folder, reaches outside that project."""

TRUSTED = "trusted.json"


def _outside(paths: Sequence[str], project: str) -> bool:
    root = os.path.realpath(project)
    for path in paths:
        real = os.path.realpath(os.path.join(root, os.path.expanduser(path)))
        if real != root and not real.startswith(root.rstrip("/") + "/") and path not in ("/var/log",):
            return True
    return False


def _runs(command: Sequence[str], _project: str) -> bool:
    return bool(command)


def _always(_value: object, _project: str) -> bool:
    return True


NEEDS_TRUST: Mapping[Path, Reaches] = {
    ("logs", "paths"): _outside,
    ("explain", "command"): _runs,
    ("notify", "command"): _runs,
    ("ci", "retries"): lambda value, _project: bool(value),
    ("servers",): _always,
    ("decide",): _always,
    ("jobs",): _always,
    ("forecast",): _always,
    ("speculate", "enabled"): lambda value, _project: bool(value),
}
"""By key; a table of free names stands for all that is in it."""


def needs_trust(path: Path, value: object, project: str) -> bool:
    """Whether a value in a project's file is inactive until the file is trusted."""
    reaches = NEEDS_TRUST.get(path) or NEEDS_TRUST.get(path[:1])
    return reaches is not None and reaches(value, project)


class TrustError(OSError):
    """The list of trusted files cannot be used; the message says why."""


class Trust:
    """The hashes of trusted project files, kept in the user's state directory.

    `folder` is `$XDG_STATE_HOME/kontrapunkt`. A list that another login could have written counts as empty.
    """

    def __init__(self, folder: str | None = None) -> None:
        self._folder = folder or default_folder()
        self._path = os.path.join(self._folder, TRUSTED)

    def known(self, path: str) -> str | None:
        """The hash under which a file was trusted, None when it never was."""
        return self._read().get(os.path.realpath(path))

    def record(self, path: str, digest: str) -> None:
        """Trust a file with this content from now on; raises TrustError when that cannot be kept."""
        try:
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            self._write({**self._read(), os.path.realpath(path): digest})
        except OSError as error:
            raise TrustError(f"cannot write {self._path}: {error.strerror}") from error

    def _read(self) -> dict[str, str]:
        try:
            with open(self._path, "rb", opener=_no_follow) as file:
                status = os.fstat(file.fileno())
                if status.st_uid != os.getuid() or status.st_mode & (stat.S_IWOTH | stat.S_IWGRP):
                    return {}
                return msgspec.json.decode(file.read(), type=dict[str, str])
        except (OSError, msgspec.DecodeError):
            return {}

    def _write(self, files: Mapping[str, str]) -> None:
        """Replace the list as a whole; mkstemp makes it 0600."""
        import tempfile

        fd, name = tempfile.mkstemp(prefix=TRUSTED, dir=self._folder)
        try:
            with open(fd, "wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(files)) + b"\n")
                file.flush()
                os.fsync(fd)
            os.replace(name, self._path)
        except OSError:
            with suppress(FileNotFoundError):
                os.unlink(name)
            raise


def default_folder() -> str:
    """`$XDG_STATE_HOME/kontrapunkt`, a relative value ignored as the XDG specification asks."""
    home = os.environ.get("XDG_STATE_HOME", "")
    return os.path.join(home if os.path.isabs(home) else os.path.expanduser("~/.local/state"), "kontrapunkt")


def _no_follow(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC)
