"""Opening the console: what must be known before Textual is imported, and the exit code after it has gone."""

import gc
import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING

from msgspec import Struct

from console.app.away import away_since
from console.app.feed import StoreFeed
from console.app.memory import Memory, recall
from console.keymap import KeyProblem, resolve
from console.model.frame import Frame
from console.model.settings import Settings
from themes.palette import Depth, depth_from_env, names

if TYPE_CHECKING:
    from console.app.setup import Connect
    from console.store.reader import Reader

_COLOR_SYSTEMS = {
    Depth.TRUECOLOR: "truecolor",
    Depth.C256: "256",
    Depth.C16: "standard",
    Depth.MONO: "standard",
}


ESCAPE_MS = "25"
"""How long a lone escape waits for the rest of a sequence; programs with ncurses are set to the same over ssh."""


class ConsoleOptions(Struct, frozen=True, kw_only=True):
    """What to open.

    `store` is the database that is read: the engine's, or a recording when `replay`. `state` is the state directory
    for copies, snapshots and what is remembered; empty: nowhere. `socket` is where the engine listens; empty: nobody
    is asked. `theme` overrides what is remembered. `at` is where a recording begins, as a person types it, `speed`
    the seconds of it a second. `notices` are sentences to show at start. `revive` starts an engine when none runs.
    """

    project: str
    store: str
    node: str = ""
    state: str = ""
    socket: str = ""
    settings: Settings = Settings()
    theme: str | None = None
    readonly: bool = False
    ascii: bool = False
    replay: bool = False
    at: str = ""
    speed: float = 1.0
    notices: tuple[str, ...] = ()
    revive: Callable[[], None] | None = None


def run_console(options: ConsoleOptions, env: Mapping[str, str] | None = None) -> int:
    """Run until the person leaves; returns the exit code (128+n after a signal). Needs a usable terminal."""
    gc.disable()  # importing makes no garbage, only work for the collector; the app turns it on when it is painted
    variables = dict(os.environ if env is None else env)
    depth = depth_from_env(variables)
    _prepare(depth)
    span = recording_span(options.store) if options.replay else None
    start = _start(options, span)
    jobs = os.path.join(options.state, "jobs") if options.state else ""
    feed = StoreFeed(lambda: _reader(options.store, span[1] if span else None), jobs)
    first = feed.first(start)  # read while Textual is imported
    from console.app.app import ConsoleApp
    from console.app.setup import Setup
    from console.store.horizon import uptime

    keymap, problems = resolve(options.settings.keys)
    kept, boot = recall(options.state), uptime().boot
    setup = Setup(
        first=_first(first, options),
        settings=options.settings,
        keymap=keymap,
        theme=_theme(options, kept),
        depth=depth,
        ascii=options.ascii or options.settings.screen.ascii or not utf8(variables),
        debug=kept.get("debug") == "shown",
        readonly=options.readonly,
        replay=options.replay,
        at=start,
        end=span[1] if span else None,
        speed=options.speed,
        state=options.state,
        project=options.project,
        env=variables,
        away=None if options.replay else away_since(kept, time.time(), boot),
        boot=boot,
        notices=(*options.notices, *(_words(problem) for problem in problems)),
        connect=_connect(options.socket, options.revive),
        remember=Memory(options.state) if options.state and not options.readonly else None,
    )
    app = ConsoleApp(feed, setup)
    app.run(mouse=options.settings.screen.mouse)
    return app.return_code or 0


def utf8(env: Mapping[str, str]) -> bool:
    """Whether the locale of these variables is UTF-8; without it only ASCII signs are drawn."""
    named = next((env[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if env.get(name)), "")
    return "utf8" in named.lower().replace("-", "")


def recording_span(path: str) -> tuple[float, float] | None:
    """Between which moments a recording has something to show; None when it is empty. Raises ReadError."""
    reader = _reader(path, None)
    try:
        return reader.span()
    finally:
        reader.close()


def _prepare(depth: Depth) -> None:
    """Textual reads these at import; an empty NO_COLOR is none, though Textual takes it for one."""
    os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", _COLOR_SYSTEMS[depth])
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("ESCDELAY", ESCAPE_MS)
    if os.environ.get("NO_COLOR") == "":
        del os.environ["NO_COLOR"]


def _reader(path: str, end: float | None) -> "Reader":
    from console.store.reader import Reader

    return Reader(path) if end is None else Reader(path, now=lambda: end)


def _start(options: ConsoleOptions, span: tuple[float, float] | None) -> float | None:
    """Where a recording begins: where it was asked for, else at its first event. Raises ValueError."""
    if span is None:
        return None
    if not options.at:
        return span[0]
    from console.app.moments import parse

    try:
        return parse(options.at, span[1])
    except ValueError:
        return parse(f"-{options.at}", span[1])


def _first(reading: Future[Frame], options: ConsoleOptions) -> Frame:
    """The first frame; an empty one where nothing is stored yet, and where reading fails: the refresh tells why."""
    from console.store.reader import ReadError, SchemaError

    try:
        return reading.result()
    except (ReadError, SchemaError):
        name = os.path.basename(options.project.rstrip("/")) or "/"
        return Frame(at=time.time(), live=True, project=name, node=options.node or os.uname().nodename.split(".")[0])


def _theme(options: ConsoleOptions, kept: Mapping[str, str]) -> str:
    """The theme asked for, else the remembered one, else the configured one; a known one in any case."""
    known = names(options.settings.themes)
    wanted = (options.theme, kept.get("theme"), options.settings.screen.theme)
    return next((theme for theme in wanted if theme in known), known[0])


def _connect(socket: str, revive: Callable[[], None] | None) -> "Connect | None":
    if not socket:
        return None
    from console.link import LinkError
    from console.link.client import Link

    async def connect() -> Link:
        try:
            return await Link.connect(socket)
        except LinkError:
            if revive is not None:
                revive()
            raise

    return connect


def _words(problem: KeyProblem) -> str:
    near = f"; did you mean {problem.nearest}?" if problem.nearest else ""
    return f"keys: {problem.message}{near}"
