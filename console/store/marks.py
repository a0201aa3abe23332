"""Marks beside the store: whether it was left open, and whether SQLite found it damaged while it was in use."""

import os


class Marks:
    """Small empty files next to the store at `path`."""

    def __init__(self, path: str) -> None:
        self._open = f"{path}.open"
        self._suspect = f"{path}.suspect"

    @property
    def left_open(self) -> bool:
        """Whether the last engine ended without closing the store."""
        return os.path.exists(self._open)

    @property
    def suspect(self) -> bool:
        """Whether the last engine found the store damaged."""
        return os.path.exists(self._suspect)

    def opened(self) -> None:
        """The store is in use from now on."""
        _touch(self._open)

    def closed(self) -> None:
        """The store was closed in good order."""
        _remove(self._open)

    def damaged(self) -> None:
        """SQLite says that the store is damaged."""
        _touch(self._suspect)

    def settled(self) -> None:
        """A damaged store has been set aside."""
        _remove(self._suspect)
        _remove(self._open)


def _touch(path: str) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
