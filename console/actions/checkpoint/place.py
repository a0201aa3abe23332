"""Writing below a folder and nowhere else: every step of a path is taken from the open folder above, never a link.

What stands in the way, or goes, is moved to a trash folder; nothing is deleted.
"""

import os
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress

from console.actions.checkpoint.manifest import PART, Entry

_NAMED = os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER = _NAMED | os.O_DIRECTORY


class Place:
    """The folder `root`, open; `trash` is a folder of our own that takes up what goes."""

    def __init__(self, root: bytes, trash: bytes) -> None:
        self._root = root
        self._trash = trash
        self._fd = os.open(root, _FOLDER)

    def close(self) -> None:
        """Let the folder go."""
        os.close(self._fd)

    def file(self, entry: Entry, pieces: Iterable[bytes]) -> None:
        """Put a file or link in its place, whole or not at all. Raises OSError."""
        folder, name = self._open_parent(entry.path)
        try:
            _unlink(folder, PART)
            _make(folder, PART, entry, pieces)
            _dress(folder, PART, entry)
            self._discard(folder, name, entry.path)
            os.rename(PART, name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            _unlink(folder, PART)
            raise
        finally:
            os.close(folder)

    def dress(self, entry: Entry) -> None:
        """Give a file its permissions and times. Raises OSError."""
        folder, name = self._open_parent(entry.path)
        try:
            _dress(folder, name, entry)
        finally:
            os.close(folder)

    def remove(self, path: bytes) -> None:
        """Move what stands at a path to the trash; nothing to do when nothing is there. Raises OSError."""
        with suppress(FileNotFoundError, NotADirectoryError):
            folder, name = self._open_parent(path, make=False)
            try:
                self._discard(folder, name, path)
            finally:
                os.close(folder)

    def folder(self, path: bytes, mode: int) -> None:
        """Make a folder with these permissions, or give them to the one there. Raises OSError."""
        folder, name = self._open_parent(path)
        try:
            below = self._enter(folder, name, path, make=True)
            try:
                _chmod(below, mode)
            finally:
                os.close(below)
        finally:
            os.close(folder)

    def remove_folder(self, path: bytes) -> None:
        """Take away a folder that is empty; one with something in it stays. Raises OSError."""
        with suppress(FileNotFoundError, NotADirectoryError):
            folder, name = self._open_parent(path, make=False)
            try:
                os.rmdir(name, dir_fd=folder)
            except OSError as error:
                if not os.path.isdir(os.path.join(self._root, path)):
                    raise error from None
            finally:
                os.close(folder)

    def _open_parent(self, path: bytes, *, make: bool = True) -> tuple[int, bytes]:
        """The open folder that a path lies in, and its name there."""
        *parts, name = path.split(b"/")
        folder = os.dup(self._fd)
        for n, part in enumerate(parts):
            try:
                below = self._enter(folder, part, b"/".join(parts[: n + 1]), make=make)
            finally:
                os.close(folder)
            folder = below
        return folder, name

    def _enter(self, folder: int, name: bytes, path: bytes, *, make: bool) -> int:
        try:
            return os.open(name, _FOLDER, dir_fd=folder)
        except FileNotFoundError:
            if not make:
                raise
        except OSError:
            if not make or stat.S_ISDIR(os.lstat(name, dir_fd=folder).st_mode):
                raise
            self._discard(folder, name, path)
        os.mkdir(name, 0o777, dir_fd=folder)
        return os.open(name, _FOLDER, dir_fd=folder)

    def _discard(self, folder: int, name: bytes, path: bytes) -> None:
        """Move a name of an open folder to the trash, under its path in the project."""
        if not _exists(folder, name):
            return
        target = os.path.join(self._trash, path)
        os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
        free, n = target, 1
        while os.path.lexists(free):
            free, n = target + b"~%d" % n, n + 1
        try:
            os.rename(name, free, src_dir_fd=folder)
        except OSError:
            _move(folder, name, free)


def _move(folder: int, name: bytes, target: bytes) -> None:
    """Move to another file system: copy first, and take away only what was copied. Raises OSError."""
    source = b"/proc/self/fd/%d/%b" % (folder, name)
    shutil.move(os.fsdecode(source), os.fsdecode(target))


def _exists(folder: int, name: bytes) -> bool:
    try:
        os.lstat(name, dir_fd=folder)
    except FileNotFoundError:
        return False
    return True


def _unlink(folder: int, name: bytes) -> None:
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)


def _make(folder: int, name: bytes, entry: Entry, pieces: Iterable[bytes]) -> None:
    if entry.is_link:
        os.symlink(b"".join(pieces), name, dir_fd=folder)
        return
    fd = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=folder)
    with os.fdopen(fd, "wb") as file:
        for piece in pieces:
            file.write(piece)


def _dress(folder: int, name: bytes, entry: Entry) -> None:
    """Permissions and times; a link has no permissions of its own."""
    if not entry.is_link:
        fd = os.open(name, _NAMED, dir_fd=folder)
        try:
            if stat.S_ISREG(os.fstat(fd).st_mode):
                _chmod(fd, stat.S_IMODE(entry.mode))
        finally:
            os.close(fd)
    os.utime(name, ns=(entry.mtime, entry.mtime), dir_fd=folder, follow_symlinks=False)


def _chmod(fd: int, mode: int) -> None:
    """Give permissions to what a descriptor names, also to what may not be read (so by its entry in proc)."""
    os.chmod(f"/proc/self/fd/{fd}", mode)
