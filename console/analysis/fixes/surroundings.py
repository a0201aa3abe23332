"""What a suggestion may look up, read-only: a seam, so that suggesting stays pure and never runs anything."""

from typing import Protocol

from msgspec import Struct


class Holder(Struct, frozen=True):
    """The process that listens on a port."""

    pid: int
    name: str


class Cache(Struct, frozen=True):
    """A folder that a tool can fill again: its size in bytes, and the command that empties it."""

    path: str
    size: int
    command: str


class Surroundings(Protocol):
    """What is around a command that failed. Each answer may be empty: then it is not known."""

    def programs(self) -> frozenset[str]:
        """The names of the programs on the PATH."""

    def entries(self, folder: str) -> tuple[str, ...]:
        """What lies in a folder, folders with a slash behind; empty when it does not exist."""

    def scripts(self) -> tuple[str, ...]:
        """The names of the scripts in package.json."""

    def targets(self) -> tuple[str, ...]:
        """The targets of the Makefile."""

    def branch(self) -> str:
        """The branch that is checked out in git."""

    def branches(self) -> tuple[str, ...]:
        """The branches git knows, local ones first, remote ones without the remote's name."""

    def holder(self, port: int) -> Holder | None:
        """Who listens on a port."""

    def caches(self) -> tuple[Cache, ...]:
        """The caches worth emptying, biggest first."""

    def declared(self) -> frozenset[str]:
        """The Python distributions that the project asks for, by their normalised names."""


class Nowhere:
    """Surroundings of which nothing is known: suggestions rest on the command and its output alone."""

    def programs(self) -> frozenset[str]:
        """None."""
        return frozenset()

    def entries(self, folder: str) -> tuple[str, ...]:
        """None."""
        return ()

    def scripts(self) -> tuple[str, ...]:
        """None."""
        return ()

    def targets(self) -> tuple[str, ...]:
        """None."""
        return ()

    def branch(self) -> str:
        """Not known."""
        return ""

    def branches(self) -> tuple[str, ...]:
        """None."""
        return ()

    def holder(self, port: int) -> Holder | None:
        """Nobody."""
        return None

    def caches(self) -> tuple[Cache, ...]:
        """None."""
        return ()

    def declared(self) -> frozenset[str]:
        """None."""
        return frozenset()


NOWHERE = Nowhere()
