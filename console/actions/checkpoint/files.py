"""The content of every file of a survey: known from the last checkpoint, or read now."""

import os
from collections.abc import Callable, Iterator

from console.actions.checkpoint.cache import Cache, Known
from console.actions.checkpoint.reading import ChangedError, Content, content
from console.actions.checkpoint.survey import Seen

TRIES = 3


class Files:
    """Reads what has to be read; `keep` takes a content and gives its object.

    `left_out` says what could not be read, `read` counts what was.
    """

    def __init__(self, project: bytes, known: Cache, keep: Callable[[Content], bytes]) -> None:
        self._project = project
        self._known = known
        self._keep = keep
        self.left_out: list[tuple[bytes, str]] = []
        self.read = 0

    def of(self, files: tuple[Seen, ...]) -> Iterator[Known]:
        """Every file with its object; those that are gone by now are missing."""
        known = {one.seen.path: one for one in self._known.files}
        for seen in files:
            old = known.get(seen.path)
            if old is not None and self._known.fresh(old, seen):
                yield Known(seen, old.blob)
            else:
                new = self._steady(seen)
                if new is not None:
                    yield new

    def _steady(self, seen: Seen) -> Known | None:
        """Read a file until it holds still; None when it is gone or cannot be read."""
        path = os.path.join(self._project, seen.path)
        for _ in range(TRIES):
            try:
                with content(path, seen.mode) as found:
                    size, blob = found.size, self._keep(found)
                now = os.lstat(path)
            except FileNotFoundError:
                return None
            except ChangedError:
                continue
            except OSError as error:
                self.left_out.append((seen.path, error.strerror or "it cannot be read"))
                return None
            before = (seen.size, seen.mtime, seen.inode)
            seen = Seen(seen.path, now.st_mode, size, now.st_mtime_ns, now.st_ctime_ns, now.st_ino)
            if (now.st_size, now.st_mtime_ns, now.st_ino) == before:
                self.read += 1
                return Known(seen, blob)
        self.left_out.append((seen.path, "it changed all the while"))
        return None
