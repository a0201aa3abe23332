"""Verified copies of the store, made while it is written."""

import os
import sqlite3
import time
from datetime import UTC, datetime
from urllib.parse import quote

PREFIX = "store-"
SUFFIX = ".sqlite"
LIMIT_BYTES = 2 * 1024**3
ALWAYS = 2


class BackupError(OSError):
    """No copy was made; the message says why."""


class UnsoundError(BackupError):
    """The copy is damaged; so may be what was copied."""


def backup(path: str, folder: str, keep: int, now: float | None = None) -> str:
    """Copy the store at `path` into `folder`, verify the copy, keep the newest `keep`; returns the copy's path.

    Takes as long as the copying; the writer goes on meanwhile. Copies beyond 2 GiB in all go too, but for the newest
    two. `now` in seconds since the epoch. Raises BackupError, OSError.
    """
    os.makedirs(folder, mode=0o700, exist_ok=True)
    _check_room(path, folder)
    moment = datetime.fromtimestamp(time.time() if now is None else now, UTC)
    target = os.path.join(folder, f"{PREFIX}{moment:%Y%m%dT%H%M%S.%fZ}{SUFFIX}")
    temporary = f"{target}.part"
    try:
        _copy(path, temporary)
        _check_sound(temporary)
        _sync(temporary)
        os.rename(temporary, target)
        _sync(folder)
    except BaseException:
        _discard(temporary)
        raise
    _prune(folder, keep)
    return target


def copies(folder: str) -> list[str]:
    """The finished copies in a folder, newest first."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    found = [name for name in names if name.startswith(PREFIX) and name.endswith(SUFFIX)]
    return [os.path.join(folder, name) for name in sorted(found, reverse=True)]


def moment_of(copy: str) -> float:
    """When a copy was begun, in seconds since the epoch. Raises ValueError for a file that is no copy."""
    stamp = os.path.basename(copy).removeprefix(PREFIX).removesuffix(SUFFIX)
    return datetime.strptime(stamp, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC).timestamp()


def verify(path: str) -> str:
    """What is wrong with a database file that nobody writes; empty when it is sound."""
    try:
        conn = sqlite3.connect(f"file:{quote(os.path.abspath(path))}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error as error:
        return str(error)
    try:
        (said,) = conn.execute("PRAGMA integrity_check(1)").fetchone()
        tables = conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    except sqlite3.Error as error:
        return str(error)
    finally:
        conn.close()
    if said != "ok":
        return str(said)
    return "" if tables else "it is empty"


def _copy(path: str, target: str) -> None:
    """Copy in one read transaction, so that the writer cannot make the copy begin again."""
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600))
    try:
        source = sqlite3.connect(f"file:{quote(os.path.abspath(path))}?mode=ro", uri=True)
        try:
            copy = sqlite3.connect(target)
            try:
                source.backup(copy)
            finally:
                copy.close()
        finally:
            source.close()
    except sqlite3.Error as error:
        raise BackupError(f"the store could not be copied ({error})") from error


def _check_sound(copy: str) -> None:
    problem = verify(copy)
    if problem:
        raise UnsoundError(f"the copy of the store is not sound ({problem})")


def _check_room(path: str, folder: str) -> None:
    size = os.path.getsize(path)
    disk = os.statvfs(folder)
    if disk.f_bavail * disk.f_frsize < 2 * size:
        raise BackupError(f"no room for a copy of the store ({size / 1e6:.0f} MB) in {folder}")


def _prune(folder: str, keep: int) -> None:
    total = 0
    for number, copy in enumerate(copies(folder)):
        total += os.path.getsize(copy)
        if number >= keep or (number >= ALWAYS and total > LIMIT_BYTES):
            os.unlink(copy)
    for name in os.listdir(folder):
        if name.endswith(".part"):  # left by a copy that was killed
            _discard(os.path.join(folder, name))


def _discard(path: str) -> None:
    for name in (path, f"{path}-journal", f"{path}-wal", f"{path}-shm"):
        if os.path.exists(name):
            os.unlink(name)


def _sync(path: str) -> None:
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
