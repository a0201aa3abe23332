"""`kontrapunkt dig PATH...`: fill the catalogue from old logs, CI logs and git history."""

import asyncio
import contextlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from console.store import statedir
from console.verbs.options import Options
from console.verbs.writing import writing

if TYPE_CHECKING:
    from console.analysis.catalogue.dig import Digger, Step
    from console.analysis.catalogue.material import Material
    from console.store.reader import Reader

INTERRUPTED = 130
SOURCE = "dig"
KEYS = 2500


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="One JSON object at the end.")
@click.pass_obj
def dig(options: Options, paths: tuple[str, ...], as_json: bool) -> None:
    """Fill the catalogue of past failures from files and folders: logs, logs of CI runs, git checkouts.

    What was found before is not counted again, so the same folder may be dug as often as there is something new in it.
    Ctrl+C keeps what is done; the next time it goes on from there.
    """
    from console.analysis.catalogue.material import MaterialError

    try:
        state = statedir.open_state(options.project, options.state)
        done = asyncio.run(_dig(options, state, [os.path.abspath(path) for path in paths]))
    except (statedir.StateError, MaterialError) as error:
        raise click.UsageError(str(error)) from error
    except KeyboardInterrupt:
        click.echo("\nstopped; what was found so far is kept, the same command goes on from here", err=True)
        sys.exit(INTERRUPTED)
    click.echo(json.dumps(done) if as_json else _words(done))


async def _dig(options: Options, state: statedir.StateDir, paths: list[str]) -> dict[str, object]:
    """Dig and write; returns what became of it."""
    async with writing(options.project, state, SOURCE) as write:
        digger, found = _prepare(state, paths)
        before = _counted(state)
        with _bar(found) as tell:
            for step in _steps(digger, found, paths):
                if step.batch.found or step.batch.progress or step.batch.passed or step.batch.mended:
                    await write(step.batch)
                tell(step.done)
        return {
            "files": len(found),
            "new": _counted(state) - before,
            "left": [{"path": one.path, "reason": one.reason} for one in digger.left],
        }


def _prepare(state: statedir.StateDir, paths: list[str]) -> "tuple[Digger, list[Material]]":
    from console.analysis.catalogue.dig import Digger
    from console.analysis.grouping import best_grouper

    with contextlib.closing(_reader(state)) as reader:
        resume, known = reader.progress(SOURCE), reader.origins("logs")
        grouper = best_grouper(reader.keys(KEYS))
    digger = Digger(grouper, resume, known, lambda job: _baseline(state, job))
    return digger, digger.find(paths)


def _steps(digger: "Digger", found: "list[Material]", paths: list[str]) -> "Iterator[Step]":
    from console.analysis.catalogue.history import HistoryError

    yield from digger.files(found)
    try:
        yield from digger.histories(paths)
    except HistoryError as error:
        click.echo(str(error), err=True)


@contextlib.contextmanager
def _bar(found: "list[Material]") -> Iterator[Callable[[int], None]]:
    """A progress bar over the bytes on standard error; nothing where that is no terminal."""
    total = sum(material.size for material in found)
    if not sys.stderr.isatty() or not total:
        yield lambda _done: None
        return
    with click.progressbar(length=total, label="digging", file=sys.stderr) as bar:
        yield lambda done: bar.update(max(0, done - bar.pos))


def _reader(state: statedir.StateDir) -> "Reader":
    from console.store.reader import Reader

    return Reader(state.store)


def _counted(state: statedir.StateDir) -> int:
    with contextlib.closing(_reader(state)) as reader:
        return reader.counted()


def _baseline(state: statedir.StateDir, job: str) -> bytes:
    with contextlib.closing(_reader(state)) as reader:
        return reader.baseline(job, "")


def _words(done: dict[str, object]) -> str:
    left = done["left"]
    assert isinstance(left, list)  # noqa: S101 - made above
    lines = [f"{done['new']} failures new to the catalogue, from {done['files']} files"]
    reasons = Counter(one["reason"] for one in left)
    for reason, n in reasons.most_common():
        first = next(one["path"] for one in left if one["reason"] == reason)
        lines.append(f"left out: {first}{f' and {n - 1} more' if n > 1 else ''}: {reason}")
    return "\n".join(lines)
