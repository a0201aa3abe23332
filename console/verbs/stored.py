"""Asking the store of a project something from the command line; no engine is needed, and none is started."""

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from console.store import statedir
from console.verbs.options import Options

if TYPE_CHECKING:
    from console.store.reader import Reader

T = TypeVar("T")


def read(options: Options, question: Callable[["Reader"], T]) -> T | None:
    """What a question to the reader finds; None where nothing was ever stored. Raises ClickException."""
    from console.store.reader import EarlyError, OlderError, Reader, ReadError, SchemaError

    try:
        state = statedir.open_existing(options.project, options.state)
    except statedir.NothingStoredError:
        return None
    except statedir.StateError as error:
        raise click.ClickException(str(error)) from error
    reader = Reader(state.store)
    try:
        return question(reader)
    except (OlderError, SchemaError) as error:
        raise click.ClickException(str(error)) from error
    except EarlyError:
        return None
    except ReadError as error:
        raise click.ClickException(str(error)) from error
    finally:
        reader.close()


def stored(options: Options, question: Callable[[sqlite3.Connection], T]) -> T | None:
    """What a question of the store's own modules finds; None where nothing was ever stored. Raises ClickException."""
    return read(options, lambda reader: reader.ask(question))
