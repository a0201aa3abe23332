"""Which tests ran which file, from the data of coverage.py where it kept contexts (`--cov-context=test`)."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing

_QUERY = """SELECT DISTINCT context.context FROM {table} JOIN file ON file.id={table}.file_id
    JOIN context ON context.id={table}.context_id WHERE file.path=? AND context.context<>''"""


def tests_of(folder: str, changed: Iterable[str]) -> Iterator[str]:
    """The test files that ran one of the files when coverage was last measured; none where it was not, or without."""
    path = os.path.join(folder, ".coverage")
    if not os.path.isfile(path):
        return
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as conn:
            contexts = [row[0] for one in changed for row in _contexts(conn, one)]
    except sqlite3.Error:  # half written, of another version, or something else altogether: it tells nothing
        return
    for context in dict.fromkeys(str(context).partition("::")[0] for context in contexts):
        if context.endswith(".py"):
            yield os.path.normpath(os.path.join(folder, context))


def _contexts(conn: sqlite3.Connection, path: str) -> Iterator[tuple[str]]:
    for table in ("line_bits", "arc"):
        yield from conn.execute(_QUERY.format(table=table), (path,))
