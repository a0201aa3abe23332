"""One digest for everything a job depends on: names, modes and contents of its files, its command and environment.

Contents are read again only when size, times, inode or device of a file differ from when they were last read; one that
was touched within the last moments is never taken from memory, since the clock of the file system is coarse (the
"racy git" problem, git's documentation of the index format).
"""

import hashlib
import os
import stat
from collections.abc import Mapping

import msgspec

from console.actions.inputs.globs import Globs
from console.model.job import Work

MOST = 200_000
"""Files of one job."""
YOUNG_NS = 2_000_000_000
CHUNK = 1024 * 1024
SIZE = 16
_SESSION = frozenset({"TERM", "COLORTERM", "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "SSH_AUTH_SOCK"})
"""Variables that name this login, not what a command does; those of XDG name folders and sessions."""

Known = tuple[bytes, bytes]


class InputsError(Exception):
    """What a job depends on cannot be told; the message says why."""


class Contents:
    """Digests of files, remembered by what `stat` says of them. `fresh` is what was read since it was last emptied."""

    def __init__(self, known: Mapping[bytes, Known] | None = None) -> None:
        self._known = dict(known or {})
        self.fresh: dict[bytes, Known] = {}
        self.gone: set[bytes] = set()

    def digest(self, path: str, now_ns: int) -> bytes:
        """The digest of a file's mode and content. Raises OSError."""
        status = os.lstat(path)
        mode = f"{stat.S_IFMT(status.st_mode):o}{status.st_mode & 0o111:o}".encode()
        if stat.S_ISLNK(status.st_mode):
            return _hash(mode + os.fsencode(os.readlink(path)) + b"\0" + self._behind(path, now_ns))
        return _hash(mode + self._content(path, status, now_ns))

    def _behind(self, path: str, now_ns: int) -> bytes:
        """What a link leads to; nothing where it leads nowhere or to a folder."""
        try:
            return self._content(path, os.stat(path), now_ns)
        except OSError:
            return b""

    def _content(self, path: str, status: os.stat_result, now_ns: int) -> bytes:
        if not stat.S_ISREG(status.st_mode):
            return b""
        name = os.fsencode(path)
        stamp = msgspec.msgpack.encode(
            (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)
        )
        known = self._known.get(name)
        if known and known[0] == stamp:
            return known[1]
        digest = _read(path)
        if now_ns - max(status.st_mtime_ns, status.st_ctime_ns) > YOUNG_NS:
            self._known[name] = self.fresh[name] = (stamp, digest)
        elif known:
            del self._known[name]
            self.gone.add(name)
        return digest


def digest(work: Work, project: str, contents: Contents, now_ns: int, outside: tuple[str, ...] = ()) -> str:
    """The digest of all that a job depends on; globs start at its folder. Raises InputsError.

    `now_ns` in nanoseconds since the epoch, `outside` are folders that never count.
    """
    total = hashlib.blake2b(digest_size=SIZE)
    plain = (work.argv, os.path.relpath(work.cwd, project), lasting(work.env), work.umask)
    total.update(msgspec.msgpack.encode(plain))
    count = 0
    try:
        for path in sorted(entry.path for entry in Globs(work.cwd, work.inputs, outside).files()):
            count += 1
            if count > MOST:
                raise InputsError(f"its inputs are more than {MOST} files")
            total.update(os.fsencode(os.path.relpath(path, work.cwd)) + b"\0" + contents.digest(path, now_ns))
    except (OSError, ValueError) as error:
        raise InputsError(f"its inputs cannot be read: {error}") from error
    if not count:
        raise InputsError("its inputs match no file")
    return total.hexdigest()


def lasting(env: Mapping[str, str]) -> list[tuple[str, str]]:
    """The part of an environment that is the same in every login, in order."""
    return sorted((k, v) for k, v in env.items() if k not in _SESSION and not k.startswith("XDG_"))


def _read(path: str) -> bytes:
    found = hashlib.blake2b(digest_size=SIZE)
    with open(path, "rb") as file:
        while piece := file.read(CHUNK):
            found.update(piece)
    return found.digest()


def _hash(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=SIZE).digest()
