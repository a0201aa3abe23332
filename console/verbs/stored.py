"""Asking the store of a project something from the command line; no engine is needed, and none is started."""

import os
import sqlite3
from collections.abc import Callable
from typing import TypeVar

import click

from console.store import statedir
from console.verbs.options import Options

T = TypeVar("T")


def stored(options: Options, question: Callable[[sqlite3.Connection], T]) -> T | None:
    """What a question finds; None where nothing was ever stored. Raises ClickException."""
    from console.store.reader import Reader, ReadError, SchemaError

    try:
        state = statedir.open_existing(options.project, options.state)
    except statedir.NothingStoredError:
        return None
    except statedir.StateError as error:
        raise click.ClickException(str(error)) from error
    if not os.path.exists(state.store):
        return None
    reader = Reader(state.store)
    try:
        return reader.ask(question)
    except (ReadError, SchemaError) as error:
        raise click.ClickException(str(error)) from error
    finally:
        reader.close()
