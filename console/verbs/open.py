"""Opening the console: the state directory, the configuration, an engine if none runs, then the screen."""

import os
import time
from collections.abc import Callable

import click
from msgspec.structs import replace

from console import __version__, link
from console.config import Loaded, Trust, load
from console.launch import start_engine
from console.store import statedir
from console.verbs.checks import checks
from console.verbs.options import Options

LEAVING = 10.0
LOG_END = 4096


def open_console(options: Options) -> int:
    """Open the console on the project; without a usable terminal print the panes instead. Returns the exit code."""
    from console.app.usable import usable_terminal

    reason = usable_terminal(os.environ)
    if reason:
        from console.verbs.show import PANES, print_panes

        click.echo(f"{reason}: the panes are printed instead", err=True)
        return print_panes(options, PANES)
    try:
        state = statedir.open_state(options.project, options.state)
    except statedir.StateError as error:
        raise click.ClickException(str(error)) from error
    loaded = _load(options)
    readonly = _meet_engine(state, options)
    return _run(options, loaded, state, readonly)


def open_recording(options: Options, file: str, at: str, speed: float) -> int:
    """Open the console on a recording, for looking only. Returns the exit code."""
    from console.app.run import ConsoleOptions, run_console
    from console.app.usable import usable_terminal

    reason = usable_terminal(os.environ)
    if reason:
        raise click.ClickException(f"a recording needs a terminal: {reason}")
    loaded = _load(options)
    console = ConsoleOptions(
        project=options.project, store=os.path.abspath(file), settings=loaded.settings, theme=options.theme,
        readonly=True, ascii=options.ascii, replay=True, at=at, speed=speed, notices=_words(loaded),
    )  # fmt: skip
    try:
        return run_console(console)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--at") from error


def _load(options: Options) -> Loaded:
    loaded = load(options.project, explicit=options.config, trust=Trust(), checks=checks())
    if options.theme is not None:
        from themes.palette import names

        known = names(loaded.settings.themes)
        if options.theme not in known:
            raise click.BadParameter(f"there is no theme {options.theme!r}; there are {', '.join(known)}")
    if options.max_kbps is None:
        return loaded
    screen = replace(loaded.settings.screen, max_kbps=options.max_kbps)
    return Loaded(replace(loaded.settings, screen=screen), loaded.origins, loaded.problems)


def _words(loaded: Loaded) -> tuple[str, ...]:
    return tuple(problem.text() for problem in loaded.problems)


def _run(options: Options, loaded: Loaded, state: statedir.StateDir, readonly: str) -> int:
    from console.app.run import ConsoleOptions, run_console

    return run_console(
        ConsoleOptions(
            project=options.project,
            store=state.store,
            node=state.node,
            state=state.root,
            socket=state.socket,
            settings=loaded.settings,
            theme=options.theme,
            readonly=options.readonly or bool(readonly),
            ascii=options.ascii,
            notices=(*_words(loaded), *((readonly,) if readonly else ())),
            revive=_reviver(state, options),
        )
    )


def _reviver(state: statedir.StateDir, options: Options) -> Callable[[], None]:
    """What starts an engine again that was killed; one that a person stopped stays stopped."""
    opened = time.time()
    started = 0

    def revive() -> None:
        nonlocal started
        if statedir.is_held(state.lock) or _stopped(state, opened):
            return
        try:
            start_engine(options.project, state.root, options.config, state.log)
        except OSError as error:
            raise link.LinkError(_no_engine(error)) from error
        started += 1
        if started > 1 and (last := _last_words(state.log)):
            raise link.LinkError(f"the engine ends again and again, it says: {last}")

    return revive


def _last_words(log: str) -> str:
    """The last line of the engine's own log, as it may be shown."""
    from console.text.clean import clean

    try:
        with open(log, "rb") as file:
            file.seek(max(0, os.path.getsize(log) - LOG_END))
            lines = file.read().decode(errors="replace").split("\n")
    except OSError:
        return ""
    return clean(next((line for line in reversed(lines) if line.strip()), ""))


def _no_engine(error: OSError) -> str:
    return f"no engine can be started here ({error.strerror}): looking only"


def _stopped(state: statedir.StateDir, since: float) -> bool:
    from console.store.reader import Reader, ReadError

    reader = Reader(state.store)
    try:
        newest = reader.commands(1)
    except ReadError:
        return False  # damaged or missing: the next engine recovers it
    finally:
        reader.close()
    return any(command.name == "engine.stop" and command.time >= since for command in newest)


def _meet_engine(state: statedir.StateDir, options: Options) -> str:
    """Start an engine when none runs; ask an older one to leave. Returns why we may only look, else nothing."""
    if not statedir.is_held(state.lock):
        try:
            start_engine(options.project, state.root, options.config, state.log)
        except OSError as error:
            return _no_engine(error)
        return ""
    try:
        greeting, _ = link.ask(state.socket, link.Request())
        if _numbers(greeting.version) > _numbers(__version__):
            return f"the engine is newer ({greeting.version}) than this console ({__version__}): looking only"
        if _numbers(greeting.version) < _numbers(__version__):
            link.ask(state.socket, link.Request(id=1, command="engine.stop", who=link.who()))
            _wait_until_gone(state)
            start_engine(options.project, state.root, options.config, state.log)
    except link.LinkError:
        return ""  # it is just starting or leaving; the console goes on trying
    return ""


def _wait_until_gone(state: statedir.StateDir) -> None:
    deadline = time.monotonic() + LEAVING
    while statedir.is_held(state.lock) and time.monotonic() < deadline:
        time.sleep(0.02)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
