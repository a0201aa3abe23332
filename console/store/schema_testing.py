"""Tests and caches: what each test did in its last sittings, and what caches told of themselves.

`history` is a msgpack list of `[sitting, verdict, milliseconds or nil, mixed]`, newest last, bounded when
written, so that many tests need no retention of their own. `time` is in milliseconds since the epoch.
"""

TESTING = (
    """CREATE TABLE sittings(
        id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL, time INTEGER NOT NULL, format TEXT NOT NULL,
        note TEXT NOT NULL, commit_ TEXT NOT NULL, clean INTEGER NOT NULL, UNIQUE(path, time))""",
    """CREATE TABLE tests(
        id INTEGER PRIMARY KEY, suite TEXT NOT NULL, name TEXT NOT NULL, last INTEGER NOT NULL, bad INTEGER NOT NULL,
        message TEXT NOT NULL, history BLOB NOT NULL, UNIQUE(suite, name))""",
    "CREATE INDEX tests_last ON tests(last)",
    "CREATE INDEX tests_bad ON tests(last) WHERE bad=1",
    """CREATE TABLE cache_looks(
        id INTEGER PRIMARY KEY, tool TEXT NOT NULL, source TEXT NOT NULL, time INTEGER NOT NULL, hits INTEGER NOT NULL,
        misses INTEGER NOT NULL, saved REAL, missed BLOB NOT NULL, UNIQUE(tool, source, time))""",
    "CREATE INDEX cache_looks_time ON cache_looks(time)",
)
