"""A log with its rotated parts, numbered and compressed as logrotate does it."""

import os
from pathlib import Path

from tests.conformance.bench import Bench
from tests.conformance.written import Log, compress


class Part:
    """A rotated part: the file that was renamed, a copy of it, or its compressed form."""

    def __init__(self, log: Log, path: Path, *, copy: bool) -> None:
        self.log = log
        self.path = path
        self.copy = copy

    @property
    def packed(self) -> bool:
        """Whether it is compressed."""
        return self.path.suffix == ".gz"

    def move(self, path: Path) -> None:
        """Rename it."""
        if self.packed or self.copy:
            os.rename(self.path, path)
            self._named(path)
        else:
            self.log.close()
            self.log.move(path)
        self.path = path

    def pack(self) -> None:
        """Compress it."""
        if self.copy:
            packed = self.path.with_name(f"{self.path.name}.gz")
            compress(self.path, packed)
            self.log.copies.discard(self.path)
            self.log.paths.add(packed)
            self.path, self.copy = packed, False
        else:
            self.path = self.log.compress()

    def _named(self, path: Path) -> None:
        self.log.paths.add(path)
        if self.copy:
            self.log.copies.discard(self.path)
            self.log.copies.add(path)


class Rotated:
    """`app.log` and its parts, the newest first; `log` is None while there is no `app.log`."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.log: Log | None = None
        self.parts: list[Part] = []

    def current(self) -> Log:
        """The log that is written now; made when there is none."""
        if self.log is None:
            self.log = self._bench.log("app.log")
        return self.log

    def writers(self) -> list[Log]:
        """The logs that something may still be appended to: the present one, and the part whose writer stayed."""
        stayed = [part.log for part in self.parts[:1] if not part.packed and not part.copy]
        return [self.current(), *stayed]

    def rename(self) -> None:
        """Rotate by renaming; the writer keeps its descriptor until the next rotation."""
        assert self.log is not None
        self._shift()
        self.log.move(self._name(1))
        self.parts.insert(0, Part(self.log, self.log.here, copy=False))
        self.log = None

    def copytruncate(self) -> None:
        """Rotate by copying."""
        assert self.log is not None
        self._shift()
        self.log.copy(self._name(1))
        self.log.truncate()
        self.parts.insert(0, Part(self.log, self._name(1), copy=True))

    def _shift(self) -> None:
        for place, part in sorted(enumerate(self.parts, 2), reverse=True, key=lambda each: each[0]):
            part.move(self._name(place, ".gz" if part.packed else ""))

    def _name(self, place: int, ending: str = "") -> Path:
        return self._bench.project / f"app.log.{place}{ending}"
