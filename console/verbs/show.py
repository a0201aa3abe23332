"""`kontrapunkt show PANE`: what a pane shows, as lines or as JSON, read from the store; never starts an engine."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import click
import msgspec

from console.model.frame import Frame
from console.model.source import Freshness
from console.store import statedir
from console.verbs.options import Options
from console.verbs.printing import glyphs_of, print_lines, room
from console.views.base import Context, PaneView

if TYPE_CHECKING:
    from console.model.event import Event
    from console.store.reader import Reader

PANES = ("flow", "budget", "forecast", "clusters", "jobs", "events", "health")
LISTS = ("vsm", "failures", "breakers", "workarounds", "rules", "ci", "tests", "caches")
EVENTS = 100
DEGRADED = 3
ANSWER = 1.0
EVERYTHING = 1_000_000


@click.command()
@click.argument("pane", type=click.Choice((*PANES, *LISTS)))
@click.option("--json", "as_json", is_flag=True, help="JSON with stable field names; events and failures one a line.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"At most N rows; 0 is all. Events and failures: the newest N, {EVENTS} unless --since is given.",
)
@click.option("--since", metavar="T", default="", help="Events from then on: 10m, 2h, 1d, or an RFC 3339 time.")
@click.option("--find", metavar="WORDS", default="", help="Failures in whose text all of these words occur.")
@click.pass_obj
def show(options: Options, pane: str, as_json: bool, limit: int | None, since: str, find: str) -> None:
    """Print what a pane shows.

    Also the system view (vsm), the catalogue of failures, breakers, workarounds, runs of CI, tests, caches, and how far
    rules are trusted. Exit code 3 when no engine runs, or the pane's source is STALE or failed; what is stored is
    printed all the same.
    """
    if since and pane != "events":
        raise click.UsageError(f"--since is for events; {pane} always shows what is known now")
    if find and pane != "failures":
        raise click.UsageError(f"--find is for failures, not for {pane}")
    if pane == "ci":
        from console.verbs.ci import print_ci

        sys.exit(print_ci(options, as_json=as_json))
    if pane in ("tests", "caches"):
        sys.exit(_testing(options, pane, as_json=as_json, limit=limit))
    if pane in ("breakers", "workarounds", "rules"):
        _decisions(options, pane, as_json=as_json)
        return
    if pane == "failures":
        sys.exit(_failures(options, as_json=as_json, limit=EVENTS if limit is None else limit, find=find))
    sys.exit(print_panes(options, [pane], as_json=as_json, limit=limit, since=since))


def print_panes(
    options: Options, panes: Iterable[str], *, as_json: bool = False, limit: int | None = None, since: str = ""
) -> int:
    """Print panes one after the other; returns the exit code, 3 when something shown is not fresh."""
    state = _state(options)
    running = state is not None and statedir.is_held(state.lock)
    degraded = not running
    for number, pane in enumerate(panes):
        if number:
            print_lines([""])
        if pane == "events":
            _events(options, state, as_json=as_json, limit=limit, since=since)
        else:
            degraded |= _pane(options, state, pane, running=running, as_json=as_json, limit=limit or 0)
    if not running:
        click.echo("no engine runs here; what is shown was stored before", err=True)
    return DEGRADED if degraded else 0


def _state(options: Options) -> statedir.StateDir | None:
    """The state directory; None when nothing was ever stored for this project."""
    try:
        return statedir.open_existing(options.project, options.state)
    except statedir.NothingStoredError:
        return None
    except statedir.StateError as error:
        raise click.ClickException(str(error)) from error


def _reader(state: statedir.StateDir | None) -> "Reader | None":
    """The store's reader; None when there is no store yet."""
    if state is None or not os.path.exists(state.store):
        return None
    from console.store.reader import Reader

    return Reader(state.store)


def _pane(
    options: Options, state: statedir.StateDir | None, pane: str, *, running: bool, as_json: bool, limit: int
) -> bool:
    """Print one pane; tells whether its source is STALE or failed."""
    frame = _frame(options, state)
    frame = frame if running else unattended(frame)
    if running and state and pane == "health":
        frame = _attended(frame, state)
    now = time.time()
    if as_json:
        from console.views.data import pane_fields

        _print_json([_limited(pane_fields(pane, frame, now, running=running), limit)])
        return _degraded(frame, pane, now)
    from console.views.printed import pane_lines

    width, glyphs = room(), glyphs_of(options)
    ctx = Context(width=width, height=EVERYTHING, now=now, glyphs=glyphs, zoomed=True)
    view = _view(pane, running)(frame, ctx)
    if limit and view.rows > limit:
        view = _view(pane, running)(frame, msgspec.structs.replace(ctx, height=limit + view.first))
    print_lines(pane_lines(view))
    return _degraded(frame, pane, now)


def _frame(options: Options, state: statedir.StateDir | None) -> Frame:
    """The newest frame; one that knows nothing when there is no store."""
    reader = _reader(state)
    if reader is None:
        node = state.node if state else os.uname().nodename.split(".")[0]
        return Frame(at=time.time(), live=True, project=options.project, node=node)
    from console.store.reader import ReadError, SchemaError

    try:
        return reader.frame()
    except (ReadError, SchemaError) as error:
        raise click.ClickException(str(error)) from error


