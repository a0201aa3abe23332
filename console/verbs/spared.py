"""What `kontrapunkt jobs --stats` tells: how much work was spared because nothing had changed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

import click
import msgspec

from console.store import habits, proofs, statedir
from console.store.schema import SCHEMA_VERSION, version
from console.verbs.options import Options

T = TypeVar("T")


def spared(options: Options, *, as_json: bool) -> str:
    """The figures in words or as one JSON object. Raises ClickException."""
    found = ask_store(options, proofs.spared) or proofs.Spared()
    rate = found.hits / found.checked if found.checked else 0.0
    closed = [one[3] for one in ask_store(options, habits.guesses) or () if one[3] in (habits.RIGHT, habits.WRONG)]
    right = closed.count(habits.RIGHT)
    if as_json:
        fields: dict[str, float] = {
            "checked": found.checked,
            "hits": found.hits,
            "hit_rate": rate,
            "seconds_saved": found.seconds,
        }
        fields |= {"started_early": len(closed), "started_early_right": right}
        return msgspec.json.encode(fields).decode()
    early = f"\n{right} of the last {len(closed)} jobs that were started early were asked for" if closed else ""
    if not found.checked:
        return f"no job with inputs has been asked for yet{early}"
    told = f"{found.hits} of {found.checked} jobs with inputs did not have to run ({rate:.0%})"
    return f"{told}, {found.seconds:.0f} s saved{early}"


def ask_store(options: Options, question: Callable[[sqlite3.Connection], T]) -> T | None:
    """Ask the store of the project; None where there is none yet, or one of another version. Raises ClickException."""
    try:
        state = statedir.open_existing(options.project, options.state)
    except statedir.NothingStoredError:
        return None
    except statedir.StateError as error:
        raise click.ClickException(str(error)) from error
    try:
        with closing(sqlite3.connect(f"file:{state.store}?mode=ro", uri=True)) as conn:
            return question(conn) if version(conn) == SCHEMA_VERSION else None
    except sqlite3.Error as error:
        raise click.ClickException(f"the store cannot be read: {error}") from error
