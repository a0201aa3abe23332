"""What the app is told at start, all injected."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import tzinfo

from msgspec import Struct

from console.keymap import Keymap, defaults
from console.link.client import Link
from console.model.clock import Clock, SystemClock
from console.model.frame import Frame
from console.model.settings import Settings
from themes.palette import Depth

Connect = Callable[[], Awaitable[Link]]


Remember = Callable[[str, str], None]


class Setup(Struct, frozen=True, kw_only=True):
    """`first` is the frame that is painted before anything else was read.

    `theme` is a theme's name, `depth` what the terminal can show, `state` the state directory for copies and
    snapshots (empty: nowhere), `project` the folder that file names in the code are relative to. `debug` shows quiet
    events from the start. `replay` looks at a recording from `at` to `end`, `speed` seconds of it a second. `notices`
    are sentences shown at start, such as problems of the configuration. `away` is when the screen was last seen, where
    somebody comes back to it after a while; `boot` names this run of the machine. `connect` finds the engine, None:
    there is none to find. `remember` keeps a word for the next start and may raise OSError; None: nothing is kept.
    """

    first: Frame
    settings: Settings = Settings()
    keymap: Keymap = defaults()
    theme: str = "skyskraper"
    depth: Depth = Depth.TRUECOLOR
    ascii: bool = False
    debug: bool = False
    readonly: bool = False
    replay: bool = False
    at: float | None = None
    end: float | None = None
    speed: float = 1.0
    state: str = ""
    project: str = ""
    env: Mapping[str, str] = {}
    notices: tuple[str, ...] = ()
    away: float | None = None
    boot: str = ""
    connect: Connect | None = None
    remember: Remember | None = None
    clock: Clock = SystemClock()
    zone: tzinfo | None = None