def _attended(frame: Frame, state: statedir.StateDir) -> Frame:
    """The frame with what the engine says of itself now, which it may be unable to store."""
    from console import link

    try:
        reply = link.ask(state.socket, link.Request(id=1, health=True), timeout=ANSWER)[1]
    except link.LinkError:
        return frame
    return msgspec.structs.replace(frame, health=reply.health) if reply and reply.health else frame


def unattended(frame: Frame) -> Frame:
    """The frame without an engine: nothing in it is LIVE, however young it is."""
    sources = tuple(
        msgspec.structs.replace(s, freshness=Freshness.STALE) if s.freshness is Freshness.LIVE else s
        for s in frame.sources
    )
    return msgspec.structs.replace(frame, sources=sources)


def _view(pane: str, running: bool) -> Callable[[Frame, Context], PaneView]:
    """The view of a pane; only that one is imported."""
    import importlib

    view: Callable[..., PaneView] = getattr(importlib.import_module(f"console.views.{pane}"), f"{pane}_view")
    if pane == "health":
        return lambda frame, ctx: view(frame, ctx, running=running)
    return view


def _degraded(frame: Frame, pane: str, now: float) -> bool:
    from console.views.data import SOURCES

    source = frame.source(SOURCES[pane]) if pane in SOURCES else None
    return source is not None and source.at(now).freshness in {Freshness.STALE, Freshness.ERROR}


def _limited(fields: dict[str, object], limit: int) -> dict[str, object]:
    """The same with at most `limit` rows in each list of rows."""
    rows = ("clusters", "processes", "series")
    return {k: v[:limit] if limit and k in rows and isinstance(v, list) else v for k, v in fields.items()}


def _events(options: Options, state: statedir.StateDir | None, *, as_json: bool, limit: int | None, since: str) -> None:
    """Print stored events, oldest first, a line each."""
    begin = _moment(since) if since else None
    wanted = (0 if since else EVENTS) if limit is None else limit
    reader = _reader(state)
    if reader is None:
        return
    if as_json:
        from console.views.data import event_fields

        _print_json(event_fields(event) for event in _told(reader, wanted, begin))
        return
    from console.text.width import clip
    from console.views.printed import event_line

    glyphs = glyphs_of(options)
    width = room() if sys.stdout.isatty() else EVERYTHING
    lines = (event_line(event, None, glyphs) for event in _told(reader, wanted, begin))
    print_lines(clip(line, width, glyphs.ellipsis) if width < EVERYTHING else line for line in lines)


def _failures(options: Options, *, as_json: bool, limit: int, find: str) -> int:
    """Print entries of the catalogue, newest first; returns the exit code, 3 without an engine."""
    from console.store.reader import ReadError, SchemaError
    from console.verbs.failures import failures, line

    state = _state(options)
    reader = _reader(state)
    try:
        found = failures(reader, find, limit) if reader else iter(())
        if as_json:
            from console.views.data_clusters import failure_fields

            _print_json(failure_fields(failure) for failure in found)
        else:
            print_lines(map(line, found))
    except (ReadError, SchemaError) as error:
        raise click.ClickException(str(error)) from error
    return _attendance(state)


def _attendance(state: statedir.StateDir | None) -> int:
    """The exit code: 0 with an engine; 3, and the reason, without."""
    if state is not None and statedir.is_held(state.lock):
        return 0
    click.echo("no engine runs here; what is shown was stored before", err=True)
    return DEGRADED


def _decisions(options: Options, pane: str, *, as_json: bool) -> None:
    """Print what was decided about dependencies and rules."""
    from console.verbs.breakers import print_breakers
    from console.verbs.trusted import print_rules
    from console.verbs.workarounds import print_workarounds

    print_all = {"breakers": print_breakers, "workarounds": print_workarounds, "rules": print_rules}
    print_all[pane](options, as_json=as_json)


def _testing(options: Options, pane: str, *, as_json: bool, limit: int | None) -> int:
    """Print what test reports, or caches, told; returns the exit code, 3 without an engine."""
    if pane == "tests":
        from console.verbs.tests import print_tests

        print_tests(options, as_json=as_json, limit=limit)
    else:
        from console.verbs.cache import print_caches

        print_caches(options, as_json=as_json)
    return _attendance(_state(options))


def _told(reader: "Reader", limit: int, since: float | None) -> "Iterator[Event]":
    from console.store.reader import ReadError, SchemaError
    from console.verbs.history import stored

    try:
        yield from stored(reader, limit, since)
    except (ReadError, SchemaError) as error:
        raise click.ClickException(str(error)) from error


def _moment(since: str) -> float:
    from console.verbs.times import moment

    return moment(since, time.time())


def _print_json(values: Iterable[object]) -> None:
    """A JSON text a line; JSON is UTF-8 whatever the locale says."""
    encode = msgspec.json.Encoder().encode
    sys.stdout.flush()
    sys.stdout.buffer.writelines(encode(value) + b"\n" for value in values)
    sys.stdout.buffer.flush()
