"""What the app is told at start, all injected."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import tzinfo
from typing import Protocol

from msgspec import Struct

from console.keys import Keymap, defaults
from console.link.client import Link
from console.model.clock import Clock, SystemClock
from console.model.frame import Frame
from console.model.settings import Settings
from themes.palette import Depth

Connect = Callable[[], Awaitable[Link]]


class Remember(Protocol):
    """Keeps one word of the screen's state for the next start; a no-op where nothing may be written."""

    def __call__(self, key: str, value: str) -> None:
        """Keep `value`; raises OSError when it cannot be written."""
        ...


def forget(key: str, value: str) -> None:
    """Remember nothing."""
    del key, value


class Setup(Struct, frozen=True, kw_only=True):
    """`first` is the frame that is painted before anything else was read.

    `theme` is a theme's name, `depth` what the terminal can show, `state` the state directory (copies and snapshots
    go there, empty: nowhere). `replay` looks at a recording from `at` on, `speed` seconds of it a second. `notices`
    are sentences shown at start, such as problems of the configuration. `connect` finds the engine, None: there is
    none to find.
    """

    first: Frame
    settings: Settings = Settings()
    keymap: Keymap = defaults()
    theme: str = "skyskraper"
    depth: Depth = Depth.TRUECOLOR
    ascii: bool = False
    readonly: bool = False
    replay: bool = False
    at: float | None = None
    speed: float = 1.0
    state: str = ""
    env: Mapping[str, str] = {}
    notices: tuple[str, ...] = ()
    connect: Connect | None = None
    remember: Remember = forget
    clock: Clock = SystemClock()
    zone: tzinfo | None = None
