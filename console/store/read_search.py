"""Searching event texts with patterns of the user's: linear time (RE2), stopped when the time is up."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Protocol

CHUNK = 500
SECONDS = 0.2

Key = tuple[int, int]
Window = Callable[[Key | None, int], list[Key]]


class PatternError(ValueError):
    """A search pattern that RE2 does not understand; the message says what is wrong."""


class Pattern(Protocol):
    """A compiled pattern on bytes."""

    def search(self, text: bytes) -> object:
        """Something when it occurs, else None."""
        ...


def compile_pattern(pattern: str) -> Pattern:
    """Compile a pattern; look-around and back references are refused. Raises PatternError."""
    import re2  # only who searches pays for the import

    options = re2.Options()
    options.log_errors = False
    try:
        compiled: Pattern = re2.compile(pattern.encode(errors="surrogateescape"), options)
    except re2.error as error:
        said = error.args[0] if error.args else error
        reason = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        raise PatternError(f"the pattern is not understood: {reason}") from error
    return compiled


class Search:
    """Walks a window of events in chunks and keeps those that fit; `seen` is the last key that was looked at.

    `finished` tells whether the walk came to the end of the window or to the limit before the time was up.
    """

    def __init__(self, pattern: str, invert: bool, kind: int | None, monotonic: Callable[[], float]) -> None:
        self._pattern = compile_pattern(pattern) if pattern else None
        self._invert = invert
        self._kind = kind
        self._monotonic = monotonic
        self.seen: Key | None = None
        self.finished = False

    def keys(self, conn: sqlite3.Connection, window: Window, limit: int) -> list[Key]:
        """The first `limit` keys of the window whose events fit, in the window's order."""
        found: list[Key] = []
        for key in self._fitting(conn, window):
            found.append(key)
            if len(found) == limit:
                self.finished = True
                break
        return found

    def _fitting(self, conn: sqlite3.Connection, window: Window) -> Iterator[Key]:
        deadline = self._monotonic() + SECONDS
        while self._monotonic() < deadline:
            keys = window(self.seen, CHUNK)
            if not keys:
                self.finished = True
                return
            for key in keys:
                fits = self._fits(conn, key[1])
                self.seen = key
                if fits:
                    yield key

    def _fits(self, conn: sqlite3.Connection, seq: int) -> bool:
        kind, text = conn.execute("SELECT kind, CAST(text AS BLOB) FROM events WHERE seq=?", (seq,)).fetchone()
        if self._kind is not None and kind != self._kind:
            return False
        return self._pattern is None or (self._pattern.search(text) is not None) != self._invert
