"""What every group of handlers works with."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from console.app.desk import Desk
from console.app.feed import Feed
from console.app.refresh import Refresher

Handler = Callable[[str], Awaitable[None]]
Handlers = Mapping[str, Handler]


class Host(Protocol):
    """What only the running app can do."""

    def leave(self, code: int) -> None:
        """End the console."""
        ...

    def to_shell(self) -> None:
        """Suspend to the shell."""
        ...

    async def run_program(self, argv: Sequence[str]) -> int:
        """Give the terminal to a program until it ends; returns its exit code. Raises OSError."""
        ...

    def redraw(self) -> None:
        """Paint every cell again."""
        ...

    def write_terminal(self, sequence: str) -> None:
        """Send a control sequence of our own."""
        ...

    def screenshot(self) -> str:
        """The screen as SVG."""
        ...


class Work(Struct, frozen=True):
    """The parts a handler works on."""

    desk: Desk
    feed: Feed
    refresher: Refresher
    host: Host
