"""Ballast: room kept back on the disk, given up when it is full, so that the engine can still write and clean up."""

import os

SIZE = 16 * 1024 * 1024
SPARE = 4


class Ballast:
    """A file of `size` bytes that is worth nothing but its room."""

    def __init__(self, path: str, size: int = SIZE) -> None:
        self._path = path
        self._size = size

    @property
    def held(self) -> bool:
        """Whether the room is kept back now."""
        return os.path.exists(self._path)

    def load(self) -> bool:
        """Keep the room back where at least four times as much is free; returns whether it is."""
        if self.held:
            return True
        try:
            free = os.statvfs(os.path.dirname(self._path) or ".")
            if free.f_bavail * free.f_frsize < SPARE * self._size:
                return False
            fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except OSError:
            return False
        try:
            os.posix_fallocate(fd, 0, self._size)
        except OSError:
            self.release()
            return False
        finally:
            os.close(fd)
        return True

    def release(self) -> bool:
        """Give the room up; returns whether there was any."""
        try:
            os.unlink(self._path)
        except OSError:
            return False
        return True
