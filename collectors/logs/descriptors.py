"""Open files, the longest unused of which is closed when there are too many."""

import os
import resource
from collections import OrderedDict
from collections.abc import Callable, Container

from collectors.logs.position import Key

MOST = 256
FEWEST = 8
SHARE = 4


class Descriptors:
    """Descriptors by file; at most `most` of them. A pinned one is not closed to make room for others.

    Without `most` it is 256, or a quarter of what the process may open where that is less.
    """

    def __init__(self, most: int | None = None) -> None:
        self._most = most or max(FEWEST, min(MOST, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // SHARE))
        self._open: OrderedDict[Key, int] = OrderedDict()
        self._pinned: set[Key] = set()

    def __len__(self) -> int:
        return len(self._open)

    def get(self, key: Key, opener: Callable[[], int]) -> int:
        """The file's descriptor, opened by `opener` when it is not; raises what `opener` raises."""
        descriptor = self._open.get(key)
        if descriptor is None:
            self._make_room()
            descriptor = self._open[key] = opener()
        else:
            self._open.move_to_end(key)
        return descriptor

    def peek(self, key: Key) -> int | None:
        """The file's descriptor if it is open."""
        return self._open.get(key)

    def put(self, key: Key, descriptor: int) -> None:
        """Take over an open descriptor."""
        self.close(key)
        self._make_room()
        self._open[key] = descriptor

    def pin(self, key: Key) -> None:
        """Keep the file open: its content can be reached in no other way."""
        if key in self._open:
            self._pinned.add(key)

    def close(self, key: Key) -> None:
        """Close the file if it is open."""
        self._pinned.discard(key)
        descriptor = self._open.pop(key, None)
        if descriptor is not None:
            os.close(descriptor)

    def close_others(self, keep: Container[Key]) -> None:
        """Close all files but these."""
        for key in [key for key in self._open if key not in keep]:
            self.close(key)

    def _make_room(self) -> None:
        while len(self._open) >= self._most:
            victim = next((key for key in self._open if key not in self._pinned), next(iter(self._open)))
            self.close(victim)
