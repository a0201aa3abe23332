"""The tables, in numbered migrations; a database says in `user_version` how many of them it has seen.

Times are milliseconds since the epoch (UTC), minutes are minutes since the epoch, stamps (`hlc`) are hybrid
logical clocks. Severities and voices are the numbers of the model's enumerations. Sources, kinds, nodes and file
names are interned in `names`. Roll-ups per minute are written together with what they sum up.
"""

import sqlite3
from collections.abc import Sequence

from console.store.schema_autopilot import AUTOPILOT
from console.store.schema_checkpoints import CHECKPOINTS
from console.store.schema_ci import CI
from console.store.schema_clusters import CLUSTERS
from console.store.schema_decisions import DECISIONS
from console.store.schema_deploys import DEPLOYS
from console.store.schema_jobs import JOBS
from console.store.schema_outcomes import OUTCOMES
from console.store.schema_recipes import RECIPES
from console.store.schema_testing import TESTING

APPLICATION_ID = 0x4B505354

_FIRST = (
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID",
    "CREATE TABLE names(id INTEGER PRIMARY KEY, name NOT NULL UNIQUE)",
    """CREATE TABLE events(
        seq INTEGER PRIMARY KEY, hlc INTEGER NOT NULL, time INTEGER NOT NULL, node INTEGER NOT NULL,
        source INTEGER NOT NULL, kind INTEGER NOT NULL, voice INTEGER NOT NULL, severity INTEGER NOT NULL,
        template INTEGER, origin INTEGER, text TEXT NOT NULL, attrs TEXT)""",
    "CREATE INDEX events_time ON events(time)",
    "CREATE INDEX events_severity ON events(severity, time)",
    """CREATE TABLE event_minutes(
        minute INTEGER, severity INTEGER, n INTEGER NOT NULL, PRIMARY KEY(minute, severity)) WITHOUT ROWID""",
    """CREATE TABLE templates(
        id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, severity INTEGER NOT NULL, first INTEGER NOT NULL,
        last INTEGER NOT NULL, n INTEGER NOT NULL, sample TEXT NOT NULL, origin TEXT NOT NULL)""",
    """CREATE TABLE template_minutes(
        template INTEGER, minute INTEGER, n INTEGER NOT NULL, PRIMARY KEY(template, minute)) WITHOUT ROWID""",
    "CREATE INDEX template_minutes_minute ON template_minutes(minute, n)",
    """CREATE TABLE counts(
        minute INTEGER, origin INTEGER, severity INTEGER, n INTEGER NOT NULL,
        PRIMARY KEY(minute, origin, severity)) WITHOUT ROWID""",
    """CREATE TABLE minute_totals(
        minute INTEGER, severity INTEGER, n INTEGER NOT NULL, PRIMARY KEY(minute, severity)) WITHOUT ROWID""",
    "CREATE TABLE series(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, lim REAL)",
    """CREATE TABLE samples(
        series INTEGER, time INTEGER, value REAL NOT NULL, PRIMARY KEY(series, time)) WITHOUT ROWID""",
    """CREATE TABLE sample_minutes(
        series INTEGER, minute INTEGER, min REAL NOT NULL, max REAL NOT NULL, sum REAL NOT NULL, n INTEGER NOT NULL,
        last REAL NOT NULL, last_time INTEGER NOT NULL, PRIMARY KEY(series, minute)) WITHOUT ROWID""",
    """CREATE TABLE states(
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key NOT NULL, from_hlc INTEGER NOT NULL, to_hlc INTEGER,
        value BLOB NOT NULL)""",
    "CREATE UNIQUE INDEX states_from ON states(kind, key, from_hlc)",
    "CREATE UNIQUE INDEX states_open ON states(kind, key) WHERE to_hlc IS NULL",
    "CREATE INDEX states_ended ON states(to_hlc) WHERE to_hlc IS NOT NULL",
    """CREATE TABLE sources(
        name TEXT PRIMARY KEY, freshness TEXT NOT NULL, last_seen INTEGER, interval REAL NOT NULL,
        detail TEXT NOT NULL, restarts INTEGER NOT NULL) WITHOUT ROWID""",
    "CREATE TABLE progress(source TEXT, key, value BLOB NOT NULL, PRIMARY KEY(source, key)) WITHOUT ROWID",
    """CREATE TABLE commands(
        id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, name TEXT NOT NULL, args TEXT NOT NULL,
        who TEXT NOT NULL, state TEXT NOT NULL, outcome TEXT NOT NULL, finished INTEGER)""",
    "CREATE TABLE health(id INTEGER PRIMARY KEY CHECK(id = 1), value BLOB NOT NULL)",
)

Migration = Sequence[str]
MIGRATIONS: tuple[Migration, ...] = (
    _FIRST,
    CLUSTERS,
    JOBS,
    CHECKPOINTS,
    DECISIONS,
    RECIPES,
    DEPLOYS,
    AUTOPILOT,
    OUTCOMES,
    CI,
    TESTING,
)
SCHEMA_VERSION = len(MIGRATIONS)


class SchemaError(Exception):
    """The database cannot be understood by this program; the message says why."""


def version(conn: sqlite3.Connection) -> int:
    """How many migrations a database has seen; 0 for an empty one."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def check(conn: sqlite3.Connection, known: int = SCHEMA_VERSION) -> int:
    """The version of a database that this program can read.

    Raises SchemaError when a newer program wrote it or when it is something else altogether.
    """
    found = version(conn)
    if found > known:
        raise SchemaError(
            f"the store was written by a newer Kontrapunkt (schema {found}, this one knows {known}); install that one"
        )
    application = int(conn.execute("PRAGMA application_id").fetchone()[0])
    if application not in (0, APPLICATION_ID) or (found and application == 0):
        raise SchemaError("the file is a database of another program, not a Kontrapunkt store")
    return found


def migrate(conn: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> int:
    """Bring a database to the newest schema, in one transaction, so that no reader meets one that is half made.

    Returns the version. `conn` must leave transactions to the caller (`isolation_level=None`). Raises SchemaError as
    `check` does.
    """
    found = check(conn, len(migrations))
    if found == len(migrations):
        return found
    conn.execute("BEGIN IMMEDIATE")
    try:
        for statements in migrations[found:]:
            for statement in statements:
                conn.execute(statement)
        conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
        conn.execute(f"PRAGMA user_version={len(migrations)}")
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise
    return len(migrations)
