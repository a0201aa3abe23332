"""A shelf of downloaded logs in the state directory: bounded, the oldest go first, nobody else may read them."""

import hashlib
import os
from contextlib import suppress

from collectors.ci.provider import LogPart, Provider
from console.model.ci import CiJob

MOST_FILES = 100
MOST_BYTES = 512 * 1024 * 1024


class Shelf:
    """Keeps logs by place and job under `folder`, which is made when it is needed."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._whole: set[str] = set()

    def path(self, job: CiJob) -> str:
        """Where the log of a job lies, or would."""
        name = hashlib.blake2b(f"{job.place}\0{job.run}\0{job.id}".encode(), digest_size=12).hexdigest()
        return os.path.join(self._folder, f"{name}.log")

    async def fetch(self, provider: Provider, job: CiJob) -> str:
        """Download what is new of a job's log; returns its path. Raises CiError, OSError."""
        path = self.path(job)
        offset = _size(path)
        if path in self._whole and offset:
            return path
        part = await provider.log(job, offset)
        self._append(path, part, offset)
        self._tidy(keep=path)
        if part.whole:
            self._whole.add(path)
        return path

    def _append(self, path: str, part: LogPart, offset: int) -> None:
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(fd, "r+b") as file:
            file.seek(offset)
            file.write(part.data)
            file.truncate()

    def _tidy(self, keep: str) -> None:
        """Remove the oldest logs beyond the bounds."""
        logs = []
        for entry in os.scandir(self._folder):
            with suppress(FileNotFoundError):
                status = entry.stat(follow_symlinks=False)
                logs.append((status.st_mtime, status.st_size, entry.path))
        room = MOST_BYTES
        for number, (_, size, path) in enumerate(sorted(logs, reverse=True)):
            room -= size
            if path != keep and (number >= MOST_FILES or room < 0):
                with suppress(FileNotFoundError):
                    os.unlink(path)


def _size(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0
